// Types of access.js.

export interface AccessWorld {
  location?: Location;
  history?: History;
  storage?: Storage | null;
  fetch?: typeof fetch;
}

/** Knows the token of the page's server, and sends it there and nowhere else. */
export class Access {
  constructor(world?: AccessWorld);
  /** The token, or null while none is known. */
  readonly token: string | null;
  /** Takes over a token, or an address that ends in one; whether there was one. */
  take(text: string): boolean;
  /** Takes over the token in the page's address; whether there was one. */
  takeFromAddress(): boolean;
  /** `fetch`, with the token where the page's own server is asked. */
  fetch(url: string, options?: RequestInit): Promise<Response>;
  /** The protocols to offer to a WebSocket at an address. */
  protocols(url: string): string[];
}

/** The access to the page's own server. */
export function sharedAccess(): Access;
