import assert from "node:assert/strict";
import { test } from "node:test";

import {
  AS_RECOMMENDED, factor, historyWords, matchWords, renderingQuery, reportLines, shownWishes,
} from "../../../Sources/WebHosting/Page/rendering.js";
import { InvalidMessage, readMessage } from "../../../Sources/WebHosting/Page/messages.js";

test("a query contains what differs from the defaults, and a blend replaces threshold and count", () => {
  assert.equal(renderingQuery(AS_RECOMMENDED), "");
  assert.equal(
    renderingQuery(AS_RECOMMENDED, { threshold: 0.4, topK: 3 }), "confidence_threshold=0.4&top_k=3",
  );
  const blend = [
    { profile_id: "a", weight: 0.75 }, { profile_id: "b", weight: 0.25 }, { profile_id: "c", weight: 0 },
  ];
  assert.equal(
    renderingQuery({ ...AS_RECOMMENDED, intensity: 50, brightness: 0, blend }, { threshold: 0.4 }),
    "blend=a%3A0.75%2Cb%3A0.25&intensity_percent=50&brightness_percent=0",
  );
});

test("a query has each change's weights where they were set one by one", () => {
  const member = (id, loudness, crest, centroid) => ({
    profile_id: id, weights: { loudness, crest, spectral_centroid: centroid },
  });
  const blend = [member("a", 0.75, 0, 1), member("b", 0.25, 1, 0), member("c", 0, 0, 0)];
  assert.equal(
    renderingQuery({ ...AS_RECOMMENDED, weighting: "dimension", blend }, { threshold: 0.4 }),
    "blend=a%3A0.75%3A0%3A1%2Cb%3A0.25%3A1%3A0",
  );
});

test("a query contains the strengths of a blend that is set by hand, unless all are 1", () => {
  const blend = [{ profile_id: "a", weight: 1 }];
  const query = (loudness, crest, centroid) =>
    renderingQuery({
      ...AS_RECOMMENDED, blend, strengths: { loudness, crest, spectral_centroid: centroid },
    });
  assert.equal(query(0.5, 1, 2), "blend=a%3A1&strengths=0.5%3A1%3A2");
  assert.equal(query(1, 1, 1), "blend=a%3A1");
  // Without a blend the server applies them itself.
  const strengths = { loudness: 0.5, crest: 1, spectral_centroid: 1 };
  assert.equal(renderingQuery({ ...AS_RECOMMENDED, taste: true, strengths }), "taste=true");
});

test("a query names the weighting and the choices, which a blend replaces", () => {
  const wishes = { ...AS_RECOMMENDED, weighting: "dimension", taste: true };
  assert.equal(
    renderingQuery(wishes, { threshold: 0.4, topK: 3 }),
    "confidence_threshold=0.4&top_k=3&weighting=dimension&taste=true",
  );
  assert.equal(renderingQuery({ ...wishes, taste: false }), "weighting=dimension&taste=false");
  const blend = [{ profile_id: "a", weight: 1 }];
  assert.equal(renderingQuery({ ...wishes, blend }), "blend=a%3A1");
});

test("what is rendered are the changes that the card shows", () => {
  const blend = (source, ...weights) => ({
    source,
    members: weights.map(([loudness, crest, centroid]) => ({
      profile_id: "a", weights: { loudness, crest, spectral_centroid: centroid },
    })),
  });
  const even = [[0.7, 0.7, 0.7], [0.3, 0.3, 0.3]];
  const uneven = [[0.7, 0.6, 0.7], [0.3, 0.4, 0.3]];
  const plain = { weighting: "plain", taste: false, blend: null, strengths: null };
  assert.deepEqual(shownWishes({}, null), plain);
  const weighted = blend("dimension", ...uneven);
  assert.deepEqual(shownWishes({ blend: weighted }, weighted), { ...plain, weighting: "dimension" });
  // The same, but switched off.
  assert.deepEqual(shownWishes({ blend: weighted }, null), plain);
  for (const [weights, weighting] of [[even, "plain"], [uneven, "dimension"]]) {
    const tasted = blend("taste", ...weights);
    assert.deepEqual(shownWishes({ blend: tasted }, tasted), { ...plain, weighting, taste: true });
  }
  // A blend with a name replaces the plain weights on the server, so those are named one by one.
  const named = blend("blend_profile", ...even);
  const members = [{ profile_id: "a", weight: 0.6 }, { profile_id: "b", weight: 0.4 }];
  const recommendation = { blend: named, weighted_profiles: members };
  assert.deepEqual(shownWishes(recommendation, named), plain);
  assert.deepEqual(shownWishes(recommendation, null), { ...plain, blend: members });
});

test("the report states the request, the result and any limit", () => {
  const change = (asked, achieved, is_reached, bound = null) => ({ asked, achieved, is_reached, bound });
  const lines = reportLines({
    loudness_db: change(-0.93, -1.83, false, "ceiling"), crest_db: change(1.4, 1.4, true),
    centroid_hz: change(100, 100.04, true),
  });
  assert.deepEqual(lines.map(({ achieved, unit }) => `${achieved} ${unit}`), [
    "−1.83 dB", "+1.40 dB", "+100.0 Hz",
  ]);
  assert.match(lines[0].note, /ceiling/);
  assert.equal(lines[1].note, "");
});

test("a match is described by its gains, or by the loudnesses it would make equal", () => {
  const match = { original_gain_db: 0, mastered_gain_db: -2.5, original_lufs: -14, mastered_lufs: -11.5 };
  assert.match(matchWords(match, true), /original 0\.0 dB, mastered −2\.5 dB/);
  assert.match(matchWords(match, false), /−14\.0 and −11\.5 LUFS/);
  assert.match(matchWords(null, true), /being measured/);
  assert.match(matchWords(null, true, true), /too short or too quiet/);
  assert.ok(Math.abs(factor(-6.0206) - 0.5) < 1e-5);
});

test("both histories are described by their middle values, and none without values", () => {
  const history = {
    interval_seconds: 0.1, original_short_term_lufs: [null, -20, -19, -30],
    mastered_short_term_lufs: [null, -16, -15, -26],
  };
  assert.match(historyWords(history), /around −20\.0 LUFS, mastered around −16\.0\./);
  assert.equal(historyWords(null), null);
  assert.equal(
    historyWords({ ...history, mastered_short_term_lufs: [null, null, null, null] }), null,
  );
});

test("progress of a rendering is read, an unknown status is ignored, and invalid progress is refused", () => {
  const message = (data) =>
    JSON.stringify({
      type: "mastering_render",
      data: { track_id: 7, render_id: "00ff", status: "ready", message: "m", ...data },
    });
  assert.equal(readMessage(message({})).data.render_id, "00ff");
  assert.equal(readMessage(message({ status: "paused" })), null);
  assert.equal(readMessage(message({ status: "solving", fraction: 0.5 })).data.fraction, 0.5);
  for (const wrong of [
    { render_id: 5 }, { status: "solving" }, { status: "solving", fraction: 2 }, { status: "failed" },
  ]) assert.throws(() => readMessage(message(wrong)), InvalidMessage);
});
