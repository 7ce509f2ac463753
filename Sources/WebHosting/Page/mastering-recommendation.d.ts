// Types of mastering-recommendation.js.

import type { Failure, ProgressStatus } from "./recommendation-feed.js";
import type { Profile, Recommendation } from "./scoring.js";

/** Shows a recommendation, a placeholder while it is awaited, or why there is none. */
export class MasteringRecommendation extends HTMLElement {
  recommendation: Readonly<Recommendation> | null;
  /** Mirrored by the attribute `loading`. */
  loading: boolean;
  /** The catalogue: with it the picture is shown, and threshold and blend can be turned. */
  profiles: readonly Profile[] | null;
  /** The threshold the user chose, 0 to 1, or null for the one recommended with. */
  threshold: number | null;
  failure: Failure | null;
  /** After how many seconds waiting ends, or null. */
  timedOutAfter: number | null;
  status: ProgressStatus | null;
}

export interface MasteringRecommendationEventMap {
  /** The user wants it tried again. */
  retry: CustomEvent<null>;
  /** The user moved the threshold; the detail is the new one, null for that recommended with. */
  thresholdchange: CustomEvent<number | null>;
}

declare global {
  interface HTMLElementTagNameMap {
    "mastering-recommendation": MasteringRecommendation;
  }
}
