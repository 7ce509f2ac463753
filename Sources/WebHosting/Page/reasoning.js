// Explains the choice of a profile or blend, with the words of Reasoning.swift and Impression.swift
// in Sources/Recommending, so that the sentence on the page stays true while the listener moves the
// threshold.

import { fixed } from "./numbers.js";
import { wholePercentages } from "./percentages.js";
import { confidencePercent, keepsLevel } from "./words.js";

/** The explanation of a recommendation and its ranking, for people. */
export function reasoning(recommendation, ranking) {
  return resemblance(recommendation, ranking) + reservations(recommendation);
}

function resemblance(recommendation, ranking) {
  const measured = impression(recommendation.fingerprint);
  if (recommendation.is_hybrid) {
    return (
      `Hybrid mastering detected: ${measured}, does not match any single profile well enough ` +
      `(${shortfall(recommendation)}), so it blends ${blend(recommendation.weighted_profiles)}.`
    );
  }
  const start = `T${measured.slice(1)}, resembles`;
  if (recommendation.is_fallback) return `${start} no profile, so no change is suggested.`;
  const confidence = confidencePercent(recommendation.confidence_score).replace("\u00a0", " ");
  const name = recommendation.primary_profile_name;
  return `${start} ${name} at ${confidence}${closeness(ranking[0].dimensions)}.`;
}

// What part of the predicted change cannot be achieved, for a track whose true peak is known.
function reservations({ headroom, predicted_centroid_change: centroidChange }) {
  if (headroom.basis !== "measured") return "";
  let words = "";
  if (headroom.missing_db >= 0.05) {
    words +=
      ` It needs ${fixed(headroom.missing_db, 1)} dB more headroom than is available below ` +
      `${fixed(headroom.ceiling_dbtp, 1)} dBTP: as plain gain, the loudness change can be ` +
      `${fixed(headroom.plain_gain_at_most_db, 1, { signed: true })} dB at most.`;
  }
  if (!headroom.brightness.is_reachable) {
    words +=
      " A gentle shelf is not expected to move its centroid by " +
      `${fixed(centroidChange, 0, { signed: true })} Hz.`;
  }
  return words;
}

// The bounds between the words are those of the built-in profiles' ranges.
const LEVELS = [
  [-18.5, "quiet"],
  [-14, "moderately loud"],
  [-11, "loud"],
  [Infinity, "very loud"],
];
const DYNAMICS = [
  [9, "squashed"],
  [12, "moderate"],
  [16, "wide"],
  [Infinity, "very wide"],
];
const NOISE = [
  [0.06, "little"],
  [0.1, "some"],
  [Infinity, "much"],
];
const TONES = [
  [2800, "dark"],
  [3600, "balanced"],
  [Infinity, "bright"],
];

function impression(fingerprint) {
  const {
    loudness_dbfs: loudness,
    crest_db: crest,
    zero_crossing_rate: noise,
    spectral_centroid: centroid,
  } = fingerprint;
  const level = word(loudness, LEVELS);
  const dynamics = word(crest, DYNAMICS);
  const noisiness = word(noise, NOISE);
  const tone = word(centroid, TONES);
  return (
    `this ${level} track (${fixed(loudness, 1)} dBFS), with ${dynamics} dynamics ` +
    `(crest factor ${fixed(crest, 1)} dB), ${noisiness} noise ` +
    `(zero-crossing rate ${fixed(noise, 3)}) and a ${tone} tone (centroid ${fixed(centroid, 0)} Hz)`
  );
}

const word = (value, bounds) => bounds.find(([bound]) => value < bound)[1];

// With enough decimals to distinguish the two, and to keep the confidence on its side of a bound.
function shortfall({ confidence_score: confidence, confidence_threshold: threshold }) {
  const [best, needed] = [confidence * 100, threshold * 100];
  let decimals = 0;
  const isEnough = () =>
    fixed(best, decimals) !== fixed(needed, decimals) && keepsLevel(confidence, decimals);
  while (decimals < 12 && !isEnough()) decimals += 1;
  return `${fixed(best, decimals)} % at best, ${fixed(needed, decimals)} % needed`;
}

function blend(members) {
  const percentages = wholePercentages(members.map(({ weight }) => weight));
  return listed(members.map(({ profile_name: name }, index) => `${percentages[index]} % ${name}`));
}

const SPOKEN = {
  loudness: "loudness",
  crest: "dynamics",
  zero_crossing_rate: "noise",
  spectral_centroid: "tone",
};

// 0.5 is the score at the bounds of a range.
function closeness(dimensions) {
  const spoken = (isNamed) =>
    Object.entries(dimensions)
      .filter(([, score]) => isNamed(score))
      .map(([name]) => SPOKEN[name]);
  const inside = spoken((score) => score >= 0.5);
  const outside = spoken((score) => score < 0.5);
  if (outside.length === 0) return `, within its range in ${listed(inside)}`;
  if (inside.length === 0) return `, outside its range in ${listed(outside)}`;
  return `, within its range in ${listed(inside)}, outside it in ${listed(outside)}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(words) {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
