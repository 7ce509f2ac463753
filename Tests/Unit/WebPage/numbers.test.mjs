import assert from "node:assert/strict";
import { test } from "node:test";

import {
  count,
  duration,
  fixed,
  percent,
  spokenDuration,
} from "../../../Sources/WebHosting/Page/numbers.js";

const written = [
  [-14.36, 1, "−14.4"],
  [0.5, 0, "1"],
  [-0.5, 0, "−1"],
  [-0.04, 1, "0.0"],
  [-0, 2, "0.00"],
  [0.125, 2, "0.13"],
  [5687.531, 0, "5688"],
  [0.179, 3, "0.179"],
  [1e21, 1, "1e+21"],
  [-1e21, 1, "−1e+21"],
  [NaN, 1, "nan"],
];
for (const [value, decimals, text] of written) {
  test(`${value} with ${decimals} decimals is ${text}`, () => {
    assert.equal(fixed(value, decimals), text);
  });
}

test("a sign is written if requested, and never before 0", () => {
  assert.equal(fixed(1.014, 2, { signed: true }), "+1.01");
  assert.equal(fixed(-2.07, 2, { signed: true }), "−2.07");
  assert.equal(fixed(0.001, 2, { signed: true }), "0.00");
});

test("a percentage has a space that does not break", () => {
  assert.equal(percent(0.333), "33\u00a0%");
  assert.equal(percent(0.3333, 1), "33.3\u00a0%");
});

const durations = [
  [0, "0:00", "0 seconds"],
  [59.999, "0:59", "59 seconds"],
  [61, "1:01", "1 minute 1 second"],
  [187.4, "3:07", "3 minutes 7 seconds"],
  [3600, "1:00:00", "1 hour"],
  [36_065, "10:01:05", "10 hours 1 minute 5 seconds"],
  [null, "–:––", "unknown"],
  [undefined, "–:––", "unknown"],
  [NaN, "–:––", "unknown"],
  [Infinity, "–:––", "unknown"],
  [-1, "–:––", "unknown"],
];
for (const [seconds, shown, spoken] of durations) {
  test(`${seconds} seconds are shown as ${shown} and spoken as ${spoken}`, () => {
    assert.equal(duration(seconds), shown);
    assert.equal(spokenDuration(seconds), spoken);
  });
}

test("thousands are separated", () => {
  assert.equal(count(10_000), "10,000");
});
