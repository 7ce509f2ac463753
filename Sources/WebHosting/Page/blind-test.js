// A blind test of whether a listener hears a difference at all (ABX): X is one of two versions, and
// the listener says which.

/**
 * The chance of naming `right` of `rounds` or more correctly by guessing: Σ C(n, i) / 2^n.
 */
export function chanceByGuessing(right, rounds) {
  // Each term is computed from the previous one, so that nothing overflows.
  let term = 2 ** -rounds;
  let sum = 0;
  for (let count = 0; count <= rounds; count += 1) {
    if (count >= right) sum += term;
    term *= (rounds - count) / (count + 1);
  }
  return Math.min(sum, 1);
}

/** Even odds from the browser's generator. */
const coin = () => (crypto.getRandomValues(new Uint8Array(1))[0] & 1) === 1;

/** The rounds of a blind test of "original" against "mastered". */
export class BlindTest {
  #toss;
  #hidden;
  #rounds = [];

  /** @param toss gives true or false with even odds */
  constructor(toss = coin) {
    this.#toss = toss;
    this.#hide();
  }

  /** Which of the two X is in this round; needed to play it. */
  get hidden() {
    return this.#hidden;
  }

  /** The finished rounds: `hidden`, `named`, `isRight`. */
  get rounds() {
    return [...this.#rounds];
  }

  get right() {
    return this.#rounds.filter(({ isRight }) => isRight).length;
  }

  /** The chance of doing as well by guessing; null before the first answer. */
  get chance() {
    return this.#rounds.length === 0 ? null : chanceByGuessing(this.right, this.#rounds.length);
  }

  /** Takes an answer, "original" or "mastered", and starts the next round. */
  answer(named) {
    this.#rounds.push({ hidden: this.#hidden, named, isRight: named === this.#hidden });
    this.#hide();
  }

  #hide() {
    this.#hidden = this.#toss() ? "mastered" : "original";
  }
}

/** The result of the rounds so far, in words. */
export function blindTestWords({ right, rounds, chance }) {
  if (chance === null) return "Listen to A, B and X as often as you like, then say which one X is.";
  const count = `${right} of ${rounds.length} right.`;
  const odds = `Guessing does as well ${percent(chance)} of the time (p = ${chance.toPrecision(2)}).`;
  if (rounds.length < 5) return `${count} ${odds} At least five rounds are needed.`;
  if (chance < 0.05) return `${count} ${odds} You hear a difference.`;
  return `${count} ${odds} This does not show that you hear a difference.`;
}

const percent = (share) => `${share < 0.1 ? (share * 100).toPrecision(1) : Math.round(share * 100)}\u00a0%`;
