import assert from "node:assert/strict";
import { test } from "node:test";

import { wholePercentages } from "../../../Sources/WebHosting/Page/percentages.js";
import { below, randomNumbers, randomWeights } from "./support/random.mjs";

// The same as in Tests/Unit/Recommending/WholePercentagesTests.swift.
const known = [
  [[1 / 3, 1 / 3, 1 / 3], [34, 33, 33]],
  [[0.429, 0.309, 0.262], [43, 31, 26]],
  [[0.5, 0.5], [50, 50]],
  [[0.875, 0.125], [88, 12]],
  [[1], [100]],
];

for (const [weights, percentages] of known) {
  const named = weights.join(", ");
  test(`of ${named} the largest remainders are rounded up; of equal ones, the first`, () => {
    assert.deepEqual(wholePercentages(weights), percentages);
  });
}

test("they add up to 100 and stay within one point of the weight, whatever the blend", () => {
  const random = randomNumbers(12);
  for (let round = 0; round < 5000; round += 1) {
    const weights = randomWeights(random, 1 + below(random, 12));
    const percentages = wholePercentages(weights);
    assert.equal(percentages.reduce((sum, percentage) => sum + percentage, 0), 100);
    percentages.forEach((percentage, index) => {
      assert.ok(Math.abs(percentage - weights[index] * 100) < 1);
      if (index > 0) assert.ok(percentage <= percentages[index - 1]);
    });
  }
});

test("members of weight 0 have 0 %", () => {
  assert.deepEqual(wholePercentages([0, 1, 0]), [0, 100, 0]);
});

for (const weights of [[], [0.5], [0.6, 0.6], [-0.5, 1.5], [NaN, 1], [Infinity, -Infinity]]) {
  test(`${JSON.stringify(weights)} are not weights`, () => {
    assert.throws(() => wholePercentages(weights), RangeError);
  });
}
