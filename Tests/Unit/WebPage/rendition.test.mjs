import assert from "node:assert/strict";
import { test } from "node:test";

import { answer, fakePage } from "./support/page.mjs";

const page = fakePage();
const { fetchedJSON, PlayingFailure, playingFailure, renditionBytes } = await import(
  "../../../Sources/WebHosting/Page/rendition.js"
);

const PATH = "/api/player/stream/7?rendition=mastered";
const notReady = (seconds) =>
  answer(503, { error: { code: "not_rendered", message: "It is solved." } }, { "Retry-After": seconds });
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("bytes that are not rendered are requested again as often as the server says", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const bytes = new ArrayBuffer(4);
  page.answers.sound = async () => (page.requests.length < 3 ? notReady("2") : answer(206, bytes));
  page.requests.length = 0;
  const got = renditionBytes(PATH, 0, 3);
  await settled();
  for (const [milliseconds, requests] of [[1999, 1], [1, 2], [1999, 2], [1, 3]]) {
    t.mock.timers.tick(milliseconds);
    await settled();
    assert.equal(page.requests.length, requests);
  }
  assert.equal(await got, bytes);
});

test("a version that never comes is given up with the server's reason", { timeout: 30_000 }, async () => {
  page.answers.sound = async () => notReady("0");
  page.requests.length = 0;
  await assert.rejects(renditionBytes(PATH, 0, 3), { name: "PlayingFailure", code: "not_rendered" });
  assert.equal(page.requests.length, 100);
});

test("waiting ends with the signal", { timeout: 30_000 }, async () => {
  const leaving = new AbortController();
  page.answers.sound = async () => {
    if (page.requests.length === 2) leaving.abort();
    return notReady("0");
  };
  page.requests.length = 0;
  await assert.rejects(renditionBytes(PATH, 0, 3, leaving.signal), { name: "AbortError" });
  assert.equal(page.requests.length, 2);
});

test("only what cannot be fetched is out of reach", async () => {
  const offline = async () => { throw new TypeError("Failed to fetch"); };
  page.answers.sound = offline;
  page.answers.rendering = offline;
  await assert.rejects(renditionBytes(PATH, 0, 3), { code: "unreachable" });
  await assert.rejects(fetchedJSON("/api/player/mastering/render/7"), { code: "unreachable" });
  page.answers.sound = async () => answer(404, { error: { code: "file_not_found", message: "" } });
  await assert.rejects(renditionBytes(PATH, 0, 3), { code: "file_not_found" });
  const codes = [
    [new DOMException("44 Hz", "NotSupportedError"), "rate_not_supported"],
    [new RangeError("This is not a WAVE file."), "unreadable_answer"],
    [new SyntaxError("Unexpected token"), "unreadable_answer"],
    [new TypeError("undefined is not a function"), "page_failed"],
    [new PlayingFailure({ code: "source_changed" }), "source_changed"],
  ];
  for (const [error, code] of codes) assert.equal(playingFailure(error).code, code);
});
