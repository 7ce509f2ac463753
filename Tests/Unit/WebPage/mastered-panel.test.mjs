import assert from "node:assert/strict";
import { test } from "node:test";

import { fakePage, until } from "./support/page.mjs";

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
