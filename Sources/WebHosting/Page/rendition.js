// Fetches what is played, and says why it cannot be fetched or played.

import { sharedAccess } from "./access.js";

// More than a minute at the server's usual pace: enough to solve a forgotten rendering again.
const MOST_TRIES = 100;
const LONGEST_WAIT_SECONDS = 10;

/** Why a version cannot be fetched or played; `code` is the server's, or one of the page's in words.js. */
export class PlayingFailure extends Error {
  constructor({ code, message = "" }) {
    super(message);
    this.name = "PlayingFailure";
    this.code = code;
  }
}

/** The failure that an error means. Only `fetched` finds out that the server cannot be reached. */
export function playingFailure(error) {
  if (error instanceof PlayingFailure) return error;
  // What Web Audio says to a sample rate.
  if (error.name === "NotSupportedError") return new PlayingFailure({ code: "rate_not_supported" });
  // No WAVE file, too short a part of one, or no JSON.
  if (error instanceof RangeError || error instanceof SyntaxError) {
    return new PlayingFailure({ code: "unreadable_answer" });
  }
  return new PlayingFailure({ code: "page_failed", message: String(error) });
}

/**
 * Fetches from the server, and reads the answer: `read` gets the response.
 *
 * @throws {PlayingFailure} where the server cannot be reached, or its answer breaks off
 */
export async function fetched(path, options, read) {
  try {
    const response = await sharedAccess().fetch(path, options);
    return { response, answer: await read(response) };
  } catch (error) {
    if (error instanceof TypeError) throw new PlayingFailure({ code: "unreachable" });
    throw error;
  }
}

/** The same for JSON. */
export const fetchedJSON = (path, options) => fetched(path, options, (response) => response.json());

/**
 * Bytes of a version. While it is not rendered, it is requested again, as often as the server says.
 *
 * @throws {PlayingFailure} also where it takes too long
 */
export async function renditionBytes(path, first, last, signal) {
  const options = { headers: { Range: `bytes=${first}-${last}` }, signal };
  for (let tries = 1; ; tries += 1) {
    const { response, answer } = await fetched(path, options, (response) =>
      response.ok ? response.arrayBuffer() : response.json(),
    );
    if (response.ok) return answer;
    const isBusy = response.status === 503 || response.status === 429;
    if (!isBusy || tries === MOST_TRIES) throw new PlayingFailure(answer.error);
    const seconds = Number(response.headers.get("Retry-After") ?? 1);
    await new Promise((resolve) =>
      setTimeout(resolve, 1000 * (seconds <= LONGEST_WAIT_SECONDS ? seconds : LONGEST_WAIT_SECONDS)),
    );
    signal?.throwIfAborted();
  }
}
