"""Data at the edge do as the header says: its seven cases, NaN, lost rank, condition, size."""

import numpy as np
import pytest

import gesso
from gesso import Moments, Transform
from gesso.errors import DataError

from mixed import COLUMNS, FULL, fit, mixed, whiteness


def finite(t, x):
    for y in (t.apply(x), t.invert(t.apply(x))):
        assert np.isfinite(y).all()


def edge_cases():
    x = mixed(400, 4, seed=3)
    signs = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]], np.float32)
    duplicated, constant = x.copy(), x.copy()
    duplicated[:, 3] = x[:, 0]
    constant[:, 2] = 14.62
    yield "diagonal", signs * np.float32([1, 2]), 2
    yield "duplicated", duplicated, 3
    yield "few_rows", x[:3], 2
    yield "one_row", x[:1], 0
    yield "constant", constant, 3
    yield "equal_eigenvalues", signs, 2
    yield "all_equal", np.full((5, 3), 2.5, np.float32), 0


@pytest.mark.parametrize("name, x, rank", list(edge_cases()), ids=lambda v: v if isinstance(v, str) else "")
def test_the_edge(name, x, rank):
    for kind in FULL:
        if kind == "whiten_cholesky" and rank < x.shape[1]:
            with pytest.raises(DataError, match="rank"):
                fit(kind, x)
            continue
        t = fit(kind, x, precise=True)
        assert t.rank == rank, kind
        finite(t, x)
        finite(fit(kind, x), x)
        if kind != "decorrelate" and rank:
            y = t.apply(x).astype(np.float64)
            spectrum = np.linalg.eigvalsh(np.cov(y, rowvar=False, ddof=0))[::-1]
            np.testing.assert_allclose(spectrum, [1] * rank + [0] * (x.shape[1] - rank), atol=1e-5)
        # What is kept comes back as it was: the lost axes had no variance.
        np.testing.assert_allclose(t.invert(t.apply(x)), x, rtol=1e-5, atol=1e-5)
    for kind in COLUMNS:
        finite(fit(kind, x), x)
        still = (x == x[0]).all(0)
        if kind in ("center", "standardize", "min_max"):
            assert (fit(kind, x).apply(x)[:, still] == 0).all()


@pytest.mark.parametrize("features", range(2, 9))
def test_cholesky_needs_full_rank(features):
    """Where the least pivot may be far above the least eigenvalue."""
    g = np.random.default_rng(features)
    for _ in range(20):
        x = g.normal(size=(features, features))
        alike = g.normal(size=(50, features))
        alike[:, -1] = alike[:, :-1] @ g.normal(size=features - 1)
        for rows in (x, np.repeat(x, 4, 0), alike):
            with pytest.raises(DataError, match="rank"):
                fit("whiten_cholesky", rows)
        assert fit("whiten_cholesky", g.normal(size=(features + 5, features))).rank == features


def test_cholesky_does_not_see_units():
    x = mixed(1000, 3).astype(np.float64)
    scaled = x * [1, 3e-7, 1e30]
    moments = Moments(3, covariance=True).update(scaled)
    t = Transform("whiten_cholesky", moments)
    assert whiteness(t, moments.covariance()) <= 1e-12
    alike = np.column_stack([scaled, scaled[:, 0] + 1e-6 * scaled[:, 1]])
    with pytest.raises(DataError, match="rank"):
        fit("whiten_cholesky", alike)


def test_the_share_of_all_variance_is_the_rank():
    for seed in range(40):
        g = np.random.default_rng(seed)
        features = g.integers(2, 9)
        rank = g.integers(1, features + 1)
        x = (g.integers(-3, 4, (50, rank)) @ g.integers(-3, 4, (rank, features))).astype(np.float64)
        t = fit("decorrelate", x, components=1.0)
        assert t.output_features == t.rank <= rank


def test_the_rank_without_axes_counts_what_is_not_constant():
    x = np.full((5, 3), 3, np.float32)
    x[:, 1], x[:, 2] = range(5), 0
    assert [fit(kind, x).rank for kind in COLUMNS] == [1] * len(COLUMNS)
    assert fit("l2", x).rank == 3


def test_condition_to_1e12():
    g = np.random.default_rng(9)
    x = g.normal(size=(500, 6)) * 10.0 ** -np.arange(6) @ np.linalg.qr(g.normal(size=(6, 6)))[0]
    x *= 10.0 ** np.linspace(0, -1, 6)
    moments = Moments(6, covariance=True).update(np.ascontiguousarray(x))
    condition = np.linalg.cond(moments.covariance())
    assert 1e10 < condition
    for kind in ("whiten_pca", "whiten_zca", "whiten_cholesky"):
        t = Transform(kind, moments)
        assert t.rank == 6 and np.isfinite(t.matrix).all()
        assert whiteness(t, moments.covariance()) <= 64 * 6 * 2.0 ** -53 * condition


def test_a_nan_cell():
    x = mixed(50, 4)
    x[7, 2] = np.nan
    for kind in FULL:
        with pytest.raises(DataError, match="not finite"):
            fit(kind, x)
        with pytest.raises(DataError, match="not finite"):
            gesso.preprocess(kind, x)
    for kind in COLUMNS:
        with pytest.raises(DataError, match="not finite"):
            fit(kind, x)
        assert np.isnan(gesso.preprocess(kind, x)).all(0).tolist() == [False, False, True, False] or kind == "max_abs"
    skipping = Transform("standardize", Moments(4, skip_nan=True).update(x))
    y = skipping.apply(x)
    assert np.isnan(y).sum() == 1 and np.isnan(y[7, 2])
    assert abs(np.nanstd(y, 0) - 1).max() < 1e-6


def test_rank_deficient_data_do_not_explode():
    """scikit-learn#29534: 854,861 where 3.9 is right."""
    g = np.random.default_rng(0)
    x = (g.normal(size=(100, 50)) @ g.normal(size=(50, 80))).astype(np.float32)
    y = fit("whiten_pca", x).apply(x)
    assert fit("whiten_pca", x.astype(np.float64)).rank in (50, 80)  # floats round off the rank a little
    exact = g.integers(-3, 4, (100, 20)) @ g.integers(-3, 4, (20, 40))
    t = fit("whiten_pca", exact.astype(np.float32))
    assert t.rank == 20
    assert np.abs(t.apply(exact.astype(np.float32))).max() < 6
    assert np.abs(y).max() < 1e3


@pytest.mark.parametrize("kind, size, refused", [
    ("min_max", 1.5e308, True), ("max_abs", 1.5e308, False), ("standardize", 1.5e308, True),
    ("min_max", 1e-310, True), ("max_abs", 1e-310, True), ("standardize", 1e-310, False)])
def test_spreads_at_the_ends_of_double(kind, size, refused):
    """What is finite never gives a NaN."""
    moments = Moments(1).update(np.array([[-size], [0], [size]]))
    if refused:
        with pytest.raises(DataError, match="spread"):
            Transform(kind, moments)
        return
    t = Transform(kind, moments)
    y = t.apply(np.array([[0], [1]], np.float32))
    assert np.isfinite(y[0]) and np.isfinite(t.invert(y[:1]))
