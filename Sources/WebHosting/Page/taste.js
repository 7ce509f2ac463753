// Earlier choices, in the page's words.

/** The significant factors of a taste, strongest first, without those that round to 1.0. */
export function leaningWords(taste, nameOf = (id) => id) {
  return taste.leanings
    .map(({ profile_id: id, leaning }) => ({ name: nameOf(id), factor: Math.exp(leaning) }))
    .filter(({ factor }) => Math.abs(factor - 1) >= 0.05)
    .sort((first, second) => second.factor - first.factor)
    .map(({ name, factor }) => `${factor.toFixed(1)} × ${name}`);
}

/** A taste in a sentence. */
export function tasteWords(taste, nameOf) {
  if (taste.decisions === 0) return "No choices yet.";
  const count = taste.decisions === 1 ? "1 choice" : `${taste.decisions} choices`;
  const words = leaningWords(taste, nameOf);
  return words.length === 0
    ? `${count}, close to the scores alone.`
    : `${count}: ${words.join(", ")}, relative to the scores alone.`;
}

/**
 * The body of a decision about a recommendation.
 *
 * @param weights `[{profile_id, weight}]` as set by the listener, otherwise null
 */
export function decisionBody(decision, recommendation, weights) {
  const { fingerprint, confidence_threshold: threshold, top_k: topK, track_id: track } = recommendation;
  const isFollowed = recommendation.blend?.source === "taste";
  return {
    decision,
    fingerprint,
    confidence_threshold: threshold,
    top_k: topK,
    taste: isFollowed,
    ...(track === undefined ? {} : { track: String(track) }),
    ...(weights === null ? {} : { weights }),
  };
}
