import assert from "node:assert/strict";
import { test } from "node:test";

import {
  bounds,
  componentWords,
  mainComponents,
  MapPoints,
  nearest,
  neighbour,
  profileColour,
  Raster,
  ticks,
} from "../../../Sources/WebHosting/Page/library-map.js";

const close = (value, expected, tolerance = 1e-9) =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value} is not ${expected}`);

test("the first component of two columns that move together is their sum, the second their difference", () => {
  // Each column has mean 0 and deviation 1 already; their correlation is 0.8.
  const first = [1, 1, -1, -1, 1, -1, 1, -1, 1, -1];
  const second = [1, 1, -1, -1, 1, -1, 1, -1, -1, 1];
  const [main, other] = mainComponents([first, second]);
  for (const weight of main.weights) close(weight, Math.SQRT1_2);
  close(Math.abs(other.weights[0]), Math.SQRT1_2);
  close(other.weights[0] + other.weights[1], 0);
  const variance = (values) => values.reduce((sum, value) => sum + value * value, 0) / values.length;
  // The eigenvalues of [[1, r], [r, 1]] are 1 + r and 1 − r.
  const r = first.reduce((sum, value, place) => sum + value * second[place], 0) / first.length;
  close(variance(main.values), 1 + r);
  close(variance(other.values), 1 - r);
});

test("the scale of a column does not matter", () => {
  const columns = [[1, 2, 3, 4], [2, 1, 4, 3], [0, 5, 1, 1]];
  const larger = [columns[0].map((value) => value * 1000 + 7), ...columns.slice(1)];
  const [one, two] = [mainComponents(columns), mainComponents(larger)];
  one.forEach(({ values }, place) =>
    values.forEach((value, row) => close(two[place].values[row], value, 1e-6)));
});

test("no tracks, one track, and identical tracks have finite components", () => {
  for (const columns of [[[], []], [[3], [4]], [[3, 3, 3], [4, 4, 4]]]) {
    for (const { values, weights } of mainComponents(columns)) {
      assert.ok([...values, ...weights].every(Number.isFinite));
    }
  }
});

test("a component is named after its two strongest metrics, with their signs", () => {
  assert.equal(componentWords([0.2, -0.9, 0.4, 0, 0, 0]), "−Crest factor, +Spectral centroid");
  assert.equal(componentWords([0, 0, 0, 0, 0, 0]), "");
});

const fingerprint = (loudness, centroid) => ({
  loudness_dbfs: loudness,
  crest_db: 10,
  spectral_centroid: centroid,
  zero_crossing_rate: 0.1,
  spectral_rolloff: 2 * centroid,
  spectral_spread: 1000,
});
const profiles = [
  { profile_id: "a", name: "A", detection_rules: { loudness_dbfs: [-15, -12], crest_db: [9, 12] } },
  { profile_id: "b", name: "B", detection_rules: { spectral_centroid_hz: [3000, 5000] } },
];

test("points have the recommended profile, or -1 for none or an unknown one", () => {
  const tracks = ["b", null, "a", "gone", "b"].map((id, place) => ({
    profile_id: id,
    fingerprint: fingerprint(-20 + place, 3000),
  }));
  const points = new MapPoints(tracks, profiles);
  assert.deepEqual([...points.profileOf], [1, -1, 0, -1, 1]);
  assert.deepEqual(points.counts, [
    { profile: -1, count: 2 },
    { profile: 1, count: 2 },
    { profile: 0, count: 1 },
  ]);
  assert.deepEqual([...points.order], [1, 3, 2, 0, 4]);
  assert.equal(points.axes.length, 8);
  assert.deepEqual(points.axes[0].range(profiles[0]), [-15, -12]);
  assert.equal(points.axes[0].range(profiles[1]), null);
  assert.equal(points.axes[4].range(profiles[1]), null);
  assert.match(points.axes[6].name, /^First main component \([+−]/);
});

test("bounds contain every value with a margin, and are wide for one value or none", () => {
  assert.deepEqual(bounds([0, 10, 5]), [-0.5, 10.5]);
  assert.deepEqual(bounds([3]), [2, 4]);
  assert.deepEqual(bounds([]), [0, 1]);
});

test("ticks are round numbers, within bounds, and few", () => {
  assert.deepEqual(ticks([-21, -9]).map(({ text }) => text), ["−20", "−15", "−10"]);
  assert.deepEqual(ticks([0.05, 0.16]).map(({ text }) => text), ["0.05", "0.10", "0.15"]);
  assert.equal(ticks([-0.3, 0.3]).find(({ value }) => value === 0).text, "0.0");
  for (const range of [[1e-6, 3e-6], [-1e9, 1e9], [999, 1001]]) {
    const found = ticks(range);
    assert.ok(found.length >= 2 && found.length <= 11, `${found.length}`);
    assert.ok(found.every(({ value }) => value >= range[0] && value <= range[1]));
  }
});

test("the nearest point is found within its radius, and no other", () => {
  const [xs, ys] = [[0, 10, 20], [0, 0, 0]];
  assert.equal(nearest(xs, ys, 9, 3, 14), 1);
  assert.equal(nearest(xs, ys, 10, 15, 14), -1);
  assert.equal(nearest([], [], 0, 0, 14), -1);
});

test("a neighbour is in the given direction, however near others are", () => {
  const [xs, ys] = [[0, 5, 1, -3, 0], [0, 1, 4, 0, -8]];
  assert.equal(neighbour(xs, ys, 0, [1, 0]), 1);
  assert.equal(neighbour(xs, ys, 0, [0, 1]), 2);
  assert.equal(neighbour(xs, ys, 0, [-1, 0]), 3);
  assert.equal(neighbour(xs, ys, 0, [0, -1]), 4);
  assert.equal(neighbour(xs, ys, 3, [-1, 0]), -1);
});

test("20,000 tracks are searched instantly", () => {
  const xs = Float64Array.from({ length: 20_000 }, (_, place) => (place * 7919) % 1009);
  const ys = Float64Array.from({ length: 20_000 }, (_, place) => (place * 104_729) % 997);
  const place = nearest(xs, ys, 500, 500, 50);
  for (let other = 0; other < xs.length; other += 1) {
    assert.ok(Math.hypot(xs[other] - 500, ys[other] - 500) >= Math.hypot(xs[place] - 500, ys[place] - 500));
  }
});

test("squares are drawn over one another and clipped at the edge", () => {
  const raster = new Raster(4, 3);
  const pixel = (x, y) => [...raster.data.slice(4 * (y * 4 + x), 4 * (y * 4 + x) + 4)];
  raster.square(1, 1, 2, [200, 100, 0], 1);
  assert.deepEqual(pixel(0, 0), [200, 100, 0, 255]);
  assert.deepEqual(pixel(1, 1), [200, 100, 0, 255]);
  assert.deepEqual(pixel(2, 1), [0, 0, 0, 0]);
  // Half of one over another is their mean; half over nothing is half transparent.
  raster.square(1, 1, 2, [0, 100, 200], 0.5);
  assert.deepEqual(pixel(1, 1), [100, 100, 100, 255]);
  raster.square(4, 3, 2, [255, 255, 255], 0.5);
  assert.deepEqual(pixel(3, 2), [255, 255, 255, 128]);
  for (const [x, y] of [[-10, 0], [0, -10], [100, 1], [1, 100]]) raster.square(x, y, 5, [1, 2, 3], 1);
  assert.deepEqual(pixel(2, 0), [0, 0, 0, 0]);
});

test("the built-in profiles and as many learned ones have colours of their own", () => {
  const seven = ["#0f6f86", "#b3541e", "#6d4fa8", "#3f7a31", "#b0356b", "#7a6510", "#4a66b8"];
  const colours = Array.from({ length: 28 }, (_, profile) => profileColour(seven, profile, "#000"));
  assert.deepEqual(colours.slice(0, 7), seven);
  assert.equal(new Set(colours).size, 28);
  assert.equal(colours[7], "color-mix(in oklab, #0f6f86 60%, #000)");
});
