// From a fingerprint and a catalogue to a recommendation, as in chapter 04 of the Spec: the page
// answers a changed threshold by itself, with the same bits as the server. The operations are in
// the Spec's order, because another order gives different last bits, and bits decide ties.

import { headroomFor } from "./headroom.js";

/**
 * What profiles are compared by, in the order in which the scores are added (SIM-4): the member of
 * the fingerprint, the rule of the profile, and the smallest half-width of a range.
 */
export const DIMENSIONS = Object.freeze([
  { name: "loudness", metric: "loudness_dbfs", rule: "loudness_dbfs", narrowest: 0.1 },
  { name: "crest", metric: "crest_db", rule: "crest_db", narrowest: 0.1 },
  {
    name: "zero_crossing_rate",
    metric: "zero_crossing_rate",
    rule: "zero_crossing_rate",
    narrowest: 0.01,
  },
  {
    name: "spectral_centroid",
    metric: "spectral_centroid",
    rule: "spectral_centroid_hz",
    narrowest: 100,
  },
]);

const METRICS = [
  "loudness_dbfs",
  "peak_dbfs",
  "crest_db",
  "spectral_centroid",
  "spectral_rolloff",
  "zero_crossing_rate",
  "spectral_spread",
];

const FALLBACK_PROFILE_ID = "quiet-reference-modernization-v1";

/** Why nothing can be computed: `code` is that of the Spec's typed error. */
export class ScoringError extends Error {
  constructor(code, message) {
    super(message);
    this.name = "ScoringError";
    this.code = code;
  }
}

/** 1 at the centre of the range, 0.5 at its bounds, 0 from one half-width beyond them (SIM-2). */
export function scoreInRange(value, [low, high], narrowest) {
  const centre = (low + high) / 2;
  const halfWidth = (high - low) / 2;
  const distance = Math.abs(value - centre) / Math.max(halfWidth, narrowest);
  return Math.max(0, 1 - Math.min(distance / 2, 1));
}

/** How well a fingerprint matches a profile: its score, and that of each of its dimensions. */
export function scored(profile, fingerprint) {
  const dimensions = {};
  let sum = 0;
  let count = 0;
  for (const { name, metric, rule, narrowest } of DIMENSIONS) {
    const range = profile.detection_rules[rule] ?? null;
    if (range === null) continue;
    const score = scoreInRange(fingerprint[metric], range, narrowest);
    dimensions[name] = score;
    sum += score;
    count += 1;
  }
  return { profile, score: sum / count, dimensions };
}

/**
 * The profiles with a score above 0, best first; equal scores keep catalogue order (RNK-1 to
 * RNK-4).
 */
export function ranked(profiles, fingerprint, topK = 3) {
  checkTopK(topK);
  checkCatalogue(profiles);
  checkFingerprint(fingerprint);
  return profiles
    .map((profile) => scored(profile, fingerprint))
    .filter(({ score }) => score > 0)
    .sort((first, second) => second.score - first.score) // stable
    .slice(0, topK);
}

/** Each ranked profile with its share of the sum of the scores (REC-6). */
export function weighted(ranking) {
  let total = 0;
  for (const { score } of ranking) total += score;
  return ranking.map(({ profile, score }) => ({ profile, weight: score / total }));
}

/** The changes of a blend: the mean of its members' targets, clamped to their range (REC-8). */
export function blendedChange(members) {
  const mean = (target) => {
    let sum = 0;
    let lowest = Infinity;
    let highest = -Infinity;
    for (const { profile, weight } of members) {
      const change = profile.processing_targets[target];
      sum += change * weight;
      lowest = Math.min(lowest, change);
      highest = Math.max(highest, change);
    }
    return Math.min(Math.max(sum, lowest), highest);
  };
  return {
    predicted_loudness_change: mean("loudness_change_db"),
    predicted_crest_change: mean("crest_change_db"),
    predicted_centroid_change: mean("centroid_change_hz"),
  };
}

/**
 * The blend of a ranking with weights for each change (REC-41, REC-42), as in the payload's
 * `blend`.
 */
export function dimensionBlend(ranking) {
  const plain = weighted(ranking).map(({ weight }) => weight);
  const weights = (similarity) => {
    const products = ranking.map((ranked) => ranked.score * similarity(ranked));
    let total = 0;
    for (const product of products) total += product;
    return total > 0 ? products.map((product) => product / total) : plain;
  };
  const columns = {
    loudness: weights(({ dimensions }) => dimensions.loudness),
    crest: weights(({ dimensions }) => dimensions.crest),
    spectral_centroid: weights(({ dimensions, score }) => dimensions.spectral_centroid ?? score),
  };
  return {
    source: "dimension",
    members: ranking.map(({ profile }, index) => ({
      ...reference(profile),
      weights: Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [name, column[index]]),
      ),
    })),
    ...dimensionChange(
      ranking.map(({ profile }) => profile),
      columns,
    ),
  };
}

/** The changes of profiles, each change with its own weights. */
export function dimensionChange(profiles, columns) {
  const part = (weights, change) =>
    blendedChange(profiles.map((profile, index) => ({ profile, weight: weights[index] })))[change];
  return {
    predicted_loudness_change: part(columns.loudness, "predicted_loudness_change"),
    predicted_crest_change: part(columns.crest, "predicted_crest_change"),
    predicted_centroid_change: part(columns.spectral_centroid, "predicted_centroid_change"),
  };
}

/**
 * The recommendation as in the payload of chapter 05, without `track_id` and `reasoning`. The peak
 * and the ceiling are those of `headroom`, from another recommendation for the same track.
 *
 * @throws {ScoringError} `invalid_threshold`, `invalid_top_k`, `invalid_fingerprint`, `no_profiles`
 */
export function recommended(
  profiles,
  fingerprint,
  { confidenceThreshold = 0.4, topK = 3, headroom = null, weighting = "plain" } = {},
) {
  checkThreshold(confidenceThreshold);
  const ranking = ranked(profiles, fingerprint, topK);
  const isFallback = ranking.length === 0;
  const primary = isFallback ? fallbackOf(profiles) : ranking[0].profile;
  const confidence = isFallback ? 0 : ranking[0].score;
  const isHybrid = confidence < confidenceThreshold && ranking.length > 1;
  const members = isHybrid ? weighted(ranking) : [];
  const predicted = change(primary, members, isFallback);
  return {
    primary_profile_id: primary.profile_id,
    primary_profile_name: primary.name,
    confidence_score: confidence,
    ...predicted,
    weighted_profiles: members.map(({ profile, weight }) => ({ ...reference(profile), weight })),
    alternative_profiles: ranking.slice(1).map(({ profile }) => reference(profile)),
    is_hybrid: isHybrid,
    is_fallback: isFallback,
    confidence_threshold: confidenceThreshold + 0, // −0 is 0 (REC-20)
    top_k: topK,
    fingerprint: Object.fromEntries(METRICS.map((metric) => [metric, fingerprint[metric]])),
    headroom: headroomFor(predicted, fingerprint, headroom),
    ...(isHybrid && weighting === "dimension" ? { blend: dimensionBlend(ranking) } : {}),
  };
}

function change(primary, members, isFallback) {
  if (members.length > 0) return blendedChange(members);
  if (!isFallback) return blendedChange([{ profile: primary, weight: 1 }]);
  return {
    predicted_loudness_change: 0,
    predicted_crest_change: 0,
    predicted_centroid_change: 0,
  };
}

const reference = ({ profile_id, name }) => ({ profile_id, profile_name: name });

const fallbackOf = (profiles) =>
  profiles.find(({ profile_id }) => profile_id === FALLBACK_PROFILE_ID) ?? profiles[0];

function checkCatalogue(profiles) {
  if (!Array.isArray(profiles) || profiles.length === 0) {
    throw new ScoringError("no_profiles", "There is no profile to compare the track with.");
  }
}

function checkFingerprint(fingerprint) {
  for (const metric of METRICS) {
    if (!Number.isFinite(fingerprint?.[metric])) {
      throw new ScoringError("invalid_fingerprint", `${metric} is not a finite number.`);
    }
  }
}

function checkThreshold(threshold) {
  if (!(typeof threshold === "number" && threshold >= 0 && threshold <= 1)) {
    throw new ScoringError("invalid_threshold", "The threshold is not a number from 0 to 1.");
  }
}

function checkTopK(topK) {
  if (!(Number.isSafeInteger(topK) && topK >= 1)) {
    throw new ScoringError("invalid_top_k", "top_k is not a whole number from 1 to 2^53 - 1.");
  }
}
