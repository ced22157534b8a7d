"""Moments: exact, whatever the order, the split and the type."""

import random

import numpy as np
import pytest

import gesso
from gesso import Moments
from gesso.errors import DataError, RangeError, SizeError, UnsupportedError

from exact import exact, hold, nearest, on_levels, samples


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (17, 1), (513, 16), (700, 5), (600, 17), (40, 64),
                                   (1030, 33), (300, 100)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_mean_and_variance_are_the_exact_ones(shape, dtype):
    x = samples(*shape, dtype)
    hold(Moments(shape[1]).update(x), x)


def test_doubles_of_every_size():
    g = np.random.default_rng(3)
    bits = g.integers(0, 2**64, (200, 4), dtype=np.uint64)
    x = bits.view(np.float64)
    x[~np.isfinite(x)] = 0
    moments = Moments(4).update(x)
    for j, mean in enumerate(moments.mean):
        assert mean == nearest(exact(x[:, j])[0])
    assert not np.isnan(moments.variance()).any()
    small = np.ldexp(x, -600)
    hold(Moments(4).update(small), small)


def test_doubles_at_the_edge_of_the_fast_way():
    """Weights of 1 take the slow way: the same integers must come out."""
    g = np.random.default_rng(8)
    below = np.nextafter(1.0, 0)
    columns = []
    for scale in (1.0, 2.0**399, 2.0**-399, 2.0**401, 2.0**-401, 1e300, 5e-324):
        columns += [
            np.full(1536, below * scale), np.full(1536, -below * scale),
            np.where(g.random(1536) < 0.5, below, -below) * scale,
            g.choice([-1, 1], 1536) * 2.0 ** g.integers(-16, 1, 1536) * g.uniform(1, 2, 1536) * scale / 2,
            g.choice([-1, 1], 1536) * 2.0 ** g.integers(-17, 1, 1536) * g.uniform(1, 2, 1536) * scale / 2,
            np.where(g.random(1536) < 0.5, 0, below * scale),
            np.where(g.random(1536) < 0.5, np.nextafter(2.0**-16, 1), below) * scale]
    columns += [np.zeros(1536), np.full(1536, -0.0), g.normal(size=1536), 1e9 + g.normal(size=1536)]
    x = np.stack(columns, 1)
    for rows in (1, 7, 512, 513, 1536):
        fast, slow = Moments(x.shape[1]).update(x[:rows]), Moments(x.shape[1]).update(x[:rows], np.ones(rows))
        assert fast.save() == slow.save()
    for bad in (np.nan, np.inf, -np.inf):
        spoiled = x.copy()
        spoiled[700, 3] = bad
        with pytest.raises(DataError):
            Moments(x.shape[1]).update(spoiled)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_weights(dtype):
    x = samples(300, 9, dtype)
    weights = np.random.default_rng(1).random(300) * 10
    weights[::7] = 0
    moments = Moments(9).update(x, weights)
    hold(moments, x, weights)
    np.testing.assert_allclose(moments.weights, weights.sum(), rtol=1e-14)
    whole = np.arange(300) % 3 * 1.0
    weighted, repeated = Moments(9).update(x, whole), Moments(9).update(np.repeat(x, np.arange(300) % 3, 0))
    np.testing.assert_array_equal(weighted.mean, repeated.mean)
    np.testing.assert_array_equal(weighted.variance(1), repeated.variance(1))


def test_weights_whose_sum_is_beyond_double():
    moments = Moments(1).update(np.array([[0], [3], [10.0]]), np.full(3, 1.7e308))
    assert moments.mean[0] == 13 / 3 and moments.variance()[0] == pytest.approx(158 / 9, rel=1e-15)


def test_order_split_type_and_merging_change_no_bit():
    x = samples(2500, 18, seed=5)
    g = random.Random(1)
    whole = Moments(18).update(x)
    for trial in range(25):
        order = np.random.default_rng(trial).permutation(len(x))
        shuffled = x[order]
        cuts = sorted(g.sample(range(1, len(x)), g.randrange(1, 12)))
        parts = []
        for i, part in enumerate(np.split(shuffled, cuts)):
            part = part.astype(np.float64) if trial % 5 == 4 and i % 2 else part
            parts.append(Moments(18).update(part))
        while len(parts) > 1:  # a merge tree of no particular shape
            a = parts.pop(g.randrange(len(parts)))
            parts[g.randrange(len(parts))].merge(a)
        if trial % 5 != 4:
            assert parts[0].save() == whole.save()
        for ddof in (0, 1):
            assert parts[0].variance(ddof).tobytes() == whole.variance(ddof).tobytes()
        assert parts[0].mean.tobytes() == whole.mean.tobytes()


def test_threads_and_strides_change_no_bit(restore_threads):
    x = samples(70000, 20)
    saved = []
    for threads in (1, 2, 3, 7):
        gesso.set_threads(threads)
        saved.append(Moments(20).update(x).save())
    padded = np.full((70000, 23), np.nan, np.float32)
    padded[:, 1:21] = x
    saved.append(Moments(20).update(padded[:, 1:21]).save())
    assert len(set(saved)) == 1
    narrow = samples(70001, 3)
    saved = {Moments(3).update(narrow).save(), Moments(3).update(np.hstack([narrow, narrow])[:, :3]).save()}
    assert len(saved) == 1


def test_cpu_levels_change_no_bit():
    code = ("import hashlib, gesso, exact as t; x = t.samples(3000, 37);"
            "m = gesso.Moments(37).update(x); m.update(x + t.np.random.default_rng(1).normal(size=x.shape)); y = gesso.Transform('standardize', m).apply(x);"
            "print(gesso.isa(), hashlib.sha256(m.save() + m.variance().tobytes() + y.tobytes()).hexdigest())")
    results = on_levels(code)
    assert len(results) >= 2 and len(set(results.values())) == 1, results


def test_nan_is_skipped_where_it_is_asked_for():
    x = samples(1000, 9)
    x[::3, 1] = np.nan
    x[:, 2] = np.nan
    moments = Moments(9, skip_nan=True).update(x)
    assert moments.counts.tolist() == [1000, 666, 0] + [1000] * 6
    assert moments.count == 1000
    m, v = exact(x[~np.isnan(x[:, 1]), 1])
    assert moments.mean[1] == nearest(m)
    assert np.isnan(moments.mean[2]) and np.isnan(moments.variance()[2])
    with pytest.raises(UnsupportedError, match="flags"):
        Moments(9, covariance=True, skip_nan=True)


@pytest.mark.parametrize("covariance", [False, True])
def test_what_is_refused_changes_nothing(covariance):
    x = samples(600, 5)[:, :5]
    x[:, 2] = 1
    moments = Moments(5, covariance).update(x)
    before = moments.save()
    for bad in (np.nan, np.inf, -np.inf):
        for place in (0, 300, 599):
            y = x.copy()
            y[place, 3] = bad
            with pytest.raises(DataError, match="x is not finite"):
                moments.update(y)
            with pytest.raises(DataError, match="x is not finite"):
                moments.update(y.astype(np.float64))
    for weights in (np.full(600, -1.0), np.full(600, np.nan), np.full(600, np.inf)):
        with pytest.raises(RangeError, match="weights"):
            moments.update(x, weights)
    with pytest.raises(SizeError, match="features"):
        moments.merge(Moments(4, covariance))
    with pytest.raises(UnsupportedError, match="flags"):
        moments.merge(Moments(5, not covariance))
    if covariance:
        with pytest.raises(DataError, match="2\\^500"):
            moments.update(np.full((3, 5), 1e200))
    assert moments.save() == before


def test_no_rows_and_too_few():
    empty = Moments(3)
    for call in (lambda: empty.mean, lambda: empty.variance(), lambda: empty.extremes):
        with pytest.raises(DataError, match="no rows"):
            call()
    one = Moments(3).update(np.ones((1, 3), np.float32))
    assert one.variance().tolist() == [0, 0, 0]
    with pytest.raises(DataError, match="too few rows"):
        one.variance(1)
    for exact in (True, False):
        lone = Moments(2, skip_nan=True, exact=exact).update(np.array([[3, 1], [3, 2]], np.float32))
        assert np.isnan(lone.variance(2)).all() and lone.variance(1).tolist() == [0, 0.5]
    with pytest.raises(RangeError, match="ddof"):
        one.variance(-1)
    with pytest.raises(UnsupportedError, match="COVARIANCE"):
        one.covariance()
    with pytest.raises(DataError, match="weight"):
        Moments(3).update(np.ones((2, 3), np.float32), np.zeros(2)).variance()
    assert Moments(3).update(np.empty((0, 3), np.float32)).count == 0
    assert Moments(0).update(np.empty((4, 0), np.float32)).count == 4
