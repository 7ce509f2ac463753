// The server's token: taken from after the # of the page's address, kept in the storage of the
// page's origin, and sent with every request. Browsers never send what follows the #, but they
// would send a cookie to every other server on the same host, whatever its port.

const KEY = "mastering-token";
const TOKEN = /^[A-Za-z0-9._~-]{8,256}$/;
const IN_ADDRESS = /#token=([^#&]*)$/;

// The server's WebSocket protocol, and the prefix of another one that carries the token: a page can
// set no other field of a handshake.
const PROTOCOL = "mastering";
const TOKEN_PROTOCOL = "mastering.token.";

const browser = () => ({
  location: globalThis.location,
  history: globalThis.history,
  storage: storageOfTheOrigin(),
  fetch: globalThis.fetch?.bind(globalThis),
});

// A browser may be set to store nothing for this page; access then throws.
function storageOfTheOrigin() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** Knows the token of the page's server, and sends it to that server only. */
export class Access {
  #world;
  #token;

  /** @param world location, history, storage and fetch; those of the browser if absent */
  constructor(world = {}) {
    this.#world = { ...browser(), ...world };
    const kept = this.#world.storage?.getItem(KEY) ?? "";
    this.#token = TOKEN.test(kept) ? kept : null;
    this.takeFromAddress();
  }

  /** The token, or null if none is known. */
  get token() {
    return this.#token;
  }

  /**
   * Takes a token, or an address that ends in one, and stores it.
   *
   * @returns whether there was one
   */
  take(text) {
    const token = (text.match(IN_ADDRESS)?.[1] ?? text).trim();
    if (!TOKEN.test(token)) return false;
    this.#token = token;
    try {
      this.#world.storage?.setItem(KEY, token);
    } catch {
      // Storage is full; the token is known until the page is closed.
    }
    return true;
  }

  /**
   * Takes the token from the page's address, and removes it there, because addresses are shown,
   * copied and saved.
   *
   * @returns whether there was one
   */
  takeFromAddress() {
    const { location, history } = this.#world;
    if (!location?.hash?.startsWith("#token=")) return false;
    const isTaken = this.take(location.hash);
    history?.replaceState(history.state, "", location.pathname + location.search);
    return isTaken;
  }

  /** `fetch`, with the token for requests to the page's own server. */
  fetch = (url, options = {}) => {
    const { fetch } = this.#world;
    if (this.#token === null || !this.#isOwn(url)) return fetch(url, options);
    const headers = { ...options.headers, Authorization: `Bearer ${this.#token}` };
    return fetch(url, { ...options, headers });
  };

  /** The protocols to offer to a WebSocket at an address. */
  protocols(url) {
    if (this.#token === null || !this.#isOwn(url)) return [];
    return [PROTOCOL, TOKEN_PROTOCOL + this.#token];
  }

  #isOwn(url) {
    const { location } = this.#world;
    if (location === undefined) return false;
    return new URL(url, location.href).host === location.host;
  }
}

let shared = null;

/** The access to the page's own server, created on first use. */
export function sharedAccess() {
  shared ??= new Access();
  return shared;
}
