// Types of mastering-recommendation.js.

import type { Failure, ProgressStatus } from "./recommendation-feed.js";
import type { Profile, Recommendation } from "./scoring.js";

/** Shows a recommendation, a placeholder while waiting for one, or why there is none. */
export class MasteringRecommendation extends HTMLElement {
  recommendation: Readonly<Recommendation> | null;
  /** Mirrored by the attribute `loading`. */
  loading: boolean;
  /** The catalogue: with it the picture is shown, and threshold and blend can be changed. */
  profiles: readonly Profile[] | null;
  /** The threshold the user chose, 0 to 1, or null for that of the recommendation. */
  threshold: number | null;
  /** The current weights of the blend, the means of the three if each change has its own; null if none is shown. */
  readonly weights: readonly { profile_id: string; weight: number }[] | null;
  /** The weighting that the user asked for, null for that of the recommendation. */
  readonly weighting: "plain" | "dimension" | null;
  /** How many times as strong as its weights say each change shown is, because it follows earlier choices. */
  readonly strengths: { loudness: number; crest: number; spectral_centroid: number };
  failure: Failure | null;
  /** The seconds after which waiting timed out, or null. */
  timedOutAfter: number | null;
  status: ProgressStatus | null;
}

export interface MasteringRecommendationEventMap {
  /** The user wants another attempt. */
  retry: CustomEvent<null>;
  /**
   * The user moved the threshold; the detail is the new one, null for that of the recommendation.
   */
  thresholdchange: CustomEvent<number | null>;
  /** The user set the weights of the blend: its members with one weight, or one for each change; null if they are as before. */
  blendchange: CustomEvent<
    | readonly { profile_id: string; weight: number }[]
    | readonly { profile_id: string; weights: { loudness: number; crest: number; spectral_centroid: number } }[]
    | null
  >;
  /** The card was drawn: with the recommendation at its threshold, and the blend whose changes it shows, if not the plain ones. */
  changesshown: CustomEvent<{ recommendation: Readonly<Recommendation>; blend: Recommendation["blend"] | null }>;
}

declare global {
  interface HTMLElementTagNameMap {
    "mastering-recommendation": MasteringRecommendation;
  }
}
