// A track's loudness as the server measured it: what is shown when, and where.

import { fixed } from "./numbers.js";

/** The lowest and highest values of the meter and the history, in LUFS. */
export const LOWEST = -60;
export const HIGHEST = 0;

/** The position of a loudness from the bottom, 0 to 1; null for silence. */
export function height(lufs) {
  if (lufs === null) return null;
  return Math.min(Math.max((lufs - LOWEST) / (HIGHEST - LOWEST), 0), 1);
}

/** The momentary loudness at a position, in seconds; null before 400 ms. */
export function momentaryAt({ interval_seconds: interval, momentary_lufs: values }, seconds) {
  // A value belongs to the end of its interval; 1e-6 compensates for 0.3 / 0.1 < 3.
  const place = Math.floor(seconds / interval + 1e-6) - 1;
  return values[Math.min(place, values.length - 1)] ?? null;
}

/**
 * The loudnesses below which 10 % and 95 % of the short-term values lie, by Tech 3342: the bounds
 * of the loudness range; null if there are none.
 */
export function rangeBounds({ short_term_lufs: values }) {
  const loud = values.filter((value) => value !== null && value > -70);
  if (loud.length === 0) return null;
  const energy = loud.reduce((sum, value) => sum + 10 ** (value / 10), 0) / loud.length;
  const gate = 10 * Math.log10(energy) - 20;
  const counted = loud.filter((value) => value > gate).sort((one, other) => one - other);
  const at = (fraction) => counted[Math.round((counted.length - 1) * fraction)];
  return { low: at(0.1), high: at(0.95) };
}

/**
 * The history as this many columns: the largest short-term loudness of each, null if there is none.
 * A song of two hours has more values than a screen has pixels.
 */
export function columns({ short_term_lufs: values }, count) {
  const columnCount = Math.min(count, values.length);
  return Array.from({ length: columnCount }, (_, column) => {
    const first = Math.floor((column * values.length) / columnCount);
    const end = Math.floor(((column + 1) * values.length) / columnCount);
    return values
      .slice(first, Math.max(end, first + 1))
      .reduce((most, value) => (value !== null && (most === null || value > most) ? value : most), null);
  });
}

/** An SVG path through loudness values spread over a width, interrupted where there is none. */
export function curve(values, width) {
  const step = width / Math.max(values.length, 1);
  let path = "";
  let isDown = false;
  values.forEach((value, index) => {
    if (value === null) {
      isDown = false;
      return;
    }
    const y = 100 - 100 * height(value);
    path += `${isDown ? "L" : "M"}${((index + 0.5) * step).toFixed(1)} ${y.toFixed(2)}`;
    isDown = true;
  });
  return path;
}

/** The numbers for people: name, value, unit. */
export function readings(loudness) {
  return [
    ["Integrated", loudness.integrated_lufs, "LUFS"],
    ["Range", loudness.loudness_range_lu, "LU"],
    ["Short-term max", loudness.short_term_max_lufs, "LUFS"],
    ["True peak", loudness.true_peak_dbtp, "dBTP"],
    ["Peak to loudness", loudness.peak_to_loudness_lu, "LU"],
  ].map(([name, value, unit]) => ({ name, text: value === null ? "–" : fixed(value, 1), unit }));
}

/** The history in a sentence, for those who cannot see it. */
export function historyInWords(loudness, bounds) {
  if (bounds === null) return "There is no loudness to show.";
  const overs = loudness.history.over_seconds.length;
  const peaks =
    overs === 0 ? "no true peak above full scale" : `true peaks above full scale in ${overs} places`;
  return (
    `Loudness over time, mostly between ${fixed(bounds.low, 1)} and ${fixed(bounds.high, 1)} LUFS, ` +
    `${peaks}.`
  );
}
