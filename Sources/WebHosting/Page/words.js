// The page's texts, in one place, so that they are consistent, and a translation needs one file.

import { count, fixed, percent } from "./numbers.js";

/** The confidence of a recommendation: the level's name, which selects colours, and its words. */
export function confidence({ is_fallback: isFallback, confidence_score: score }) {
  if (isFallback) return { level: "none", words: "No match" };
  const level = confidenceLevel(score);
  const words = { high: "High", medium: "Medium", low: "Low" }[level];
  return { level, words: `${words} confidence`, percent: confidencePercent(score) };
}

/** High from 70 %, medium from 40 %. */
export function confidenceLevel(score) {
  if (score >= 0.7) return "high";
  return score >= 0.4 ? "medium" : "low";
}

/**
 * In whole percent, or with enough decimals to stay on the same side of a bound, because "70 %"
 * would be high: 0.6996 is "69.96 %", and 0.699999 "69.99 %".
 */
export function confidencePercent(score) {
  const decimals = [0, 1, 2].find((decimals) => keepsLevel(score, decimals));
  return decimals === undefined
    ? percent(Math.floor(score * 10_000) / 10_000, 2)
    : percent(score, decimals);
}

/** Whether a score in percent with so few decimals is on the same side of a bound. */
export function keepsLevel(score, decimals) {
  return confidenceLevel(Number(fixed(score * 100, decimals)) / 100) === confidenceLevel(score);
}

/** The three predicted changes with sign and unit, and what the listener will hear. */
export function predictedChanges(recommendation) {
  const change = (label, value, decimals, unit, more, less) => ({
    label,
    value: `${fixed(value, decimals, { signed: true })}\u00a0${unit}`,
    heard: Number(fixed(Math.abs(value), decimals)) === 0 ? "unchanged" : value > 0 ? more : less,
  });
  const {
    predicted_loudness_change: loudness,
    predicted_crest_change: crest,
    predicted_centroid_change: centroid,
  } = recommendation;
  return [
    change("Loudness", loudness, 2, "dB", "louder", "quieter"),
    change("Crest factor", crest, 2, "dB", "more dynamic", "denser"),
    change("Brightness", centroid, 1, "Hz", "brighter", "darker"),
  ];
}

/** The text above the profile's name. */
export function verdict(recommendation) {
  if (recommendation.is_fallback) return "No match";
  const members = recommendation.weighted_profiles.length;
  return members > 0 ? `A blend of ${members}, led by` : "Recommended mastering";
}

/** The text in place of the name. */
export function verdictName(recommendation) {
  return recommendation.is_fallback
    ? "No profile resembles this track"
    : recommendation.primary_profile_name;
}

/** A recommendation as announced when it arrives. */
export function announcement(recommendation) {
  if (recommendation.is_fallback) return "No match: no profile resembles this track.";
  const { words, percent: share } = confidence(recommendation);
  const changes = predictedChanges(recommendation)
    .map(({ label, value }) => `${label} ${value}`)
    .join(", ");
  const { primary_profile_name: name } = recommendation;
  return `${verdict(recommendation)}: ${name}. ${words}, ${share}. ${changes}.`;
}

/** Where one profile turns into a blend, for the threshold's slider. */
export function turningPoint({ confidence_score: score, is_fallback: isFallback }, ranking) {
  if (isFallback) return "No profile resembles this track, so the threshold changes nothing.";
  if (ranking.length < 2) {
    return "Only one profile resembles this track, so there is nothing to blend.";
  }
  // A tenth of a percent, or more digits for a score that would round to 0 or cross a bound.
  const enough = [1, 2].find((decimals) => score >= 0.0005 && keepsLevel(score, decimals));
  const share = percent(score, enough ?? 4);
  return `One profile alone up to ${share}, a blend of ${ranking.length} above.`;
}

/** The dimensions of a profile with the names of the reasoning, with metric, unit and decimals. */
export const DIMENSION_WORDS = Object.freeze({
  loudness: { label: "Loudness", metric: "Loudness", unit: "dBFS", decimals: 1 },
  crest: { label: "Dynamics", metric: "Crest factor", unit: "dB", decimals: 1 },
  zero_crossing_rate: {
    label: "Noise",
    metric: "Zero-crossing rate",
    unit: "per sample",
    decimals: 3,
  },
  spectral_centroid: { label: "Tone", metric: "Spectral centroid", unit: "Hz", decimals: 0 },
});

/** A value of a dimension with its metric and unit: "Crest factor 11.2 dB". */
export function measured(dimension, value) {
  const { metric, unit, decimals } = DIMENSION_WORDS[dimension];
  return `${metric} ${fixed(value, decimals)} ${unit}`;
}

/** Where a value lies relative to a profile's range, for a tooltip and for screen readers. */
export function standing(dimension, value, range, score) {
  const { metric, unit, decimals } = DIMENSION_WORDS[dimension];
  if (range === null) return `${metric}: this profile has no range for it`;
  const [low, high] = range.map((bound) => fixed(bound, decimals));
  const place = value < range[0] ? "below" : value > range[1] ? "above" : "within";
  const track = fixed(value, decimals);
  return `${metric}: ${track} is ${place} ${low} to ${high} ${unit}, score ${percent(score)}`;
}

/** What the analysis is doing. */
export function progress(status) {
  const words = {
    analyzing: "Analysing the track …",
    complete: "Analysed; comparing …",
    cached: "Already analysed; comparing …",
    failed: "It could not be analysed.",
  };
  return words[status] ?? "Waiting for the recommendation …";
}

const FAILURES = {
  unreachable: {
    title: "The server cannot be reached",
    advice: "The page keeps trying until it is back.",
  },
  unauthorized: {
    title: "The server needs its token",
    advice: "Open the address that it printed at startup, or enter the token below.",
    // The server's message tells programs how to send it.
    isForPrograms: true,
  },
  file_not_found: {
    title: "The file is gone",
    advice: "Look for new files to update the list.",
  },
  // The page names no file, so the server has to know the track.
  bad_request: {
    title: "The track is no longer in the library",
    advice: "Look for new files to update the list.",
  },
  unsupported_format: { title: "This file is not audio that can be read" },
  not_a_file: { title: "This is not a file" },
  truncated_audio: { title: "The file is damaged or incomplete" },
  empty_audio: { title: "This file has no audio" },
  non_finite_samples: { title: "The file contains invalid samples" },
  file_unreadable: { title: "The file cannot be read" },
  path_not_allowed: { title: "The file is outside the library" },
  too_many_requests: { title: "Too many requests at once", advice: "Wait a moment and try again." },
  not_rendered: { title: "The mastered version takes too long; try again later" },
  rate_not_supported: { title: "This browser cannot play the track's sample rate" },
  unreadable_answer: { title: "The server's answer cannot be read" },
  page_failed: { title: "The page failed; see the browser's console" },
  shutting_down: {
    title: "The server is shutting down",
    advice: "The page keeps trying until it is back.",
  },
};

/** A failure in words: a title, `otherwise` if there is none for its code, and sentences below it. */
export function failure({ code, message }, otherwise = "There is no recommendation for this track") {
  const { title = otherwise, advice, isForPrograms } =
    (Object.hasOwn(FAILURES, code) && FAILURES[code]) || {};
  const sentences = [isForPrograms ? "" : sentence(message), advice].filter((text) => text);
  return { title, sentences };
}

// The server's sentences begin as the second half of a line of the command: "the audio ends …".
const sentence = (text) => text.trim().replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

/** The text after this many seconds without an answer from the server. */
export function timeOut(seconds) {
  return {
    title: "This takes longer than usual",
    sentences: [
      `No answer within ${seconds} seconds. The result will appear when it arrives, or you can try again.`,
    ],
  };
}

/** Why nothing can be heard, if the browser does not support a format. */
export function cannotPlay(mediaType) {
  const known = {
    "audio/aiff": "AIFF",
    "audio/basic": "AU",
    "audio/x-caf": "CAF",
    "audio/x-w64": "W64",
    "audio/flac": "FLAC",
    "audio/ogg": "Ogg",
    "audio/mpeg": "MP3",
    "audio/wav": "WAV",
    "audio/aac": "AAC",
    "audio/mp4": "AAC or ALAC in MP4",
    "audio/x-ms-wma": "Windows Media Audio",
    "audio/x-wavpack": "WavPack",
    "audio/x-ape": "Monkey’s Audio",
    "audio/x-dsd": "DSD",
    "audio/x-matroska": "Matroska",
    "audio/webm": "WebM",
    "audio/x-tta": "True Audio",
    "audio/x-tak": "TAK",
    "audio/x-musepack": "Musepack",
    "audio/amr": "AMR",
    "audio/ac3": "Dolby Digital",
    "audio/vnd.dts": "DTS",
  };
  const name = Object.hasOwn(known, mediaType) ? known[mediaType] : "these";
  return `This browser cannot play ${name} files. You still get the recommendation.`;
}

/** The progress of scanning the folders. */
export function scanning({ files_found: found, files_read: read }) {
  if (found === 0) return "Scanning the folders …";
  return `Read ${count(read)} of ${count(found)} files …`;
}

/** How many tracks there are, and how many of them match a search. */
export function trackCount(shown, total) {
  const tracks = total === 1 ? "1 track" : `${count(total)} tracks`;
  return shown === total ? tracks : `${count(shown)} of ${tracks}`;
}

/** The number of files that could not be read. */
export function problems(number) {
  if (number === 0) return "";
  return number === 1
    ? "1 file or folder could not be read."
    : `${count(number)} files or folders could not be read.`;
}

/** The origin of a profile: what it was learned from, and how many recordings. */
export function origin({ training: { source, tracks }, description = "" }) {
  const recordings = tracks === 1 ? "1 recording" : `${count(tracks)} recordings`;
  return `${source}, ${recordings}.${description === "" ? "" : ` ${description}`}`;
}
