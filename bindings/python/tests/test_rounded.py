"""Moments with exact=False: within their bounds, and as free of threads, strides and CPUs as the exact ones."""

import random
from fractions import Fraction

import numpy as np
import pytest

import gesso
from gesso import Moments
from gesso.errors import DataError, UnsupportedError

from exact import exact, nearest, on_levels, samples
from test_nist import nist

U = Fraction(1, 2**53)


def hold(moments, x, blocks, weights=None):
    """The header's bounds, against fractions."""
    used = np.ones(len(x), bool) if weights is None else weights > 0
    variance, mean = moments.variance(), moments.mean
    least, greatest = moments.extremes
    for j in range(x.shape[1]):
        column = x[used, j]
        column = column[~np.isnan(column)]
        w = None if weights is None else weights[used][~np.isnan(x[used, j])]
        m, v = exact(column, w)
        span = Fraction(float(column.max())) - Fraction(float(column.min()))
        assert abs(Fraction(mean[j]) - m) <= (514 + 3 * blocks) * U * span + U * abs(Fraction(mean[j]))
        ratio = Fraction(float(span) / float(v) ** 0.5) if v else 0
        assert abs(Fraction(variance[j]) - v) <= (2**20 + 6 * blocks * ratio) * U * v
        assert (least[j], greatest[j]) == (column.min(), column.max())


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (17, 1), (513, 16), (700, 5), (600, 17), (40, 64), (1030, 33)])
def test_within_the_bounds(shape, dtype):
    x = samples(*shape, dtype)
    weights = np.random.default_rng(1).random(shape[0]) * 10
    weights[1::7] = 0
    holes = x.copy()
    holes[np.random.default_rng(2).random(shape) < 0.3] = np.nan
    holes[0] = np.where(np.arange(shape[1]) % 2, x[0], np.nan)
    holes[-1] = x[-1]
    blocks = 40
    hold(Moments(shape[1], exact=False).update(x), x, blocks)
    hold(Moments(shape[1], exact=False).update(x, weights), x, blocks, weights)
    hold(Moments(shape[1], skip_nan=True, exact=False).update(holes), holes, blocks)
    weights[-1] = 1
    skipped = Moments(shape[1], skip_nan=True, exact=False).update(holes, weights)
    hold(skipped, holes, blocks, weights)
    assert skipped.counts.tolist() == (~np.isnan(holes)).sum(0).tolist()
    for moments in (skipped, Moments(shape[1], skip_nan=True).update(holes, weights)):
        np.testing.assert_allclose(moments.weights, (~np.isnan(holes) * weights[:, None]).sum(0), rtol=1e-13)


def test_the_first_value_far_off():
    """A block's sums are about one of its values: the worst that it can be."""
    x = np.random.default_rng(3).normal(size=(512, 4))
    x[0] = (1e3, 1e6, 1e12, -1e30)
    hold(Moments(4, exact=False).update(x), x, 1)
    weights = np.full(512, 1e-12)
    weights[7] = 1
    hold(Moments(4, exact=False).update(x, weights), x, 1, weights)


def test_constants_have_no_variance():
    x = np.full((5000, 3), 14.62, np.float32)
    for weights in (None, np.random.default_rng(0).random(5000)):
        moments = Moments(3, exact=False).update(x, weights)
        assert moments.mean.tolist() == x[0].tolist() and moments.variance().tolist() == [0, 0, 0]


def test_any_split_and_merge_is_within_the_bounds():
    x = samples(2500, 18, np.float64, seed=5)
    g = random.Random(1)
    for trial in range(5):
        order = np.random.default_rng(trial).permutation(len(x))
        parts = [Moments(18, exact=False).update(part) for part in np.split(
            x[order], sorted(g.sample(range(1, len(x)), 9)))]
        while len(parts) > 1:
            part = parts.pop(g.randrange(len(parts)))
            parts[g.randrange(len(parts))].merge(part)
        hold(parts[0], x, 40)


def test_threads_and_strides_change_no_bit(restore_threads):
    x = samples(70000, 20)
    weights = np.random.default_rng(1).random(70000)
    for w in (None, weights):
        saved = set()
        for threads in (1, 2, 3, 7):
            gesso.set_threads(threads)
            saved.add(Moments(20, exact=False).update(x, w).save())
        assert len(saved) == 1
    padded = np.full((70000, 23), np.nan, np.float32)
    padded[:, 1:21] = x
    assert Moments(20, exact=False).update(padded[:, 1:21], weights).save() in saved


def test_cpu_levels_change_no_bit():
    code = ("import hashlib, gesso, exact as t, numpy as np; g = np.random.default_rng(1); h = hashlib.sha256()\n"
            "for d in (3, 8, 21, 37):\n"
            "  for dtype in (np.float32, np.float64):\n"
            "    x = t.samples(3000, d, dtype); m = gesso.Moments(d, skip_nan=True, exact=False)\n"
            "    m.update(x).update(x, g.random(3000)); x[g.random(x.shape) < 0.1] = np.nan\n"
            "    h.update(m.update(x, g.random(3000)).save() + m.variance().tobytes() + m.mean.tobytes())\n"
            "    h.update(gesso.Moments(d, exact=False).update(np.nan_to_num(x[:, :d])).save())\n"
            "print(gesso.isa(), h.hexdigest())")
    results = on_levels(code)
    assert len(results) >= 2 and len(set(results.values())) == 1, results


def test_a_covariance_beside_them():
    g = np.random.default_rng(2)
    x = (g.normal(size=(3000, 7)) @ g.normal(size=(7, 7)) + 1e5 * np.arange(7)).astype(np.float32)
    one, other = (Moments(7, covariance=True, exact=e).update(x) for e in (True, False))
    np.testing.assert_allclose(other.covariance(1), one.covariance(1), rtol=1e-10, atol=1e-11)
    assert (np.diag(other.covariance()) == other.variance()).all()


@pytest.mark.parametrize("name, values, scale, mean, deviation", list(nist()), ids=lambda v: str(v)[:8])
def test_nist(name, values, scale, mean, deviation):
    moments = Moments(1, exact=False).update(np.array(values, np.float64)[:, None])
    m, v = exact(values)
    assert abs(moments.mean[0] / nearest(m) - 1) <= 1e-14
    assert abs(np.sqrt(moments.variance()[0] / nearest(v)) - 1) <= 1e-14


def test_what_is_refused_changes_nothing():
    x = samples(600, 5)
    moments = Moments(5, exact=False).update(x)
    before = moments.save()
    ones = np.ones(600)
    for bad in (np.nan, np.inf, -np.inf):
        for place in (0, 300, 599):
            y = x.copy()
            y[place, 3] = bad
            for data in (y, y.astype(np.float64)):
                for w in (None, ones, np.where(np.arange(600) == place, 0, 1.0)):
                    with pytest.raises(DataError, match="x is not finite"):
                        moments.update(data, w)
    with pytest.raises(DataError, match="not finite"):
        Moments(5, skip_nan=True, exact=False).update(np.where(x > 0, np.inf, x))
    with pytest.raises(DataError, match="2\\^500"):
        moments.update(np.full((3, 5), 1e200))
    with pytest.raises(DataError, match="squares"):
        moments.update(np.arange(10.0).reshape(2, 5) * 1e100, np.full(2, 1e300))
    for other in (Moments(5), Moments(5, covariance=True, exact=False)):
        with pytest.raises(UnsupportedError, match="flags"):
            moments.merge(other)
        with pytest.raises(UnsupportedError, match="flags"):
            other.merge(moments)
    assert moments.save() == before


@pytest.mark.parametrize("x, w", [([np.nan, 3], [1.5, 0]), ([3, np.nan], [0, 1.5]), ([3, 4, np.nan], [0, 0, 1])])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_feature_whose_numbers_weigh_nothing(x, w, dtype):
    column = np.array(x, dtype)[:, None]
    sums = [Moments(1, skip_nan=True, exact=way).update(column, np.array(w, float)) for way in (True, False)]
    assert np.array_equal(sums[0].counts, sums[1].counts) and np.isnan([each.mean for each in sums]).all()
