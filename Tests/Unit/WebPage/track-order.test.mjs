import assert from "node:assert/strict";
import { test } from "node:test";

import { folded, ORDERS, TrackOrder } from "../../../Sources/WebHosting/Page/track-order.js";
import { below, randomNumbers } from "./support/random.mjs";

const track = (track_id, title, artist = null, album = null, duration_seconds = null) => ({
  track_id,
  title,
  artist,
  album,
  duration_seconds,
});

const library = [
  track(5, "Track 10", "Sigur Rós", "Ágætis byrjun", 300),
  track(3, "Track 9", "Mötley Crüe", "Shout at the Devil", 120),
  track(8, "élan", null, "Takk", 60),
  track(1, "Zebra", "Beach House"),
];
const ids = (tracks) => tracks.map(({ track_id }) => track_id);

test("without a search, all tracks are in path order", () => {
  assert.deepEqual(ids(new TrackOrder(library).matching("")), [5, 3, 8, 1]);
  assert.deepEqual(ids(new TrackOrder(library).matching("  ", "path", true)), [1, 8, 3, 5]);
});

const searches = [
  ["motley", [3]],
  ["MÖTLEY crue", [3]],
  ["sigur byrjun", [5]],
  ["byrjun sigur", [5]],
  ["ELAN", [8]],
  ["track", [5, 3]],
  ["nothing of the kind", []],
  [".*", []],
];
for (const [search, found] of searches) {
  test(`"${search}" finds ${found.length} of four tracks`, () => {
    assert.deepEqual(ids(new TrackOrder(library).matching(search)), found);
  });
}

test("a word does not match across two fields", () => {
  assert.deepEqual(new TrackOrder([track(1, "abc", "def")]).matching("cdef"), []);
});

test("titles are in natural order, accented letters beside their base letter", () => {
  assert.deepEqual(ids(new TrackOrder(library).matching("", "title")), [8, 3, 5, 1]);
  assert.deepEqual(ids(new TrackOrder(library).matching("", "title", true)), [1, 5, 3, 8]);
});

test("tracks without the value come last, ascending or descending", () => {
  assert.deepEqual(ids(new TrackOrder(library).matching("", "duration")), [8, 3, 5, 1]);
  assert.deepEqual(ids(new TrackOrder(library).matching("", "duration", true)), [5, 3, 8, 1]);
  assert.deepEqual(ids(new TrackOrder(library).matching("", "artist")), [1, 3, 5, 8]);
  assert.deepEqual(ids(new TrackOrder(library).matching("", "artist", true)), [5, 3, 1, 8]);
});

test("every order contains all tracks, and equal ones keep path order", () => {
  const random = randomNumbers(99);
  const tracks = Array.from({ length: 500 }, (_, place) =>
    track(
      place,
      `Title ${below(random, 9)}`,
      [null, "A", "b", "Ä"][below(random, 4)],
      [null, "Album"][below(random, 2)],
      [null, 60, 61.5][below(random, 3)],
    ),
  );
  const order = new TrackOrder(tracks);
  for (const by of ORDERS) {
    for (const isDescending of [false, true]) {
      const found = order.matching("", by, isDescending);
      assert.equal(new Set(ids(found)).size, 500);
      if (by === "path") continue;
      const member = by === "duration" ? "duration_seconds" : by;
      found.forEach((current, index) => {
        const before = found[index - 1];
        if (before && before[member] === current[member]) {
          assert.ok(before.track_id < current.track_id);
        }
      });
    }
  }
});

test("folding takes text of any kind", () => {
  assert.equal(folded("ﬁn ÅSTRÖM"), "fin astrom");
  assert.equal(folded("\ud800"), "\ud800");
  assert.equal(folded(""), "");
});
