import assert from "node:assert/strict";
import { test } from "node:test";

import { Access } from "../../../Sources/WebHosting/Page/access.js";
import { RecommendationFeed } from "../../../Sources/WebHosting/Page/recommendation-feed.js";
import { TestClock, testFetch, testSockets } from "./support/world.mjs";

const TOKEN = "0123456789abcdef0123456789abcdef";
const KEY = "mastering-token";

/** A page at an address, with the storage of its origin. */
function page(address, kept = {}) {
  const location = new URL(address);
  const storage = new Map(Object.entries(kept));
  const addresses = [];
  const asked = [];
  const access = new Access({
    location,
    history: {
      state: null,
      replaceState(_state, _title, url) {
        addresses.push(url);
        location.hash = "";
      },
    },
    storage: {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => storage.set(key, value),
    },
    fetch: async (url, options) => asked.push({ url, options }),
  });
  return { access, location, storage, addresses, asked };
}

test("the token in the address is stored and removed from it", () => {
  const { access, storage, addresses, location } = page(`http://127.0.0.1:8080/?x=1#token=${TOKEN}`);
  assert.equal(access.token, TOKEN);
  assert.equal(storage.get(KEY), TOKEN);
  assert.deepEqual(addresses, ["/?x=1"]);
  assert.equal(location.hash, "");
});

test("a stored token is found again, and a newer one replaces it", () => {
  const kept = { [KEY]: "an-older-token" };
  assert.equal(page("http://127.0.0.1:8080/", kept).access.token, "an-older-token");
  assert.equal(page(`http://127.0.0.1:8080/#token=${TOKEN}`, kept).access.token, TOKEN);
});

test("an invalid token is ignored", () => {
  for (const text of ["", "short", "has a space in it", "ümlautümlaut", "#token=", "a".repeat(257)]) {
    const { access, storage } = page("http://127.0.0.1:8080/");
    assert.equal(access.take(text), false, text);
    assert.equal(access.token, null);
    assert.equal(storage.has(KEY), false);
  }
  assert.equal(page("http://127.0.0.1:8080/", { [KEY]: "<script>" }).access.token, null);
});

test("a user may enter the token, or the address that contains it", () => {
  for (const text of [TOKEN, ` ${TOKEN}\n`, `http://127.0.0.1:8080/#token=${TOKEN}`]) {
    const { access } = page("http://127.0.0.1:8080/");
    assert.equal(access.take(text), true);
    assert.equal(access.token, TOKEN);
  }
});

test("requests to the page's own server have the token in addition to their own fields", async () => {
  const { access, asked } = page(`http://127.0.0.1:8080/#token=${TOKEN}`);
  await access.fetch("/api/tracks");
  await access.fetch("http://127.0.0.1:8080/api/player/load", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
  });
  assert.deepEqual(asked[0].options.headers, { Authorization: `Bearer ${TOKEN}` });
  assert.equal(asked[1].options.method, "POST");
  assert.deepEqual(asked[1].options.headers, {
    "Content-Type": "application/json",
    Authorization: `Bearer ${TOKEN}`,
  });
});

test("no other server gets it, nor another port of the same host", async () => {
  const { access, asked } = page(`http://127.0.0.1:8080/#token=${TOKEN}`);
  for (const url of ["http://127.0.0.1:8081/", "http://localhost:8080/", "https://evil.example/"]) {
    await access.fetch(url);
    assert.deepEqual(access.protocols(url.replace("http", "ws")), []);
  }
  assert.ok(asked.every(({ options }) => options.headers === undefined));
});

test("without a token, requests are unchanged", async () => {
  const { access, asked } = page("http://127.0.0.1:8080/");
  await access.fetch("/api/tracks");
  assert.deepEqual(asked[0].options, {});
  assert.deepEqual(access.protocols("ws://127.0.0.1:8080/ws"), []);
});

test("a browser without storage keeps the token for this page", () => {
  const access = new Access({
    location: new URL(`http://127.0.0.1:8080/#token=${TOKEN}`),
    history: { state: null, replaceState() {} },
    storage: {
      getItem: () => null,
      setItem() {
        throw new Error("There is no room.");
      },
    },
    fetch: async () => {},
  });
  assert.equal(access.token, TOKEN);
});

test("each WebSocket is offered the token", () => {
  const { access } = page(`http://127.0.0.1:8080/#token=${TOKEN}`);
  const { WebSocket, sockets } = testSockets();
  const clock = new TestClock();
  const feed = new RecommendationFeed({
    base: "http://127.0.0.1:8080/",
    WebSocket,
    clock,
    random: () => 0.5,
    fetch: testFetch().fetch,
    protocols: (url) => access.protocols(url),
  });
  const end = feed.observe(() => {});
  assert.deepEqual(sockets[0].protocols, ["mastering", `mastering.token.${TOKEN}`]);
  access.take("another-token");
  sockets[0].drop();
  clock.advance(60_000);
  assert.deepEqual(sockets[1].protocols, ["mastering", "mastering.token.another-token"]);
  end();
});
