// Numbers that look random and are the same in every run: SplitMix64, as in chapter 10 of the Spec.
export function randomNumbers(seed) {
  const mask = (1n << 64n) - 1n;
  let state = BigInt(seed) & mask;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & mask;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    z ^= z >> 31n;
    return Number(z >> 11n) * 2 ** -53;
  };
}

// An integer below a limit.
export const below = (random, bound) => Math.floor(random() * bound);

// This many positive weights that sum to 1, some of them tiny.
export function randomWeights(random, count) {
  const scores = Array.from({ length: count }, () => random() ** below(random, 6) + 1e-9);
  const total = scores.reduce((sum, score) => sum + score, 0);
  return scores.map((score) => score / total).sort((first, second) => second - first);
}
