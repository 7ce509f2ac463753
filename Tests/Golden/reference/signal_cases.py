"""The signals of `signals.ndjson`, by id."""

from collections.abc import Iterator

from recipes import Channel, Recipe, Term, dc, impulse, noise, sine, square

ONE_SECOND = 44100

# Around the half hop, the hop, the half frame and the frame, where framing errors show.
NOISE_LENGTHS = (1, 2, 511, 512, 513, 1023, 1024, 1025, 2047, 2048, 2049, 4096, 44100, 100000)


def signal_cases() -> dict[str, Recipe]:
    cases: dict[str, Recipe] = {}
    for group in (_lengths, _tones, _edges, _sums, _channels, _extremes):
        for name, recipe in group():
            if name in cases:
                raise ValueError(f"two signals are called {name}")
            cases[name] = recipe
    return cases


def _mono(*terms: Term, samples: int = ONE_SECOND) -> Recipe:
    return Recipe([list(terms)], samples)


def _lengths() -> Iterator[tuple[str, Recipe]]:
    for samples in NOISE_LENGTHS:
        yield f"noise-{samples}-samples", _mono(noise(samples, 0.5), samples=samples)
    yield "silence-1-sample", _mono(samples=1)
    yield "silence-one-second", _mono()
    yield "dc-1-sample", _mono(dc(0.5), samples=1)
    yield "sine-997-hz-511-samples", _mono(sine(997, 0.5), samples=511)
    yield "sine-997-hz-2049-samples", _mono(sine(997, 0.5), samples=2049)


def _tones() -> Iterator[tuple[str, Recipe]]:
    for hz in (100, 997, 1000, 5000, 15000):
        yield f"sine-{hz}-hz", _mono(sine(hz, 0.5))
    yield "sine-1000-hz-full-scale", _mono(sine(1000, 1), samples=100000)
    yield "sine-1000-hz-minus-60-db", _mono(sine(1000, 0.001))
    # A quarter of the rate: every second sample is within 1e-10 of zero and counts as +0.
    yield "sine-11025-hz-zero-every-second-sample", _mono(sine(11025, 0.5), samples=4096)
    # Quarter hertz: within the second, no sample but the first coincides with a jump.
    yield "square-100-25-hz", _mono(square(100.25, 0.5))
    yield "square-997-25-hz-full-scale", _mono(square(997.25, 1))


def _edges() -> Iterator[tuple[str, Recipe]]:
    for at in (0, 1, 511, 512, 1023, 1024, 2048, 4095):
        yield f"impulse-at-{at}-of-4096", _mono(impulse(at, 1), samples=4096)
    yield "impulse-negative-in-one-second", _mono(impulse(22050, -0.75))
    yield "dc-0-25", _mono(dc(0.25))
    yield "dc-minus-1", _mono(dc(-1))


def _sums() -> Iterator[tuple[str, Recipe]]:
    yield "sine-1000-hz-and-noise", _mono(sine(1000, 0.5), noise(101, 0.01))
    yield "sine-100-hz-and-loud-noise", _mono(sine(100, 0.3), noise(102, 0.3))
    yield "sines-100-5000-15000-hz", _mono(sine(100, 0.4), sine(5000, 0.2), sine(15000, 0.1))
    yield "sine-997-hz-and-dc", _mono(sine(997, 0.25), dc(0.125))
    yield "noise-and-dc", _mono(noise(103, 0.25), dc(0.5))
    yield "noise-and-impulse", _mono(noise(104, 0.01), impulse(30000, 0.9))
    yield (
        "sine-5000-hz-noise-and-dc-100000-samples",
        _mono(sine(5000, 0.25), noise(105, 0.125), dc(-0.0625), samples=100000),
    )


def _channels() -> Iterator[tuple[str, Recipe]]:
    left: Channel = [noise(201, 0.5)]
    right: Channel = [noise(202, 0.5)]
    loud: list[Channel] = [[noise(seed, 1)] for seed in (203, 204, 205, 206)]
    antiphase: list[Channel] = [[sine(997, 0.5)], [sine(997, -0.5)]]
    yield "stereo-silence", Recipe([[], []], 4096)
    yield "stereo-noise", Recipe([left, right], ONE_SECOND)
    yield "stereo-equal-channels", Recipe([left, left], ONE_SECOND)
    yield "stereo-left-only", Recipe([left, []], ONE_SECOND)
    yield "stereo-right-only", Recipe([[], left], ONE_SECOND)
    yield "stereo-antiphase-cancels", Recipe(antiphase, ONE_SECOND)
    yield "stereo-sine-left-noise-right", Recipe([[sine(1000, 0.5)], right], ONE_SECOND)
    yield "three-channels-third-ignored", Recipe([left, right, *loud[:1]], ONE_SECOND)
    yield "five-one-only-front-counts", Recipe([left, right, *loud], ONE_SECOND)
    yield "five-one-antiphase-front", Recipe([*antiphase, *loud], ONE_SECOND)


def _extremes() -> Iterator[tuple[str, Recipe]]:
    yield "noise-above-full-scale", _mono(noise(301, 2.5))
    yield "sine-1000-hz-above-full-scale", _mono(sine(1000, 2.5))
    # Quieter than the floor of -100 dB: the levels stop there, the spectrum does not.
    yield "noise-below-level-floor", _mono(noise(302, 1e-6))
    yield "noise-around-crossing-threshold", _mono(noise(303, 2e-10))
    yield "noise-below-crossing-threshold", _mono(noise(304, 1e-11))
    # 1e-42 is subnormal in float32 and its frames sum to less than 1.18e-38.
    yield "impulse-below-spectrum-threshold", _mono(impulse(2048, 1e-42), samples=4096)
