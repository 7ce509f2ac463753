import assert from "node:assert/strict";
import { test } from "node:test";

import {
  BlindTest, blindTestWords, chanceByGuessing,
} from "../../../Sources/WebHosting/Page/blind-test.js";

// Σ C(n, i) / 2^n with integers of any size.
function exactly(right, rounds) {
  let sum = 0n;
  let choose = 1n;
  for (let count = 0; count <= rounds; count += 1) {
    if (count >= right) sum += choose;
    choose = (choose * BigInt(rounds - count)) / BigInt(count + 1);
  }
  return Number((sum * 10n ** 18n) / 2n ** BigInt(rounds)) / 1e18;
}

test("the chance of doing as well by guessing is the exact tail of the binomial", () => {
  assert.equal(chanceByGuessing(0, 0), 1);
  assert.equal(chanceByGuessing(1, 1), 0.5);
  assert.equal(chanceByGuessing(5, 5), 1 / 32);
  assert.equal(chanceByGuessing(4, 5), 6 / 32);
  // The 12 of 16 that listening tests ask for: 2,517 of 65,536.
  assert.equal(chanceByGuessing(12, 16), 2517 / 65536);
  for (const rounds of [7, 20, 64, 500]) {
    for (let right = 0; right <= rounds; right += 1) {
      assert.ok(Math.abs(chanceByGuessing(right, rounds) - exactly(right, rounds)) < 1e-12);
    }
  }
});

test("X is one of the two by a new coin toss each round, and answers are counted", () => {
  const tosses = [true, false, true, true];
  const blind = new BlindTest(() => tosses.shift());
  assert.equal(blind.chance, null);
  assert.equal(blind.hidden, "mastered");
  blind.answer("mastered");
  assert.equal(blind.hidden, "original");
  blind.answer("mastered");
  blind.answer("mastered");
  assert.deepEqual(blind.rounds.map(({ isRight }) => isRight), [true, false, true]);
  assert.equal(blind.right, 2);
  assert.equal(blind.chance, 0.5);
});

test("the browser's coin comes up both ways", () => {
  const seen = new Set();
  for (let round = 0; round < 200; round += 1) seen.add(new BlindTest().hidden);
  assert.deepEqual([...seen].sort(), ["mastered", "original"]);
});

test("the text claims no more than the rounds show", () => {
  const words = (right, rounds) =>
    blindTestWords({
      right, rounds: Array.from({ length: rounds }), chance: chanceByGuessing(right, rounds),
    });
  assert.match(words(2, 2), /At least five rounds/);
  assert.match(words(6, 8), /does not show that you hear a difference/);
  assert.match(words(8, 8), /p = 0\.0039.*You hear a difference/);
  assert.match(blindTestWords({ right: 0, rounds: [], chance: null }), /Listen to A, B and X/);
});
