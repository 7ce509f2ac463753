import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { blendText } from "../../../Sources/WebHosting/Page/blend-text.js";
import { recommended, ranked } from "../../../Sources/WebHosting/Page/scoring.js";
import * as words from "../../../Sources/WebHosting/Page/words.js";
import { builtInProfiles } from "./support/golden.mjs";
import { randomNumbers } from "./support/random.mjs";

const fingerprint = {
  loudness_dbfs: -9.58,
  peak_dbfs: -2.69,
  crest_db: 6.89,
  spectral_centroid: 4052.1,
  spectral_rolloff: 9000,
  zero_crossing_rate: 0.12429,
  spectral_spread: 4000,
};
const hybrid = { track_id: 7, ...recommended(builtInProfiles, fingerprint) };
const single = recommended(builtInProfiles, fingerprint, { confidenceThreshold: 0 });
const fallback = recommended(builtInProfiles, {
  ...fingerprint,
  loudness_dbfs: 99,
  crest_db: 99,
  zero_crossing_rate: 9,
  spectral_centroid: 0,
});

test("confidence is high from 70 %, medium from 40 % and low below", () => {
  const levels = { 1: "high", 0.7: "high", 0.6999: "medium", 0.4: "medium", 0.3999: "low", 0: "low" };
  for (const [score, level] of Object.entries(levels)) {
    assert.equal(words.confidenceLevel(Number(score)), level);
  }
});

test("a score is shown as on the command line", () => {
  const file = new URL("../../Golden/reference/confidence.ndjson", import.meta.url);
  const lines = readFileSync(file, "utf8").trim().split("\n");
  assert.equal(lines.length, 15);
  for (const line of lines) {
    const { score, level, text } = JSON.parse(line);
    assert.equal(words.confidenceLevel(score), level);
    assert.equal(words.confidencePercent(score), text.replace(" ", "\u00a0"));
  }
});

test("a percentage is never shown at a level it does not have", () => {
  assert.equal(words.confidencePercent(0.333), "33\u00a0%");
  assert.equal(words.confidencePercent(0.6996), "69.96\u00a0%");
  assert.equal(words.confidencePercent(0.3951), "39.5\u00a0%");
  assert.equal(words.confidencePercent(0.7 - 2 ** -53), "69.99\u00a0%");
  const random = randomNumbers(3);
  for (let round = 0; round < 5000; round += 1) {
    const score = round % 2 === 0 ? random() : 0.7 - random() ** 8;
    const read = Number(words.confidencePercent(score).replace("\u00a0%", "")) / 100;
    assert.equal(words.confidenceLevel(read), words.confidenceLevel(score));
  }
});

test("a fallback is not a match, and has no percentage anywhere", () => {
  assert.equal(fallback.is_fallback, true);
  assert.deepEqual(words.confidence(fallback), { level: "none", words: "No match" });
  for (const say of [words.verdict, words.verdictName, words.announcement]) {
    assert.doesNotMatch(say(fallback), /%|\d/);
  }
});

test("a blend shows how many it has and which leads, a single recommendation its name", () => {
  assert.equal(words.verdict(hybrid), "A blend of 3, led by");
  assert.equal(words.verdict(single), "Recommended mastering");
  assert.equal(words.verdictName(single), "Bright Masters - High-Frequency Emphasis");
});

test("a change has a sign, a unit and its audible effect", () => {
  assert.deepEqual(words.predictedChanges(hybrid), [
    { label: "Loudness", value: "−1.06\u00a0dB", heard: "quieter" },
    { label: "Crest factor", value: "+1.47\u00a0dB", heard: "more dynamic" },
    { label: "Brightness", value: "+22.7\u00a0Hz", heard: "brighter" },
  ]);
  const nothing = {
    predicted_loudness_change: 0.001,
    predicted_crest_change: -0.001,
    predicted_centroid_change: 0,
  };
  for (const { value, heard } of words.predictedChanges(nothing)) {
    assert.match(value, /^0\.0/);
    assert.equal(heard, "unchanged");
  }
});

test("the turning point is the confidence", () => {
  const ranking = ranked(builtInProfiles, fingerprint);
  assert.equal(
    words.turningPoint(hybrid, ranking),
    "One profile alone up to 21.0\u00a0%, a blend of 3 above.",
  );
  const nearly = { ...hybrid, confidence_score: 0.6996 };
  assert.match(words.turningPoint(nearly, ranking), /up to 69\.96\u00a0%/);
  assert.match(words.turningPoint(single, ranking.slice(0, 1)), /^Only one profile/);
  assert.match(words.turningPoint(fallback, []), /^No profile/);
});

test("a value is within a range from edge to edge", () => {
  const place = (value) => words.standing("loudness", value, [-15, -12], 0.5);
  assert.match(place(-15), /is within −15.0 to −12.0 dBFS/);
  assert.match(place(-12), /is within/);
  assert.match(place(-15.1), /is below/);
  assert.match(place(-11.9), /is above/);
  assert.match(words.standing("spectral_centroid", 1, null, 0), /has no range/);
});

test("every failure has a title and whole sentences, even an unknown one", () => {
  const codes = ["truncated_audio", "file_not_found", "unreachable", "constructor", "toString", ""];
  for (const code of codes) {
    const { title, sentences } = words.failure({ code, message: "the audio ends at 3 s." });
    assert.match(title, /^\p{Lu}/u);
    assert.match(sentences[0], /^\p{Lu}.*\.$/u);
  }
  assert.deepEqual(words.failure({ code: "truncated_audio", message: "  " }).sentences, []);
});

test("a failure's title is never an inherited object member", () => {
  assert.equal(typeof words.failure({ code: "__proto__", message: "" }).title, "string");
});

test("the count shows the number of matches", () => {
  assert.equal(words.trackCount(1, 1), "1 track");
  assert.equal(words.trackCount(10_000, 10_000), "10,000 tracks");
  assert.equal(words.trackCount(37, 10_000), "37 of 10,000 tracks");
});

test("a copied blend is JSON of the payload's members, heaviest first, without those of weight 0", () => {
  const change = {
    predicted_loudness_change: -1,
    predicted_crest_change: 0,
    predicted_centroid_change: -0,
  };
  const text = blendText(hybrid, [0.25, 0, 0.75], change);
  assert.deepEqual(JSON.parse(text), {
    track_id: 7,
    weighted_profiles: [
      {
        profile_id: "damaged-studio-restoration-v1",
        profile_name: "Damaged Studio - Restoration",
        weight: 0.75,
      },
      {
        profile_id: "bright-masters-spectral-v1",
        profile_name: "Bright Masters - High-Frequency Emphasis",
        weight: 0.25,
      },
    ],
    predicted_loudness_change: -1,
    predicted_crest_change: 0,
    predicted_centroid_change: 0,
  });
  // Floats have a fraction (MSG-2).
  assert.match(text, /"predicted_loudness_change": -1\.0,/);
  assert.match(text, /"predicted_centroid_change": 0\.0\n/);
  assert.doesNotMatch(blendText({ ...hybrid, track_id: undefined }, [1, 0, 0], change), /track_id/);
});

test("a profile's origin is its sources, the number of recordings and its own description", () => {
  const training = { source: "mixes → masters, 2026-11-30, first 90 s", tracks: 12 };
  assert.equal(words.origin({ training }), "mixes → masters, 2026-11-30, first 90 s, 12 recordings.");
  assert.equal(
    words.origin({ training: { source: "One", tracks: 1 }, description: "Louder." }),
    "One, 1 recording. Louder.",
  );
});

test("every format that is served has the name of the server's list", () => {
  const list = readFileSync(
    new URL("../../../Sources/WireFormat/Formats/AudioFileType.swift", import.meta.url),
    "utf8",
  );
  const names = new Map();
  for (const [, name, type] of list.matchAll(/AudioFileType\("([^"]+)", \[[^\]]+\], "([^"]+)"\)/g)) {
    names.set(type, [...(names.get(type) ?? []), name.replace("'", "’")]);
  }
  assert.ok(names.size > 20);
  for (const [type, all] of names) {
    const said = words.cannotPlay(type).match(/cannot play (.+) files/)[1];
    // Formats in one container have one media type, and the container's name.
    const name = all.length === 1 ? all[0] : { "audio/wav": "WAV", "audio/ogg": "Ogg" }[type];
    assert.equal(said, name, type);
  }
});
