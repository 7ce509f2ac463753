import assert from "node:assert/strict";
import { test } from "node:test";

import { answer, fakePage, rendering, until } from "./support/page.mjs";

const page = fakePage();
// Only then: a browser's elements are there before the page's modules.
const { MasteredPanel } = await import("../../../Sources/WebHosting/Page/mastered-panel.js");

const TRACK = { track_id: 7, title: "A" };
const single = { track_id: 7, confidence_threshold: 0.4, top_k: 3, weighted_profiles: [] };

/** A recommendation that follows the choices: the first profile has this weight for every change. */
function tasted(weight) {
  const member = (id, one) => ({
    profile_id: id, weights: { loudness: one, crest: one, spectral_centroid: one },
  });
  return { ...single, blend: { source: "taste", members: [member("a", weight), member("b", 1 - weight)] } };
}

/** A panel that shows a recommendation as the card does. */
function shown(recommendation, panel = new MasteredPanel()) {
  page.requests.length = 0;
  panel.show(TRACK, recommendation, null);
  panel.turnShown({ recommendation, blend: recommendation.blend ?? null });
  return panel;
}

/** What was asked of renderings. */
const asked = () =>
  page.requests.filter(({ pathname }) => pathname.includes("/render/")).map(({ search }) => search);

const SOON = { timeout: 30_000 };

test("what is rendered follows the choices with the card, and again once there are others", SOON, async () => {
  const panel = shown(single);
  panel.toggle();
  await until(() => page.requests.some(({ search }) => search.includes("rendition=mastered")));
  const query = (taste) => `?confidence_threshold=0.4&top_k=3&weighting=plain&taste=${taste}`;
  assert.deepEqual([...new Set(asked())], [query(false)]);
  shown(tasted(0.7), panel);
  await until(() => asked().length > 0);
  assert.equal(asked()[0], query(true));
  // The same query, but not the same rendering.
  shown(tasted(0.6), panel);
  await until(() => asked().length > 0);
  assert.equal(asked()[0], query(true));
  shown(single, panel);
  await until(() => asked().length > 0);
  assert.equal(asked()[0], query(false));
  panel.show(null, null, null);
});

test("leaving a track ends the wait for its version", SOON, async () => {
  const { sound } = page.answers;
  let signal;
  page.answers.sound = async (_, options) => {
    signal = options.signal;
    return answer(503, { error: { code: "not_rendered", message: "" } }, { "Retry-After": "0" });
  };
  const panel = shown(single);
  panel.toggle();
  await until(() => signal !== undefined);
  panel.show(null, null, null);
  assert.equal(signal.aborted, true);
  const before = page.requests.length;
  // As many turns as a dozen further requests take.
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.ok(page.requests.length <= before + 1);
  page.answers.sound = sound;
});

test("an error is named by its cause", SOON, async () => {
  const words = () => page.part("mastered-words").textContent;
  const { sound, rendering: render } = page.answers;
  const said = async (text) => {
    const panel = shown(single);
    panel.toggle();
    await until(() => words().includes(text) || words().includes("cannot be reached"));
    assert.match(words(), new RegExp(text));
    panel.show(null, null, null);
  };
  page.answers.sound = async () => answer(206, new ArrayBuffer(128));
  await said("answer cannot be read");
  page.answers.sound = async () => { throw new TypeError("Failed to fetch"); };
  await said("server cannot be reached");
  page.answers.sound = sound;
  page.answers.rendering = async () => answer(409, { error: { code: "source_changed", message: "" } });
  await said("mastered version cannot be played");
  // A rate that Web Audio does not take.
  page.answers.rendering = async () => answer(200, { ...rendering("ready"), sample_rate_hz: 2_822_400 });
  const { AudioContext } = globalThis;
  globalThis.AudioContext = class extends AudioContext {
    constructor(options) {
      if (options?.sampleRate > 768_000) throw new DOMException("too high", "NotSupportedError");
      super(options);
    }
  };
  await said("sample rate");
  globalThis.AudioContext = AudioContext;
  page.answers.rendering = render;
});
