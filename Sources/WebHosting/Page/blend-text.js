// A blend as JSON, with the members of chapter 05 of the Spec.

/**
 * The text of a blend: its members, heaviest first, without those of weight 0, and its changes.
 *
 * @param weights one for each of the recommendation's `weighted_profiles`
 */
export function blendText(recommendation, weights, change) {
  const members = recommendation.weighted_profiles
    .map((member, index) => ({ ...member, weight: weights[index] }))
    .filter(({ weight }) => weight > 0)
    .sort((first, second) => second.weight - first.weight);
  const lines = members.map(
    ({ profile_id: id, profile_name: name, weight }) =>
      `    {"profile_id": ${JSON.stringify(id)}, "profile_name": ${JSON.stringify(name)}, ` +
      `"weight": ${float(weight)}}`,
  );
  const { track_id: trackId } = recommendation;
  return [
    "{",
    ...(trackId === undefined ? [] : [`  "track_id": ${trackId},`]),
    '  "weighted_profiles": [',
    lines.join(",\n"),
    "  ],",
    `  "predicted_loudness_change": ${float(change.predicted_loudness_change)},`,
    `  "predicted_crest_change": ${float(change.predicted_crest_change)},`,
    `  "predicted_centroid_change": ${float(change.predicted_centroid_change)}`,
    "}",
    "",
  ].join("\n");
}

// With a fraction even if it is an integer (MSG-2): 1.0, never 1.
function float(number) {
  const text = String(number === 0 ? 0 : number);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
