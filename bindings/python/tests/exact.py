"""What moments are held against: fractions; and what their tests share."""

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np


def nearest(fraction):
    """The double nearest to a fraction: Python's division of integers is correctly rounded."""
    return fraction.numerator / fraction.denominator


def exact(values, weights=None):
    """Mean and population variance as fractions."""
    values = [Fraction(float(v)) for v in values]
    weights = [Fraction(float(w)) for w in (np.ones(len(values)) if weights is None else weights)]
    total = sum(weights)
    mean = sum(w * v for w, v in zip(weights, values)) / total
    return mean, sum(w * (v - mean) ** 2 for w, v in zip(weights, values)) / total


def hold(moments, x, weights=None):
    """Against fractions: mean correctly rounded (weighted: within 0.501 ULP), variance 2 ULP."""
    variance = moments.variance()
    for j, mean in enumerate(moments.mean):
        column = x[:, j]
        m, v = exact(column, weights)
        if weights is None:
            assert mean == nearest(m)
        else:
            assert abs(Fraction(mean) - m) <= Fraction(float(np.spacing(abs(nearest(m))))) * Fraction(501, 1000)
        if v == 0:
            assert variance[j] == 0
        else:
            assert abs(Fraction(variance[j]) - v) <= 2 * Fraction(float(np.spacing(nearest(v))))
    least, greatest = moments.extremes
    assert moments.count == len(x)
    x = x if weights is None else x[weights > 0]
    np.testing.assert_array_equal(least, x.min(0))
    np.testing.assert_array_equal(greatest, x.max(0))


def samples(rows, features, dtype=np.float32, seed=0):
    """Columns of many kinds: normal, far from 0, of every size, with zeros, constant, tiny, huge."""
    g = np.random.default_rng(seed)
    columns = [
        g.normal(size=rows), 1e6 + 1e-2 * g.normal(size=rows), np.exp(20 * g.normal(size=rows)),
        g.normal(size=rows) * (g.random(rows) < 0.1), np.full(rows, 14.62),
        1e-40 * g.normal(size=rows), 1e38 * g.uniform(-1, 1, rows), g.integers(-3, 4, rows) * 1.0,
        np.exp(3 * g.normal(size=rows))]
    x = np.empty((rows, features))
    for j in range(features):
        x[:, j] = columns[j % len(columns)] * (1 + j // len(columns))
    return x.clip(-3e38, 3e38).astype(dtype)


def on_levels(code):
    """What a program prints on each CPU level that there is: its first word is the level."""
    results = {}
    for level in ("v2", "v3", "v4"):
        done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True,
                              cwd=Path(__file__).parent, env={**os.environ, "GESSO_ISA": level})
        results.update([done.stdout.split()])
    return results


def signed(data):
    """With the hash that belongs to it: what a forger would write."""
    h = 0xcbf29ce484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001b3 % 2**64
    return bytes(data) + h.to_bytes(8, "little")
