import assert from "node:assert/strict";
import { test } from "node:test";

import {
  isLonger, wholeSongDifferences, wholeSongVerdict,
} from "../../../Sources/WebHosting/Page/whole-song.js";

const whole = (changes) => ({
  primary_profile_id: "a", primary_profile_name: "Warm", confidence_score: 0.5,
  is_hybrid: false, is_fallback: false, is_same: true, ...changes,
});

test("only a track that is or may be longer than 90 s is compared", () => {
  assert.equal(isLonger({ duration_seconds: 90 }), false);
  assert.equal(isLonger({ duration_seconds: 90.01 }), true);
  assert.equal(isLonger({ duration_seconds: null }), true);
  assert.equal(isLonger({}), true);
});

test("the verdict states whether the recommendation stays, and what it would be", () => {
  assert.equal(
    wholeSongVerdict(whole()), "The whole song gets the same recommendation: Warm (50\u00a0%).",
  );
  assert.equal(
    wholeSongVerdict(whole({ is_same: false, is_hybrid: true, confidence_score: 0.333 })),
    "The whole song gets a different recommendation: a blend led by Warm (33\u00a0%).",
  );
  assert.equal(
    wholeSongVerdict(whole({ is_fallback: true, is_same: false })),
    "The whole song gets a different recommendation: it resembles no profile.",
  );
  assert.equal(
    wholeSongVerdict(whole({ is_fallback: true })), "The whole song resembles no profile either.",
  );
});

test("every metric's difference has its sign, its unit and its decimals", () => {
  const difference = {
    loudness_dbfs: 1.125, peak_dbfs: -0.5, crest_db: 0, spectral_centroid: 120.55,
    spectral_rolloff: -300.25, zero_crossing_rate: 0.002501, spectral_spread: 0.04,
  };
  assert.deepEqual(
    wholeSongDifferences({ difference }).map(({ name, text, unit }) => `${name} ${text} ${unit}`),
    [
      "Loudness +1.13 dB", "Peak −0.50 dB", "Crest factor 0.00 dB", "Spectral centroid +120.6 Hz",
      "Spectral rolloff −300.3 Hz", "Zero-crossing rate +0.00250 per sample", "Spectral spread 0.0 Hz",
    ],
  );
});
