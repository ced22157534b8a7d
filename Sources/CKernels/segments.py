#!/usr/bin/env python3
"""Writes Sources/CKernels/include/Segments.h: 16 or 32 polynomials for each of a few functions.

fits.py and minimax.py say how.
"""

import math

import mpmath as mp
import numpy as np

from fits import SHARED, single
from fits import balanced, complements, emit, gridded, held_ratio, positive, quadratic, rooted, steps, uniform
from minimax import by_halves


def mills(a):
    return mp.erfc(a / mp.sqrt(2)) / 2 * mp.exp(a * a / 2)


print("/* Written by Sources/CKernels/segments.py; fits.py and minimax.py describe the method. */")
print('#ifndef GESSO_SEGMENTS_H\n#define GESSO_SEGMENTS_H\n\n#include "Layout.h"\n')
print("#pragma clang assume_nonnull begin\n")
print("/* By so many bits the low end of a last coefficient is moved up to give the one before it. */")
print(f"#define GESSO_SHARED {SHARED}\n")

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
gridded(
    "softplus",
    "ln(1 + e^-a) on [0, 7.75]; segment i is a = i/2 +- 1/4",
    lambda a: mp.log1p(mp.exp(-a)),
    lambda a: a * 2,
    16,
    7.75,
    6,
)
logistic = lambda a: 1 / (1 + mp.exp(a))
plain_logistic = lambda a: 1 / (1 + np.exp(a))
# Fitted as far as x < 0 needs them; in the last segment f is 0, so that x f(-x) is x.
for name, what, f, plain, reach, p, k in (
    ("normal", "Phi(-a)", lambda a: mp.erfc(a / mp.sqrt(2)) / 2,
     lambda a: np.vectorize(math.erfc)(a / 2**0.5) / 2, 5.25, "2", "0.72265625"),
    ("gelu_tanh", "1 / (1 + e^2u), u = sqrt(2/pi) (a + 0.044715 a^3),", lambda a: logistic(a * (k0 + k1 * a * a)),
     lambda a: plain_logistic(a * (float(k0) + float(k1) * a * a)), 4.91, "1.8125", "0.890625"),
):
    comment = f"{what} on [0, {reach}]; segment i is {p} a + {k} a^2 = i +- 1/2"
    complements(name, comment, f, plain, quadratic(mp.mpf(p), mp.mpf(k), reach), 5, tries=100, empty=1)
by_halves("logistic", "1 / (1 + e^a)", logistic, plain_logistic, 5)
by_halves(
    "logistic_slope",
    "e^-a / (1 + e^-a)^2",
    lambda a: logistic(a) * logistic(-a),
    lambda a: plain_logistic(a) * plain_logistic(-a),
    5,
)
by_halves("tanh_slope", "1 - tanh^2 a", lambda a: 1 / mp.cosh(a) ** 2, lambda a: 1 / np.cosh(a) ** 2, 7)


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
quick = mp.mpf("1.702")
edges = positive(steps(1 / mp.mpf("2.2"), mp.mpf("0.84"), 16))
uniform(
    "quick_slope",
    "(1 + e^-z - z) e^-z / (1 + e^-z)^2, z = 1.702 a, on [0, 6.89]; segment i is 2.2 a + 0.84 in [i, i + 1)",
    lambda a: swish(quick * a),
    edges,
    7,
    rooted(lambda a: swish(quick * a), edges, 0.751),
)
border = lambda i: (mp.sqrt(mp.mpf("2.25") + mp.mpf("1.125") * (i - mp.mpf("0.213"))) - 1.5) / mp.mpf("0.5625")
edges = positive([(border(i), border(i + 1)) for i in range(16)])
for name, f in ("gelu_slope", normal_swish), ("gelu_tanh_slope", tanh_swish):
    uniform(
        name,
        "The slope at -a on [0, 5.2]; segment i is 1.5 a + 0.28125 a^2 + 0.213 in [i, i + 1)",
        f,
        edges,
        7,
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
    6,
    lambda i: single(mp.findroot(lambda x: mish(x) - single(0.6), 0)) if i == 16 else balanced(mish, edges, i),
)
edges = steps(1, mp.mpf("7.7"), 16)
slope = lambda x: mp.diff(lambda v: v * mish(v), x)
uniform(
    "mish_slope",
    "The slope of x tanh ln(1 + e^x) on [-7.7, 8.3]; segment i is x + 7.7 in [i, i + 1)",
    slope,
    edges,
    9,
    rooted(slope, edges, -1.19),
)

held_ratio(
    "tanh",
    "tanh a / min(a, K) - 1 on [0, 9.02]; segment i: exponent and first bit of a^2 + 15/32 end in i",
    mp.tanh,
    15 / 32,
    9.02,
    1.5,
    5,
)


def power_bits(t, k):
    return single(np.uint32(np.float32(float(t)).view(np.uint32) - (k << 20)).view(np.float32))


roots = [mp.mpf(2) ** (mp.mpf(k) / 8) for k in range(8)]
# A g below 2^(1/8) for which all 8 floats are within 0.11 ULP of what they stand for.
g = 1 + mp.mpf(16916) / 2**23
emit(
    "exponential",
    "The bits of T, the float next to 2^(k/8) (1 + 16916/2^23), less k 2^20",
    [[power_bits(root * g, k)] for k, root in enumerate(roots)],
)
# T - 1 has twelve bits. The last T is larger than the others would have it: just below the segment around 0, where
# T - 1 and T e are of the size of their sum, e is small for it, and v is exact because ln(2^(7/8) / T) has so few bits.
tops = [mp.nint(root * 2**12) / 2**12 for root in roots[:7]] + [mp.mpf(7626) / 2**12]
emit(
    "precise_exponential",
    "The bits of T, near 2^(k/8), less k 2^20; and ln(2^(k/8) / T), which is a float to 2^-36",
    [[power_bits(t, k), mp.log(root / t)] for k, (root, t) in enumerate(zip(roots, tops))],
)
# These T have so few bits that 1 + 2^n T is a float for -17 <= n <= 23.
tops = [mp.mpf(top) / 64 for top in (64, 70, 76, 83, 91, 99, 108, 118)]
emit(
    "coarse_exponential",
    "The same for T of seven bits",
    [[power_bits(t, k), mp.log(root / t)] for k, (root, t) in enumerate(zip(roots, tops))],
)

print("#pragma clang assume_nonnull end\n\n#endif")
