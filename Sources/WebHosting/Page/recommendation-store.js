// One track's recommendation as it arrives, for any page and any framework.

import { sharedFeed } from "./recommendation-feed.js";

/** The seconds without an answer after which a store reports a timeout. */
export const TIME_OUT_SECONDS = 10;

/**
 * A store for one track's recommendation. It listens while it has a subscriber, and belongs to its
 * track permanently: another track has another store, so that none shows another's data.
 *
 * @param trackId an integer from 0 to 2^53 − 1, or null for no track
 * @throws {TypeError} for anything else
 */
export function recommendationStore(trackId, options = {}) {
  return new RecommendationStore(trackId, options);
}

class RecommendationStore {
  #trackId;
  #feed;
  #timeOutSeconds;
  #subscribers = new Set();
  #unlisten = null;
  #timer = null;
  #isTimedOut = false;
  #isCleared = false;
  #state;

  constructor(trackId, { feed = sharedFeed(), timeOutSeconds = TIME_OUT_SECONDS }) {
    if (trackId !== null && !(Number.isSafeInteger(trackId) && trackId >= 0)) {
      throw new TypeError("A track id is an integer from 0 to 2^53 - 1, or null.");
    }
    this.#trackId = trackId;
    this.#feed = feed;
    this.#timeOutSeconds = timeOutSeconds;
    this.#state = this.#stateNow();
    // Passed around unbound, for example to a framework.
    for (const name of ["subscribe", "snapshot", "clearRecommendation", "request"]) {
      this[name] = this[name].bind(this);
    }
  }

  get trackId() {
    return this.#trackId;
  }

  get recommendation() {
    return this.#state.recommendation;
  }

  get isLoading() {
    return this.#state.isLoading;
  }

  get isTimedOut() {
    return this.#state.isTimedOut;
  }

  get isHybrid() {
    return this.#state.isHybrid;
  }

  get failure() {
    return this.#state.failure;
  }

  get status() {
    return this.#state.status;
  }

  get receivedAt() {
    return this.#state.receivedAt;
  }

  /** The whole state, frozen; the same object until something changes. */
  snapshot() {
    return this.#state;
  }

  /**
   * Calls a function with the state, at once and after every change.
   *
   * @returns a function that unsubscribes; calling it twice has no effect
   */
  subscribe(subscriber) {
    const entry = { subscriber };
    if (this.#subscribers.size === 0) this.#begin();
    this.#subscribers.add(entry);
    subscriber(this.#state);
    return () => {
      if (this.#subscribers.delete(entry) && this.#subscribers.size === 0) this.#end();
    };
  }

  /** Forgets the recommendation and does not wait for one until the server sends the next. */
  clearRecommendation() {
    if (this.#trackId === null) return;
    this.#feed.forget(this.#trackId);
    this.#isCleared = true;
    this.#stopTimer();
    this.#update();
  }

  /** Requests the recommendation over HTTP: after a failure, or if no client loads the track. */
  request() {
    if (this.#trackId === null) return;
    if (this.#feed.known(this.#trackId).failure !== null) this.#feed.forget(this.#trackId);
    this.#await();
    this.#feed.ask(this.#trackId);
  }

  #begin() {
    if (this.#trackId === null) return;
    this.#unlisten = this.#feed.listen(this.#trackId, (type) => this.#told(type));
    this.#await();
  }

  #end() {
    this.#unlisten?.();
    this.#unlisten = null;
    this.#stopTimer();
    this.#isTimedOut = false;
    this.#state = this.#stateNow();
  }

  #told(type) {
    // Progress alone does not extend the wait; a new start does.
    if (type === "fingerprint_progress") this.#update();
    else this.#await();
  }

  // Waits for an answer if there is none yet.
  #await() {
    this.#isCleared = false;
    this.#isTimedOut = false;
    this.#stopTimer();
    if (this.#stateNow().isLoading) {
      this.#timer = this.#feed.clock.setTimeout(() => {
        this.#timer = null;
        this.#isTimedOut = true;
        this.#update();
      }, this.#timeOutSeconds * 1000);
    }
    this.#update();
  }

  #stopTimer() {
    this.#feed.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #update() {
    const state = this.#stateNow();
    const keys = Object.keys(state);
    if (keys.every((key) => Object.is(state[key], this.#state[key]))) return;
    this.#state = state;
    for (const { subscriber } of [...this.#subscribers]) subscriber(state);
  }

  #stateNow() {
    const { recommendation, failure, status, receivedAt } = this.#feed.known(this.#trackId);
    const isAnswered = recommendation !== null || failure !== null;
    const isWaiting = this.#unlisten !== null && !isAnswered && !this.#isCleared;
    return Object.freeze({
      recommendation,
      isLoading: isWaiting && !this.#isTimedOut,
      isTimedOut: isWaiting && this.#isTimedOut,
      isHybrid: recommendation?.is_hybrid ?? false,
      failure,
      status,
      receivedAt,
    });
  }
}
