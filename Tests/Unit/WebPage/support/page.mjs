// A page without a browser: elements by their ids, and a server whose answers a test gives.

import { FakeContext, version } from "./sound.mjs";

class FakeElement extends EventTarget {
  hidden = false;
  disabled = false;
  checked = true;
  value = "100";
  textContent = "";
  children = [];
  style = { setProperty() {} };
  // Of an audio element.
  paused = true;
  ended = false;
  muted = false;
  currentTime = 0;

  get valueAsNumber() {
    return Number(this.value);
  }

  setAttribute() {}

  append(...children) {
    this.children.push(...children);
  }

  replaceChildren(...children) {
    this.children = children;
  }

  click() {
    this.dispatchEvent(new Event("click"));
  }
}

const NO_CHANGE = { asked: 0, achieved: 0, is_reached: true, bound: null };

/** What a rendering's route answers. */
export const rendering = (state) => ({
  track_id: 7, render_id: "00ff", state, fraction: 1,
  asks: { loudness_db: 0, crest_db: 0, centroid_hz: 0 },
  sample_rate_hz: 44100, channels: 1, frames: 308700, level_db: 0, match: null,
  report:
    state === "measured"
      ? { loudness_db: NO_CHANGE, crest_db: NO_CHANGE, centroid_hz: NO_CHANGE, is_heavy: false }
      : null,
});

/** An answer of the server, as far as the page looks at it. */
export function answer(status, body, fields = {}) {
  return {
    ok: status < 400, status,
    headers: { get: (name) => fields[name] ?? null },
    json: async () => structuredClone(body),
    arrayBuffer: async () => body,
  };
}

/**
 * Puts a page, Web Audio and a server in place of the browser's, for one test at a time.
 *
 * @returns `part(id)`, the `requests` so far, and `answers`, functions of a URL and a request's options
 *   that a test may replace: `rendering` and `sound`
 */
export function fakePage() {
  const parts = new Map();
  const part = (id) => {
    if (!parts.has(id)) parts.set(id, new FakeElement());
    return parts.get(id);
  };
  const sounds = { original: version(0), mastered: version(1) };
  const requests = [];
  const answers = {
    rendering: async () => answer(200, rendering("measured")),
    sound: async (url, { headers }) => {
      const [first, last] = headers.Range.match(/\d+/g).map(Number);
      const { fetch } = sounds[url.searchParams.get("rendition")];
      return answer(206, await fetch(first, last));
    },
  };
  globalThis.document = { getElementById: part, createElement: () => new FakeElement() };
  globalThis.AudioContext = FakeContext;
  globalThis.fetch = async (path, options) => {
    const url = new URL(path, "http://localhost/");
    requests.push(url);
    options.signal?.throwIfAborted();
    return url.pathname.includes("/render/") ? answers.rendering(url, options) : answers.sound(url, options);
  };
  return { part, requests, answers };
}

/** Waits for a fact. */
export async function until(fact) {
  while (!fact()) await new Promise((resolve) => setTimeout(resolve, 2));
}
