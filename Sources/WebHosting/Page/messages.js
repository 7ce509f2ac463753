// Reads the messages of the WebSocket as chapter 05 of the Spec requires of clients (MSG-14 to
// MSG-25): unknown ones are ignored, invalid ones never reach the page. JSON.parse takes the last
// of two equal keys; only in that is this reader more lenient than MSG-23.

/**
 * A text that is not a valid message: `path` is a JSON Pointer to the place, `reason` a word of
 * MSG-18 to MSG-25.
 */
export class InvalidMessage extends Error {
  constructor(path, reason) {
    super(`The message is invalid at "${path}": ${reason}.`);
    this.name = "InvalidMessage";
    this.path = path;
    this.reason = reason;
  }
}

/**
 * The message in a text, `{type, data}`, or null if its type is unknown. A recommendation from the
 * original server, which has fewer members, is completed.
 *
 * @throws {InvalidMessage}
 */
export function readMessage(text) {
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    throw new InvalidMessage("", "not_json");
  }
  object({ type: anyText })(message, "");
  const { type, data } = message;
  if (!Object.hasOwn(MESSAGES, type)) return null;
  object({ data: MESSAGES[type] })(message, "");
  if (type === "mastering_recommendation") return { type, data: completed(data) };
  if (type === "fingerprint_progress" && !STATUSES.includes(data.status)) return null;
  if (type === "mastering_render" && !RENDER_STATUSES.includes(data.status)) return null;
  return { type, data };
}

/**
 * Refuses anything but a recommendation with a `track_id`: the body of an HTTP answer.
 *
 * @throws {InvalidMessage}
 */
export function checkRecommendation(payload) {
  recommendation(payload, "");
}

/**
 * A checked recommendation with the members that the original server may omit; the same object if
 * it omits none. Without a fingerprint there is no picture and no slider, but there is a card.
 */
export function completed(payload) {
  const absent = { weighted_profiles: [], alternative_profiles: [], is_fallback: false };
  const isWhole = Object.keys(absent).every((key) => Object.hasOwn(payload, key));
  return isWhole ? payload : { ...absent, ...payload };
}

// Each check takes a value and its path, and throws if the value is invalid.

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// `optional` returns the members that may be absent from an object.
function object(members, optional = () => []) {
  return (value, path) => {
    if (!isObject(value)) throw new InvalidMessage(path, "wrong_type");
    const there = Object.keys(members).filter(
      (key) => Object.hasOwn(value, key) || !optional(value).includes(key),
    );
    for (const key of there) {
      if (!Object.hasOwn(value, key)) throw new InvalidMessage(`${path}/${key}`, "missing");
    }
    for (const key of there) members[key](value[key], `${path}/${key}`);
  };
}

const list = (check) => (value, path) => {
  if (!Array.isArray(value)) throw new InvalidMessage(path, "wrong_type");
  value.forEach((item, index) => check(item, `${path}/${index}`));
};

const ofType = (type) => (value, path) => {
  if (typeof value !== type) throw new InvalidMessage(path, "wrong_type");
};
const anyText = ofType("string");
const boolean = ofType("boolean");

const numberWhere = (isInRange) => (value, path) => {
  ofType("number")(value, path);
  if (!Number.isFinite(value) || !isInRange(value)) throw new InvalidMessage(path, "out_of_range");
};
const anyNumber = numberWhere(() => true);
const fraction = numberWhere((value) => value >= 0 && value <= 1);

const integerFrom = (lowest) => (value, path) => {
  ofType("number")(value, path);
  // JSON.parse turns numbers that are too large into Infinity, which has no fraction.
  if (!Number.isInteger(value) && Number.isFinite(value)) {
    throw new InvalidMessage(path, "wrong_type");
  }
  if (!(value >= lowest && value <= Number.MAX_SAFE_INTEGER)) {
    throw new InvalidMessage(path, "out_of_range");
  }
};
const trackID = integerFrom(0);

const STATUSES = ["analyzing", "complete", "cached", "failed"];

const PROFILE = { profile_id: anyText, profile_name: anyText };

// The original's alternatives have other member names (MSG-24).
const alternative = (value, path) => {
  const isOriginal = isObject(value) && "id" in value && !("profile_id" in value);
  object(isOriginal ? { id: anyText, name: anyText } : PROFILE)(value, path);
};
const NOT_IN_THE_ORIGINAL = [
  "alternative_profiles",
  "is_fallback",
  "confidence_threshold",
  "top_k",
  "fingerprint",
];
const mayLack = ({ is_hybrid: isHybrid }) =>
  isHybrid === false ? [...NOT_IN_THE_ORIGINAL, "weighted_profiles"] : NOT_IN_THE_ORIGINAL;

const recommendationMembers = object({
  track_id: trackID,
  primary_profile_id: anyText,
  primary_profile_name: anyText,
  confidence_score: fraction,
  predicted_loudness_change: anyNumber,
  predicted_crest_change: anyNumber,
  predicted_centroid_change: anyNumber,
  weighted_profiles: list(
    object({ ...PROFILE, weight: numberWhere((value) => value > 0 && value <= 1) }),
  ),
  alternative_profiles: list(alternative),
  reasoning: anyText,
  is_hybrid: boolean,
  is_fallback: boolean,
  confidence_threshold: fraction,
  top_k: integerFrom(1),
  fingerprint: object({
    loudness_dbfs: anyNumber,
    peak_dbfs: anyNumber,
    crest_db: anyNumber,
    spectral_centroid: anyNumber,
    spectral_rolloff: anyNumber,
    zero_crossing_rate: anyNumber,
    spectral_spread: anyNumber,
  }),
}, mayLack);

function recommendation(payload, path) {
  recommendationMembers(payload, path);
  const { weighted_profiles: members = [], is_hybrid: isHybrid, is_fallback: isFallback } = payload;
  const threshold = payload.confidence_threshold ?? Infinity;
  const sum = members.reduce((partial, { weight }) => partial + weight, 0);
  const descends = members.every(
    ({ weight }, index) => index === 0 || weight <= members[index - 1].weight,
  );
  const isBlend = members.length > 1 && Math.abs(sum - 1) <= 1e-9 && descends;
  const holds = {
    is_hybrid: isHybrid === members.length > 0,
    weighted_profiles: members.length === 0 || isBlend,
    confidence_score: !isHybrid || payload.confidence_score < threshold,
    primary_profile_id: !isHybrid || payload.primary_profile_id === members[0]?.profile_id,
    is_fallback: !isFallback || (!isHybrid && payload.confidence_score === 0),
  };
  for (const [key, isConsistent] of Object.entries(holds)) {
    if (!isConsistent) throw new InvalidMessage(`${path}/${key}`, "inconsistent");
  }
}

const RENDER_STATUSES = ["solving", "ready", "measured", "failed"];
const RENDER = { track_id: trackID, render_id: anyText, status: anyText, message: anyText };

// The additional members of each status (MSG-30).
const render = (value, path) => {
  object(RENDER)(value, path);
  if (value.status === "solving") object({ fraction })(value, path);
  if (value.status === "failed") object({ code: anyText })(value, path);
};

const MESSAGES = {
  track_loaded: object({ track_id: trackID }),
  fingerprint_progress: object({ track_id: trackID, status: anyText, message: anyText }),
  mastering_recommendation: recommendation,
  mastering_recommendation_failed: object({ track_id: trackID, code: anyText, message: anyText }),
  library_changed: object({ tracks: integerFrom(0) }),
  mastering_render: render,
};
