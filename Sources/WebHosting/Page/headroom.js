// Whether a predicted change can be applied in full (REC-30 to REC-32): the page recommends by
// itself while the threshold moves, and its sentence has to state what the new change cannot reach.
// The operations are in the same order as in Headroom.swift and BrightnessReach.swift.

const DEFAULT_CEILING_DBTP = -1;
const GENTLE_SHELF_DB = 6;
const LIMIT_DB = 24;
const CORNER_HZ = 2000;
const PLACES = 128;

/**
 * The headroom for a change.
 *
 * @param change the prediction, as in a payload
 * @param fingerprint the track's
 * @param known the headroom of another recommendation for the same track, whose peak and ceiling
 *   apply here too; without one, the peak is the fingerprint's, an estimate
 */
export function headroomFor(change, fingerprint, known = null) {
  const basis = known?.basis ?? "estimate";
  const peak = known?.peak_dbtp ?? fingerprint.peak_dbfs;
  const ceiling = known?.ceiling_dbtp ?? DEFAULT_CEILING_DBTP;
  const crest = change.predicted_crest_change;
  const predicted = peak + change.predicted_loudness_change + crest;
  const missing = Math.max(0, predicted - ceiling);
  const shelf = shelfFor(change.predicted_centroid_change, fingerprint);
  return {
    basis,
    peak_dbtp: peak,
    predicted_peak_dbtp: predicted,
    ceiling_dbtp: ceiling,
    missing_db: missing,
    plain_gain_at_most_db: ceiling - peak,
    loudness_change_at_most_db: ceiling - peak - crest,
    yields: missing > 0 ? "loudness" : null,
    brightness: {
      basis: "estimate",
      shelf_db: shelf,
      gentle_shelf_db: GENTLE_SHELF_DB,
      is_reachable: shelf !== null && Math.abs(shelf) <= GENTLE_SHELF_DB,
    },
  };
}

// The strength of the shelf that moves the centroid of a gamma distribution with the fingerprint's
// mean and spread, in dB; null if not even ±24 dB is enough.
function shelfFor(changeHz, { spectral_centroid: centroid, spectral_spread: spread }) {
  const target = centroid + changeHz;
  if (changeHz === 0) return 0;
  if (!(centroid > 0 && spread > 0 && target > 0)) return null;
  const shape = (centroid / spread) * (centroid / spread);
  const scale = (spread * spread) / centroid;
  const spectrum = Array.from({ length: PLACES }, (_, place) => {
    const hz = ((place + 0.5) * 22050) / PLACES;
    const exponent = (shape - 1) * Math.log(hz / centroid) - (hz - centroid) / scale;
    const lift = (hz * hz) / (hz * hz + CORNER_HZ * CORNER_HZ);
    return { hz, weight: Math.exp(exponent), lift };
  });
  const mean = (shelf) => {
    let sum = 0;
    let moment = 0;
    for (const { hz, weight, lift } of spectrum) {
      const lifted = weight * Math.exp((shelf * lift * Math.log(10)) / 20);
      sum += lifted;
      moment += lifted * hz;
    }
    return moment / sum;
  };
  // Relative to the estimate's own mean, because the grid has its own.
  const wanted = (mean(0) * target) / centroid;
  let [low, high] = [-LIMIT_DB, LIMIT_DB];
  if (!(mean(low) <= wanted && wanted <= mean(high))) return null;
  for (let step = 0; step < 24; step += 1) {
    const middle = (low + high) / 2;
    if (mean(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
