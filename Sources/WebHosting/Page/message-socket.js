// The server's WebSocket, kept open: its messages, and whether it is connected.

import { InvalidMessage, readMessage } from "./messages.js";
import { reconnectionDelay, STEADY_SECONDS } from "./reconnection.js";

/**
 * Connects when opened, and reconnects whenever the connection is lost, until it is closed.
 *
 * `WebSocket`, the protocols to offer, `clock` and `random` are passed in so that tests can control
 * them.
 */
export class MessageSocket {
  #url;
  #world;
  #heard;
  #changed;
  #socket = null;
  #timer = null;
  #attempt = 0;
  #openedAt = null;

  /**
   * @param url of the endpoint, `ws:` or `wss:`
   * @param heard called with each message in order and its time of arrival, by `clock.now()`
   * @param changed called with "open" and "lost" as the connection is made and lost
   */
  constructor(url, { WebSocket, protocols, clock, random }, { heard, changed }) {
    this.#url = url;
    this.#world = { WebSocket, protocols, clock, random };
    this.#heard = heard;
    this.#changed = changed;
  }

  /** Whether it is connected. */
  get isOpen() {
    return this.#openedAt !== null;
  }

  /** Connects; has no effect if connected. */
  open() {
    if (this.#socket === null && this.#timer === null) this.#connect();
  }

  /** Tries again now, without waiting further. */
  hurry() {
    if (this.#timer === null) return;
    this.#world.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#connect();
  }

  /** Disconnects, and stays disconnected. */
  close() {
    this.#world.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#attempt = 0;
    this.#openedAt = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  #connect() {
    const { WebSocket, protocols, clock } = this.#world;
    // Asked for each time, because the token may have changed.
    const socket = new WebSocket(this.#url, protocols(this.#url));
    this.#socket = socket;
    // A discarded socket may still deliver events.
    const whileCurrent = (act) => (event) => {
      if (this.#socket === socket) act(event);
    };
    socket.addEventListener(
      "open",
      whileCurrent(() => {
        this.#openedAt = clock.now();
        this.#changed("open");
      }),
    );
    socket.addEventListener(
      "message",
      whileCurrent(({ data }) => this.#read(data, clock.now())),
    );
    socket.addEventListener(
      "close",
      whileCurrent(() => this.#lost()),
    );
  }

  #read(text, time) {
    let message;
    try {
      message = readMessage(text);
    } catch (error) {
      if (!(error instanceof InvalidMessage)) throw error;
      console.warn(error.message);
      return;
    }
    if (message !== null) this.#heard(message, time);
  }

  #lost() {
    const { clock, random } = this.#world;
    const wasSteady = this.isOpen && clock.now() - this.#openedAt >= STEADY_SECONDS * 1000;
    if (wasSteady) this.#attempt = 0;
    this.#socket = null;
    this.#openedAt = null;
    const delay = reconnectionDelay(this.#attempt, random) * 1000;
    this.#attempt += 1;
    this.#timer = clock.setTimeout(() => {
      this.#timer = null;
      this.#connect();
    }, delay);
    this.#changed("lost");
  }
}
