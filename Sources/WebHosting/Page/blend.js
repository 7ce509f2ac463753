// The weights of a blend while the listener changes them.

// A weight that was changed is a whole number of these parts. Sums of such numbers are not rounded,
// so the weights sum to exactly 1 in any order.
const PARTS = 2 ** 40;

/** A blend whose weights sum to 1 whichever of them changes. */
export class Blend {
  #recommended;
  #weights;
  #shares;

  /**
   * @param {number[]} weights as recommended: at least two, from 0 to 1, summing to 1 within 1e-9.
   * @throws {RangeError} otherwise.
   */
  constructor(weights) {
    const sum = weights.reduce((partial, weight) => partial + weight, 0);
    const areWeights = weights.every((weight) => weight >= 0 && weight <= 1);
    if (weights.length < 2 || !areWeights || !(Math.abs(sum - 1) <= 1e-9)) {
      throw new RangeError("A blend has two or more weights from 0 to 1 that sum to 1.");
    }
    this.#recommended = Object.freeze([...weights]);
    this.reset();
  }

  /** The current weights, in the order given. */
  get weights() {
    return this.#weights;
  }

  /** Whether they differ from the recommended ones. */
  get isChanged() {
    return this.#weights.some((weight, index) => weight !== this.#recommended[index]);
  }

  /** Restores the recommended weights, to the last bit. */
  reset() {
    this.#weights = this.#recommended;
    this.#shares = this.#recommended;
  }

  /**
   * Gives one member a weight; the others share the rest in the same proportions as before.
   *
   * If they had nothing, they share it as they did when they last had something, so that a slider
   * moved to the end and back restores the blend; otherwise they share it equally.
   *
   * @throws {RangeError} for an invalid index, and for a weight outside 0 to 1.
   */
  setWeight(index, weight) {
    if (!Number.isInteger(index) || index < 0 || index >= this.#weights.length) {
      throw new RangeError("The blend has no such member.");
    }
    if (!(weight >= 0 && weight <= 1)) throw new RangeError("A weight is a number from 0 to 1.");
    const own = Math.round(weight * PARTS);
    const shares = this.#sharesWithout(index);
    const parts = divided(PARTS - own, shares);
    parts[index] = own;
    this.#weights = Object.freeze(parts.map((part) => part / PARTS));
    if (own < PARTS) this.#shares = this.#weights;
  }

  #sharesWithout(index) {
    for (const shares of [this.#weights, this.#shares]) {
      const others = shares.map((share, member) => (member === index ? 0 : share));
      if (others.some((share) => share > 0)) return others;
    }
    return this.#weights.map((_, member) => (member === index ? 0 : 1));
  }
}

// Whole parts in proportion to the shares. The running sums are rounded; the last of them is the
// whole, so nothing is lost or added.
function divided(whole, shares) {
  const total = shares.reduce((partial, share) => partial + share, 0);
  let running = 0;
  let given = 0;
  return shares.map((share) => {
    running += share;
    const upTo = Math.round((running / total) * whole);
    const part = upTo - given;
    given = upTo;
    return part;
  });
}
