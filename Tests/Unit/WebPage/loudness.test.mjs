import assert from "node:assert/strict";
import { test } from "node:test";

import {
  columns, curve, height, momentaryAt, rangeBounds, readings,
} from "../../../Sources/WebHosting/Page/loudness.js";

const history = (values) => ({
  interval_seconds: 0.1, momentary_lufs: values, short_term_lufs: values, over_seconds: [],
});

test("a curve is broken where there is no loudness", () => {
  assert.equal(curve([null, -30, -60, null, 0], 100), "M30.0 50.00L50.0 100.00M90.0 0.00");
  assert.equal(curve([], 100), "");
});

test("the momentary value is the meter's, every 100 ms", () => {
  const values = Array.from({ length: 100 }, (_, index) => (index < 3 ? null : -20 - index));
  for (let index = 0; index < 100; index += 1) {
    // A position reached by adding tenths, as a clock does.
    assert.equal(momentaryAt(history(values), (index + 1) * 0.1), values[index]);
    assert.equal(momentaryAt(history(values), (index + 1) * 0.1 + 0.05), values[index]);
  }
});

test("there is no value before the first, and the last value remains after it", () => {
  assert.equal(momentaryAt(history([-20]), 0), null);
  assert.equal(momentaryAt(history([-20]), 0.05), null);
  assert.equal(momentaryAt(history([-20, -21]), 60), -21);
  assert.equal(momentaryAt(history([]), 1), null);
});

test("the range lies between the 10th and the 95th percentile above the gate", () => {
  const values = [null, -69, ...Array(100).fill(-30), ...Array(100).fill(-20)];
  assert.deepEqual(rangeBounds(history(values)), { low: -30, high: -20 });
  assert.equal(rangeBounds(history([null, -75])), null);
});

test("a column shows the loudest of its values", () => {
  assert.deepEqual(columns(history([-30, -20, null, -25]), 2), [-20, -25]);
  assert.deepEqual(columns(history([-30, null]), 600), [-30, null]);
  assert.deepEqual(columns(history([]), 600), []);
});

test("heights are limited by the edges, and silence has none", () => {
  assert.equal(height(-60), 0);
  assert.equal(height(-30), 0.5);
  assert.equal(height(3), 1);
  assert.equal(height(-90), 0);
  assert.equal(height(null), null);
});

test("a missing value is a dash", () => {
  const silence = {
    integrated_lufs: null, loudness_range_lu: null, short_term_max_lufs: null,
    true_peak_dbtp: null, peak_to_loudness_lu: null,
  };
  assert.deepEqual(new Set(readings(silence).map(({ text }) => text)), new Set(["–"]));
  assert.equal(readings({ ...silence, integrated_lufs: -13.96 })[0].text, "−14.0");
});
