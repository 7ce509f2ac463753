// When to reconnect after a connection was lost.

/**
 * Seconds to wait before the attempt with this number, from 0. The delay doubles each time, up to
 * half a minute; a random part of it, from half to all, is used, so that many pages do not
 * reconnect at once.
 *
 * @param {() => number} random from 0 to below 1.
 */
export function reconnectionDelay(attempt, random) {
  const longest = Math.min(0.25 * 2 ** attempt, 30);
  return longest / 2 + (longest / 2) * random();
}

/** How many seconds a connection has to last for the next loss to count as the first again. */
export const STEADY_SECONDS = 5;
