#!/usr/bin/env python3
"""Writes Sources/CKernels/include/Segments.h: 8, 16 or 32 polynomials for each of a few functions.

On a segment f(c + d) = a0 + d (a1 + d (a2 + ...)). Row 0 holds the centres c, row 1 the constants a0,
and so on. c is chosen near the middle of its segment such that f(c) is a float to 2^-30 or better, so that
a0 needs no tail. The rest is fitted by least squares at Chebyshev nodes, which stays within a factor
of two of the minimax polynomial; each coefficient is rounded to float before the next ones are fitted.
"""
import sys

import mpmath as mp
import numpy as np

mp.mp.prec = 120


def single(v):
    return mp.mpf(float(np.float32(float(v))))


def text(v):
    v = float(np.float32(float(v)))
    if v == 0:
        return "0.0f"
    mantissa, exponent = v.hex().split("p")
    return f"{mantissa.rstrip('0').rstrip('.')}p{exponent}f"


def balance(f, lo, hi):
    """Where f is the harmonic mean of its ends, so that relative to each end it is equally far from both; the middle where
    f has a root or turns."""
    middle, a, b = (lo + hi) / 2, f(lo), f(hi)
    if a * b <= 0 or not min(a, b) < f(middle) < max(a, b):
        return middle
    level = 2 * a * b / (a + b)
    for _ in range(40):
        m = (lo + hi) / 2
        lo, hi = (m, hi) if (f(m) > level) == (a > b) else (lo, m)
    return lo


def friendly(f, middle, width):
    best = None
    for i in range(-150, 151):
        c = single(middle + width * i / 6000)
        v = f(c)
        gap = abs(v - single(v)) / abs(v)
        if best is None or gap < best[0]:
            best = (gap, c)
    return best[1]


def fit(f, c, a0, lo, hi, degree):
    """a1 ... of f(c + d) - a0 = d (a1 + ...), and the largest error relative to f."""
    lo, hi = lo - c, hi - c
    nodes = [(lo + hi) / 2 + (hi - lo) / 2 * mp.cos(mp.pi * (k + 0.5) / 40) for k in range(40)]
    scale = np.array([float(1 / abs(f(c + d))) for d in nodes])
    d = np.array([float(v) for v in nodes])
    # Without a0 it is d that the polynomial is added to.
    rest = [f(c + v) - (v if a0 is None else a0) for v in nodes]
    coefficients = []
    for k in range(1, degree + 1):
        powers = np.stack([d**j * scale for j in range(k, degree + 1)], axis=1)
        unit = np.abs(powers).max(axis=0)
        right = np.array([float(v) for v in rest]) * scale
        solution = np.linalg.lstsq(powers / unit, right, rcond=None)[0] / unit
        a = single(solution[0])
        coefficients.append(a)
        rest = [v - a * t**k for v, t in zip(rest, nodes)]
    worst = max(abs(float(v)) * s for v, s in zip(rest, scale))
    return coefficients, worst


def emit(name, comment, columns, worst=None):
    count = len(columns[0])
    bound = f"\n * Largest relative error of the polynomials: 2^{np.log2(worst):.1f}." if worst else ""
    print(f"/* {comment}{bound} */")
    print(f"static inline __attribute__((always_inline)) const float *gesso_{name}_rows(void) {{")
    print(f"  static const float rows[{count * len(columns)}] __attribute__((aligned(64))) = {{")
    for k in range(count):
        for i in range(0, len(columns), 4):
            print("      " + ", ".join(text(columns[j][k]) for j in range(i, i + 4)) + ",")
    print("  };\n  return rows;\n}\n")
    print(name, *bound.split()[-1:], file=sys.stderr)


def uniform(name, comment, f, edges, degree, centre=None):
    columns, worst = [], 0
    for i, (lo, hi) in enumerate(edges):
        c = centre(i) if centre and centre(i) is not None else friendly(f, (lo + hi) / 2, hi - lo)
        a0 = single(f(c))
        a, error = fit(f, c, a0, lo, hi, degree)
        worst = max(worst, error)
        columns.append([single(c), a0] + a)
    emit(name, comment, columns, worst)


def gridded(name, comment, f, index, count, limit, degree, stored=None):
    """Segment i is where index(a) rounds to i. Row 1 is a multiple of 2^-24 where f is not tiny, so that 1 less it is
    exact too, and row 2 is what f(c) has beyond it: f(c + d) = row1 + (row2 + d (row3 + ...))."""
    columns, worst = [], 0
    end = index(mp.mpf(limit))
    for i in range(count):
        lo, hi = (mp.findroot(lambda a: index(a) - v, (i + 1) / 3.0) if v > 0 else mp.mpf(0)
                  for v in (i - mp.mpf(1) / 2, min(i + mp.mpf(1) / 2, end)))
        c = single(balance(f, lo, hi)) if i else mp.mpf(0)
        a0 = mp.nint(f(c) * 2**24) / 2**24 if stored or f(c) > mp.mpf(2) ** -16 else single(f(c))
        t0 = single(f(c) - a0)
        a, error = fit(f, c, a0 + t0, lo, hi, degree)
        worst = max(worst, error)
        column = [c, a0, t0] + a
        columns.append(stored(column) if stored else column)
    emit(name, comment, columns, worst)


def mills(a):
    return mp.erfc(a / mp.sqrt(2)) / 2 * mp.exp(a * a / 2)


print("/* Written by Sources/CKernels/segments.py; the method is described there. */")
print("#ifndef GESSO_SEGMENTS_H\n#define GESSO_SEGMENTS_H\n\n#pragma clang assume_nonnull begin\n")

h = mp.mpf(1) / 2
k0, k1 = 2 * mp.sqrt(2 / mp.pi), 2 * mp.sqrt(2 / mp.pi) * mp.mpf("0.044715")
uniform(
    "mills",
    "Phi(-a) e^(a^2/2) on [0, 15.75]; segment i is a = i/2 +- 1/4",
    mills,
    [(max(i * h - h / 2, mp.mpf(0)), i * h + h / 2) for i in range(32)],
    6,
)
uniform(
    "gelu_tail_slope",
    "(Phi(-a) - a phi(a)) e^(a^2/2) on [0, 16]; segment i is [i/2, i/2 + 1/2]",
    lambda a: mills(a) - a / mp.sqrt(2 * mp.pi),
    [(i * h, i * h + h) for i in range(32)],
    7,
)
uniform(
    "log1p",
    "ln(1 + e) / e on [0, 1]; segment i is e = (i +- 1/2) / 31",
    lambda e: mp.log1p(e) / e if e else mp.mpf(1),
    [(max((i - h) / 31, mp.mpf(0)), (i + h) / 31) for i in range(32)],
    4,
    lambda i: mp.mpf(0) if i == 0 else None,
)

gridded(
    "softplus",
    "ln(1 + e^-a) on [0, 9]; segment i is 3.5 a = i +- 1/2",
    lambda a: mp.log1p(mp.exp(-a)),
    lambda a: a * 7 / 2,
    32,
    9,
    5,
)
logistic = lambda a: 1 / (1 + mp.exp(a))
from_half = lambda column: [column[0], h - column[1]] + [-v for v in column[2:]]
for name, what, f, reach, p, k in (
    ("normal", "Phi(-a)", lambda a: mp.erfc(a / mp.sqrt(2)) / 2, 5.5, "1.59375", "0.75"),
    ("gelu_tanh", "1 / (1 + e^2u), u = sqrt(2/pi) (a + 0.044715 a^3),",
     lambda a: logistic(a * (k0 + k1 * a * a)), 5, "1.5625", "0.9375"),
):
    comment = f"{what} on [0, {reach}]; segment i is {p} a + {k} a^2 = i +- 1/2"
    gridded(name, comment, f, lambda a: mp.mpf(p) * a + mp.mpf(k) * a * a, 32, reach, 6)
gridded(
    "logistic",
    "1/2 - 1 / (1 + e^a) on [0, 7.75], good to an ULP of what is taken from 1/2; segment i is a = i/2 +- 1/4",
    logistic,
    lambda a: 2 * a,
    16,
    7.75,
    6,
    from_half,
)
quick = mp.mpf("1.702")
gridded(
    "quick_logistic",
    "1/2 - 1 / (1 + e^(1.702 a)) on [0, 7], as above; segment i is 4.5 a = i +- 1/2",
    lambda a: logistic(quick * a),
    lambda a: a * 9 / 2,
    32,
    7,
    6,
    from_half,
)


def steps(width, offset, count):
    """Segment i is where a / width + offset has i for its whole part."""
    return [(width * (i - mp.mpf(offset)), width * (i + 1 - mp.mpf(offset))) for i in range(count)]


def positive(edges):
    return [(max(lo, mp.mpf(0)), hi) for lo, hi in edges]


def balanced(f, edges, i):
    lo, hi = edges[i]
    return friendly(f, balance(f, lo, hi), hi - lo)


def rooted(f, edges, start):
    """The float next to f's root is the centre of its segment; beside it the centres are balanced."""
    root = mp.findroot(f, start)
    return lambda i: single(root) if edges[i][0] < root < edges[i][1] else balanced(f, edges, i)


uniform(
    "logistic_slope",
    "e^-a / (1 + e^-a)^2 on [0, 7.75]; segment i is a = i/2 +- 1/4",
    lambda a: 1 / (mp.exp(a / 2) + mp.exp(-a / 2)) ** 2,
    positive(steps(h, h, 16)),
    5,
)
uniform(
    "tanh_slope",
    "1 - tanh^2 a on [0, 7.75]; segment i is a = i/2 +- 1/4",
    lambda a: 1 / mp.cosh(a) ** 2,
    positive(steps(h, h, 16)),
    7,
)


def swish(a):
    w = mp.exp(-a)
    return w * (1 + w - a) / (1 + w) ** 2


def normal_swish(a):
    return mp.erfc(a / mp.sqrt(2)) / 2 - a * mp.npdf(a)


def tanh_swish(a):
    w = mp.exp(-a * (k0 + k1 * a * a))
    return w * (1 + w - a * (k0 + 3 * k1 * a * a)) / (1 + w) ** 2


def mish(x):
    w = mp.exp(x)
    return w * (w + 2) / (w * (w + 2) + 2)


edges = positive(steps(h, 0.944, 16))
uniform(
    "silu_slope",
    "(1 + e^-a - a) e^-a / (1 + e^-a)^2 on [0, 7.528]; segment i is 2 a + 0.944 in [i, i + 1)",
    swish,
    edges,
    7,
    rooted(swish, edges, 1.278),
)
edges = positive(steps(mp.mpf(2) / 9, 0.75, 32))
uniform(
    "quick_slope",
    "(1 + e^-z - z) e^-z / (1 + e^-z)^2, z = 1.702 a, on [0, 6.94]; segment i is 4.5 a + 0.75 in [i, i + 1)",
    lambda a: swish(quick * a),
    edges,
    6,
    rooted(lambda a: swish(quick * a), edges, 0.751),
)
slope_curve = lambda a: mp.mpf("0.924") + 3 * a + mp.mpf("0.5625") * a * a
border = lambda i: (mp.sqrt(9 + mp.mpf("2.25") * (i - mp.mpf("0.924"))) - 3) / mp.mpf("1.125")
edges = positive([(border(i), border(i + 1)) for i in range(32)])
for name, f in ("gelu_slope", normal_swish), ("gelu_tanh_slope", tanh_swish):
    uniform(
        name,
        "The slope at -a on [0, 5.2]; segment i is 3 a + 0.5625 a^2 + 0.924 in [i, i + 1)",
        f,
        edges,
        6,
        rooted(f, edges, 0.752),
    )
# The middle is where tanh ln(1 + e^x) is the float next to 0.6: the correction at 0 is below an ULP, so that it loses
# nothing in a subnormal product.
edges = steps(h, 16.5, 32)
uniform(
    "mish",
    "tanh ln(1 + e^x) on [-8, 7.75]; segment i is 2 x = i - 16 +- 1/2",
    mish,
    edges,
    7,
    lambda i: single(mp.findroot(lambda x: mish(x) - single(0.6), 0)) if i == 16 else balanced(mish, edges, i),
)
edges = steps(h, 15.885, 32)
slope = lambda x: mp.diff(lambda v: v * mish(v), x)
uniform(
    "mish_slope",
    "The slope of x tanh ln(1 + e^x) on [-7.94, 8.05]; segment i is 2 x + 15.885 in [i, i + 1)",
    slope,
    edges,
    6,
    rooted(slope, edges, -1.19),
)


def eighths(name, comment, f, scale, limit, degree):
    """f(a) ~ a at 0. Segment i is where the exponent and the top bit of the fraction of scale a + 1 end in i. The first one
    has a in place of row 1."""
    columns, worst = [[mp.mpf(0)] * (degree + 2)] * 8, 0
    edges = [1, 1.5, 2, 3, 4, 6, 8, 12, 16]
    for lo, hi in zip(edges, edges[1:]):
        i = (np.float32(lo).view(np.uint32) >> 22) & 7
        lo, hi = (lo - 1) / mp.mpf(scale), min((hi - 1) / mp.mpf(scale), mp.mpf(limit))
        if lo == 0:
            c, a0 = mp.mpf(0), mp.mpf(0)
            a, error = fit(f, c, None, mp.mpf("1e-9"), hi, degree)
        else:
            # Where f is flat a large d costs its order; where it is steep a large correction costs digits.
            middle = balance(f, lo, hi) if f(hi) > 1.6 * f(lo) else (lo + hi) / 2
            c = friendly(f, middle, hi - lo)
            a0 = single(f(c))
            a, error = fit(f, c, a0, lo, hi, degree)
        worst = max(worst, error)
        columns[i] = [c, a0] + a
    emit(name, comment, columns, worst)


eighths(
    "tanh",
    "tanh a on [0, 9.2]; segment i is where 1.625 a + 1 has i for the end of exponent and first bit",
    mp.tanh,
    1.625,
    9.2,
    7,
)

# The last one is 2, which makes x itself of the segment below that around 0: so e^x - 1 loses no digits there.
roots = [2 ** (mp.mpf(k) / 16) for k in range(16)]
tops = [single(root) for root in roots[:15]] + [mp.mpf(2)]
emit(
    "exponential",
    "T, 2^(k/16) to a float but for the last one, and ln (2^(k/16) / T)",
    [[t, mp.log(root / t)] for t, root in zip(tops, roots)],
)

print("#pragma clang assume_nonnull end\n\n#endif")
