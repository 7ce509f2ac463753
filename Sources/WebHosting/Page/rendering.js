// The request for a rendering, and the words of its report.

import { fixed } from "./numbers.js";
import { PLAIN_STRENGTHS } from "./taste.js";

/** All changes as recommended. */
export const AS_RECOMMENDED = Object.freeze({
  intensity: 100, loudness: 100, crest: 100, brightness: 100, blend: null, strengths: null, weighting: null,
  taste: null,
});

/**
 * The wishes by which the server renders the changes that a card shows (REC-40, LRN-27).
 *
 * @param recommendation as the card shows it
 * @param blend the one whose changes are shown, null for the plain changes
 */
export function shownWishes(recommendation, blend) {
  if (blend === null) {
    // A blend of the catalogue has weights of its own under every weighting (PRO-42).
    const isNamed = recommendation.blend?.source === "blend_profile";
    return {
      weighting: "plain", taste: false,
      blend: isNamed ? recommendation.weighted_profiles : null, strengths: null,
    };
  }
  const isEven = blend.members.every(
    ({ weights }) =>
      weights.loudness === weights.crest && weights.crest === weights.spectral_centroid,
  );
  return {
    weighting: isEven ? "plain" : "dimension", taste: blend.source === "taste", blend: null,
    strengths: null,
  };
}

/**
 * The query of a rendering (HTTP-50), without defaults.
 *
 * @param wishes percentages, and `blend`: members with `profile_id` and `weight`, or `weights` for
 *   each change, with the `strengths` of its changes, or null for the recommendation at `threshold`;
 *   its `weighting` and whether it follows the `taste`, null for the server's own
 */
export function renderingQuery(wishes, { threshold = null, topK = null } = {}) {
  const query = new URLSearchParams();
  const members = (wishes.blend ?? [])
    .map(({ profile_id: id, weight, weights }) => ({
      id,
      parts: weights ? [weights.loudness, weights.crest, weights.spectral_centroid] : [weight],
    }))
    .filter(({ parts }) => parts.some((part) => part > 0));
  if (members.length > 0) {
    query.set("blend", members.map(({ id, parts }) => [id, ...parts].join(":")).join(","));
    const { loudness, crest, spectral_centroid: centroid } = wishes.strengths ?? PLAIN_STRENGTHS;
    const strengths = [loudness, crest, centroid];
    if (strengths.some((strength) => strength !== 1)) query.set("strengths", strengths.join(":"));
  } else {
    if (threshold !== null) query.set("confidence_threshold", String(threshold));
    if (topK !== null) query.set("top_k", String(topK));
    for (const name of ["weighting", "taste"]) {
      if (wishes[name] !== null) query.set(name, String(wishes[name]));
    }
  }
  for (const name of ["intensity", "loudness", "crest", "brightness"]) {
    if (wishes[name] !== 100) query.set(`${name}_percent`, String(wishes[name]));
  }
  return query.toString();
}

const BOUNDS = {
  ceiling: "the true peak is at the ceiling",
  largest_expansion: "transients are raised by 4 dB, the most allowed",
  largest_reduction: "peaks are lowered by 10 dB, the most allowed",
  largest_shelf: "the shelf is at 6 dB, the most allowed",
  album: "all tracks of the album share one level",
  nothing_to_move: "there is too little to work with in the track",
  full_scale: "peaks are cut at full scale",
  resolution: "the result, or a passage of it, is too quiet for its bit depth",
  uncorrected: "it was not corrected any further",
};

/** The lines of a report: name, what was asked for, what was achieved, and what limited it. */
export function reportLines(report) {
  return [
    ["Loudness", report.loudness_db, 2, "dB"],
    ["Crest factor", report.crest_db, 2, "dB"],
    ["Brightness", report.centroid_hz, 1, "Hz"],
  ].map(([name, change, decimals, unit]) => ({
    name,
    asked: fixed(change.asked, decimals, { signed: true }),
    achieved: fixed(change.achieved, decimals, { signed: true }),
    unit,
    note: change.is_reached ? "" : `limited: ${BOUNDS[change.bound] ?? "the target was not reached"}`,
  }));
}

/**
 * The match of both versions in words (REN-24): `isOn` is whether it is applied, and `isMeasured` whether
 * the rendering has been measured; there is no match then if one version has no integrated loudness.
 */
export function matchWords(match, isOn, isMeasured = false) {
  if (match === null || match === undefined) {
    if (!isMeasured) return "Equal loudness: being measured …";
    return "Loudness not measurable: the track is too short or too quiet";
  }
  const { original_gain_db: original, mastered_gain_db: mastered } = match;
  const gains = `original ${fixed(original, 1)} dB, mastered ${fixed(mastered, 1)} dB`;
  const levels = `${fixed(match.original_lufs, 1)} and ${fixed(match.mastered_lufs, 1)} LUFS`;
  return isOn ? `Equally loud: ${gains}` : `Not matched: ${levels}`;
}

/** The histories of both versions in a sentence, for those who cannot see them; null if there are none. */
export function historyWords(history) {
  const middle = (values) => {
    const known = values.filter((value) => value !== null).sort((one, other) => one - other);
    return known[Math.floor(known.length / 2)];
  };
  const original = middle(history?.original_short_term_lufs ?? []);
  const mastered = middle(history?.mastered_short_term_lufs ?? []);
  if (original === undefined || mastered === undefined) return null;
  return (
    `Loudness over time: the original is mostly around ${fixed(original, 1)} LUFS, ` +
    `mastered around ${fixed(mastered, 1)}.`
  );
}

/** A gain in dB as a factor. */
export const factor = (gainDB) => 10 ** (gainDB / 20);
