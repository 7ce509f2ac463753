import assert from "node:assert/strict";
import { test } from "node:test";

import { reconnectionDelay } from "../../../Sources/WebHosting/Page/reconnection.js";
import { randomNumbers } from "./support/random.mjs";

test("the wait doubles up to half a minute", () => {
  const longest = [0, 1, 2, 3, 6, 7, 50, 5000].map((attempt) => reconnectionDelay(attempt, () => 1));
  assert.deepEqual(longest, [0.25, 0.5, 1, 2, 16, 30, 30, 30]);
});

test("half of the wait is random, and it is never zero", () => {
  const random = randomNumbers(2);
  for (let attempt = 0; attempt < 2000; attempt += 1) {
    const longest = reconnectionDelay(attempt, () => 1);
    const delay = reconnectionDelay(attempt, random);
    assert.ok(delay >= longest / 2 && delay < longest);
  }
});
