// Types of recommendation-feed.js.

import type { Recommendation } from "./scoring.js";

/** Why there is no recommendation. */
export interface Failure {
  /** A code of the Spec, or "unreachable" if no answer arrived. */
  readonly code: string;
  /** A sentence for people; may be empty. */
  readonly message: string;
}

export type ProgressStatus = "analyzing" | "complete" | "cached" | "failed";

export interface KnownOfTrack {
  readonly recommendation: Readonly<Recommendation> | null;
  readonly failure: Failure | null;
  readonly status: ProgressStatus | null;
  /** When the latest of the two arrived, in milliseconds of the feed's clock. */
  readonly receivedAt: number | null;
}

export type MessageType =
  | "track_loaded"
  | "fingerprint_progress"
  | "mastering_recommendation"
  | "mastering_recommendation_failed";

export interface Clock {
  /** Milliseconds. */
  now(): number;
  setTimeout(act: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}

export interface World {
  /** Address of the server; the page's if absent. */
  base?: string;
  WebSocket?: typeof WebSocket;
  /** The protocols offered to a WebSocket, which carry the token. */
  protocols?: (url: string) => string[];
  /** Sends the token of the page's server by default. */
  fetch?: typeof fetch;
  /** From 0 to below 1. */
  random?: () => number;
  clock?: Clock;
}

/** One connection to one server, and what the server has reported about each track. */
export class RecommendationFeed {
  constructor(world?: World);
  readonly clock: Clock;
  readonly isConnected: boolean;
  /** The track that the server reported as loaded, or null if it has not yet. */
  readonly currentTrackId: number | null;
  known(trackId: number): KnownOfTrack;
  forget(trackId: number): void;
  /** Calls a listener for all news about a track; the returned function removes it. */
  listen(trackId: number, listener: (type: MessageType) => void): () => void;
  /**
   * Calls an observer when the connection is made or lost, a track is loaded, the library changes,
   * or a rendering's state changes, of which it gets the message's data.
   */
  observe(
    observer: (news: "open" | "lost" | "loaded" | "library" | "rendering", data?: object) => void,
  ): () => void;
  /** Tries at once to reconnect. */
  hurry(): void;
  /** Requests a recommendation over HTTP; listeners get the result. */
  ask(trackId: number): Promise<void>;
  /** Makes a track the server's current one. */
  load(trackId: number): Promise<void>;
}

/** The feed of the page's own server. */
export function sharedFeed(): RecommendationFeed;
