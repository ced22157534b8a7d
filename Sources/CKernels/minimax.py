"""How segments.py fits polynomials about the multiples of 1/2.

The distance d from such a centre c is a remainder and needs no lookup. But f(c) is no float, and a0, the one next to
it, is off by up to half an ULP. Away from c the other coefficients make up for that: they are fitted for the smallest
largest error in ULP (Lawson's iteration), with room left for what the rounding of a1 + d (...) moves the result by. Of
the likeliest last floats the one is taken with which the computed results are best.

The last digit of a coefficient may depend on the machine's linear algebra: what counts is the header as it is
committed.
"""

import mpmath as mp
import numpy as np

from fits import emit, fma, lifted, shared_floats, single, ulp

NODES, ROUNDS, FLOATS = 200, 40, 100


def lawson(columns, target, rounds):
    """The weights with which least squares come nearest to the smallest largest error, and what they give."""
    weights, best = np.ones(len(target)), (np.inf, None, None)
    for _ in range(rounds):
        root = np.sqrt(weights)
        scaled = columns * root[:, None]
        unit = np.abs(scaled).max(axis=0)
        solved = np.linalg.lstsq(scaled / unit, target * root, rcond=None)[0] / unit
        error = np.abs(target - columns @ solved)
        best = min(best, (error.max(), solved, root), key=lambda candidate: candidate[0])
        weights = weights * (error + error.max() / 50)
        weights /= weights.mean()
    return best


def measured(plain, c, lo, hi, a0, lower, last):
    """The largest error of the computed results in ULP."""
    a = np.linspace(float(lo), float(hi), 60001).astype(np.float32)
    d = a - np.float32(float(c))
    q = fma(last, d, lifted(last))
    for k in [*reversed(lower), a0]:
        q = fma(q, d, k)
    exact = plain(a.astype(np.longdouble))
    return np.abs((q - exact) / ulp(exact.astype(np.float64))).max()


def fit_results(f, plain, c, lo, hi, degree):
    """a0 ..., the last two as one float, and the largest error of the computed results in ULP."""
    middle, half = float(lo + hi) / 2 - float(c), float(hi - lo) / 2
    d = middle + half * np.cos(np.pi * (np.arange(NODES) + 0.5) / NODES)
    values = [f(c + mp.mpf(x)) for x in d]
    a0 = single(f(c))
    rest = np.array([float(v - a0) for v in values])
    slopes = np.array([float((v - f(c)) / x) for v, x in zip(values, d)])
    room = (ulp(np.array([float(v) for v in values])) - ulp(slopes) * np.abs(d)) / 2
    powers = np.stack([d**k for k in range(1, degree + 1)], axis=1) / room[:, None]
    target = rest / room

    n = degree - 2
    _, solved, root = lawson(powers, target, ROUNDS)
    lower = np.linalg.qr(powers[:, :n] * root[:, None])[0]
    left = lambda v: (v * root - lower @ (lower.T @ (v * root)))[:, None]
    floats = shared_floats(*solved[n:])
    off = left(target) - lifted(floats) * left(powers[:, n]) - floats * left(powers[:, n + 1])

    def settled(last):
        missing = target - powers[:, n] * lifted(last) - powers[:, n + 1] * last
        coefficients = []
        for k in range(n):
            coefficients.append(np.float32(lawson(powers[:, k:n], missing, ROUNDS // 3)[1][0]))
            missing = missing - powers[:, k] * coefficients[-1]
        return measured(plain, c, lo, hi, np.float32(float(a0)), coefficients, last), coefficients

    likeliest = floats[np.argsort((off**2).sum(axis=0))[:FLOATS]]
    (error, coefficients), last = min(((settled(v), v) for v in likeliest), key=lambda candidate: candidate[0][0])
    return [a0, *coefficients, last], error


def by_halves(name, what, f, plain, degree):
    """Segment i is a = i/2 +- 1/4; row 0 holds the constants. `plain` is f for NumPy."""
    edges = [(mp.mpf(max(2 * i - 1, 0)) / 4, mp.mpf(2 * i + 1) / 4) for i in range(16)]
    columns, errors = zip(*(fit_results(f, plain, mp.mpf(i) / 2, lo, hi, degree) for i, (lo, hi) in enumerate(edges)))
    bound = f"Largest error of the results: {max(errors):.2f} ULP."
    emit(name, f"{what} on [0, 7.75]; segment i is a = i/2 +- 1/4", columns, bound)
