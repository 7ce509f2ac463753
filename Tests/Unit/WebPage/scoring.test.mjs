import assert from "node:assert/strict";
import { test } from "node:test";

import {
  blendedChange,
  ranked,
  recommended,
  scoreInRange,
  scored,
  weighted,
} from "../../../Sources/WebHosting/Page/scoring.js";
import { builtInProfiles } from "./support/golden.mjs";
import { randomNumbers } from "./support/random.mjs";

// The worked example of chapter 04.
const blendOfThree = {
  loudness_dbfs: -9.58,
  peak_dbfs: -2.69,
  crest_db: 6.89,
  spectral_centroid: 4052.1,
  spectral_rolloff: 9000,
  zero_crossing_rate: 0.12429,
  spectral_spread: 4000,
};

const randomFingerprint = (random) => ({
  ...blendOfThree,
  loudness_dbfs: -30 + 30 * random(),
  crest_db: 3 + 20 * random(),
  zero_crossing_rate: 0.2 * random(),
  spectral_centroid: 1000 + 6000 * random(),
});

test("a value scores 1 at the centre, 0.5 at the edge and 0 one half-width beyond it", () => {
  const places = [[-10, 1], [-12, 0.5], [-8, 0.5], [-13, 0.25], [-14, 0], [-100, 0], [100, 0]];
  for (const [value, score] of places) assert.equal(scoreInRange(value, [-12, -8], 0.1), score);
});

test("a range of zero width has the minimum width", () => {
  assert.equal(scoreInRange(3000, [3000, 3000], 100), 1);
  assert.equal(scoreInRange(3100, [3000, 3000], 100), 0.5);
});

test("a profile without a centroid range has three dimensions", () => {
  const { dimensions } = scored(builtInProfiles[0], blendOfThree);
  assert.deepEqual(Object.keys(dimensions), ["loudness", "crest", "zero_crossing_rate"]);
  const explicitNull = structuredClone(builtInProfiles[0]);
  explicitNull.detection_rules.spectral_centroid_hz = null;
  assert.deepEqual(scored(explicitNull, blendOfThree).dimensions, dimensions);
});

test("the worked example is a blend of three, and a single profile at its own score", () => {
  const hybrid = recommended(builtInProfiles, blendOfThree);
  assert.deepEqual(
    hybrid.weighted_profiles.map(({ weight }) => weight),
    [0.4291672211791449, 0.3094533533043844, 0.2613794255164707],
  );
  assert.equal(hybrid.predicted_loudness_change, -1.0567520929236343);
  const confidenceThreshold = 0.20998484848484852;
  assert.equal(recommended(builtInProfiles, blendOfThree, { confidenceThreshold }).is_hybrid, false);
  // The next larger number requires more than there is.
  const above = { confidenceThreshold: 0.20998484848484855 };
  assert.equal(recommended(builtInProfiles, blendOfThree, above).is_hybrid, true);
});

test("weights sum to 1 and descend, and a blend changes no more than its members", () => {
  const random = randomNumbers(4);
  let hybrids = 0;
  for (let round = 0; round < 3000; round += 1) {
    const fingerprint = randomFingerprint(random);
    const topK = 1 + Math.floor(random() * 8);
    const { weighted_profiles: members, ...answer } = recommended(builtInProfiles, fingerprint, {
      confidenceThreshold: random(),
      topK,
    });
    assert.equal(answer.is_hybrid, members.length > 1);
    if (!answer.is_hybrid) continue;
    hybrids += 1;
    const sum = members.reduce((partial, { weight }) => partial + weight, 0);
    assert.ok(Math.abs(sum - 1) <= 1e-12);
    members.forEach(({ weight }, index) => {
      assert.ok(weight > 0 && weight <= (members[index - 1]?.weight ?? 1));
    });
    const targets = members.map(
      ({ profile_id: id }) =>
        builtInProfiles.find(({ profile_id }) => profile_id === id).processing_targets,
    );
    const changes = targets.map(({ loudness_change_db }) => loudness_change_db);
    assert.ok(answer.predicted_loudness_change >= Math.min(...changes));
    assert.ok(answer.predicted_loudness_change <= Math.max(...changes));
  }
  assert.ok(hybrids > 500, `only ${hybrids} of the fingerprints were blends`);
});

test("the threshold changes neither ranking, confidence nor weights", () => {
  const ranking = ranked(builtInProfiles, blendOfThree);
  const weights = weighted(ranking).map(({ weight }) => weight);
  for (let percentage = 0; percentage <= 100; percentage += 1) {
    const confidenceThreshold = percentage / 100;
    const answer = recommended(builtInProfiles, blendOfThree, { confidenceThreshold });
    assert.equal(answer.confidence_score, ranking[0].score);
    assert.equal(answer.is_hybrid, ranking[0].score < confidenceThreshold);
    if (!answer.is_hybrid) continue;
    assert.deepEqual(answer.weighted_profiles.map(({ weight }) => weight), weights);
  }
});

test("members of weight 0 bound a blend but do not move it", () => {
  const [first, second] = builtInProfiles;
  const alone = blendedChange([
    { profile: first, weight: 1 },
    { profile: second, weight: 0 },
  ]);
  assert.equal(alone.predicted_loudness_change, first.processing_targets.loudness_change_db);
});

const refusals = [
  ["a threshold of NaN", { confidenceThreshold: NaN }, "invalid_threshold"],
  ["a threshold below 0", { confidenceThreshold: -Number.MIN_VALUE }, "invalid_threshold"],
  ["a threshold that is text", { confidenceThreshold: "0.4" }, "invalid_threshold"],
  ["a top_k of 0", { topK: 0 }, "invalid_top_k"],
  ["a top_k with a fraction", { topK: 1.5 }, "invalid_top_k"],
  ["a top_k of 2^53", { topK: 2 ** 53 }, "invalid_top_k"],
];
for (const [what, options, code] of refusals) {
  test(`${what} is refused`, () => {
    assert.throws(() => recommended(builtInProfiles, blendOfThree, options), { code });
  });
}

for (const value of [NaN, Infinity, -Infinity, null, undefined, "-9", {}]) {
  test(`a fingerprint with ${String(value)} in it is refused`, () => {
    const fingerprint = { ...blendOfThree, spectral_spread: value };
    const code = "invalid_fingerprint";
    assert.throws(() => recommended(builtInProfiles, fingerprint), { code });
  });
}

for (const profiles of [[], null, undefined, {}, "profiles"]) {
  test(`${JSON.stringify(profiles)} is not a catalogue`, () => {
    assert.throws(() => recommended(profiles, blendOfThree), { code: "no_profiles" });
  });
}
