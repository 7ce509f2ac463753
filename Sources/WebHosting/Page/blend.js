// The weights of a blend while the listener changes them.

// A weight that was turned is a whole number of these parts. Sums of such numbers have no rounding,
// so that the weights sum to exactly 1 in whatever order they are added.
const PARTS = 2 ** 40;

/** A blend whose weights sum to 1 whatever is done to one of them. */
export class Blend {
  #recommended;
  #weights;
  #shares;

  /**
   * @param {number[]} weights as recommended: at least two, from 0 to 1, summing to 1 within 1e-9.
   * @throws {RangeError} where they are not.
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

  /** The weights as they are, in the order they were given. */
  get weights() {
    return this.#weights;
  }

  /** Whether they differ from what was recommended. */
  get isChanged() {
    return this.#weights.some((weight, index) => weight !== this.#recommended[index]);
  }

  /** Back to the weights as recommended, to the last bit. */
  reset() {
    this.#weights = this.#recommended;
    this.#shares = this.#recommended;
  }

  /**
   * Gives one member a weight; the others share the rest as they shared it before.
   *
   * Where they had nothing, they share it as they did when they last had something, so that a
   * slider pushed to the end and back ends where it began; otherwise in equal parts.
   *
   * @throws {RangeError} for an index that is none, and a weight that is not from 0 to 1.
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

// Whole parts in proportion to the shares. Rounded are the running sums, the last of which is the
// whole, so that nothing is lost and nothing comes on top.
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
