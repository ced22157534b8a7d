"""preprocess.h, by its formulas, with mpmath's eigenvalues."""

import math
from itertools import islice

from mpmath import mp, mpf

from .bits import f32, f64, rounded
from .streams import random_words

OK, DATA = 0, 70
KINDS = ["center", "standardize", "decorrelate", "whiten_pca", "whiten_zca", "whiten_cholesky"]
BY_COLUMN = ["center", "standardize", "min_max", "max_abs"]
SINGLE = ["min_max", "max_abs", "l2"]
COR = ["whiten_pca_cor", "whiten_zca_cor"]
# Whatever axes are chosen among those of equal eigenvalues.
UNIQUE = ["whiten_zca", "whiten_zca_cor", "whiten_cholesky"]


def mixed(rows, features, seed, scale=1.0, shift=0.0):
    """Correlated data: every column has its own spread and takes a part of the one before."""
    words = random_words(seed, stream=1)
    table = []
    for _ in range(rows):
        noise = [w / 2**31 - 1 for w in islice(words, features)]
        row = [
            noise[j] * (1 + 0.75 * j) + (0.5 * noise[j - 1] if j else 0) for j in range(features)
        ]
        table.append([rounded(shift + scale * v) for v in row])
    return table


def with_column(table, j, column):
    return [row[:j] + [column(i, row)] + row[j + 1 :] for i, row in enumerate(table)]


def paired(seed):
    """Columns 2 k and 2 k + 1 change places in every other row, so that half of the axes are
    (u, -u, v, -v, …): the sign rule meets ties that rounding would decide."""
    table = mixed(8, 6, seed)
    return [r for row in table for r in (row, [row[j ^ 1] for j in range(6)])]


PLAIN = mixed(12, 4, seed=11)
CASES = [
    # name, kinds, x, epsilon
    ("plain", KINDS, PLAIN, 0),
    ("wide", KINDS, mixed(40, 9, seed=12), 0),
    ("one_feature", KINDS, mixed(9, 1, seed=13, shift=3), 0),
    ("two_features", KINDS, [[1.0, 2.0], [2.0, 1.0], [4.0, 7.0], [-3.0, 0.5]], 0),
    # The second axis is (1, -1) / sqrt 2: equal magnitudes, so the first entry takes the plus.
    (
        "tied_signs",
        KINDS,
        [[1.0, 1.0], [-1.0, -1.0], [3.0, 2.0], [2.0, 3.0], [-2.0, -3.0], [-3.0, -2.0]],
        0,
    ),
    *(
        (f"ties_{i}", ["decorrelate", "whiten_pca"], paired(seed), 0)
        for i, seed in enumerate((38, 52, 85))
    ),
    ("diagonal", KINDS, [[1.0, 0.0], [-1.0, 0.0], [0.0, 2.0], [0.0, -2.0]], 0),
    ("constant_column", KINDS, with_column(PLAIN, 1, lambda i, row: rounded(0.1)), 0),
    ("duplicated_column", KINDS, with_column(PLAIN, 2, lambda i, row: row[0]), 0),
    ("few_rows", KINDS, mixed(3, 5, seed=14), 0),
    ("one_row", KINDS, mixed(1, 3, seed=15), 0),
    ("all_equal", KINDS, [[2.5, -1.0]] * 4, 0),
    # Axes are not unique, what these kinds give is.
    (
        "equal_eigenvalues",
        ["standardize", "whiten_zca", "whiten_cholesky", "whiten_zca_cor"],
        [[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]],
        0,
    ),
    # Eigenvalues of 2 and 2^-41: condition 4e12.
    (
        "condition",
        ["decorrelate", "whiten_pca", "whiten_zca"],
        [[s, s * (1 + d)] for s in (1.0, -1.0) for d in (2.0**-20, -(2.0**-20))],
        0,
    ),
    # Floats near 1e6 are 1/16 apart.
    ("far_mean", KINDS, mixed(16, 3, seed=16, shift=1e6), 0),
    ("farther_mean", KINDS[:2], mixed(16, 3, seed=17, shift=1e7, scale=4.0), 0),
    ("huge", KINDS[:2], mixed(8, 3, seed=18, scale=1e30), 0),
    ("tiny", KINDS[:2], mixed(8, 3, seed=19, scale=1e-30), 0),
    ("floor", KINDS[3:5], mixed(14, 5, seed=20), 0.25),
    ("floor_duplicated", KINDS[3:5], with_column(PLAIN, 2, lambda i, row: row[0]), 0.25),
    ("nan_column", KINDS, with_column(PLAIN, 1, lambda i, row: math.nan if i == 3 else row[1]), 0),
    (
        "infinite_column",
        KINDS,
        with_column(PLAIN, 1, lambda i, row: math.inf if i == 3 else row[1]),
        0,
    ),
    # Long enough for several blocks of rows, and a count that no block size divides.
    ("tall", ["center", "standardize", "whiten_zca"], mixed(331, 3, seed=21), 0),
    ("others", SINGLE + COR, PLAIN, 0),
    ("others_wide", SINGLE + COR, mixed(40, 9, seed=22), 0),
    ("others_one_feature", SINGLE + COR, mixed(9, 1, seed=23, shift=3), 0),
    ("others_constant", SINGLE + COR, with_column(PLAIN, 1, lambda i, row: rounded(0.1)), 0),
    ("others_duplicated", SINGLE + COR, with_column(PLAIN, 2, lambda i, row: row[0]), 0),
    ("others_few_rows", SINGLE, mixed(3, 5, seed=24), 0),
    ("others_one_row", SINGLE + COR, mixed(1, 3, seed=25), 0),
    ("others_far_mean", SINGLE + COR, mixed(16, 3, seed=26, shift=1e6), 0),
    ("others_huge", SINGLE, mixed(8, 3, seed=27, scale=1e30), 0),
    ("others_tiny", SINGLE, mixed(8, 3, seed=28, scale=1e-30), 0),
    ("others_zeros", SINGLE + COR, [[0.0, 0.0]] * 3, 0),
    ("others_floor", COR, mixed(14, 5, seed=29), 0.25),
    ("others_nan", SINGLE + COR, with_column(PLAIN, 1, lambda i, row: math.nan if i == 3 else row[1]), 0),
]


def columns(x):
    return [list(c) for c in zip(*x)]


def by_column(kind, x):
    """center and standardize, with the absolute error that double arithmetic may add."""
    result, slack = [], mpf(0)
    for column in columns(x):
        if not all(math.isfinite(v) for v in column):
            result.append([math.nan] * len(column))
            continue
        mean = mp.fsum(map(mpf, column)) / len(column)
        centred = [mpf(v) - mean for v in column]
        deviation = mp.sqrt(mp.fsum(v * v for v in centred) / len(column))
        if kind == "center":
            deviation = mpf(1)
        elif kind == "min_max":
            centred = [mpf(v) - min(column) for v in column]
            deviation = mpf(max(column)) - min(column)
        elif kind == "max_abs":
            centred = [mpf(v) for v in column]
            deviation = mpf(max(map(abs, column)))
        error = max(map(abs, column)) * mpf(2) ** -51
        if deviation == 0:
            result.append([mpf(0)] * len(column))
            continue
        result.append([v / deviation for v in centred])
        slack = max(slack, error / deviation + max(map(abs, result[-1])) * mpf(2) ** -50)
    return [list(row) for row in zip(*result)], slack


def by_row(x):
    """l2."""
    result = []
    for row in x:
        if not all(math.isfinite(v) for v in row):
            result.append([math.nan] * len(row))
            continue
        length = mp.sqrt(mp.fsum(mpf(v) ** 2 for v in row))
        result.append([mpf(v) / length if length else mpf(0) for v in row])
    return result, mpf(2) ** -50


def axes(covariance, features):
    """Eigenvalues, descending, and the axes by the header's sign rule."""
    values, vectors = mp.eigsy(covariance)
    order = sorted(range(features), key=lambda i: -values[i])
    basis = mp.matrix(features, features)
    for k, i in enumerate(order):
        column = [vectors[j, i] for j in range(features)]
        largest = max(map(abs, column))
        first = next(v for v in column if abs(v) >= largest * (1 - mpf(2) ** -20))
        # No entry may be so close to the limit that a double could decide otherwise.
        assert all(abs(abs(v) / largest - 1 + mpf(2) ** -20) > mpf(2) ** -30 for v in column)
        for j in range(features):
            basis[j, k] = column[j] * mp.sign(first)
    return [max(values[i], mpf(0)) for i in order], basis


def rotated(kind, x, epsilon):
    rows, features = len(x), len(x[0])
    if not all(math.isfinite(v) for row in x for v in row):
        return DATA, None, mpf(0)
    means = [mp.fsum(map(mpf, c)) / rows for c in columns(x)]
    centred = mp.matrix([[mpf(v) - m for v, m in zip(row, means)] for row in x])
    covariance = centred.T * centred / rows
    roots = [mp.sqrt(covariance[j, j]) for j in range(features)]
    units = [1 / r if r and kind in COR else mpf(kind not in COR) for r in roots]
    # With a correlation the data are standardised first.
    centred = centred * mp.diag(units)
    values, basis = axes(mp.diag(units) * covariance * mp.diag(units), features)
    # Far below the header's 2^-52 × the largest, far above mpmath's own rounding.
    rank = sum(v > values[0] * mpf(2) ** -100 for v in values)
    kept = values[:rank]
    assert all(v > 1e-13 * kept[0] for v in kept)
    gaps = [a - b for a, b in zip(kept, kept[1:])] if kind not in UNIQUE else []
    assert all(g > 1e-3 * kept[0] for g in gaps)
    gaps += kept[-1:] if rank < features else kept[:1]

    scales = [1 / mp.sqrt(max(v, epsilon * kept[0])) for v in kept] + [mpf(0)] * (features - rank)
    if kind == "decorrelate":
        matrix = basis
    elif kind == "whiten_cholesky":
        if rank < features:
            return DATA, None, mpf(0)
        matrix = mp.cholesky(basis * mp.diag([s * s for s in scales]) * basis.T)
    else:
        matrix = basis * mp.diag(scales)
        matrix = matrix * basis.T if kind.startswith("whiten_zca") else matrix
    y = centred * matrix
    if kind in ("decorrelate", "whiten_pca", "whiten_pca_cor"):
        for i in range(rows):
            for k in range(rank, features):
                y[i, k] = mpf(0)
    return (
        OK,
        [[y[i, j] for j in range(features)] for i in range(rows)],
        slack(kind, [[v * u for v, u in zip(row, units)] for row in x], kept, gaps, scales),
    )


def slack(kind, x, values, gaps, scales):
    """What LAPACK's stability allows: eps × the condition of the axes and of their scaling."""
    if not values:
        return mpf(0)
    largest = max(abs(mpf(v)) for row in x for v in row)
    spread = mp.sqrt(sum(values)) * 4
    turn = max(values[0] / min(gaps), 1)
    scale = mpf(1) if kind == "decorrelate" else max(scales)
    condition = mpf(1) if kind == "decorrelate" else values[0] / values[-1]
    if condition > 1e6:
        # What comes out is of size 1, and the error of its eigenvalue enters once.
        return mpf(2) ** -49 * (scale * (largest + spread) + condition)
    return scale * mpf(2) ** -49 * (largest + spread * (turn + condition))


def preprocess():
    for name, kinds, x, epsilon in CASES:
        for kind in kinds:
            if kind == "l2":
                status, y, tolerance = OK, *by_row(x)
            elif kind in BY_COLUMN:
                status, y, tolerance = OK, *by_column(kind, x)
            else:
                status, y, tolerance = rotated(kind, x, epsilon)
            yield "case", f"{name}_{kind}", kind, str(len(x)), str(len(x[0])), f64(epsilon), str(
                status
            ), f64(tolerance)
            for row in x:
                yield "x", *map(f32, row)
            for row in y or []:
                yield "y", *map(f64, row)
