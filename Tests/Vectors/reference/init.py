"""init.h: random words, distributions, schemes and fans."""

from itertools import islice
from math import prod

from mpmath import mp, mpf

from .bits import f32, f64, rounded, u32, u64
from .streams import bernoulli_normal, normal, random_words, truncated_normal, uniform, word

TOP = 2**64 - 1
# Where the counter's words carry, and the two ends. The highest index there is, is 2^64 - 2.
OFFSETS = [
    *range(9),
    2**34 - 2,
    2**34 - 1,
    2**34,
    2**34 + 1,
    2**63 - 1,
    2**63,
    2**63 + 1,
    TOP - 3,
    TOP - 2,
    TOP - 1,
]
KEYS = [
    (0, 0),
    (1, 0),
    (0, 1),
    (2**32, 0),
    (0, 2**32),
    (2**32 - 1, 2**32 - 1),
    (TOP, TOP),
    (0x0123456789ABCDEF, 0xFEDCBA9876543210),
    (42, 2**63),
]


def random_bits():
    for seed, stream in KEYS:
        for offset in OFFSETS:
            yield u64(seed), u64(stream), u64(offset), u32(word(seed, stream, offset))


def extreme_offsets(seed, stream, count):
    """Of the first `count` elements: those with the largest, the smallest and the middle words."""
    words = [(word(seed, stream, i), i) for i in range(count)]
    by_size, by_half = sorted(words), sorted((abs(w - 2**31), i) for w, i in words)
    return [i for _, i in by_size[:6] + by_size[-6:] + by_half[:6]]


def init():
    cases = [
        ("constant", 0.0, 0.0),
        ("constant", -1.5, 0.0),
        ("uniform", 0.0, 1.0),
        ("uniform", -0.05, 0.05),
        ("uniform", 0.1, 0.3),
        ("uniform", 2.0, 2.0),
        ("uniform", -1e30, 1e-30),
        ("uniform", -1e38, 1e38),
        ("normal", 0.0, 1.0),
        ("normal", 0.0, 0.01),
        ("normal", 3.0, 0.5),
        ("normal", -1000.0, 1e-3),
        ("normal", 1.0, 0.0),
        ("normal", 0.0, 1e-40),
        ("normal", 0.0, 1e37),
        ("bernoulli_normal", 0.0, 0.5),
        ("bernoulli_normal", 0.25, 1.0),
        ("bernoulli_normal", 0.9, 0.01),
        ("bernoulli_normal", 1e-9, 3.0),
        ("bernoulli_normal", 1 - 2.0**-24, 1.0),
        ("bernoulli_normal", 1.0, 1.0),
    ]
    values = {"constant": lambda a, b, bits: mpf(a), "uniform": uniform, "normal": normal,
              "bernoulli_normal": bernoulli_normal}
    far = extreme_offsets(7, 0, 1 << 16)
    for kind, a, b in cases:
        a, b = rounded(a), rounded(b)
        places = [(7, 0, o) for o in far] + [(s, t, o) for s, t in KEYS[5:] for o in OFFSETS[::2]]
        for seed, stream, offset in places if kind != "constant" else places[:2]:
            value = values[kind](a, b, word(seed, stream, offset))
            yield kind, f32(a), f32(b), u64(seed), u64(stream), u64(offset), f64(value)


def truncated():
    cases = [
        (0.0, 1.0, -2.0, 2.0),
        (0.0, 0.02, -0.04, 0.04),
        (3.0, 0.5, -1.0, 1.0),
        (0.0, 1.0, -mp.inf, 1.0),
        (0.0, 1.0, 0.0, mp.inf),
        (0.0, 1.0, -6.0, 6.0),
        (0.0, 1.0, -0.01, 0.02),
        (0.0, 1.0, 0.5, 1.3),
        (0.0, 1.0, 1.0, 1.0001),
        (0.0, 1.0, 8.0, 9.0),
        (0.0, 1.0, -101.0, -100.0),
        (1.0, 1.0, 3.0, mp.inf),
        (0.0, 0.001, -2.0, 2.0),
    ]
    far = extreme_offsets(7, 0, 1 << 16)
    for case in cases:
        a, b, low, high = (rounded(float(v)) for v in case)
        for offset in far[::2] + OFFSETS[::4]:
            value = truncated_normal(a, b, low, high, word(7, 0, offset))
            yield *map(f32, (a, b, low, high)), u64(7), u64(0), u64(offset), f64(value)


FANS = [
    (1, 1),
    (3, 0),
    (784, 512),
    (512, 784),
    (500, 500),
    (27, 576),
    (2**31, 2**33),
    (7, 2**40),
]
# The standard deviation of the standard normal between -2 and 2.
CUT = mp.sqrt(1 - 4 * mp.npdf(2) / (mp.ncdf(2) - mp.ncdf(-2)))


def shapes(deviation):
    """The distributions of this standard deviation, as name, a and b."""
    reach = mp.sqrt(3) * deviation
    yield "uniform", f64(-reach), f64(reach)
    yield "normal", f64(0), f64(deviation)
    yield "truncated_normal", f64(0), f64(deviation / CUT)


def scheme():
    variances = {
        "xavier": lambda i, o: mpf(2) / (i + o),
        "he": lambda i, o: mpf(2) / i,
        "lecun": lambda i, o: mpf(1) / i,
        "pytorch": lambda i, o: mpf(1) / (3 * mpf(i)),
    }
    for name, variance in variances.items():
        for fan_in, fan_out in FANS:
            if name == "xavier" and fan_out == 0:
                continue
            for gain in map(rounded, (1.0, 0.0, 5 / 3, 1e-3)):
                sizes = str(fan_in), str(fan_out), f32(gain)
                for row in shapes(mp.sqrt(variance(fan_in, fan_out)) * gain):
                    if name != "pytorch" or row[0] == "uniform":
                        yield f"{name}_{row[0]}", *sizes, *row


def variance_scaling():
    modes = {
        "fan_in": lambda i, o: mpf(i),
        "fan_out": lambda i, o: mpf(o),
        "fan_average": lambda i, o: mpf(i + o) / 2,
        "fan_geometric": lambda i, o: mp.sqrt(mpf(i) * o),
    }
    for mode, fan in modes.items():
        for fan_in, fan_out in FANS:
            if fan_out == 0 and mode != "fan_in":
                continue
            for scale in map(rounded, (1.0, 0.0, 2.0, 0.1)):
                for row in shapes(mp.sqrt(mpf(scale) / fan(fan_in, fan_out))):
                    yield f32(scale), mode, str(fan_in), str(fan_out), *row


def fans():
    shapes = [
        (8, 3),
        (1, 1),
        (512, 784),
        (64, 3, 3, 3),
        (12, 5, 7),
        (6, 4, 1, 1),
        (3, 3, 64, 12),
        (5, 1, 32),
        (2, 3, 4, 5, 6),
    ]
    for layout in ("pytorch", "keras"):
        for shape in shapes:
            out, inside, field = (shape[0], shape[1], shape[2:])
            if layout == "keras":
                out, inside, field = shape[-1], shape[-2], shape[:-2]
            for groups in (1, 2, 3, 4, out):
                if out % groups == 0:
                    fan_in, fan_out = inside * prod(field), out // groups * prod(field)
                    yield layout, *map(str, (groups, fan_in, fan_out, len(shape), *shape))
