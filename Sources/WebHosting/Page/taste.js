// Earlier choices, in the page's words.

/** The significant factors of a taste, strongest first, without those that round to 1.0. */
export function leaningWords(taste, nameOf = (id) => id) {
  return taste.leanings
    .map(({ profile_id: id, leaning }) => ({ name: nameOf(id), factor: Math.exp(leaning) }))
    .filter(({ factor }) => Math.abs(factor - 1) >= 0.05)
    .sort((first, second) => second.factor - first.factor)
    .map(({ name, factor }) => `${factor.toFixed(1)} × ${name}`);
}

const CHANGES = [["loudness", "loudness"], ["crest", "dynamics"], ["spectral_centroid", "brightness"]];

/** The strengths of the changes, without those that round to 1.0. */
function strengthWords({ strengths = {} }) {
  return CHANGES
    .map(([member, name]) => ({ name, strength: strengths[member] ?? 1 }))
    .filter(({ strength }) => Math.abs(strength - 1) >= 0.05)
    .map(({ name, strength }) => `${strength.toFixed(1)} × the change of ${name}`);
}

/** A taste in a sentence. */
export function tasteWords(taste, nameOf) {
  if (taste.decisions === 0) return "No choices yet.";
  const count = taste.decisions === 1 ? "1 choice" : `${taste.decisions} choices`;
  const words = [...leaningWords(taste, nameOf), ...strengthWords(taste)];
  return words.length === 0
    ? `${count}, close to the scores alone.`
    : `${count}: ${words.join(", ")}, relative to the scores alone.`;
}

/** Each change as strong as its weights say. */
export const PLAIN_STRENGTHS = Object.freeze({ loudness: 1, crest: 1, spectral_centroid: 1 });

/** Changes, each times its strength. */
export function strengthened(changes, strengths) {
  return {
    predicted_loudness_change: changes.predicted_loudness_change * strengths.loudness,
    predicted_crest_change: changes.predicted_crest_change * strengths.crest,
    predicted_centroid_change: changes.predicted_centroid_change * strengths.spectral_centroid,
  };
}

/** The product of strengths, within the bounds of an event (LRN-20). */
export function combined(...strengths) {
  const product = (name) =>
    Math.min(strengths.reduce((partial, { [name]: strength }) => partial * strength, 1), 2);
  return {
    loudness: product("loudness"), crest: product("crest"),
    spectral_centroid: product("spectral_centroid"),
  };
}

/**
 * The body of a decision about a recommendation.
 *
 * @param settings as set by the listener, `{weights, strengths}`: `[{profile_id, weight}]`, and how
 *   strong each change is; otherwise null
 * @param weighting the one that was asked for, null for the server's own
 */
export function decisionBody(decision, recommendation, settings, weighting = null) {
  const { fingerprint, confidence_threshold: threshold, top_k: topK, track_id: track } = recommendation;
  const isFollowed = recommendation.blend?.source === "taste";
  return {
    decision,
    fingerprint,
    confidence_threshold: threshold,
    top_k: topK,
    taste: isFollowed,
    ...(weighting === null ? {} : { weighting }),
    ...(track === undefined ? {} : { track: String(track) }),
    ...(settings ?? {}),
  };
}
