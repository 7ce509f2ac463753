"""The summary's numbers."""

import random
import unittest
from decimal import Decimal, localcontext

from mastering_spark.summary import Running


class SummaryTests(unittest.TestCase):
    def test_the_deviation_is_the_correctly_rounded_root(self) -> None:
        """As in Swift, where `squareRoot()` rounds correctly (IEEE 754); a power of 0.5 does not always."""
        chance = random.Random(12)
        # Of the first pair, a power of 0.5 gives another double; of the others, one in 20,000.
        pairs = [(-49.359853980259075, -29.81694069256101)]
        pairs += [(chance.uniform(-60, 0), chance.uniform(-60, 0)) for _ in range(500)]
        for first, second in pairs:
            running = Running()
            running.add(first)
            running.add(second)
            # Welford's sum of squares for two numbers, with the same operations.
            before = second - first
            squares = before * (second - (first + before / 2))
            with localcontext() as context:
                context.prec = 60
                exact = float(Decimal(squares / 2).sqrt())
            self.assertEqual(running.deviation, exact, (first, second))
