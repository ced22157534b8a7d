"""The covariance that moments gather, whatever the split, the shape and the CPU."""

import numpy as np
import pytest

import gesso
from gesso import Moments
from gesso.errors import DataError

from exact import on_levels, samples
from mixed import mixed


def test_a_covariance_on_every_cpu_level():
    code = ("import gesso, exact as t;"
            "s = gesso.Moments(37, covariance=True).update(t.samples(3000, 37)).covariance();"
            "print(gesso.isa(), s.tobytes().hex())")
    results = {level: np.frombuffer(bytes.fromhex(s)).reshape(37, 37) for level, s in on_levels(code).items()}
    one = results["v2"]
    scale = np.sqrt(np.outer(np.diag(one), np.diag(one)))
    for covariance in results.values():
        assert (np.abs(covariance - one) <= 1e-13 * scale).all()
    if "v4" in results:
        assert results["v3"].tobytes() == results["v4"].tobytes()


def test_covariance():
    g = np.random.default_rng(2)
    x = (g.normal(size=(3000, 7)) @ g.normal(size=(7, 7)) + 1e5 * np.arange(7)).astype(np.float32)
    expected = np.cov(x.astype(np.longdouble).astype(np.float64) - 1e5 * np.arange(7), rowvar=False)
    one = Moments(7, covariance=True).update(x)
    np.testing.assert_allclose(one.covariance(1), expected, rtol=1e-10, atol=1e-11)
    split = Moments(7, covariance=True)
    for part in np.array_split(x, 11):
        other = Moments(7, covariance=True).update(part.astype(np.float64))
        split.merge(other)
    np.testing.assert_allclose(split.covariance(1), expected, rtol=1e-10, atol=1e-11)
    assert (np.diag(split.covariance(1)) == one.variance(1)).all()
    assert (split.covariance() == split.covariance().T).all()
    double = Moments(7, covariance=True).update(x)
    double.merge(double)
    np.testing.assert_allclose(double.covariance(), one.covariance(), rtol=1e-12)
    weights = np.arange(3000) % 4 * 1.0
    weighted = Moments(7, covariance=True).update(x, weights)
    repeated = Moments(7, covariance=True).update(np.repeat(x, np.arange(3000) % 4, 0))
    np.testing.assert_allclose(weighted.covariance(1), repeated.covariance(1), rtol=1e-10)
    again = Moments.load(split.save())
    assert again.covariance().tobytes() == split.covariance().tobytes()
    nothing = Moments(7, covariance=True).update(x, np.zeros(3000)).update(x)
    np.testing.assert_allclose(nothing.covariance(1), expected, rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize("features", [1, 2, 7, 8, 9, 12, 16, 17, 21, 32, 41])
def test_covariance_of_every_shape(features):
    """Edges of tiles, panels and blocks, against sums in extended precision."""
    g = np.random.default_rng(features)
    mix = g.normal(size=(features, features))
    for rows in (1, 2, 255, 256, 257, 1100):
        x = (g.normal(size=(rows, features)) @ mix + 100).astype(np.float32)
        wide = np.full((rows, features + 3), np.nan, np.float32)
        wide[:, 1:features + 1] = x
        weights = g.integers(0, 4, rows) * 0.5
        for w, give in ((np.ones(rows), [(x,), (wide[:, 1:features + 1],), (x.astype(np.float64),)]),
                        (weights, [(x, weights), (x.astype(np.float64), weights)])):
            if not w.sum():
                continue
            w = w.astype(np.longdouble)
            centered = x - (w[:, None] * x).sum(0) / w.sum()
            expected = (centered.T * w) @ centered / w.sum()
            scale = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
            found = [Moments(features, covariance=True).update(*data).covariance() for data in give]
            for covariance in found:
                assert (np.abs(covariance - expected) <= 1e-13 * scale + 1e-25).all()
                assert covariance.tobytes() == found[0].tobytes()


def test_threads_change_no_bit_of_a_covariance(restore_threads):
    for features in (5, 40, 130):
        x = samples(9000, features)
        saved = set()
        for threads in (1, 2, 3, 7):
            gesso.set_threads(threads)
            saved.add(Moments(features, covariance=True).update(x).save())
        assert len(saved) == 1


def weights_of(x):
    """Whose sum has more than 64 bits."""
    return np.random.default_rng(8).exponential(size=len(x))


@pytest.mark.parametrize("offset", [1e6, 1e9, 1e12])
@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("weighted", [True, False])
def test_far_from_0_a_split_changes_last_bits_only(offset, exact, weighted):
    x = mixed(3000, 4).astype(np.float64) + offset
    one, many, merged = (Moments(4, covariance=True, exact=exact) for _ in range(3))
    for moments, parts in (one, 1), (many, 94), (merged, 94):
        for part, weights in zip(np.array_split(x, parts), np.array_split(weights_of(x), parts)):
            weights = weights if weighted else None
            if moments is merged:
                moments.merge(Moments(4, covariance=True, exact=exact).update(part, weights))
            else:
                moments.update(part, weights)
    deviation = np.sqrt(one.variance())
    for other in (many, merged):
        assert (np.abs(one.covariance() - other.covariance()) <= 1e-13 * np.outer(deviation, deviation)).all()


def test_the_rank_does_not_hang_on_the_split():
    a = np.random.default_rng(0).integers(0, 1000, (3000, 2)) + 10.0**9
    x = np.column_stack([a, a.sum(1)])
    many, weighted = Moments(3, covariance=True), Moments(3, covariance=True)
    for part, weights in zip(np.array_split(x, 94), np.array_split(weights_of(x), 94)):
        many.update(part)
        weighted.update(part, weights)
    for moments in (many, weighted):
        assert gesso.Transform("whiten_zca", moments).rank == 2
        with pytest.raises(DataError, match="rank"):
            gesso.Transform("whiten_cholesky", moments)


def test_weights_beyond_double_have_no_covariance():
    moments = Moments(2, covariance=True).update(np.eye(4, 2), np.full(4, 1e308))
    assert moments.variance() == pytest.approx([3 / 16, 3 / 16])
    with pytest.raises(DataError, match="beyond double"):
        moments.covariance()
