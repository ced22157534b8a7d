#!/usr/bin/env python3
"""Writes Sources/CKernels/Quantiles.c: the normal quantile as 257 polynomials.

y is the probability of the nearer tail in units of 2^-32, Z(y) = -Φ^-1(y 2^-32) the quantile's magnitude.
Row 8 (e + 1) + m belongs to y near c = 2^e (1 + m/8): eight rows an octave from y = 1/2 to y = 2^31, each
for the y that round to its c. With d = y - 1/2 - floor(c) and t = 2^-16 d

    Z = a0 + d (a1 + t (b2 + t (b3 + t (b4 + t b5))))

a0 and a1 are doubles, the others floats: what they add is below 1/16 of d a1, so that their roundings stay below one
word's step, and Z falls strictly from each word to the next. Segments so hierarchical are from Cheung,
Lee, Luk & Villasenor, "Hardware generation of arbitrary random number distributions from uniform
distributions via the inversion method" (2007). Where c < 8, one word belongs to a row, and a0 is all of it.

The fit is least squares at Chebyshev nodes relative to Z; each coefficient is rounded before the next ones are
fitted. At the median Z = a1 (y - 2^31) to first order exactly, which keeps the relative error there.
"""

import sys

import mpmath as mp
import numpy as np

mp.mp.prec = 110
NODES = 14


def magnitude(y):
    p = mp.mpf(y) / 2**32
    if p > 1e-4:
        return -mp.sqrt(2) * mp.erfinv(2 * p - 1)
    start = mp.sqrt(-2 * mp.log(p)) - 0.5
    return mp.findroot(lambda z: mp.log(mp.erfc(z / mp.sqrt(2)) / 2) - mp.log(p), start)


def least_squares(columns, right):
    matrix = np.array(columns, dtype=float).T
    unit = np.abs(matrix).max(axis=0)
    return np.linalg.lstsq(matrix / unit, right, rcond=None)[0] / unit


def row(octave, part):
    """a0, a1, [b2 ... b5] and the largest error relative to Z."""
    unit = mp.mpf(2) ** octave
    c = unit * (8 + part) / 8
    base = mp.floor(c) + mp.mpf(1) / 2
    if c < 8:
        return magnitude(base), 0, [0] * 4, 0
    low = c - unit / (16 if part else 32)
    high = min(c + unit / 16, mp.mpf(2) ** 31)
    ys = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (k + 0.5) / NODES) for k in range(NODES)]
    zs = [magnitude(y) for y in ys]
    weights = np.array([float(1 / z) for z in zs])
    ds = [y - base for y in ys]
    ts = [float(16 * d / unit) for d in ds]  # within ±1 or so
    if octave == 31:
        a1 = -mp.sqrt(2 * mp.pi) / 2**32
        a0 = a1 / 2
    else:
        a0 = magnitude(base)
        a1 = -mp.sqrt(2 * mp.pi) * mp.exp(a0 * a0 / 2) / 2**32
        rest = np.array([float(z - a0 - d * a1) for z, d in zip(zs, ds)]) * weights
        powers = [[t**k * w for t, w in zip(ts, weights)] for k in range(6)]
        solution = least_squares(powers, rest)
        a0 += mp.mpf(float(solution[0]))
        a1 += mp.mpf(float(solution[1])) * 16 / unit
    a0, a1 = mp.mpf(float(a0)), mp.mpf(float(a1))
    rest = [z - a0 - d * a1 for z, d in zip(zs, ds)]
    later = []
    for k in range(1, 5):
        powers = [[float(d) * t**j * w for d, t, w in zip(ds, ts, weights)] for j in range(k, 5)]
        solution = least_squares(powers, np.array([float(r) for r in rest]) * weights)
        b = float(np.float32(solution[0] * float(2**20 / unit) ** k))
        later.append(b)
        rest = [r - d * mp.mpf(b) * (d / 2**16) ** k for r, d in zip(rest, ds)]
    return a0, a1, later, max(abs(float(r)) * w for r, w in zip(rest, weights))


def text(v):
    mantissa, exponent = float(v).hex().split("p")
    return "0" if v == 0 else f"{mantissa.rstrip('0').rstrip('.')}p{exponent}"


rows = [row(octave, part) for octave in range(-1, 31) for part in range(8)] + [row(31, 0)]
worst = np.log2(max(r[3] for r in rows))
print("/* Written by Sources/CKernels/quantiles.py; the method is described there.")
print(f" * Largest relative error of the polynomials: 2^{worst:.1f}. */")
print('#include "CKernels.h"\n')
print("/* Rows 257 ... are the same with a0 negated. */")
print("const gesso_quantile_row gesso_quantile_rows[514] = {")
for first, sign in ((0, 1), (257, -1)):
    for i, (a0, a1, later, _) in enumerate(rows):
        floats = ", ".join(text(b) + "f" if b else "0" for b in later)
        print(f"    [{first + i}] = {{{{{text(sign * a0)}, {text(a1)}}}, {{{floats}}}}},")
print("};")
print(f"2^{worst:.2f}", file=sys.stderr)
