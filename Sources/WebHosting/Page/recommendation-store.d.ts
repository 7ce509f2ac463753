// Types of recommendation-store.js.

import type { Failure, ProgressStatus, RecommendationFeed } from "./recommendation-feed.js";
import type { Recommendation } from "./scoring.js";

export interface RecommendationState {
  readonly recommendation: Readonly<Recommendation> | null;
  /** Whether an answer is awaited. */
  readonly isLoading: boolean;
  /** Whether waiting timed out; an answer is still shown when it arrives. */
  readonly isTimedOut: boolean;
  /** Whether the recommendation is a blend; false without one. */
  readonly isHybrid: boolean;
  readonly failure: Failure | null;
  /** The progress of the analysis, if the server has reported it. */
  readonly status: ProgressStatus | null;
  /** When the recommendation or failure arrived, in milliseconds as of `performance.now()`. */
  readonly receivedAt: number | null;
}

/** One track's recommendation. Every member of its state can be read from the store itself. */
export interface RecommendationStore extends RecommendationState {
  readonly trackId: number | null;
  /** The whole state, frozen; the same object until something changes. */
  snapshot(): RecommendationState;
  /**
   * Calls a function with the state, at once and after every change; the returned function
   * unsubscribes.
   */
  subscribe(subscriber: (state: RecommendationState) => void): () => void;
  /** Forgets the recommendation, and does not wait for one until the server sends the next. */
  clearRecommendation(): void;
  /** Requests it over HTTP: after a failure, or if no client loads the track. */
  request(): void;
}

export const TIME_OUT_SECONDS: number;

/**
 * A store for one track's recommendation, which listens while it has subscribers.
 *
 * @throws {TypeError} if the id is neither an integer from 0 to 2^53 − 1 nor null.
 */
export function recommendationStore(
  trackId: number | null,
  options?: { feed?: RecommendationFeed; timeOutSeconds?: number },
): RecommendationStore;
