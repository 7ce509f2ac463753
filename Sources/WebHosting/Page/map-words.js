// What the map says about tracks, and what a taste would change among them.

import { count } from "./numbers.js";
import { confidencePercent } from "./words.js";

/** How many tracks are on the map. */
export function mapCount(shown, total) {
  const tracks = total === 1 ? "1 track" : `${count(total)} tracks`;
  if (total === 0) return "There are no tracks yet.";
  return shown === total ? `${tracks}.` : `${count(shown)} of ${tracks} are measured.`;
}

/** The artist and the title of a track. */
export function trackTitle(track) {
  return track === undefined ? "A track" : [track.artist, track.title].filter((text) => text).join(": ");
}

/** A track on the map: its name, and its recommendation. */
export function mapTrack(point, track, profiles) {
  const title = trackTitle(track);
  const { profile_id: id, is_hybrid: isHybrid, confidence_score: score } = point;
  if (id === null) return `${title}. It resembles no profile.`;
  const name = profiles.find(({ profile_id: other }) => other === id)?.name ?? id;
  return `${title}. ${isHybrid ? "A blend led by " : ""}${name}, ${confidencePercent(score)}.`;
}

// What is audible, counted as by mastering profiles preview.
const AUDIBLE = { loudness_db: 0.5, crest_db: 0.5, centroid_hz: 100 };

/** The indices of tracks with a different recommendation: another profile, or an audible change. */
export function changedPlaces(now, then) {
  const others = new Map(then.map((point) => [point.track_id, point]));
  const changed = new Set();
  now.forEach((point, place) => {
    const other = others.get(point.track_id);
    if (other !== undefined && differs(point, other)) changed.add(place);
  });
  return changed;
}

function differs(now, then) {
  return (
    now.profile_id !== then.profile_id ||
    now.is_hybrid !== then.is_hybrid ||
    Object.entries(AUDIBLE).some(([name, bound]) => Math.abs(now.change[name] - then.change[name]) >= bound)
  );
}

/** How many recommendations would be different. */
export function whatWouldChange(changed, total) {
  const tracks = total === 1 ? "1 track" : `${count(total)} tracks`;
  return `${count(changed)} of ${tracks} would get a different recommendation if blends followed your choices.`;
}
