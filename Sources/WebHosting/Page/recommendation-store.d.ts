// Types of recommendation-store.js.

import type { Failure, ProgressStatus, RecommendationFeed } from "./recommendation-feed.js";
import type { Recommendation } from "./scoring.js";

export interface RecommendationState {
  readonly recommendation: Readonly<Recommendation> | null;
  /** Whether an answer is awaited. */
  readonly isLoading: boolean;
  /** Whether it was awaited for too long; it is shown all the same when it comes. */
  readonly isTimedOut: boolean;
  /** Whether the recommendation is a blend; false without one. */
  readonly isHybrid: boolean;
  readonly failure: Failure | null;
  /** How the analysis goes, where the server has said so. */
  readonly status: ProgressStatus | null;
  /** When recommendation or failure came, in milliseconds as of `performance.now()`. */
  readonly receivedAt: number | null;
}

/** One track's recommendation. Every member of its state can be read from the store itself. */
export interface RecommendationStore extends RecommendationState {
  readonly trackId: number | null;
  /** The whole state, frozen; the same object until something changes. */
  snapshot(): RecommendationState;
  /** Calls a function with the state, at once and after every change; the answer ends it. */
  subscribe(subscriber: (state: RecommendationState) => void): () => void;
  /** Forgets the recommendation; nothing is awaited until the server sends the next. */
  clearRecommendation(): void;
  /** Asks over HTTP: after a failure, or when no client loads the track. */
  request(): void;
}

export const TIME_OUT_SECONDS: number;

/**
 * A store of one track's recommendation, listening while it has subscribers.
 *
 * @throws {TypeError} where the id is neither a whole number from 0 to 2^53 − 1 nor null.
 */
export function recommendationStore(
  trackId: number | null,
  options?: { feed?: RecommendationFeed; timeOutSeconds?: number },
): RecommendationStore;
