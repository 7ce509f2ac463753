// Types of access.js.

export interface AccessWorld {
  location?: Location;
  history?: History;
  storage?: Storage | null;
  fetch?: typeof fetch;
}

/** Knows the token of the page's server, and sends it to that server only. */
export class Access {
  constructor(world?: AccessWorld);
  /** The token, or null if none is known. */
  readonly token: string | null;
  /** Takes a token, or an address that ends in one; returns whether there was one. */
  take(text: string): boolean;
  /** Takes the token from the page's address; returns whether there was one. */
  takeFromAddress(): boolean;
  /** `fetch`, with the token for requests to the page's own server. */
  fetch(url: string, options?: RequestInit): Promise<Response>;
  /** The protocols to offer to a WebSocket at an address. */
  protocols(url: string): string[];
}

/** The access to the page's own server. */
export function sharedAccess(): Access;
