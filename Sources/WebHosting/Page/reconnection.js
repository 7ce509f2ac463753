// When to try again after a connection was lost.

/**
 * Seconds to wait before the attempt of that number, from 0: twice as long each time, up to half a
 * minute, and of that a random part from half to all, so that many pages do not come back at once.
 *
 * @param {() => number} random from 0 to below 1.
 */
export function reconnectionDelay(attempt, random) {
  const longest = Math.min(0.25 * 2 ** attempt, 30);
  return longest / 2 + (longest / 2) * random();
}

/** For how many seconds a connection has to last until the next loss counts as the first again. */
export const STEADY_SECONDS = 5;
