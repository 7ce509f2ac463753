// Types of scoring.js, and of the payload that all interfaces of the server share (Spec, chapter
// 05).

/** How a track sounds: seven finite numbers. */
export interface Fingerprint {
  /** Mean level in dBFS. */
  loudness_dbfs: number;
  /** Highest level in dBFS. */
  peak_dbfs: number;
  /** Peak minus loudness in dB. */
  crest_db: number;
  /** In Hz. */
  spectral_centroid: number;
  /** In Hz. */
  spectral_rolloff: number;
  /** Crossings per sample. */
  zero_crossing_rate: number;
  /** In Hz. */
  spectral_spread: number;
}

/** From the first number to the second. */
export type Range = readonly [low: number, high: number];

/**
 * A way of mastering, with the fields that scoring and the page need; `GET /api/profiles` has more.
 */
export interface Profile {
  profile_id: string;
  name: string;
  detection_rules: {
    loudness_dbfs: Range;
    crest_db: Range;
    zero_crossing_rate: Range;
    spectral_centroid_hz?: Range | null;
  };
  processing_targets: {
    loudness_change_db: number;
    crest_change_db: number;
    centroid_change_hz: number;
    target_loudness_dbfs?: number | null;
  };
  /** What it was learned from, which the card shows if present. */
  training?: { source: string; tracks: number };
  description?: string;
}

export interface ProfileReference {
  profile_id: string;
  profile_name: string;
}

export interface WeightedProfileReference extends ProfileReference {
  /** Above 0, up to 1. */
  weight: number;
}

export interface PredictedChange {
  /** dB; positive is louder. */
  predicted_loudness_change: number;
  /** dB; positive is more dynamic. */
  predicted_crest_change: number;
  /** Hz; positive is brighter. */
  predicted_centroid_change: number;
}

/** Whether a predicted change can be applied in full below a ceiling. */
export interface Headroom {
  /** Whether the true peak was measured, or comes from the fingerprint. */
  basis: "measured" | "estimate";
  peak_dbtp: number;
  predicted_peak_dbtp: number;
  ceiling_dbtp: number;
  /** dB; 0 if there is enough. */
  missing_db: number;
  /** The gain that brings the peak to the ceiling, in dB. */
  plain_gain_at_most_db: number;
  /** The same after the predicted change in crest factor, in dB. */
  loudness_change_at_most_db: number;
  yields: "loudness" | null;
  brightness: {
    basis: "estimate";
    /** The shelf for the predicted change in brightness, in dB; null if none is enough. */
    shelf_db: number | null;
    gentle_shelf_db: number;
    is_reachable: boolean;
  };
}

/** A recommendation without words, as `recommended` computes it. */
export interface ComputedRecommendation extends PredictedChange {
  primary_profile_id: string;
  primary_profile_name: string;
  /** 0 to 1. */
  confidence_score: number;
  /** Heaviest first; empty unless it is a hybrid. */
  weighted_profiles: WeightedProfileReference[];
  alternative_profiles: ProfileReference[];
  is_hybrid: boolean;
  is_fallback: boolean;
  /** 0 to 1. */
  confidence_threshold: number;
  top_k: number;
  fingerprint: Fingerprint;
  headroom: Headroom;
  /** Only on request, and for a hybrid. */
  blend?: Blend;
}

/** A blend with separate weights for each change. */
export interface Blend extends PredictedChange {
  source: "dimension" | "blend_profile" | "taste" | "manual";
  /** In rank order. */
  members: (ProfileReference & { weights: DimensionWeights })[];
}

/** A profile's part in each change, 0 to 1. */
export interface DimensionWeights {
  loudness: number;
  crest: number;
  spectral_centroid: number;
}

/** The payload of HTTP and WebSocket. */
export interface Recommendation extends ComputedRecommendation {
  track_id?: number;
  reasoning: string;
}

export interface Scored<P extends Profile = Profile> {
  profile: P;
  /** 0 to 1. */
  score: number;
  /** The score of each dimension that the profile has, by its name. */
  dimensions: { [name in DimensionName]?: number };
}

export type DimensionName = "loudness" | "crest" | "zero_crossing_rate" | "spectral_centroid";

export interface Dimension {
  readonly name: DimensionName;
  /** The member of the fingerprint. */
  readonly metric: keyof Fingerprint;
  /** The rule of the profile. */
  readonly rule: keyof Profile["detection_rules"];
  /** The smallest half-width of a range, in the unit of the metric. */
  readonly narrowest: number;
}

/** In the order in which scores are added. */
export const DIMENSIONS: readonly Dimension[];

/** 1 at the centre of the range, 0.5 at its bounds, 0 from one half-width beyond them. */
export function scoreInRange(value: number, range: Range, narrowest: number): number;

/** How well a fingerprint matches a profile. */
export function scored<P extends Profile>(profile: P, fingerprint: Fingerprint): Scored<P>;

/**
 * The profiles with a score above 0, best first; equal scores keep catalogue order.
 *
 * @throws {ScoringError} `invalid_top_k`, `no_profiles`, `invalid_fingerprint`
 */
export function ranked<P extends Profile>(
  profiles: readonly P[],
  fingerprint: Fingerprint,
  topK?: number,
): Scored<P>[];

/** Each ranked profile with its share of the sum of the scores. */
export function weighted<P extends Profile>(
  ranking: readonly Scored<P>[],
): { profile: P; weight: number }[];

/** The changes of a blend: the mean of its members' targets, clamped to their range. */
export function blendedChange(
  members: readonly { profile: Profile; weight: number }[],
): PredictedChange;

/** The blend of a ranking with weights for each change. */
export function dimensionBlend(ranking: readonly Scored[]): Blend;

/** The changes of profiles, each change with its own weights. */
export function dimensionChange(
  profiles: readonly Profile[],
  columns: { [change in keyof DimensionWeights]: readonly number[] },
): PredictedChange;

/**
 * The recommendation for mastering a track.
 *
 * @throws {ScoringError} `invalid_threshold`, `invalid_top_k`, `no_profiles`, `invalid_fingerprint`
 */
export function recommended(
  profiles: readonly Profile[],
  fingerprint: Fingerprint,
  options?: {
    confidenceThreshold?: number;
    topK?: number;
    headroom?: Headroom | null;
    weighting?: "plain" | "dimension";
  },
): ComputedRecommendation;

export class ScoringError extends Error {
  readonly code: "invalid_threshold" | "invalid_top_k" | "invalid_fingerprint" | "no_profiles";
}
