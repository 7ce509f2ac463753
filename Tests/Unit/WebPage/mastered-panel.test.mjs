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

test("what is rendered has the weights set for each change, and the card's own again after a reset", SOON, async () => {
  const member = (id, weight) => ({
    profile_id: id, weights: { loudness: weight, crest: 0.5, spectral_centroid: 0.25 },
  });
  const blend = { source: "dimension", members: [member("a", 0.6), member("b", 0.4)] };
  const panel = new MasteredPanel();
  page.requests.length = 0;
  panel.show(TRACK, single, null);
  panel.turnShown({ recommendation: single, blend });
  panel.toggle();
  const recommended = "?confidence_threshold=0.4&top_k=3&weighting=dimension&taste=false";
  await until(() => asked().includes(recommended));
  page.requests.length = 0;
  panel.turnBlend([member("a", 1), member("b", 0)]);
  await until(() => asked().length > 0);
  const query = new URLSearchParams(asked()[0]);
  assert.equal(query.get("blend"), "a:1:0.5:0.25,b:0:0.5:0.25");
  page.requests.length = 0;
  panel.turnBlend(null);
  await until(() => asked().length > 0);
  assert.equal(asked()[0], recommended);
  // A blend with a name has weights of its own; what the card shows instead is named one by one.
  const named = {
    ...single, blend: { source: "blend_profile" },
    weighted_profiles: [{ profile_id: "a", weight: 0.5 }, { profile_id: "b", weight: 0.5 }],
  };
  page.requests.length = 0;
  panel.show(TRACK, named, null);
  panel.turnShown({ recommendation: named, blend: null });
  await until(() => asked().length > 0);
  assert.equal(new URLSearchParams(asked()[0]).get("blend"), "a:0.5,b:0.5");
  page.requests.length = 0;
  panel.turnBlend([{ profile_id: "a", weight: 1 }, { profile_id: "b", weight: 0 }]);
  await until(() => asked().length > 0);
  assert.equal(new URLSearchParams(asked()[0]).get("blend"), "a:1");
  page.requests.length = 0;
  panel.turnBlend(null);
  await until(() => asked().length > 0);
  assert.equal(new URLSearchParams(asked()[0]).get("blend"), "a:0.5,b:0.5");
  panel.show(null, null, null);
});

test("a choice made elsewhere is noticed before it is heard, and the card asks again once", SOON, async () => {
  const { rendering: render } = page.answers;
  const blended = (loudness) => ({
    ...tasted(0.7),
    blend: {
      ...tasted(0.7).blend, predicted_loudness_change: loudness, predicted_crest_change: 0,
      predicted_centroid_change: 0,
    },
  });
  // What the server renders by now.
  const asks = { loudness_db: -2, crest_db: 0, centroid_hz: 0 };
  page.answers.rendering = async () => answer(200, { ...rendering("measured"), asks });
  let refreshed = 0;
  const panel = new MasteredPanel(async () => {
    refreshed += 1;
    shown(blended(-2), panel);
  });
  shown(blended(-1), panel);
  panel.toggle();
  await until(() => page.requests.some(({ search }) => search.includes("rendition=mastered")));
  assert.equal(refreshed, 1);
  panel.show(null, null, null);
  // A server that answers otherwise all the same is played.
  let futile = 0;
  const other = new MasteredPanel(async () => { futile += 1; });
  shown(blended(-1), other);
  other.toggle();
  await until(() => page.requests.some(({ search }) => search.includes("rendition=mastered")));
  assert.equal(futile, 1);
  other.show(null, null, null);
  page.answers.rendering = render;
});

test("how much is to be heard is a factor for each change", () => {
  const panel = shown(single);
  assert.deepEqual(panel.strengths, { loudness: 1, crest: 1, spectral_centroid: 1 });
  for (const [name, value] of [["intensity", "50"], ["loudness", "150"]]) {
    const slider = page.part(`mastered-${name}`);
    slider.value = value;
    slider.dispatchEvent(new Event("change"));
  }
  assert.deepEqual(panel.strengths, { loudness: 0.75, crest: 0.5, spectral_centroid: 0.5 });
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
