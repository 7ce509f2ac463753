import assert from "node:assert/strict";
import { test } from "node:test";

import { combined, decisionBody, strengthened, tasteWords } from "../../../Sources/WebHosting/Page/taste.js";

const taste = (decisions, ...leanings) => ({
  decisions,
  leanings: leanings.map(([id, leaning]) => ({ profile_id: id, leaning })),
});

test("a taste is described by its factors, strongest first", () => {
  assert.equal(tasteWords(taste(0)), "No choices yet.");
  assert.equal(tasteWords(taste(1, ["a", 0.01])), "1 choice, close to the scores alone.");
  assert.equal(
    tasteWords(taste(12, ["b", -Math.log(2)], ["a", Math.log(1.6)]), (id) => id.toUpperCase()),
    "12 choices: 1.6 × A, 0.5 × B, relative to the scores alone.",
  );
});

test("a decision contains what was shown, and weights only if they were set", () => {
  const recommendation = {
    fingerprint: { loudness_dbfs: -14 },
    confidence_threshold: 0.4,
    top_k: 3,
    track_id: 7,
    blend: { source: "taste" },
  };
  assert.deepEqual(decisionBody("accepted", recommendation, null), {
    decision: "accepted",
    fingerprint: { loudness_dbfs: -14 },
    confidence_threshold: 0.4,
    top_k: 3,
    taste: true,
    track: "7",
  });
  const settings = {
    weights: [{ profile_id: "a", weight: 1 }],
    strengths: { loudness: 0.5, crest: 1, spectral_centroid: 1 },
  };
  const body = decisionBody("adjusted", { ...recommendation, blend: undefined }, settings);
  assert.deepEqual(body.weights, settings.weights);
  assert.deepEqual(body.strengths, settings.strengths);
});

test("strengths multiply, up to twice", () => {
  const followed = { loudness: 0.5, crest: 1.6, spectral_centroid: 1 };
  const heard = { loudness: 0.5, crest: 1.5, spectral_centroid: 0 };
  assert.deepEqual(combined(followed, heard), { loudness: 0.25, crest: 2, spectral_centroid: 0 });
});

test("each change has its own strength", () => {
  const changes = {
    predicted_loudness_change: -2, predicted_crest_change: 3, predicted_centroid_change: 100,
  };
  const strengths = { loudness: 0.5, crest: 0, spectral_centroid: 2 };
  assert.deepEqual(strengthened(changes, strengths), {
    predicted_loudness_change: -1, predicted_crest_change: 0, predicted_centroid_change: 200,
  });
});

test("strengths are described where they differ from 1", () => {
  const strengths = { loudness: 0.5, crest: 1.01, spectral_centroid: 1.3 };
  assert.equal(
    tasteWords({ ...taste(2, ["a", Math.log(1.6)]), strengths }),
    "2 choices: 1.6 × a, 0.5 × the change of loudness, 1.3 × the change of brightness, " +
      "relative to the scores alone.",
  );
});
