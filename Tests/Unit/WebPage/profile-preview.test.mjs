import assert from "node:assert/strict";
import { test } from "node:test";

import {
  MOST_BYTES,
  preview,
  previewWords,
  problemSentences,
  sideWords,
  triedWords,
} from "../../../Sources/WebHosting/Page/profile-preview.js";

const bytes = (text) => new TextEncoder().encode(text).buffer;
const side = (news = {}) => ({
  profile_id: "a",
  profile_name: "Live",
  is_hybrid: false,
  confidence_score: 0.8,
  change: { loudness_db: 1.25, crest_db: -0.5, centroid_hz: 120.4 },
  ...news,
});
const page = (news) => ({
  added: [{ profile_id: "mine", version: "1.0", name: "Mine" }],
  total: 3,
  offset: 0,
  next_offset: null,
  compared: 2,
  unmeasured: 0,
  changed: [],
  ...news,
});

// A server with these answers, and what it was sent.
function server(...answers) {
  const sent = [];
  const fetch = async (url, { method, body }) => {
    sent.push({ url, method, ...JSON.parse(body) });
    const { status = 200, ...content } = answers[sent.length - 1];
    return { ok: status === 200, status, json: async () => content };
  };
  return { sent, fetch };
}

test("all pages are compared, and their counts added", async () => {
  const change = (id) => ({ track_id: id, now: side(), then: side({ profile_name: "Mine" }) });
  const { sent, fetch } = server(
    page({ next_offset: 2, compared: 1, unmeasured: 1, changed: [change(7)] }),
    page({ offset: 2, compared: 1, changed: [change(9)] }),
  );
  const steps = [];
  const found = await preview(bytes("profile_id: mine"), { fetch, arrived: (...step) => steps.push(step) });
  assert.deepEqual(sent, [
    { url: "/api/library/map/preview", method: "POST", yaml: "profile_id: mine", offset: 0 },
    { url: "/api/library/map/preview", method: "POST", yaml: "profile_id: mine", offset: 2 },
  ]);
  assert.deepEqual(steps, [[2, 3], [3, 3]]);
  assert.deepEqual([found.compared, found.unmeasured, found.changed.map(({ track_id: id }) => id)], [2, 1, [7, 9]]);
});

test("problems of the profiles are sentences, and what is not listed is counted", async () => {
  const problems = [{ line: 2, field: "name", reason: "missing", message: "line 2: name is missing" }];
  const { fetch } = server({
    status: 400,
    error: { code: "invalid_profile_text", message: "…", problem_count: 3, problems },
  });
  assert.deepEqual(await preview(bytes("a: 1"), { fetch }), {
    sentences: ["Line 2: name is missing.", "There are 2 more problems."],
  });
  assert.deepEqual(problemSentences({ code: "invalid_threshold", message: "the threshold is 2" }), [
    "The profiles cannot be compared.",
    "The threshold is 2.",
  ]);
});

test("a file that is no text, or too large, is not sent", async () => {
  const { sent, fetch } = server();
  const binary = await preview(new Uint8Array([0xff, 0xfe]).buffer, { fetch });
  assert.deepEqual(binary, { sentences: ["The file is not text in UTF-8."] });
  // Quotes take two bytes in JSON.
  const large = await preview(bytes('"'.repeat(MOST_BYTES / 2)), { fetch });
  assert.match(large.sentences[0], /too large to be sent/);
  assert.deepEqual(sent, []);
});

test("a server that cannot be reached is said, and an aborted comparison is not", async () => {
  const fetch = async () => {
    throw new TypeError("refused");
  };
  assert.deepEqual(await preview(bytes("a"), { fetch }), { sentences: ["The server cannot be reached."] });
  await assert.rejects(preview(bytes("a"), { fetch, signal: AbortSignal.abort() }));
});

test("the result is one sentence, with what could not be compared", () => {
  const changed = Array.from({ length: 41 });
  assert.equal(
    previewWords({ compared: 240, unmeasured: 0, changed }),
    "41 of 240 tracks would be recommended otherwise.",
  );
  assert.equal(
    previewWords({ compared: 1, unmeasured: 1200, changed: [] }),
    "0 of 1 track would be recommended otherwise. 1,200 tracks are not measured yet.",
  );
  assert.equal(
    previewWords({ compared: 0, unmeasured: 5, changed: [] }),
    "No track is measured yet, so nothing can be compared.",
  );
});

test("a side is the profile and the change; the tried profiles are named", () => {
  assert.equal(sideWords(side()), "Live (+1.3\u00a0dB, −0.5\u00a0dB crest, +120\u00a0Hz)");
  assert.match(sideWords(side({ is_hybrid: true })), /^a blend led by Live \(/);
  assert.equal(sideWords(side({ profile_id: null, profile_name: null })), "no profile");
  const named = (...names) => triedWords(names.map((name) => ({ name })));
  assert.equal(named("A"), "Trying “A”.");
  assert.equal(named("A", "B", "C", "D", "E"), "Trying “A”, “B”, “C” and 2 more.");
});
