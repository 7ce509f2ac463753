// What the server knows about tracks, for all stores of a page: one connection, however many stores
// there are.

import { sharedAccess } from "./access.js";
import { checkRecommendation } from "./messages.js";
import { MessageSocket } from "./message-socket.js";

// The tracks heard of most recently; a session of weeks keeps no more.
const REMEMBERED_TRACKS = 256;

// Failures that are not about the track; they are forgotten when the server is back.
const PASSING = new Set(["unreachable", "shutting_down", "cancelled", "too_many_requests"]);

// A server that has just started does not know a track until it has scanned its folders.
const MAYBE_PASSING = new Set([...PASSING, "bad_request"]);

const NOTHING_KNOWN = Object.freeze({
  recommendation: null,
  failure: null,
  status: null,
  receivedAt: null,
});

const browser = () => ({
  WebSocket: globalThis.WebSocket,
  fetch: (url, options) => sharedAccess().fetch(url, options),
  protocols: (url) => sharedAccess().protocols(url),
  random: Math.random,
  clock: {
    now: () => performance.now(),
    setTimeout: (act, milliseconds) => setTimeout(act, milliseconds),
    clearTimeout: (timer) => clearTimeout(timer),
  },
});

/** One connection to one server, and what the server has reported about each track. */
export class RecommendationFeed {
  #base;
  #world;
  #socket;
  #known = new Map();
  #listeners = new Map();
  #observers = new Set();
  #asking = new Map();
  #current = null;
  #loading = null;
  #wishedFor = null;
  #hasMissedMessages = false;

  /**
   * @param base address of the server; the page's if absent
   * @param world WebSocket and the protocols to offer it, fetch, random and clock; those of the
   *   browser, and of the page's access, if absent
   */
  constructor({ base = globalThis.location?.href, ...world } = {}) {
    this.#base = base;
    this.#world = { ...browser(), ...world };
    const url = new URL("/ws", base);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.#socket = new MessageSocket(url.href, this.#world, {
      heard: (message, time) => this.#heard(message, time),
      changed: (state) => this.#changed(state),
    });
  }

  /** The feed's clock. */
  get clock() {
    return this.#world.clock;
  }

  /** Whether messages from the server are arriving. */
  get isConnected() {
    return this.#socket.isOpen;
  }

  /** The track that the server reported as loaded, or null if it has not yet. */
  get currentTrackId() {
    return this.#current;
  }

  /**
   * What is known about a track: `{recommendation, failure, status, receivedAt}`, each of which may
   * be null.
   */
  known(trackId) {
    return this.#known.get(trackId) ?? NOTHING_KNOWN;
  }

  /** Forgets what is known about a track. */
  forget(trackId) {
    this.#known.delete(trackId);
  }

  /**
   * Calls a listener with the message's type whenever there is news about a track. The connection
   * is open while there is a listener or observer.
   *
   * @returns a function that removes the listener
   */
  listen(trackId, listener) {
    if (!this.#listeners.has(trackId)) {
      this.#listeners.set(trackId, new Set());
      // An attempt does not start with the failure of the last one.
      if (PASSING.has(this.known(trackId).failure?.code)) this.forget(trackId);
    }
    const ofTrack = this.#listeners.get(trackId);
    // Wrapped, so that the same function can be added twice.
    const entry = { listener };
    ofTrack.add(entry);
    this.#socket.open();
    return () => {
      if (!ofTrack.delete(entry)) return;
      if (ofTrack.size === 0 && this.#listeners.get(trackId) === ofTrack) {
        this.#listeners.delete(trackId);
        this.#asking.get(trackId)?.abort();
        this.#asking.delete(trackId);
      }
      this.#closeIfUnheard();
    };
  }

  /**
   * Calls an observer with "open", "lost", "loaded", "library" and "rendering": the connection was
   * made or lost, a track became the current one, the library's tracks changed, a rendering's state
   * changed; the last with the message's data.
   *
   * @returns a function that removes the observer
   */
  observe(observer) {
    const entry = { observer };
    this.#observers.add(entry);
    this.#socket.open();
    return () => {
      if (this.#observers.delete(entry)) this.#closeIfUnheard();
    };
  }

  /** Tries at once to reconnect if the connection is lost. */
  hurry() {
    this.#socket.hurry();
  }

  /**
   * Requests a track's recommendation over HTTP; listeners get the result. A second call for the
   * same track joins the first.
   */
  async ask(trackId) {
    if (this.#asking.has(trackId)) return;
    const asking = new AbortController();
    this.#asking.set(trackId, asking);
    const answer = await this.#request(`/api/player/mastering/recommendation/${trackId}`, {
      signal: asking.signal,
    });
    if (this.#asking.get(trackId) === asking) this.#asking.delete(trackId);
    if (asking.signal.aborted) return;
    if (answer.failure) this.#failed(trackId, answer.failure);
    else this.#answered(trackId, answer.body);
  }

  /**
   * Makes a track the server's current one; its messages follow.
   *
   * One such request runs at a time, and of those that wait only the latest is sent, so the server
   * ends with the caller's last choice.
   */
  async load(trackId) {
    this.#wishedFor = trackId;
    if (this.#loading !== null) return this.#loading;
    this.#loading = this.#loadWishes();
    try {
      await this.#loading;
    } finally {
      this.#loading = null;
    }
  }

  async #loadWishes() {
    while (this.#wishedFor !== null) {
      const trackId = this.#wishedFor;
      this.#wishedFor = null;
      const { failure } = await this.#request("/api/player/load", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ track_id: trackId }),
      });
      if (failure) this.#failed(trackId, failure);
    }
  }

  async #request(path, options) {
    let response;
    let body;
    try {
      response = await this.#world.fetch(new URL(path, this.#base).href, options);
      body = await response.json();
    } catch {
      // If there was an answer, it did not come from this server, whose errors are JSON too.
      return { failure: { code: "unreachable", message: "" } };
    }
    if (response.ok) return { body };
    const { code = "internal_error", message = "" } = body?.error ?? {};
    return { failure: { code: String(code), message: String(message) } };
  }

  #answered(trackId, body) {
    try {
      checkRecommendation(body);
    } catch (error) {
      console.warn(error.message);
      this.#failed(trackId, { code: "internal_error", message: "The answer was invalid." });
      return;
    }
    this.#recommended(trackId, body, this.clock.now());
  }

  #recommended(trackId, recommendation, time) {
    const before = this.known(trackId);
    // A repetition, from the other interface or after a reconnection, is no news.
    if (
      before.failure === null &&
      JSON.stringify(before.recommendation) === JSON.stringify(recommendation)
    ) {
      return;
    }
    this.#tell(trackId, "mastering_recommendation", {
      recommendation: Object.freeze(recommendation),
      failure: null,
      receivedAt: time,
    });
  }

  // Why an HTTP request failed. A failure that may pass is not reported for a track that already
  // has a recommendation.
  #failed(trackId, failure) {
    if (this.known(trackId).recommendation !== null && MAYBE_PASSING.has(failure.code)) return;
    this.#tell(trackId, "mastering_recommendation_failed", {
      recommendation: null,
      failure: Object.freeze(failure),
      receivedAt: this.clock.now(),
    });
  }

  #heard({ type, data }, time) {
    const { track_id: trackId } = data;
    switch (type) {
      case "track_loaded":
        this.#loaded(trackId);
        break;
      case "fingerprint_progress":
        this.#tell(trackId, type, { status: data.status });
        break;
      case "mastering_recommendation":
        this.#recommended(trackId, data, time);
        break;
      case "mastering_recommendation_failed":
        this.#tell(trackId, type, {
          recommendation: null,
          failure: Object.freeze({ code: data.code, message: data.message }),
          receivedAt: time,
        });
        break;
      case "library_changed":
        this.#observed("library");
        break;
      case "mastering_render":
        this.#observed("rendering", data);
        break;
    }
  }

  #observed(news, data) {
    for (const { observer } of [...this.#observers]) observer(news, data);
  }

  #loaded(trackId) {
    const before = this.#current;
    this.#current = trackId;
    this.#tell(trackId, "track_loaded", { failure: null, status: null });
    this.#observed("loaded");
    // The server sends nothing more about a track once another is loaded, perhaps by another
    // client. Listeners still waiting for it cause a request.
    if (before !== null && before !== trackId && this.#isAwaited(before)) this.ask(before);
  }

  #isAwaited(trackId) {
    const { recommendation, failure } = this.known(trackId);
    return this.#listeners.has(trackId) && recommendation === null && failure === null;
  }

  #tell(trackId, type, news) {
    const known = Object.freeze({ ...this.known(trackId), ...news });
    this.#known.delete(trackId);
    this.#known.set(trackId, known);
    if (this.#known.size > REMEMBERED_TRACKS) this.#forgetOldest();
    for (const { listener } of [...(this.#listeners.get(trackId) ?? [])]) listener(type);
  }

  #forgetOldest() {
    for (const trackId of this.#known.keys()) {
      if (this.#listeners.has(trackId)) continue;
      this.#known.delete(trackId);
      return;
    }
  }

  #changed(state) {
    if (state === "lost") {
      this.#hasMissedMessages = true;
      this.#current = null;
    } else if (this.#hasMissedMessages) {
      this.#hasMissedMessages = false;
      // Messages sent in the meantime were missed; and the server may be another one, with other
      // profiles.
      for (const trackId of this.#listeners.keys()) this.ask(trackId);
    }
    this.#observed(state);
  }

  #closeIfUnheard() {
    if (this.#listeners.size > 0 || this.#observers.size > 0) return;
    this.#socket.close();
    this.#current = null;
    this.#hasMissedMessages = true;
  }
}

let shared = null;

/** The feed of the page's own server, created on first use. */
export function sharedFeed() {
  shared ??= new RecommendationFeed();
  return shared;
}
