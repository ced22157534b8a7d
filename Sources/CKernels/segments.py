#!/usr/bin/env python3
"""Writes Sources/CKernels/include/Segments.h: 32 polynomials for each of a few functions.

On a segment f(c + d) = a0 + d (a1 + d (a2 + ...)). Row 0 holds the centres c, row 1 the constants a0,
and so on. c is chosen near the middle of its segment such that f(c) is a float to 2^-32 or better, so that
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
    rest = [f(c + v) - a0 for v in nodes]
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


def emit(name, comment, columns, worst):
    count = len(columns[0])
    print(f"/* {comment}\n * Largest relative error of the polynomials: 2^{np.log2(worst):.1f}. */")
    print(f"static inline __attribute__((always_inline)) const float *gesso_{name}_rows(void) {{")
    print(f"  static const float rows[{count * 32}] __attribute__((aligned(64))) = {{")
    for k in range(count):
        for i in range(0, 32, 4):
            print("      " + ", ".join(text(columns[j][k]) for j in range(i, i + 4)) + ",")
    print("  };\n  return rows;\n}\n")
    print(name, f"2^{np.log2(worst):.2f}", file=sys.stderr)


def uniform(name, comment, f, edges, degree, centre=None):
    columns, worst = [], 0
    for i, (lo, hi) in enumerate(edges):
        c = centre(i) if centre and centre(i) is not None else friendly(f, (lo + hi) / 2, hi - lo)
        a0 = single(f(c))
        a, error = fit(f, c, a0, lo, hi, degree)
        worst = max(worst, error)
        columns.append([single(c), a0] + a)
    emit(name, comment, columns, worst)


def gridded(name, comment, f, index, limit, degree):
    """Segment i is where index(a) rounds to i. Row 1 is a multiple of 2^-24, so that 1 less it is exact too, and
    row 2 is what f(c) has beyond it: f(c + d) = row1 + (row2 + d (row3 + ...))."""
    columns, worst = [], 0
    for i in range(32):
        lo, hi = (mp.findroot(lambda a: index(a) - v, (i + 1) / 3.0) if v > 0 else mp.mpf(0)
                  for v in (i - mp.mpf(1) / 2, min(i + mp.mpf(1) / 2, index(mp.mpf(limit)))))
        c = single((lo + hi) / 2) if i else mp.mpf(0)
        a0 = mp.nint(f(c) * 2**24) / 2**24
        t0 = single(f(c) - a0)
        a, error = fit(f, c, a0 + t0, lo, hi, degree)
        worst = max(worst, error)
        columns.append([c, a0, t0] + a)
    emit(name, comment, columns, worst)


def mills(a):
    return mp.erfc(a / mp.sqrt(2)) / 2 * mp.exp(a * a / 2)


print("/* Written by Sources/CKernels/segments.py; the method is described there. */")
print("#ifndef GESSO_SEGMENTS_H\n#define GESSO_SEGMENTS_H\n\n#pragma clang assume_nonnull begin\n")

h = mp.mpf(1) / 2
uniform(
    "mills",
    "Phi(-a) e^(a^2/2) on [0, 15.75]; segment i is a = i/2 +- 1/4",
    mills,
    [(max(i * h - h / 2, mp.mpf(0)), i * h + h / 2) for i in range(32)],
    6,
)
slope = lambda a: mills(a) - a / mp.sqrt(2 * mp.pi)
root = mp.findroot(slope, 0.75)
uniform(
    "gelu_slope",
    "(Phi(-a) - a phi(a)) e^(a^2/2) on [0, 16]; segment i is [i/2, i/2 + 1/2], the second\n"
    " * centred at the float next to the root",
    slope,
    [(i * h, i * h + h) for i in range(32)],
    7,
    lambda i: single(root) if i == 1 else None,
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
    9,
    5,
)
gridded(
    "normal",
    "Phi(-a) on [0, 4.5]; segment i is 2.125 a + 1.0625 a^2 = i +- 1/2",
    lambda a: mp.erfc(a / mp.sqrt(2)) / 2,
    lambda a: mp.mpf("2.125") * a + mp.mpf("1.0625") * a * a,
    4.5,
    6,
)


def root_row(name, f, start, reach):
    """f near its root: centre, then a0 ... a5 of a0 + d (a1 + ...), relative error within reach of it."""
    c = single(mp.findroot(f, start))
    a0 = single(f(c))
    a, worst = fit(f, c, a0, c - reach, c + reach, 6)
    print(f"/* {name}' at -a near its root: the centre, a0 ... a6. */")
    print(f"static inline __attribute__((always_inline)) const float *gesso_{name}_root(void) {{")
    print(f"  static const float row[8] = {{")
    print("      " + ", ".join(text(v) for v in [c, a0] + a[:2]) + ",")
    print("      " + ", ".join(text(v) for v in a[2:]) + "};\n  return row;\n}\n")
    print(name, f"2^{np.log2(worst):.2f}", file=sys.stderr)


def swish(a):
    w = mp.exp(-a)
    return w * (1 + w - a) / (1 + w) ** 2


k0, k1 = 2 * mp.sqrt(2 / mp.pi), 2 * mp.sqrt(2 / mp.pi) * mp.mpf("0.044715")


def tanh_swish(a):
    w = mp.exp(-a * (k0 + k1 * a * a))
    return w * (1 + w - a * (k0 + 3 * k1 * a * a)) / (1 + w) ** 2


root_row("silu", swish, 1.278, mp.mpf("0.13"))
root_row("gelu_tanh", tanh_swish, 0.752, mp.mpf("0.16"))
print("#pragma clang assume_nonnull end\n\n#endif")
