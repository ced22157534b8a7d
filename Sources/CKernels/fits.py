"""How segments.py fits polynomials, but for those about multiples of 1/2: minimax.py.

On a segment f(c + d) = a0 + d (a1 + d (a2 + ...)). Row 0 holds the centres c, row 1 the constants a0,
and so on. c is chosen near the middle of its segment such that f(c) is a float to 2^-30 or better, so that
a0 needs no tail. The rest is fitted by least squares at Chebyshev nodes, which stays within a factor
of two of the minimax polynomial; each coefficient is rounded to float before the next ones are fitted.

The last two coefficients share a float, which saves a lookup: a_n is that float, and a_(n-1), which needs few digits,
the float that its low bits give when moved up by SHARED. The lower coefficients make up for what both lose but for a
bit at most.
"""

import sys

import mpmath as mp
import numpy as np

mp.mp.prec = 120
SHARED = 14


def single(v):
    return mp.mpf(float(np.float32(float(v))))


def text(v):
    v = float(np.float32(float(v)))
    if v == 0:
        return "0.0f"
    mantissa, exponent = v.hex().split("p")
    return f"{mantissa.rstrip('0').rstrip('.')}p{exponent}f"


def balance(f, lo, hi):
    """Where f is the harmonic mean of its ends, so that relative to each end it is equally far from both; the middle
    where f has a root or turns."""
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


def lifted(word):
    """The coefficient that shares a float with a_n."""
    return (word.view(np.uint32) << np.uint32(SHARED)).view(np.float32)


def shared_floats(low, high):
    """The floats near `high` whose low bits hold a float near `low`."""
    step = 1 << 32 - SHARED
    tops = (int(np.float32(high).view(np.uint32)) & -step) + step * np.arange(-8, 9)
    ends = (int(np.float32(low).view(np.uint32)) >> SHARED) + np.arange(-64, 65)
    return (tops[:, None] | ends & step - 1).ravel().astype(np.uint32).view(np.float32)


def shared(low, high, error):
    """The one of them with the smallest error(low, high)."""
    words = shared_floats(low, high)
    return words[np.argmin(error(lifted(words).astype(np.float64), words.astype(np.float64)))]


def fit(f, c, a0, lo, hi, degree):
    """a1 ... of f(c + d) - a0 = d (a1 + ...), the last two as one float, and the largest error relative to f."""
    lo, hi = lo - c, hi - c
    nodes = [(lo + hi) / 2 + (hi - lo) / 2 * mp.cos(mp.pi * (k + 0.5) / 40) for k in range(40)]
    scale = np.array([float(1 / abs(f(c + d))) for d in nodes])
    d = np.array([float(v) for v in nodes])
    powers = np.stack([d**k * scale for k in range(1, degree + 1)], axis=1)
    unit = np.abs(powers).max(axis=0)
    powers /= unit
    rest = [f(c + v) - a0 for v in nodes]
    relative = lambda: np.array([float(v) for v in rest]) * scale
    solved = lambda first, last: np.linalg.lstsq(powers[:, first:last], relative(), rcond=None)[0] / unit[first:last]

    def settle(k, a):
        nonlocal rest
        rest = [v - mp.mpf(float(a)) * t**k for v, t in zip(rest, nodes)]

    n = degree - 2
    lower = np.linalg.qr(powers[:, :n])[0]
    left = lambda v: (v - lower @ (lower.T @ v))[:, None]
    whole, low, high = left(relative()), left(powers[:, n] * unit[n]), left(powers[:, n + 1] * unit[n + 1])
    word = shared(*solved(0, degree)[n:], lambda a, b: np.abs(whole - a * low - b * high).max(axis=0))
    settle(n + 1, lifted(word))
    settle(n + 2, word)
    coefficients = []
    for k in range(n):
        coefficients.append(single(solved(k, n)[0]))
        settle(k + 1, coefficients[-1])
    return coefficients + [single(word)], np.abs(relative()).max()


def fma(a, b, c):
    return (a.astype(np.float64) * b + c).astype(np.float32)


def ulp(v):
    return 2.0 ** (np.frexp(v)[1] - 24)


def relative(worst):
    return f"Largest relative error of the polynomials: 2^{np.log2(worst):.1f}."


def segment(coefficients):
    """S(...), as Layout.h wants it."""
    padded = coefficients + ["0"] * (-len(coefficients) % 4)
    fours = [", ".join(padded[k : k + 4]) for k in range(0, len(padded), 4)]
    return "  S(" + ", \\\n    ".join(fours) + ")"


def emit(name, comment, columns, bound=""):
    assert len(columns) in (8, 16, 32)
    print(f"/* {comment}" + (f"\n * {bound}" if bound else "") + " */")
    segments = f"GESSO_{name.upper()}_SEGMENTS"
    print(f"#define {segments}(S) \\")
    print(" \\\n".join(segment([text(v) for v in column]) for column in columns))
    print(f"GESSO_SEGMENT_TABLE({name}, {len(columns)}, {len(columns[0])}, {segments})\n")
    print(name, bound, file=sys.stderr)


def uniform(name, comment, f, edges, degree, centre=None):
    columns, worst = [], 0
    for i, (lo, hi) in enumerate(edges):
        c = centre(i) if centre and centre(i) is not None else friendly(f, (lo + hi) / 2, hi - lo)
        a0 = single(f(c))
        a, error = fit(f, c, a0, lo, hi, degree)
        worst = max(worst, error)
        columns.append([single(c), a0] + a)
    emit(name, comment, columns, relative(worst))


def gridded(name, comment, f, index, count, limit, degree):
    """Segment i is where index(a) rounds to i. Row 1 is a multiple of 2^-24 where f is not tiny, and row 2 what f(c)
    has beyond it: f(c + d) = row1 + (row2 + d (row3 + ...))."""
    columns, worst = [], 0
    end = index(mp.mpf(limit))
    for i in range(count):
        lo, hi = (mp.findroot(lambda a: index(a) - v, (i + 1) / 3.0) if v > 0 else mp.mpf(0)
                  for v in (i - mp.mpf(1) / 2, min(i + mp.mpf(1) / 2, end)))
        c = single(balance(f, lo, hi)) if i else mp.mpf(0)
        a0 = mp.nint(f(c) * 2**24) / 2**24 if f(c) > mp.mpf(2) ** -16 else single(f(c))
        t0 = single(f(c) - a0)
        a, error = fit(f, c, a0 + t0, lo, hi, degree)
        worst = max(worst, error)
        columns.append([c, a0, t0] + a)
    emit(name, comment, columns, relative(worst))


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


def complemented(f, middle, width, slack, count):
    """Floats c at most `width` from the middle, each with the float next to f(c): `count` for which that is within
    `slack` 2^-24 of a multiple of 2^-24, the nearest to f(c) first."""
    near = np.linspace(float(middle - width), float(middle + width), 20001).astype(np.float32)
    exact = f(near.astype(np.float64))
    value = exact.astype(np.float32).astype(np.float64)
    grid = np.abs(value * 2**24 - np.rint(value * 2**24)) <= slack
    assert grid.sum() >= count
    order = np.argsort(np.where(grid, np.abs(value / exact - 1), 1), kind="stable")
    return [(single(near[i]), single(value[i])) for i in order[:count]]


def complements(name, comment, f, plain, edges, degree, tries, empty):
    """f(c - d) = a0 + d (a1 + ...), where 1 - a0 is a float within 0.05 2^-24; or within half of 2^-24 where f is below
    2^-20. `plain` is f for NumPy. Of several tries at a centre the one is taken with which x f(-x) is best. `empty`
    segments follow in which f is 0."""
    columns, worst = [], 0
    for i, (lo, hi) in enumerate(edges):
        width, slack = (0.01, 0.05) if f(lo) > mp.mpf(2) ** -20 else ((hi - lo) / 8, 0.5)
        centres = complemented(plain, balance(f, lo, hi), width, slack, tries) if i else [(mp.mpf(0), f(mp.mpf(0)))]
        fits = [(c, a0, *fit(lambda v: f(c - v), mp.mpf(0), a0, c - hi, c - lo, degree)) for c, a0 in centres]
        fits.sort(key=lambda row: product_error(plain, lo, hi, *row[:3]))
        c, a0, a, error = fits[0]
        worst = max(worst, error)
        columns.append([c, a0] + a)
    end = edges[-1][1]
    emit(name, comment, columns + [[end] + [mp.mpf(0)] * degree] * empty, relative(worst))


def product_error(f, lo, hi, c, a0, coefficients):
    """The largest error of x f(-x) as Segments.swift's timesArgument computes it for lo <= |x| <= hi, in ULP: at a
    quarter of a million places, in the outer segments at all floats."""
    a = np.linspace(max(float(lo), 1e-3), float(hi), 250001).astype(np.float32)
    c, a0, *coefficients = (np.float32(float(v)) for v in (c, a0, *coefficients))
    d = c - a
    first, q = a * d, fma(d, coefficients[-1], lifted(coefficients[-1]))
    for k in coefficients[-2:0:-1]:
        q = fma(d, q, k)
    rest = fma(first, coefficients[0], (first * d * q).astype(np.float64))
    tail = a * f(a.astype(np.float64))
    worst = 0
    for x, constant, exact in (-a, a0, -tail), (a, np.float32(1) - a0, a - tail):
        y = fma(x, constant, -rest.astype(np.float64))
        worst = max(worst, np.max(np.abs(y - exact) / ulp(exact)))
    return worst


def quadratic(linear, square, limit):
    """Segment i is where linear a + square a^2 rounds to i, up to the limit."""
    root = lambda v: (mp.sqrt(linear * linear + 4 * square * v) - linear) / (2 * square) if v > 0 else mp.mpf(0)
    h = mp.mpf(1) / 2
    edges = [(root(i - h), min(root(i + h), mp.mpf(limit))) for i in range(32)]
    return [(lo, hi) for lo, hi in edges if lo < hi]


def held_ratio(name, comment, f, offset, limit, knee, degree):
    """f(a) / min(a, K) - 1. Segment i is where the exponent and the top bit of the fraction of
    p = a^2 + offset end in i, and K the first float where p is `knee`, so that the ratio is smooth
    on each. At 0 it is a little above 0, which keeps a zero's sign."""
    position = lambda a: np.float32(float(a) * float(a) + offset)
    a = np.float32((knee - offset) ** 0.5)
    while position(a) >= knee:
        a = np.nextafter(a, np.float32(0))
    k = single(np.nextafter(a, np.float32(9)))
    edges = [v * 2.0**e for e in range(-9, 9) for v in (1, 1.5)]
    start = max(i for i, v in enumerate(edges) if v <= offset)
    columns, worst = [[]] * 16, 0
    root = lambda p: min(mp.sqrt(max(p - mp.mpf(offset), 0)), mp.mpf(limit))
    for lo, hi in zip(edges[start : start + 16], edges[start + 1 :]):
        i = (np.float32(lo).view(np.uint32) >> 22) & 15
        base = (lambda v: v) if hi <= knee else (lambda v: k)
        whole = lambda v: f(v) / base(v) if v else mp.mpf(1)
        low, high = root(lo), root(hi)
        c = friendly(lambda v: whole(v) - 1, (low + high) / 2, high - low) if low else mp.mpf(0)
        a0 = single(whole(c) - 1) if low else mp.mpf(2) ** -40
        a, error = fit(whole, c, 1 + a0, low or mp.mpf("1e-9"), high, degree)
        worst = max(worst, error)
        columns[i] = [c, a0] + a
    emit(name, f"{comment}, K = {text(k)}", columns, relative(worst))
