import assert from "node:assert/strict";
import { test } from "node:test";

import { Blend } from "../../../Sources/WebHosting/Page/blend.js";
import { below, randomNumbers, randomWeights } from "./support/random.mjs";

const sum = (weights) => weights.reduce((partial, weight) => partial + weight, 0);

test("weights sum to exactly 1 after every change, from left to right and from right to left", () => {
  const random = randomNumbers(6);
  for (let round = 0; round < 300; round += 1) {
    const blend = new Blend(randomWeights(random, 2 + below(random, 9)));
    for (let turn = 0; turn < 30; turn += 1) {
      const weight = [0, 1, random(), below(random, 101) / 100, random() * 1e-9][below(random, 5)];
      const index = below(random, blend.weights.length);
      blend.setWeight(index, weight);
      assert.equal(sum(blend.weights), 1);
      assert.equal(sum([...blend.weights].reverse()), 1);
      assert.ok(blend.weights.every((share) => share >= 0 && share <= 1));
      assert.ok(Math.abs(blend.weights[index] - weight) <= 2 ** -41);
    }
  }
});

test("the other members keep their proportions", () => {
  const blend = new Blend([0.5, 0.3, 0.2]);
  blend.setWeight(0, 0.75);
  const [first, second, third] = blend.weights;
  assert.equal(first, 0.75);
  assert.ok(Math.abs(second - 0.15) < 1e-11);
  assert.ok(Math.abs(third - 0.1) < 1e-11);
});

test("the others keep their order, whatever one of them gets", () => {
  const random = randomNumbers(8);
  for (let round = 0; round < 500; round += 1) {
    const blend = new Blend(randomWeights(random, 5));
    blend.setWeight(2, random());
    const others = blend.weights.filter((_, index) => index !== 2);
    // Each is rounded separately, so equal members may differ by one.
    others.forEach((weight, index) => {
      if (index > 0) assert.ok(weight <= others[index - 1] + 2 ** -40);
    });
  }
});

test("a slider moved to the end and back ends where it began", () => {
  const blend = new Blend([0.5, 0.3, 0.2]);
  blend.setWeight(1, 1);
  assert.deepEqual(blend.weights, [0, 1, 0]);
  blend.setWeight(1, 0.3);
  assert.ok(Math.abs(blend.weights[0] - 0.5) < 1e-11);
  assert.ok(Math.abs(blend.weights[2] - 0.2) < 1e-11);
});

test("another slider takes from the member that has everything", () => {
  const blend = new Blend([0.5, 0.3, 0.2]);
  blend.setWeight(0, 1);
  blend.setWeight(2, 0.25);
  assert.deepEqual(blend.weights, [0.75, 0, 0.25]);
});

test("members that never had any weight get equal shares", () => {
  const blend = new Blend([1, 0, 0]);
  blend.setWeight(0, 0.5);
  assert.deepEqual(blend.weights, [0.5, 0.25, 0.25]);
});

test("a reset restores the recommended weights to the last bit", () => {
  const recommended = [0.4291672211791449, 0.3094533533043844, 0.2613794255164707];
  const blend = new Blend(recommended);
  assert.equal(blend.isChanged, false);
  assert.deepEqual(blend.weights, recommended);
  blend.setWeight(1, 0.9);
  assert.equal(blend.isChanged, true);
  blend.reset();
  assert.equal(blend.isChanged, false);
  assert.deepEqual(blend.weights, recommended);
});

for (const weights of [[], [1], [0.5, 0.4], [0.5, 0.5, 0.5], [1.5, -0.5], [NaN, 1], ["0.5", 0.5]]) {
  test(`${JSON.stringify(weights)} is not a blend`, () => {
    assert.throws(() => new Blend(weights), RangeError);
  });
}

for (const weight of [-0.01, 1.01, NaN, Infinity, undefined, "a half"]) {
  test(`${String(weight)} is not a weight, and changes nothing`, () => {
    const blend = new Blend([0.75, 0.25]);
    assert.throws(() => blend.setWeight(0, weight), RangeError);
    assert.deepEqual(blend.weights, [0.75, 0.25]);
  });
}

for (const index of [-1, 2, 0.5, NaN, undefined, "length"]) {
  test(`a blend of two has no member ${String(index)}`, () => {
    assert.throws(() => new Blend([0.5, 0.5]).setWeight(index, 0.5), RangeError);
  });
}
