// Types of recommendation-feed.js.

import type { Recommendation } from "./scoring.js";

/** Why there is no recommendation. */
export interface Failure {
  /** A code of the Spec, or "unreachable" where no answer came. */
  readonly code: string;
  /** A sentence for people; may be empty. */
  readonly message: string;
}

export type ProgressStatus = "analyzing" | "complete" | "cached" | "failed";

export interface KnownOfTrack {
  readonly recommendation: Readonly<Recommendation> | null;
  readonly failure: Failure | null;
  readonly status: ProgressStatus | null;
  /** When the last of the two came, in milliseconds of the feed's clock. */
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
  /** Address of the server; that of the page where it is absent. */
  base?: string;
  WebSocket?: typeof WebSocket;
  /** What a WebSocket is offered to speak; by it the token is sent. */
  protocols?: (url: string) => string[];
  /** Sends the token of the page's server, where it is absent. */
  fetch?: typeof fetch;
  /** From 0 to below 1. */
  random?: () => number;
  clock?: Clock;
}

/** One connection to one server, and what it has said about each track. */
export class RecommendationFeed {
  constructor(world?: World);
  readonly clock: Clock;
  readonly isConnected: boolean;
  /** The track that the server said is loaded, or null while it has not. */
  readonly currentTrackId: number | null;
  known(trackId: number): KnownOfTrack;
  forget(trackId: number): void;
  /** Calls a listener for every piece of news of a track; the answer ends it. */
  listen(trackId: number, listener: (type: MessageType) => void): () => void;
  /**
   * Calls an observer when the connection comes and goes, a track is loaded, the library changes, or a
   * rendering stands otherwise, of which it gets the message's data.
   */
  observe(
    observer: (news: "open" | "lost" | "loaded" | "library" | "rendering", data?: object) => void,
  ): () => void;
  /** Tries at once to connect again. */
  hurry(): void;
  /** Asks for a recommendation over HTTP; listeners get what comes. */
  ask(trackId: number): Promise<void>;
  /** Makes a track the server's current one. */
  load(trackId: number): Promise<void>;
}

/** The feed of the page's own server. */
export function sharedFeed(): RecommendationFeed;
