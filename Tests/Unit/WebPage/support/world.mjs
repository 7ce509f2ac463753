// A simulation in which a test controls the time, the server's messages and network failures.

/** A clock that advances only on command, in milliseconds. */
export class TestClock {
  #now = 0;
  #timers = new Map();
  #next = 1;

  now = () => this.#now;

  setTimeout = (act, milliseconds) => {
    const timer = this.#next++;
    this.#timers.set(timer, { act, at: this.#now + milliseconds });
    return timer;
  };

  clearTimeout = (timer) => {
    this.#timers.delete(timer);
  };

  get pendingCount() {
    return this.#timers.size;
  }

  // In order of time, including timers started by others.
  advance(milliseconds) {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#timers]
        .filter(([, { at }]) => at <= end)
        .sort(([first, a], [second, b]) => a.at - b.at || first - second)[0];
      if (due === undefined) break;
      const [timer, { act, at }] = due;
      this.#timers.delete(timer);
      this.#now = at;
      act();
    }
    this.#now = end;
  }
}

/** A WebSocket class whose sockets wait for a test to open, feed and close them. */
export function testSockets() {
  const sockets = [];
  class TestSocket extends EventTarget {
    closedWith = null;

    constructor(url, protocols = []) {
      super();
      this.url = url;
      this.protocols = protocols;
      sockets.push(this);
    }

    open() {
      this.dispatchEvent(new Event("open"));
    }

    say(type, data) {
      this.sayText(JSON.stringify({ type, data }));
    }

    sayText(data) {
      this.dispatchEvent(Object.assign(new Event("message"), { data }));
    }

    drop() {
      this.dispatchEvent(new Event("close"));
    }

    close(code) {
      this.closedWith = code;
    }
  }
  return { WebSocket: TestSocket, sockets };
}

/** A fetch whose requests wait for a test to answer them. */
export function testFetch() {
  const requests = [];
  const fetch = (url, { method = "GET", body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const { pathname } = new URL(url);
      requests.push({
        path: pathname,
        method,
        body: body === undefined ? undefined : JSON.parse(body),
        signal,
        answer: (status, json) =>
          resolve({ ok: status < 400, status, json: async () => structuredClone(json) }),
        answerText: (status) =>
          resolve({ ok: status < 400, status, json: async () => JSON.parse("<html>") }),
        fail: () => reject(new TypeError("Failed to fetch")),
      });
      signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    });
  return { fetch, requests };
}

/** Runs everything that waits for promises already fulfilled. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** The payload of a single recommendation, valid in every member. */
export const single = (trackId, members = {}) => ({
  track_id: trackId,
  primary_profile_id: "live-rock-preservation-v1",
  primary_profile_name: "Live Rock - Preservation Mastering",
  confidence_score: 0.75,
  predicted_loudness_change: -3.1,
  predicted_crest_change: 0,
  predicted_centroid_change: -77.5,
  weighted_profiles: [],
  alternative_profiles: [],
  reasoning: `Track ${trackId} resembles one.`,
  is_hybrid: false,
  is_fallback: false,
  confidence_threshold: 0.4,
  top_k: 3,
  fingerprint: {
    loudness_dbfs: -13.5,
    peak_dbfs: -3,
    crest_db: 10.5,
    spectral_centroid: 3000,
    spectral_rolloff: 8000,
    zero_crossing_rate: 0.08,
    spectral_spread: 3500,
  },
  ...members,
});

/** The payload of a blend of two. */
export const hybrid = (trackId) =>
  single(trackId, {
    confidence_score: 0.2,
    is_hybrid: true,
    weighted_profiles: [
      {
        profile_id: "live-rock-preservation-v1",
        profile_name: "Live Rock - Preservation Mastering",
        weight: 0.75,
      },
      {
        profile_id: "damaged-studio-restoration-v1",
        profile_name: "Damaged Studio - Restoration",
        weight: 0.25,
      },
    ],
  });
