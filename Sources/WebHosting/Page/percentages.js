// The rule of Sources/Recommending/WholePercentages.swift: page, command line and reasoning show
// the same percentages for the same blend.

/**
 * Weights in whole percent, adding up to exactly 100: the largest remainders are rounded up; among
 * equal ones, the first.
 *
 * @throws {RangeError} for invalid weights: outside 0 to 1, or not summing to 1.
 */
export function wholePercentages(weights) {
  const sum = weights.reduce((partial, weight) => partial + weight, 0);
  const areWeights = weights.every((weight) => weight >= 0 && weight <= 1);
  if (!areWeights || !(Math.abs(sum - 1) <= 1e-9)) {
    throw new RangeError("Weights are numbers from 0 to 1 that sum to 1.");
  }
  const percentages = weights.map((weight) => Math.floor(weight * 100));
  const remainders = weights.map((weight, index) => weight * 100 - percentages[index]);
  const byRemainder = [...weights.keys()].sort(
    (left, right) => remainders[right] - remainders[left] || left - right,
  );
  const missing = 100 - percentages.reduce((partial, percentage) => partial + percentage, 0);
  for (const index of byRemainder.slice(0, Math.max(missing, 0))) percentages[index] += 1;
  return percentages;
}
