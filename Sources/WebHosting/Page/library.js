// The tracks of the server's library, and the progress of scanning its folders.

// The time between two requests while the folders are being scanned.
const POLL_MILLISECONDS = 500;

const AT_FIRST = Object.freeze({ tracks: [], progress: null, failure: null, isKnown: false });

/** Knows the library and follows its scans; `changed` is called with each new state. */
export class Library {
  #base;
  #fetch;
  #clock;
  #changed;
  #state = AT_FIRST;
  #following = null;
  #hasToFollowAgain = false;

  constructor(changed, { base, fetch, clock }) {
    this.#changed = changed;
    this.#base = base;
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /**
   * `tracks` as the server lists them, `progress` of the scan or null, `failure` of the last
   * request or null, and whether `tracks` was ever received.
   */
  get state() {
    return this.#state;
  }

  /** Requests the state, repeatedly until no scan is running. */
  async refresh() {
    // One request at a time; a call in the meantime may get a newer answer than the one under way.
    if (this.#following !== null) {
      this.#hasToFollowAgain = true;
      return this.#following;
    }
    this.#following = this.#orFailure(() => this.#follow());
    try {
      await this.#following;
    } finally {
      this.#following = null;
    }
  }

  /** Starts a new scan of the folders. */
  async rescan() {
    const hasBegun = await this.#orFailure(async () => {
      const progress = await this.#request("POST", "/api/library/scan");
      this.#update({ progress, failure: null });
    });
    if (hasBegun) await this.refresh();
  }

  async #follow() {
    do {
      this.#hasToFollowAgain = false;
      let progress = await this.#request("GET", "/api/library");
      while (progress.state === "scanning") {
        this.#update({ progress, failure: null });
        // The tracks found so far, so that the list is not empty for a minute. Requested each time
        // their number has doubled: a list with every request would amount to gigabytes for a large
        // library.
        const { length } = this.#state.tracks;
        if (progress.tracks > 0 && progress.tracks >= 2 * length) await this.#listTracks();
        await new Promise((resolve) => this.#clock.setTimeout(resolve, POLL_MILLISECONDS));
        progress = await this.#request("GET", "/api/library");
      }
      await this.#listTracks({ progress, failure: null });
    } while (this.#hasToFollowAgain);
  }

  async #listTracks(news = {}) {
    const { tracks } = await this.#request("GET", "/api/tracks");
    this.#update({ tracks, isKnown: true, ...news });
  }

  // Whether it succeeded; a failure is part of the state.
  async #orFailure(act) {
    try {
      await act();
      return true;
    } catch (error) {
      this.#update({ failure: error.failure ?? { code: "unreachable", message: "" } });
      return false;
    }
  }

  async #request(method, path) {
    const response = await this.#fetch(new URL(path, this.#base).href, { method });
    const body = await response.json();
    if (response.ok) return body;
    throw Object.assign(new Error(`${method} ${path}: ${response.status}`), {
      failure: body?.error,
    });
  }

  #update(news) {
    this.#state = Object.freeze({ ...this.#state, ...news });
    this.#changed(this.#state);
  }
}
