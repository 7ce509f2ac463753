import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { RecommendationFeed } from "../../../Sources/WebHosting/Page/recommendation-feed.js";
import { recommendationStore } from "../../../Sources/WebHosting/Page/recommendation-store.js";
import { below, randomNumbers } from "./support/random.mjs";
import { hybrid, settled, single, TestClock, testFetch, testSockets } from "./support/world.mjs";

const RECOMMENDATION = "/api/player/mastering/recommendation";

let clock;
let sockets;
let requests;
let feed;

beforeEach(() => {
  clock = new TestClock();
  const socketWorld = testSockets();
  const fetchWorld = testFetch();
  sockets = socketWorld.sockets;
  requests = fetchWorld.requests;
  feed = new RecommendationFeed({
    base: "http://127.0.0.1:8080/",
    WebSocket: socketWorld.WebSocket,
    fetch: fetchWorld.fetch,
    random: () => 1,
    clock,
  });
});

const socket = () => sockets.at(-1);

// A store with a subscriber; `states` are those it reported.
function subscribed(trackId, options = {}) {
  const store = recommendationStore(trackId, { feed, ...options });
  const states = [];
  const unsubscribe = store.subscribe((state) => states.push(state));
  return { store, states, unsubscribe };
}

// MARK: One track

test("a subscriber learns at once that the answer is pending", () => {
  const { store, states } = subscribed(7);
  assert.equal(states.length, 1);
  assert.equal(states[0].isLoading, true);
  assert.equal(states[0].recommendation, null);
  assert.equal(store.isLoading, true);
  assert.equal(store.isTimedOut, false);
});

test("the recommendation arrives over the WebSocket", () => {
  const { store, states } = subscribed(7);
  socket().open();
  socket().say("track_loaded", { track_id: 7 });
  socket().say("fingerprint_progress", { track_id: 7, status: "analyzing", message: "…" });
  assert.equal(store.status, "analyzing");
  clock.advance(1234);
  socket().say("mastering_recommendation", single(7));
  assert.deepEqual(store.recommendation, single(7));
  assert.equal(store.isLoading, false);
  assert.equal(store.isHybrid, false);
  assert.equal(store.receivedAt, 1234);
  assert.equal(states.at(-1), store.snapshot());
  assert.deepEqual(requests, []);
});

test("a hybrid is marked as one", () => {
  const { store } = subscribed(7);
  socket().open();
  socket().say("mastering_recommendation", hybrid(7));
  assert.equal(store.isHybrid, true);
});

test("messages about other tracks change nothing here", () => {
  const { store, states } = subscribed(7);
  socket().open();
  socket().say("mastering_recommendation", single(8));
  const failed = { track_id: 9, code: "empty_audio", message: "" };
  socket().say("mastering_recommendation_failed", failed);
  assert.equal(store.recommendation, null);
  assert.equal(store.isLoading, true);
  assert.equal(states.length, 1);
});

test("a failure ends the wait, and a new start begins it again", () => {
  const { store } = subscribed(7);
  socket().open();
  const failed = { track_id: 7, code: "truncated_audio", message: "The audio ends early." };
  socket().say("mastering_recommendation_failed", failed);
  assert.deepEqual(store.failure, { code: "truncated_audio", message: "The audio ends early." });
  assert.equal(store.isLoading, false);
  socket().say("track_loaded", { track_id: 7 });
  assert.equal(store.failure, null);
  assert.equal(store.isLoading, true);
});

test("an invalid message is ignored", (context) => {
  context.mock.method(console, "warn", () => {});
  const { store } = subscribed(7);
  socket().open();
  const broken = [
    "",
    "{",
    "null",
    '{"type":"mastering_recommendation"}',
    JSON.stringify({ type: "mastering_recommendation", data: { track_id: 7 } }),
    JSON.stringify({
      type: "mastering_recommendation",
      data: single(7, { confidence_score: 2 }),
    }),
    JSON.stringify({ type: "mastering_recommendation", data: { ...hybrid(7), is_hybrid: false } }),
  ];
  for (const text of broken) socket().sayText(text);
  assert.equal(console.warn.mock.callCount(), broken.length);
  assert.equal(store.recommendation, null);
  socket().sayText('{"type":"from_the_future","data":{}}');
  socket().say("mastering_recommendation", { ...single(7), from_the_future: [1] });
  assert.equal(store.recommendation.confidence_score, 0.75);
});

// MARK: Time-out

test("after ten seconds it reports a time-out, and still accepts a later answer", () => {
  const { store, states } = subscribed(7);
  socket().open();
  clock.advance(9_999);
  assert.equal(store.isTimedOut, false);
  clock.advance(1);
  assert.equal(store.isTimedOut, true);
  assert.equal(store.isLoading, false);
  assert.equal(states.length, 2);
  socket().say("mastering_recommendation", single(7));
  assert.equal(store.isTimedOut, false);
  assert.equal(store.recommendation.track_id, 7);
});

test("progress does not extend the time-out, but a new start does", () => {
  const { store } = subscribed(7);
  socket().open();
  clock.advance(6_000);
  socket().say("fingerprint_progress", { track_id: 7, status: "analyzing", message: "" });
  clock.advance(4_000);
  assert.equal(store.isTimedOut, true);
  socket().say("track_loaded", { track_id: 7 });
  assert.equal(store.isLoading, true);
  clock.advance(9_999);
  assert.equal(store.isTimedOut, false);
});

test("an answer ends the time-out", () => {
  subscribed(7);
  socket().open();
  socket().say("mastering_recommendation", single(7));
  assert.equal(clock.pendingCount, 0);
});

// MARK: Several tracks

test("another track's store never shows this one's answer", () => {
  const random = randomNumbers(21);
  const first = subscribed(0);
  let current = first;
  socket().open();
  const shown = [];
  for (let step = 0; step < 2000; step += 1) {
    if (below(random, 3) === 0) {
      const next = subscribed(below(random, 5));
      current.unsubscribe();
      current = next;
    } else {
      // Late, early and repeated messages, as a server sends them after quick switching.
      const trackId = below(random, 5);
      const { code, message } = { code: "empty_audio", message: `${trackId}` };
      const news = [
        ["track_loaded", { track_id: trackId }],
        ["mastering_recommendation", single(trackId)],
        ["mastering_recommendation_failed", { track_id: trackId, code, message }],
      ][below(random, 3)];
      socket().say(...news);
    }
    const { recommendation, failure, trackId } = current.store;
    if (recommendation) shown.push(recommendation.track_id === trackId);
    if (failure) shown.push(failure.message === String(trackId));
  }
  assert.ok(shown.length > 500);
  assert.ok(shown.every((isOwn) => isOwn));
});

test("a track that was answered before is available at once", () => {
  const { unsubscribe } = subscribed(7);
  socket().open();
  socket().say("mastering_recommendation", single(7));
  const other = subscribed(8);
  unsubscribe();
  const again = subscribed(7);
  assert.equal(again.states.length, 1);
  assert.equal(again.states[0].recommendation.track_id, 7);
  assert.equal(again.states[0].isLoading, false);
  other.unsubscribe();
});

test("all stores share one connection, which closes with the last of them", () => {
  const stores = [subscribed(1), subscribed(2), subscribed(2), subscribed(3)];
  assert.equal(sockets.length, 1);
  assert.equal(socket().url, "ws://127.0.0.1:8080/ws");
  socket().open();
  for (const { unsubscribe } of stores) {
    assert.equal(socket().closedWith, null);
    unsubscribe();
    unsubscribe();
  }
  assert.equal(socket().closedWith, 1000);
  assert.equal(clock.pendingCount, 0);
});

test("a store without subscribers receives nothing and keeps no timer", () => {
  const { store, states, unsubscribe } = subscribed(7);
  const keeper = subscribed(8);
  socket().open();
  unsubscribe();
  const before = states.length;
  socket().say("mastering_recommendation", single(7));
  assert.equal(states.length, before);
  assert.equal(store.isLoading, false);
  keeper.unsubscribe();
  assert.equal(clock.pendingCount, 0);
});

test("a track displaced by another client's is requested over HTTP", async () => {
  const { store } = subscribed(7);
  socket().open();
  socket().say("track_loaded", { track_id: 7 });
  socket().say("track_loaded", { track_id: 8 });
  assert.deepEqual(requests.map(({ path }) => path), [`${RECOMMENDATION}/7`]);
  requests[0].answer(200, single(7));
  await settled();
  assert.equal(store.recommendation.track_id, 7);
});

test("of tracks without listeners, only the latest are kept", () => {
  const keeper = subscribed(1_000);
  socket().open();
  socket().say("mastering_recommendation", single(1_000));
  for (let trackId = 0; trackId < 600; trackId += 1) {
    socket().say("mastering_recommendation", single(trackId));
  }
  const remembered = Array.from({ length: 600 }, (_, trackId) => feed.known(trackId)).filter(
    ({ recommendation }) => recommendation !== null,
  );
  assert.equal(remembered.length, 255);
  assert.equal(feed.known(599).recommendation.track_id, 599);
  assert.equal(keeper.store.recommendation.track_id, 1_000);
});

test("null is no track: nothing is pending and nothing connected", () => {
  const { store, states } = subscribed(null);
  store.request();
  store.clearRecommendation();
  assert.deepEqual(sockets, []);
  assert.deepEqual(requests, []);
  assert.equal(states.length, 1);
  assert.equal(states[0].isLoading, false);
});

for (const trackId of [-1, 1.5, NaN, Infinity, 2 ** 53, "7", undefined, {}, true]) {
  test(`${String(trackId)} is not a track id`, () => {
    assert.throws(() => recommendationStore(trackId, { feed }), TypeError);
  });
}

// MARK: Clearing and asking

test("a cleared recommendation is gone, and none is pending until the server sends one", () => {
  const { store } = subscribed(7);
  socket().open();
  socket().say("mastering_recommendation", single(7));
  store.clearRecommendation();
  assert.equal(store.recommendation, null);
  assert.equal(store.isLoading, false);
  clock.advance(20_000);
  assert.equal(store.isTimedOut, false);
  socket().say("mastering_recommendation", single(7));
  assert.equal(store.recommendation.track_id, 7);
});

test("a request after a failure waits again and shows the result", async () => {
  const { store } = subscribed(7);
  socket().open();
  const failed = { track_id: 7, code: "file_unreadable", message: "" };
  socket().say("mastering_recommendation_failed", failed);
  store.request();
  store.request();
  assert.equal(store.isLoading, true);
  assert.equal(store.failure, null);
  assert.equal(requests.length, 1);
  requests[0].answer(200, single(7));
  await settled();
  assert.equal(store.recommendation.track_id, 7);
});

const refusals = [
  [404, { error: { code: "not_found", message: "gone" } }, { code: "not_found", message: "gone" }],
  [503, {}, { code: "internal_error", message: "" }],
  [500, null, { code: "internal_error", message: "" }],
  [200, { track_id: 7 }, { code: "internal_error", message: "The answer was invalid." }],
];
for (const [status, body, failure] of refusals) {
  const answer = `${status} with ${JSON.stringify(body)}`;
  test(`an answer ${answer} is the failure ${failure.code}`, async (context) => {
    context.mock.method(console, "warn", () => {});
    const { store } = subscribed(7);
    store.request();
    requests[0].answer(status, body);
    await settled();
    assert.deepEqual(store.failure, failure);
    assert.equal(store.isLoading, false);
  });
}

test("an answer that is not JSON is not from our server", async () => {
  const { store } = subscribed(7);
  store.request();
  requests[0].answerText(502);
  await settled();
  assert.equal(store.failure.code, "unreachable");
});

test("an existing recommendation is not lost when a request fails", async () => {
  const { store } = subscribed(7);
  socket().open();
  socket().say("mastering_recommendation", single(7));
  store.request();
  requests[0].fail();
  await settled();
  assert.equal(store.failure, null);
  assert.equal(store.recommendation.track_id, 7);
});

test("when a listener leaves, its request ends, and a new one is possible", async () => {
  const { store, unsubscribe } = subscribed(7);
  store.request();
  unsubscribe();
  assert.equal(requests[0].signal.aborted, true);
  const again = subscribed(7);
  again.store.request();
  await settled();
  assert.equal(requests.length, 2);
  requests[1].answer(200, single(7));
  await settled();
  assert.equal(again.store.recommendation.track_id, 7);
  assert.equal(again.store.failure, null);
});

// MARK: The connection

test("a lost connection is reopened, each time after a longer wait", () => {
  subscribed(7);
  const waits = [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
  for (const wait of waits) {
    const count = sockets.length;
    socket().drop();
    clock.advance(wait - 1);
    assert.equal(sockets.length, count);
    clock.advance(1);
    assert.equal(sockets.length, count + 1);
  }
});

test("only a connection that lasted shortens the next wait", () => {
  subscribed(7);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    socket().open();
    socket().drop();
    clock.advance(30_000);
  }
  socket().open();
  clock.advance(5_000);
  socket().drop();
  const count = sockets.length;
  clock.advance(250);
  assert.equal(sockets.length, count + 1);
});

test("after reconnecting, it catches up over HTTP", async () => {
  const { store } = subscribed(7);
  socket().open();
  socket().drop();
  clock.advance(250);
  assert.deepEqual(requests, []);
  socket().open();
  assert.deepEqual(
    requests.map(({ method, path }) => `${method} ${path}`),
    [`GET ${RECOMMENDATION}/7`],
  );
  requests[0].answer(200, single(7));
  await settled();
  assert.equal(store.recommendation.track_id, 7);
});

test("a message repeated after reconnecting is not a change", async () => {
  const { states } = subscribed(7);
  socket().open();
  socket().say("mastering_recommendation", single(7));
  const before = states.length;
  socket().drop();
  clock.advance(250);
  socket().open();
  socket().say("track_loaded", { track_id: 7 });
  socket().say("mastering_recommendation", single(7));
  requests[0].answer(200, single(7));
  await settled();
  assert.equal(states.length, before);
});

test("a different answer from another server replaces the old one", async () => {
  const { store } = subscribed(7);
  socket().open();
  socket().say("mastering_recommendation", single(7));
  socket().drop();
  clock.advance(250);
  socket().open();
  requests[0].answer(200, hybrid(7));
  await settled();
  assert.equal(store.isHybrid, true);
});

test("a server that has not scanned its folders yet removes nothing", async () => {
  const { store } = subscribed(7);
  socket().open();
  socket().say("mastering_recommendation", single(7));
  socket().drop();
  clock.advance(250);
  socket().open();
  requests[0].answer(400, { error: { code: "bad_request", message: "" } });
  await settled();
  assert.equal(store.recommendation.track_id, 7);
});

test("the first connection has missed nothing and requests nothing", () => {
  subscribed(7);
  socket().open();
  assert.deepEqual(requests, []);
});

test("a late connection, after failed attempts, catches up", () => {
  subscribed(7);
  socket().drop();
  clock.advance(250);
  socket().open();
  assert.equal(requests.length, 1);
});

test("events of an abandoned socket are ignored", () => {
  const { store, unsubscribe } = subscribed(7);
  const old = socket();
  old.open();
  unsubscribe();
  const again = subscribed(7);
  assert.equal(sockets.length, 2);
  old.say("mastering_recommendation", single(7));
  old.drop();
  assert.equal(again.store.recommendation, null);
  assert.equal(store.recommendation, null);
  assert.equal(sockets.length, 2);
  assert.equal(clock.pendingCount, 1);
});

test("hurrying skips the wait, and does nothing if there is none", () => {
  subscribed(7);
  feed.hurry();
  assert.equal(sockets.length, 1);
  socket().drop();
  feed.hurry();
  feed.hurry();
  assert.equal(sockets.length, 2);
});

test("an observer learns of the connection, the loaded track and library changes", () => {
  const news = [];
  const end = feed.observe((what) => news.push(what));
  socket().open();
  assert.equal(feed.isConnected, true);
  socket().say("track_loaded", { track_id: 5 });
  assert.equal(feed.currentTrackId, 5);
  socket().say("library_changed", { tracks: 6 });
  // An invalid message changes nothing.
  for (const tracks of [-1, "6", null]) socket().say("library_changed", { tracks });
  socket().drop();
  assert.equal(feed.isConnected, false);
  assert.equal(feed.currentTrackId, null);
  assert.deepEqual(news, ["open", "loaded", "library", "lost"]);
  end();
  assert.equal(clock.pendingCount, 0);
});

// MARK: Loading

test("one load is in progress at a time, and the newest waiting one is sent next", async () => {
  for (const trackId of [1, 2, 3, 4]) feed.load(trackId);
  assert.deepEqual(requests.map(({ method, path, body }) => [method, path, body]), [
    ["POST", "/api/player/load", { track_id: 1 }],
  ]);
  requests[0].answer(200, { message: "Track loaded", track_id: 1 });
  await settled();
  assert.deepEqual(requests.slice(1).map(({ body }) => body), [{ track_id: 4 }]);
  requests[1].answer(200, { message: "Track loaded", track_id: 4 });
  await settled();
  feed.load(5);
  assert.deepEqual(requests[2].body, { track_id: 5 });
});

test("a load that fails is its track's failure", async () => {
  const { store } = subscribed(7);
  feed.load(7);
  requests[0].answer(403, { error: { code: "path_not_allowed", message: "Outside." } });
  await settled();
  assert.deepEqual(store.failure, { code: "path_not_allowed", message: "Outside." });
});

test("a load that did not reach the server is dropped when the track is selected again", async () => {
  const { store, unsubscribe } = subscribed(7);
  feed.load(7);
  requests[0].fail();
  await settled();
  assert.equal(store.failure.code, "unreachable");
  unsubscribe();
  const again = subscribed(7);
  assert.equal(again.store.failure, null);
  assert.equal(again.store.isLoading, true);
});

// MARK: Frameworks

test("methods can be passed around, and a snapshot stays the same until something changes", () => {
  const { subscribe, snapshot } = recommendationStore(7, { feed });
  const end = subscribe(() => {});
  assert.equal(snapshot(), snapshot());
  assert.ok(Object.isFrozen(snapshot()));
  const before = snapshot();
  socket().open();
  socket().say("mastering_recommendation", single(7));
  assert.notEqual(snapshot(), before);
  end();
});

test("a subscriber that unsubscribes during a notification gets no more", () => {
  const store = recommendationStore(7, { feed });
  let end = () => {};
  let count = 0;
  end = store.subscribe(() => {
    count += 1;
    end();
  });
  end();
  socket().open();
  socket().say("mastering_recommendation", single(7));
  assert.equal(count, 1);
});
