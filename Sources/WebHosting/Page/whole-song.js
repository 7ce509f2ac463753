// Whether the whole song would get a different recommendation from its start, in words.

import { fixed } from "./numbers.js";
import { confidence } from "./words.js";

/** The seconds from the start on which a recommendation is based (AUD-5). */
export const WINDOW_SECONDS = 90;

/** Whether a track may be longer than the analysed part; true if its length is unknown. */
export function isLonger({ duration_seconds: seconds }) {
  return !(typeof seconds === "number" && seconds <= WINDOW_SECONDS);
}

/** The verdict in a sentence, from the answer of `/api/player/mastering/whole/{track_id}`. */
export function wholeSongVerdict(whole) {
  if (whole.is_fallback) {
    return whole.is_same
      ? "The whole song resembles no profile either."
      : "The whole song gets a different recommendation: it resembles no profile.";
  }
  const { percent: share } = confidence(whole);
  const name = whole.primary_profile_name;
  const kind = whole.is_hybrid ? `a blend led by ${name}` : name;
  const verdict = whole.is_same ? "the same" : "a different";
  return `The whole song gets ${verdict} recommendation: ${kind} (${share}).`;
}

const METRICS = [
  ["Loudness", "loudness_dbfs", "dB", 2],
  ["Peak", "peak_dbfs", "dB", 2],
  ["Crest factor", "crest_db", "dB", 2],
  ["Spectral centroid", "spectral_centroid", "Hz", 1],
  ["Spectral rolloff", "spectral_rolloff", "Hz", 1],
  ["Zero-crossing rate", "zero_crossing_rate", "per sample", 5],
  ["Spectral spread", "spectral_spread", "Hz", 1],
];

/** How the whole song differs from the analysed part, metric by metric, for people. */
export function wholeSongDifferences({ difference }) {
  return METRICS.map(([name, key, unit, decimals]) => ({
    name, text: fixed(difference[key], decimals, { signed: true }), unit,
  }));
}
