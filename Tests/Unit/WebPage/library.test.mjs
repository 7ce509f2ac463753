import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Library } from "../../../Sources/WebHosting/Page/library.js";
import { settled, TestClock, testFetch } from "./support/world.mjs";

let clock;
let requests;
let states;
let library;

beforeEach(() => {
  clock = new TestClock();
  const world = testFetch();
  requests = world.requests;
  states = [];
  library = new Library((state) => states.push(state), {
    base: "http://127.0.0.1:8080/",
    fetch: world.fetch,
    clock,
  });
});

const tracks = (count) =>
  Array.from({ length: count }, (_, track_id) => ({
    track_id,
    title: `${track_id}`,
    artist: null,
    album: null,
    duration_seconds: null,
    media_type: "audio/flac",
  }));

const progress = (state, count) => ({
  state,
  files_found: 10,
  files_read: count,
  tracks: count,
  problems: 0,
});

// Answers the newest request, which must be this one.
async function answer(method, path, body, status = 200) {
  await settled();
  const request = requests.at(-1);
  assert.deepEqual([request.method, request.path], [method, path]);
  request.answer(status, body);
  await settled();
}

test("a library that is ready is listed at once", async () => {
  library.refresh();
  await answer("GET", "/api/library", progress("ready", 10));
  await answer("GET", "/api/tracks", { tracks: tracks(10) });
  assert.equal(library.state.tracks.length, 10);
  assert.equal(library.state.progress.state, "ready");
  assert.equal(library.state.isKnown, true);
  assert.equal(clock.pendingCount, 0);
});

test("during a scan, the tracks found so far are available", async () => {
  library.refresh();
  await answer("GET", "/api/library", progress("scanning", 0));
  assert.equal(library.state.progress.state, "scanning");
  clock.advance(500);
  await answer("GET", "/api/library", progress("scanning", 4));
  await answer("GET", "/api/tracks", { tracks: tracks(4) });
  assert.equal(library.state.tracks.length, 4);
  clock.advance(500);
  await answer("GET", "/api/library", progress("ready", 10));
  await answer("GET", "/api/tracks", { tracks: tracks(10) });
  assert.equal(library.state.tracks.length, 10);
});

test("during a scan, the tracks are listed again only when their number has doubled", async () => {
  library.refresh();
  const listed = () => requests.filter(({ path }) => path === "/api/tracks").length;
  for (const [found, lists] of [[4, 1], [5, 1], [7, 1], [8, 2], [15, 2], [40, 3]]) {
    await answer("GET", "/api/library", progress("scanning", found));
    if (listed() === lists && requests.at(-1).path === "/api/tracks") {
      await answer("GET", "/api/tracks", { tracks: tracks(found) });
    }
    assert.equal(listed(), lists, `${found} found`);
    clock.advance(500);
  }
});

test("a server that rescans does not empty the list meanwhile", async () => {
  library.refresh();
  await answer("GET", "/api/library", progress("ready", 10));
  await answer("GET", "/api/tracks", { tracks: tracks(10) });
  library.refresh();
  await answer("GET", "/api/library", progress("scanning", 2));
  assert.equal(library.state.tracks.length, 10);
});

test("a new scan is requested and followed", async () => {
  library.rescan();
  await answer("POST", "/api/library/scan", progress("scanning", 0), 202);
  assert.equal(library.state.progress.state, "scanning");
  await answer("GET", "/api/library", progress("scanning", 0));
  clock.advance(500);
  await answer("GET", "/api/library", progress("ready", 1));
  await answer("GET", "/api/tracks", { tracks: tracks(1) });
  assert.equal(library.state.tracks.length, 1);
});

test("a scan requested while another is followed is followed too", async () => {
  library.refresh();
  await answer("GET", "/api/library", progress("ready", 1));
  library.rescan();
  await settled();
  const listing = requests.find(({ path }) => path === "/api/tracks");
  await answer("POST", "/api/library/scan", progress("scanning", 0), 202);
  listing.answer(200, { tracks: tracks(1) });
  await settled();
  await answer("GET", "/api/library", progress("scanning", 1));
  clock.advance(500);
  await answer("GET", "/api/library", progress("ready", 2));
  await answer("GET", "/api/tracks", { tracks: tracks(2) });
  assert.equal(library.state.tracks.length, 2);
  assert.equal(library.state.progress.state, "ready");
});

test("a failure is reported, the tracks stay, and the next request clears it", async () => {
  library.refresh();
  await answer("GET", "/api/library", progress("ready", 3));
  await answer("GET", "/api/tracks", { tracks: tracks(3) });
  library.refresh();
  requests.at(-1).fail();
  await settled();
  assert.equal(library.state.failure.code, "unreachable");
  assert.equal(library.state.tracks.length, 3);
  library.refresh();
  await answer("GET", "/api/library", progress("ready", 3));
  await answer("GET", "/api/tracks", { tracks: tracks(3) });
  assert.equal(library.state.failure, null);
});

test("a refusal keeps its code", async () => {
  library.refresh();
  await answer("GET", "/api/library", { error: { code: "unauthorized", message: "Who?" } }, 401);
  assert.deepEqual(library.state.failure, { code: "unauthorized", message: "Who?" });
});

test("a refused scan is reported, even while another is followed", async () => {
  library.refresh();
  library.rescan();
  await settled();
  requests.at(-1).answer(401, { error: { code: "unauthorized", message: "" } });
  await settled();
  assert.equal(library.state.failure.code, "unauthorized");
});
