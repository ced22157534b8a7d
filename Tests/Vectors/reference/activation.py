"""activation.h: the inputs worth trying, and the files that hold them. The functions are in kinds.py."""

import math
from itertools import islice

from mpmath import mpf

from .bits import f32, f64, from_bits, rounded
from .kinds import KINDS
from .streams import random_words, uniform, word

INF, NAN = math.inf, math.nan
LARGEST, NORMAL, SUBNORMAL = from_bits(0x7F7FFFFF), from_bits(0x00800000), from_bits(1)

SPECIAL = [
    0.0,
    INF,
    NAN,
    LARGEST,
    NORMAL,
    SUBNORMAL,
    from_bits(2),
    from_bits(0x007FFFFF),
    from_bits(0x00400000),
]
# Where results turn subnormal or 0, saturate, or an exponential loses its last digit beside 1.
TURNS = [
    88.02969,
    88.72283,
    87.33654,
    88.37626,
    103.27893,
    103.97208,
    104.0,
    16.635532,
    17.328680,
    9.010913,
    8.317766,
    9.704060,
    43.668274,
    44.361420,
    51.986040,
    52.3,
    0.54930615,
    0.34657359,
    0.69314718,
    20.0,
    110.0,
]


def both_signs(values):
    return [s for v in values for s in ((v, -v) if v == v else (v,))]


def neighbours(value):
    bits = int(f32(rounded(value)), 16)
    return [from_bits(bits + step) for step in (-1, 0, 1)]


def inputs(dense):
    """About 400 floats, or about 100."""
    words = random_words(seed=2, stream=0)
    powers = [2.0**e for e in range(-149, 128, 5 if dense else 25)]
    powers += [2.0**e for e in range(-14, 7)] if dense else []
    near = [n for t in TURNS for n in (neighbours(t) if dense else [rounded(t)])]
    # Evenly over [-112, 112] and over bit patterns.
    spread = [rounded((w / 2**31 - 1) * 112) for w in islice(words, 60 if dense else 10)]
    patterns = [from_bits(w) for w in islice(words, 60 if dense else 10)]
    middle = [rounded((w / 2**31 - 1) * 4) for w in islice(words, 40 if dense else 10)]
    ordered = both_signs(SPECIAL + powers + near) + spread + patterns + middle
    return list({f32(x): x for x in ordered}.values())


def activation():
    for name, kind in KINDS.items():
        for i, (alpha, beta) in enumerate(kind.parameters):
            a, b = rounded(alpha), rounded(beta)
            for x in inputs(dense=i == 0):
                values = kind.function(x, a, b), kind.slope(x, a, b)
                yield name, f32(a), f32(b), f32(x), *map(f64, values)


def outputs(dense):
    """Values all over the ranges: what x gives, and what lies close to the ends."""
    ends = [1 - 2.0**-e for e in range(1, 25)] + [0.3 * 2.0**-e for e in range(24)]
    return [rounded(y) for y in both_signs(ends)] + inputs(dense)


def activation_from_output():
    for name, kind in KINDS.items():
        for i, (alpha, beta) in enumerate(kind.parameters):
            a, b = rounded(alpha), rounded(beta)
            if not kind.from_output or (kind.needs_sign and a < 0):
                continue
            ends = [rounded(-a * (1 - 2.0**-e)) for e in (4, 12, 23)] + [-a]
            values = {f32(y): y for y in outputs(dense=i == 0) + ends}
            for y in values.values():
                if math.isnan(y) or kind.is_output(y, a, b):
                    yield name, f32(a), f32(b), f32(y), f64(kind.from_output(y, a, b))


def product(slope, value):
    """Exact in double for floats, so that it is rounded once."""
    return rounded(slope * value)


def prelu():
    words = random_words(seed=3, stream=0)
    for outer, channels, inner in [
        (1, 1, 40),
        (5, 3, 1),
        (3, 19, 1),
        (2, 3, 17),
        (2, 4, 5),
        (1, 2, 33),
    ]:
        slopes = [rounded(w / 2**32 - 0.25) for w in islice(words, channels)]
        sums = [mpf(0)] * channels
        yield "case", str(outer), str(channels), str(inner)
        yield "slopes", *map(f32, slopes)
        for i in range(outer * channels * inner):
            c = i // inner % channels
            x, dy = (rounded(w / 2**29 - 4) for w in islice(words, 2))
            x = {3: 0.0, 5: -0.0, 7: -SUBNORMAL, 11: -NORMAL}.get(i, x)
            if x <= 0:
                sums[c] += mpf(dy) * mpf(x)
            y, dx = (x, dy) if x > 0 else (product(slopes[c], x), product(slopes[c], dy))
            yield "element", f32(x), f32(dy), f32(y), f32(dx)
        yield "dslopes", *map(f64, sums)


def rrelu():
    words = random_words(seed=4, stream=0)
    values = [1.0, -1.0, 0.0, -0.0, -NORMAL, -SUBNORMAL, -LARGEST, -INF]
    for lower, upper in [(1 / 8, 1 / 3), (0.0, 1.0), (-0.5, 0.5), (0.2, 0.2)]:
        lower, upper = rounded(lower), rounded(upper)
        for seed, stream, start in [
            (0, 0, 0),
            (1, 2**63 + 5, 2**40 + 3),
            (2**64 - 1, 7, 2**64 - 41),
        ]:
            for i in range(40):
                x = values[i] if i < len(values) else rounded(next(words) / 2**29 - 6)
                bits = word(seed, stream, start + i)
                slope = rounded(float(uniform(lower, upper, bits)))
                y = x if x > 0 else product(slope, x)
                key = f"{seed:016x} {stream:016x} {start + i:016x}"
                yield f32(lower), f32(upper), key, f32(x), f32(slope), f32(y)
