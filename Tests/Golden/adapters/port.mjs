// A port of Adaptive Mastering in plain JavaScript: `core`, `messages` and `chunks`.
//
// Reads JSON-RPC requests from standard input, one per line, and answers on standard output.
//
//     node port.mjs [--profiles FILE]
//
// JSON.parse accepts duplicate keys and discards how a number was written, so this port does not
// claim `strict-json`. Chapters of the Spec are named where they begin.

import { existsSync, readFileSync } from "node:fs";

const METRICS = [
  "loudness_dbfs",
  "peak_dbfs",
  "crest_db",
  "spectral_centroid",
  "spectral_rolloff",
  "zero_crossing_rate",
  "spectral_spread",
];
const LARGEST_INTEGER = Number.MAX_SAFE_INTEGER;

// MARK: Failures

const CODES = {
  parse_error: -32700,
  invalid_request: -32600,
  method_not_found: -32601,
  invalid_params: -32602,
  invalid_fingerprint: -32000,
  invalid_threshold: -32001,
  invalid_top_k: -32002,
  invalid_window: -32003,
  invalid_duration: -32004,
  invalid_sample_rate: -32005,
  invalid_position: -32006,
  invalid_message: -32007,
  invalid_profile: -32010,
  duplicate_profile: -32011,
  no_profiles: -32012,
  fingerprint_unavailable: -32027,
};

class Failure extends Error {
  constructor(code, sentence, facts = {}) {
    super(sentence);
    this.error = { code: CODES[code], message: sentence, data: { code, ...facts } };
  }
}

// MARK: JSON

// A number that is written with a fraction or exponent even if it is whole: 0.0, never 0.
class Float {
  constructor(value) {
    this.value = value;
  }
}
const float = (value) => new Float(value === 0 ? 0 : value);

function text(value) {
  if (value instanceof Float) {
    const digits = String(value.value);
    return /[.e]/.test(digits) ? digits : `${digits}.0`;
  }
  if (Array.isArray(value)) return `[${value.map(text).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${text(item)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// MARK: Parameters (chapter 06)

function invalid(path, reason, expected) {
  return new Failure("invalid_params", `${path || "params"}: ${reason}`, { path, reason, expected });
}

const escaped = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1");

// The checked members of an object; the member of an `optional` check may be absent.
function members(value, path, checks) {
  if (!isObject(value)) throw invalid(path, "wrong_type", "an object");
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(checks, key)) {
      throw invalid(`${path}/${escaped(key)}`, "unknown", Object.keys(checks).join(", "));
    }
  }
  const found = {};
  for (const [key, check] of Object.entries(checks)) {
    if (Object.hasOwn(value, key)) found[key] = check(value[key], `${path}/${key}`);
    else if (!check.isOptional) throw invalid(`${path}/${key}`, "missing", key);
  }
  return found;
}

const optional = (check) => Object.assign((value, path) => check(value, path), { isOptional: true });

const checked = (holds, expected) => (value, path) => {
  if (!holds(value)) throw invalid(path, "wrong_type", expected);
  return value;
};

const number = checked((value) => typeof value === "number", "a number");
const string = checked((value) => typeof value === "string", "a text");
const boolean = checked((value) => typeof value === "boolean", "true or false");
const isInteger = (value) => Number.isInteger(value) || Math.abs(value) === Infinity;
const integer = checked((value) => typeof value === "number" && isInteger(value), "an integer");
const trackID = checked(
  (value) => Number.isInteger(value) && value >= 0 && value <= LARGEST_INTEGER,
  "an integer from 0 to 2^53 - 1",
);
const numberOrNull = checked((value) => value === null || typeof value === "number", "a number or null");
const profileObjects = (value, path) => {
  if (!Array.isArray(value)) throw invalid(path, "wrong_type", "a list of profiles");
  value.forEach((item, index) => checked(isObject, "a profile")(item, `${path}/${index}`));
  return value;
};
const fingerprintShape = (value, path) =>
  members(value, path, Object.fromEntries(METRICS.map((metric) => [metric, number])));

const SETTINGS = { top_k: optional(integer), profiles: optional(profileObjects) };
const THRESHOLD = { confidence_threshold: optional(number) };
const WINDOW = { max_duration_seconds: optional(numberOrNull), allow_partial: optional(boolean) };
const SOURCE = { fingerprint: optional(fingerprintShape), path: optional(string), ...SETTINGS, ...WINDOW };

function checkTopK(topK) {
  if (!(topK >= 1 && topK <= LARGEST_INTEGER)) throw new Failure("invalid_top_k", "top_k is below 1");
}

function checkThreshold(threshold) {
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new Failure("invalid_threshold", "the threshold is not within 0 to 1");
  }
}

function checkFingerprint(fingerprint) {
  for (const metric of METRICS) {
    if (!Number.isFinite(fingerprint[metric])) {
      throw new Failure("invalid_fingerprint", `${metric} is not finite`, { metric });
    }
  }
}

// MARK: Profiles (chapter 03)

const FALLBACK_ID = "quiet-reference-modernization-v1";
const RANGES = ["loudness_dbfs", "crest_db", "zero_crossing_rate"];
const TARGETS = ["loudness_change_db", "crest_change_db", "centroid_change_hz"];

// Refuses an invalid profile, and returns the part of it that scoring and blending need.
function readProfile(value) {
  const profileID = typeof value.profile_id === "string" ? value.profile_id : null;
  const refuse = (field, reason) =>
    new Failure("invalid_profile", `${field}: ${reason}`, { profile_id: profileID, field, reason });

  const object = (item, path, required, allowed) => {
    if (!isObject(item)) throw refuse(path, "wrong_kind");
    const field = (key) => (path ? `${path}.${key}` : key);
    for (const key of Object.keys(item)) {
      if (!required.includes(key) && !allowed.includes(key)) throw refuse(field(key), "unknown_field");
    }
    for (const key of required) {
      if ((Object.hasOwn(item, key) ? item[key] : null) === null) throw refuse(field(key), "missing");
    }
  };
  const kind = (item, path, type) => {
    if (typeof item !== type) throw refuse(path, "wrong_kind");
    if (type === "number" && !Number.isFinite(item)) throw refuse(path, "not_finite");
    return item;
  };
  const range = (item, path) => {
    if (!Array.isArray(item)) throw refuse(path, "wrong_kind");
    if (item.length !== 2 || item.includes(null)) throw refuse(path, "one_sided_range");
    const [low, high] = item.map((bound) => kind(bound, path, "number"));
    if (!Number.isFinite(high - low) || !Number.isFinite(low + high)) throw refuse(path, "not_finite");
    if (low > high) throw refuse(path, "inverted_range");
    return item;
  };

  const parts = ["profile_id", "name", "version", "detection_rules", "processing_targets", "training"];
  const labels = ["description", "release_type", "genre_hint"];
  object(value, "", [...parts, "confidence"], [...labels, "era_estimate"]);
  for (const key of ["profile_id", "name", "version"]) kind(value[key], key, "string");
  for (const key of labels) if ((value[key] ?? null) !== null) kind(value[key], key, "string");
  if (!/^[A-Za-z0-9._-]{1,128}$/.test(value.profile_id)) throw refuse("profile_id", "not_an_identifier");
  if (!value.name.trim()) throw refuse("name", "empty");
  if ([...value.name].length > 128) throw refuse("name", "too_long");
  const isVersion = /^[0-9]+(\.[0-9]+){0,3}$/.test(value.version);
  if (!isVersion || value.version.split(".").some((part) => Number(part) >= 2 ** 32)) {
    throw refuse("version", "not_a_version");
  }
  const era = value.era_estimate ?? null;
  if (era !== null && !Number.isInteger(kind(era, "era_estimate", "number"))) {
    throw refuse("era_estimate", "wrong_kind");
  }
  if (Math.abs(era) > Number.MAX_SAFE_INTEGER) throw refuse("era_estimate", "outside");
  const { detection_rules: rules, processing_targets: targets, training } = value;
  object(rules, "detection_rules", RANGES, ["spectral_centroid_hz"]);
  for (const key of RANGES) range(rules[key], `detection_rules.${key}`);
  const centroid = rules.spectral_centroid_hz ?? null;
  if (centroid !== null) range(centroid, "detection_rules.spectral_centroid_hz");
  object(targets, "processing_targets", TARGETS, ["target_loudness_dbfs"]);
  for (const [key, target] of Object.entries(targets)) {
    if (target !== null) kind(target, `processing_targets.${key}`, "number");
  }
  object(training, "training", ["source", "tracks"], []);
  kind(training.source, "training.source", "string");
  const tracks = kind(training.tracks, "training.tracks", "number");
  if (!Number.isInteger(tracks)) throw refuse("training.tracks", "wrong_kind");
  if (Math.abs(tracks) > Number.MAX_SAFE_INTEGER) throw refuse("training.tracks", "outside");
  if (tracks < 0) throw refuse("training.tracks", "negative");
  const confidence = kind(value.confidence, "confidence", "number");
  if (!(confidence >= 0 && confidence <= 1)) throw refuse("confidence", "outside");
  return { id: value.profile_id, name: value.name, rules: { ...rules, spectral_centroid_hz: centroid }, targets };
}

function catalogue(objects) {
  if (objects.length === 0) throw new Failure("no_profiles", "there is no profile to compare with");
  const profiles = objects.map(readProfile);
  const ids = new Set();
  for (const { id } of profiles) {
    if (ids.has(id)) throw new Failure("duplicate_profile", "an id stands twice", { profile_id: id });
    ids.add(id);
  }
  return profiles;
}

// MARK: Similarity and ranking (chapter 04)

function dimensionScore(value, [low, high], floor) {
  const centre = (low + high) / 2;
  const half = (high - low) / 2;
  const distance = Math.abs(value - centre) / Math.max(half, floor);
  return Math.max(0, 1 - Math.min(distance / 2, 1));
}

function compared(profile, fingerprint) {
  const { rules } = profile;
  const dimensions = {
    loudness: dimensionScore(fingerprint.loudness_dbfs, rules.loudness_dbfs, 0.1),
    crest: dimensionScore(fingerprint.crest_db, rules.crest_db, 0.1),
    zero_crossing_rate: dimensionScore(fingerprint.zero_crossing_rate, rules.zero_crossing_rate, 0.01),
  };
  if (rules.spectral_centroid_hz !== null) {
    const centroid = fingerprint.spectral_centroid;
    dimensions.spectral_centroid = dimensionScore(centroid, rules.spectral_centroid_hz, 100);
  }
  const scores = Object.values(dimensions);
  // From left to right: another order changes the last bits, and bits decide ties.
  return { profile, dimensions, score: scores.reduce((sum, score) => sum + score) / scores.length };
}

function ranked(profiles, fingerprint, topK) {
  const scoring = profiles.map((profile) => compared(profile, fingerprint)).filter(({ score }) => score > 0);
  // sort is stable, so that equals keep catalogue order.
  return scoring.sort((first, second) => second.score - first.score).slice(0, topK);
}

// MARK: Recommendation (chapter 04)

const reference = ({ id, name }) => ({ profile_id: id, profile_name: name });

function recommendation(profiles, fingerprint, threshold, topK, id) {
  const ranking = ranked(profiles, fingerprint, topK);
  const isFallback = ranking.length === 0;
  const primary = isFallback
    ? (profiles.find((profile) => profile.id === FALLBACK_ID) ?? profiles[0])
    : ranking[0].profile;
  const confidence = isFallback ? 0 : ranking[0].score;
  const isHybrid = confidence < threshold && ranking.length > 1;
  const total = ranking.reduce((sum, { score }) => sum + score, 0);
  const weights = isHybrid ? ranking.map(({ score }) => score / total) : [];
  const change = (target) => {
    if (isFallback) return float(0);
    if (!isHybrid) return float(primary.targets[target]);
    const targets = ranking.map(({ profile }) => profile.targets[target]);
    const sum = targets.reduce((partial, value, index) => partial + value * weights[index], 0);
    // Rounding may move the sum by a last bit beyond the targets that it averages.
    return float(Math.min(Math.max(sum, Math.min(...targets)), Math.max(...targets)));
  };
  const loudness = fingerprint.loudness_dbfs.toFixed(1);
  const words = `${primary.name}: ${loudness} dBFS, crest factor ${fingerprint.crest_db.toFixed(1)} dB.`;
  return {
    ...(id === undefined ? {} : { track_id: id }),
    primary_profile_id: primary.id,
    primary_profile_name: primary.name,
    confidence_score: float(confidence),
    predicted_loudness_change: change("loudness_change_db"),
    predicted_crest_change: change("crest_change_db"),
    predicted_centroid_change: change("centroid_change_hz"),
    weighted_profiles: weights.map((weight, index) => ({
      ...reference(ranking[index].profile),
      weight: float(weight),
    })),
    alternative_profiles: ranking.slice(1).map(({ profile }) => reference(profile)),
    reasoning: isHybrid ? `Hybrid mastering detected, led by ${words}` : words,
    is_hybrid: isHybrid,
    is_fallback: isFallback,
    confidence_threshold: float(threshold),
    top_k: topK,
    fingerprint: Object.fromEntries(METRICS.map((metric) => [metric, new Float(fingerprint[metric])])),
  };
}

function answered(call) {
  if ((call.fingerprint === undefined) === (call.path === undefined)) {
    throw invalid("", "conflict", "either fingerprint or path");
  }
  for (const key of Object.keys(WINDOW)) {
    if (call.fingerprint && call[key] !== undefined) throw invalid(`/${key}`, "conflict", "a path beside it");
  }
  const { confidence_threshold: threshold = 0.4, top_k: topK = 3 } = call;
  const seconds = call.max_duration_seconds ?? 90;
  checkThreshold(threshold);
  checkTopK(topK);
  if (!(seconds > 0 && seconds < Infinity)) throw new Failure("invalid_window", "that is no window");
  if (call.fingerprint) checkFingerprint(call.fingerprint);
  const profiles = call.profiles ? catalogue(call.profiles) : hostProfiles;
  if (call.path !== undefined) {
    throw new Failure("fingerprint_unavailable", "this port measures no audio");
  }
  return recommendation(profiles, call.fingerprint, threshold, topK, call.track_id);
}

// MARK: Messages (chapter 05)

const STATUSES = ["analyzing", "complete", "cached", "failed"];
const status = checked((value) => STATUSES.includes(value), STATUSES.join(", "));
const MADE = {
  track_loaded: {},
  fingerprint_progress: { status, message: string },
  mastering_recommendation_failed: { code: string, message: string },
};

function make(given) {
  const type = Object.hasOwn(given, "type") ? string(given.type, "/type") : "";
  if (type && !Object.hasOwn(MADE, type)) throw invalid("/type", "wrong_type", Object.keys(MADE).join(", "));
  const { type: made, ...data } = members(given, "", { type: string, track_id: trackID, ...MADE[type] });
  return { type: made, data };
}

const refusal = (path, reason) =>
  new Failure("invalid_message", `${path || "the message"}: ${reason}`, { path, reason });

// Readers: each takes a value and its path, and refuses it or does nothing. Unknown members pass.
const readType = (type) => (value, path) => {
  if (typeof value !== type) throw refusal(path, "wrong_type");
};
// Of members that may be absent, `optional` tells by the object.
const readObject = (checks, optional = () => []) => (value, path) => {
  if (!isObject(value)) throw refusal(path, "wrong_type");
  const there = Object.keys(checks).filter(
    (key) => Object.hasOwn(value, key) || !optional(value).includes(key),
  );
  for (const key of there) {
    if (!Object.hasOwn(value, key)) throw refusal(`${path}/${key}`, "missing");
  }
  for (const key of there) checks[key](value[key], `${path}/${key}`);
};
const readArray = (check) => (value, path) => {
  if (!Array.isArray(value)) throw refusal(path, "wrong_type");
  value.forEach((item, index) => check(item, `${path}/${index}`));
};
const readNumber = (isInside) => (value, path) => {
  readType("number")(value, path);
  if (!Number.isFinite(value) || !isInside(value)) throw refusal(path, "out_of_range");
};
const readInteger = (lowest) => (value, path) => {
  readType("number")(value, path);
  if (!isInteger(value)) throw refusal(path, "wrong_type");
  if (!(value >= lowest && value <= LARGEST_INTEGER)) throw refusal(path, "out_of_range");
};
const readText = readType("string");
const readFinite = readNumber(() => true);
const readShare = readNumber((value) => value >= 0 && value <= 1);
const PROFILE_NAME = { profile_id: readText, profile_name: readText };

// The original's alternatives have other names for their members (MSG-24).
const readAlternative = (value, path) => {
  const isOriginal = isObject(value) && "id" in value && !("profile_id" in value);
  readObject(isOriginal ? { id: readText, name: readText } : PROFILE_NAME)(value, path);
};
const NOT_IN_THE_ORIGINAL = [
  "alternative_profiles", "is_fallback", "confidence_threshold", "top_k", "fingerprint",
];
const mayLack = ({ is_hybrid: isHybrid }) =>
  isHybrid === false ? [...NOT_IN_THE_ORIGINAL, "weighted_profiles"] : NOT_IN_THE_ORIGINAL;

const readPayloadMembers = readObject({
  track_id: readInteger(0),
  primary_profile_id: readText,
  primary_profile_name: readText,
  confidence_score: readShare,
  predicted_loudness_change: readFinite,
  predicted_crest_change: readFinite,
  predicted_centroid_change: readFinite,
  weighted_profiles: readArray(
    readObject({ ...PROFILE_NAME, weight: readNumber((value) => value > 0 && value <= 1) }),
  ),
  alternative_profiles: readArray(readAlternative),
  reasoning: readText,
  is_hybrid: readType("boolean"),
  is_fallback: readType("boolean"),
  confidence_threshold: readShare,
  top_k: readInteger(1),
  fingerprint: readObject(Object.fromEntries(METRICS.map((metric) => [metric, readFinite]))),
}, mayLack);

function readPayload(payload, path) {
  readPayloadMembers(payload, path);
  const { weighted_profiles: blend = [], confidence_threshold: threshold = Infinity } = payload;
  const sum = blend.reduce((partial, { weight }) => partial + weight, 0);
  const holds = {
    is_hybrid: payload.is_hybrid === blend.length > 0,
    weighted_profiles:
      blend.length === 0 ||
      (blend.length > 1 &&
        Math.abs(sum - 1) <= 1e-9 &&
        blend.every(({ weight }, index) => index === 0 || weight <= blend[index - 1].weight)),
    confidence_score: !payload.is_hybrid || payload.confidence_score < threshold,
    primary_profile_id: blend.length === 0 || payload.primary_profile_id === blend[0].profile_id,
    is_fallback: !payload.is_fallback || (!payload.is_hybrid && payload.confidence_score === 0),
  };
  for (const [key, isFine] of Object.entries(holds)) {
    if (!isFine) throw refusal(`${path}/${key}`, "inconsistent");
  }
}

const READERS = {
  track_loaded: readObject({ track_id: readInteger(0) }),
  fingerprint_progress: readObject({ track_id: readInteger(0), status: readText, message: readText }),
  mastering_recommendation: readPayload,
  mastering_recommendation_failed: readObject({ track_id: readInteger(0), code: readText, message: readText }),
};

function checkMessage(source) {
  let message;
  try {
    message = JSON.parse(source);
  } catch {
    throw refusal("", "not_json");
  }
  readObject({ type: readText })(message, "");
  const { type, data } = message;
  if (!Object.hasOwn(READERS, type)) return { type, known: false };
  readObject({ data: READERS[type] })(message, "");
  return { type, known: type !== "fingerprint_progress" || STATUSES.includes(data.status) };
}

// MARK: Chunks (chapter 08)

const TRACK = { duration_seconds: number, sample_rate: integer };

function geometry(duration, rate) {
  if (!(rate >= 1 && rate <= 768000)) throw new Failure("invalid_sample_rate", "that is no sample rate");
  const product = duration * rate;
  const whole = Math.floor(product);
  const samples = product - whole >= 0.5 ? whole + 1 : whole;
  if (!(duration > 0 && samples >= 1 && samples <= 2 ** 53)) {
    throw new Failure("invalid_duration", "that is no duration");
  }
  const beyond = samples - 5 * rate;
  const rest = beyond % (10 * rate);
  return { rate, samples, total: Math.max(1, (beyond - rest) / (10 * rate) + (rest > 0 ? 1 : 0)) };
}

function chunk({ rate, samples }, index) {
  const start = 10 * index * rate;
  const end = Math.min(start + 15 * rate, samples);
  return {
    core: [start, end],
    load: [Math.max(0, start - 5 * rate), Math.min(samples, end + 5 * rate)],
    emit: [index === 0 ? 0 : start + 5 * rate, end],
  };
}

function plan({ duration_seconds: duration, sample_rate: rate }) {
  const track = geometry(duration, rate);
  if (track.total > 10000) throw new Failure("invalid_duration", "that are more than 10,000 chunks");
  const chunks = [];
  for (let index = 0; index < track.total; index += 1) {
    const edges = Object.entries(chunk(track, index)).flatMap(([part, [start, end]]) => [
      [`${part}_start`, start],
      [`${part}_end`, end],
    ]);
    const seconds = edges.map(([key, sample]) => [key, float(sample / rate)]);
    const samples = edges.map(([key, sample]) => [`${key}_sample`, sample]);
    chunks.push({ index, ...Object.fromEntries([...seconds, ...samples]) });
  }
  return { total_chunks: track.total, chunks };
}

function seek({ duration_seconds: duration, sample_rate: rate, position_seconds: position }) {
  const track = geometry(duration, rate);
  if (!(position >= 0 && position < Infinity)) throw new Failure("invalid_position", "that is no position");
  const last = track.total - 1;
  const end = track.samples / rate;
  let effective = Math.min(position, end);
  let index = position < 15 ? 0 : Math.min(Math.floor((position - 5) / 10), last);
  if (position >= end) index = last;
  let start = index === 0 ? 0 : 10 * index + 5;
  const next = 10 * index + 15;
  if (index < last && next - effective < 0.5) {
    index += 1;
    start = effective = next;
  }
  return { index, offset_seconds: float(effective - start), effective_position_seconds: float(effective) };
}

// MARK: Methods (chapter 06)

const METHODS = {
  "engine.describe": (given) => {
    members(given, "", {});
    return {
      implementation: { name: "port.mjs", version: "1.0" },
      specification: "2.0",
      capabilities: ["core", "messages", "chunks"],
      limits: {
        line_bytes: 16777216,
        nesting_depth: 64,
        values: 1000000,
        batch_messages: 10000,
        plan_chunks: 10000,
      },
    };
  },
  "ranking.rank": (given) => {
    const call = members(given, "", { fingerprint: fingerprintShape, ...SETTINGS });
    checkTopK(call.top_k ?? 3);
    checkFingerprint(call.fingerprint);
    const profiles = call.profiles ? catalogue(call.profiles) : hostProfiles;
    const ranking = ranked(profiles, call.fingerprint, call.top_k ?? 3);
    return {
      ranking: ranking.map(({ profile, score, dimensions }) => ({
        ...reference(profile),
        score: float(score),
        dimensions: Object.fromEntries(Object.entries(dimensions).map(([key, value]) => [key, float(value)])),
      })),
    };
  },
  "recommendation.single": (given) => {
    const call = members(given, "", { ...SOURCE, track_id: optional(trackID) });
    return answered({ ...call, confidence_threshold: 0 });
  },
  "recommendation.weighted": (given) =>
    answered(members(given, "", { ...SOURCE, ...THRESHOLD, track_id: optional(trackID) })),
  "recommendation.message": (given) => {
    const call = members(given, "", { ...SOURCE, ...THRESHOLD, track_id: trackID });
    return { type: "mastering_recommendation", data: answered(call) };
  },
  "message.make": make,
  "message.check": (given) => checkMessage(members(given, "", { text: string }).text),
  "chunks.plan": (given) => plan(members(given, "", TRACK)),
  "chunks.seek": (given) => seek(members(given, "", { ...TRACK, position_seconds: number })),
};

// MARK: JSON-RPC (chapter 06)

function answer(request) {
  const refuse = (id, sentence) =>
    text({ jsonrpc: "2.0", id, error: new Failure("invalid_request", sentence).error });
  if (!isObject(request)) return refuse(null, "a request is an object");
  const { jsonrpc, id = null, method, params = {} } = request;
  if (id !== null && !["string", "number"].includes(typeof id)) return refuse(null, "that is no id");
  if (jsonrpc !== "2.0") return refuse(id, 'jsonrpc is not "2.0"');
  if (typeof method !== "string") return refuse(id, "method is not a text");
  if (params === null || typeof params !== "object") return refuse(id, "params is no object");
  let outcome;
  try {
    if (!Object.hasOwn(METHODS, method)) {
      throw new Failure("method_not_found", `there is no method ${method}`, { method });
    }
    if (Array.isArray(params)) throw invalid("", "wrong_type", "parameters by name");
    outcome = { result: METHODS[method](params) };
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    outcome = { error: failure.error };
  }
  return Object.hasOwn(request, "id") ? text({ jsonrpc: "2.0", id, ...outcome }) : null;
}

function answersTo(line) {
  let message;
  try {
    message = JSON.parse(line);
  } catch {
    const failure = new Failure("parse_error", "that is not JSON", { reason: "unexpected_byte", offset: 0 });
    return text({ jsonrpc: "2.0", id: null, error: failure.error });
  }
  if (!Array.isArray(message)) return answer(message);
  if (message.length === 0 || message.length > 10000) return answer(null);
  const answers = message.map(answer).filter((line) => line !== null);
  return answers.length > 0 ? `[${answers.join(",")}]` : null;
}

function answerLine(line) {
  if (/^[ \t\r]*$/.test(line)) return;
  const answers = answersTo(line);
  if (answers !== null) process.stdout.write(`${answers}\n`);
}

// The Spec's own, from the repository or from an exported suite.
const normative = ["../../../Spec/profiles.json", "../Spec/profiles.json"]
  .map((place) => new URL(place, import.meta.url))
  .find((place) => existsSync(place));
const option = process.argv.indexOf("--profiles");
const profilesFile = option > 0 ? process.argv[option + 1] : normative;
if (profilesFile === undefined) {
  console.error("port.mjs: Spec/profiles.json is not beside it; name the file with --profiles");
  process.exit(2);
}
const hostProfiles = catalogue(JSON.parse(readFileSync(profilesFile, "utf8")).profiles);

// Not node:readline: it ends lines at U+2028 too, which may occur in a text.
let rest = [];
process.stdin.on("data", (data) => {
  let start = 0;
  for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
    rest.push(data.subarray(start, end));
    answerLine(Buffer.concat(rest).toString("utf8"));
    rest = [];
    start = end + 1;
  }
  rest.push(data.subarray(start));
});
process.stdin.on("end", () => answerLine(Buffer.concat(rest).toString("utf8")));
