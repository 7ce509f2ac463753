import assert from "node:assert/strict";
import { test } from "node:test";

import { changedPlaces, mapCount, mapTrack, whatWouldChange } from "../../../Sources/WebHosting/Page/map-words.js";

const point = (id, news = {}) => ({
  track_id: id,
  profile_id: "a",
  is_hybrid: false,
  confidence_score: 0.82,
  change: { loudness_db: 1, crest_db: 0, centroid_hz: 0 },
  ...news,
});

test("the count shows how many of all tracks are measured", () => {
  assert.equal(mapCount(0, 0), "There are no tracks yet.");
  assert.equal(mapCount(1, 1), "1 track.");
  assert.equal(mapCount(1200, 20000), "1,200 of 20,000 tracks are measured.");
});

test("a track is described by its artist and recommendation", () => {
  const profiles = [{ profile_id: "a", name: "Live" }];
  const track = { artist: "Ada", title: "Song" };
  assert.equal(mapTrack(point(1), track, profiles), "Ada: Song. Live, 82\u00a0%.");
  assert.equal(
    mapTrack(point(1, { is_hybrid: true }), { artist: null, title: "Song" }, profiles),
    "Song. A blend led by Live, 82\u00a0%.",
  );
  assert.equal(mapTrack(point(1, { profile_id: null }), track, profiles), "Ada: Song. It resembles no profile.");
  assert.equal(mapTrack(point(1), undefined, []), "A track. a, 82\u00a0%.");
});

test("a change is another profile, another kind or an audible difference, not a new or removed track", () => {
  const change = (news) => ({ change: { loudness_db: 1, crest_db: 0, centroid_hz: 0, ...news } });
  const now = [1, 2, 3, 4, 5, 6].map((id) => point(id));
  const then = [
    point(1),
    point(2, { profile_id: "b" }),
    point(3, { is_hybrid: true }),
    point(4, change({ loudness_db: 1.5 })),
    point(5, change({ crest_db: 0.49, centroid_hz: 99 })),
    point(7, { profile_id: "b" }),
  ];
  assert.deepEqual([...changedPlaces(now, then)], [1, 2, 3]);
  assert.equal(
    whatWouldChange(3, 6),
    "3 of 6 tracks would get a different recommendation if blends followed your choices.",
  );
});
