import numpy as np
import pytest

import gesso
from gesso.errors import DataError, NoLapackError, RangeError, SizeError


@pytest.fixture
def correlated():
    mix = gesso.init.normal((6, 6), seed=1)
    return gesso.init.normal((500, 6), seed=2) @ mix + np.arange(6, dtype=np.float32)


def covariance(y):
    return np.cov(y.astype(np.float64), rowvar=False, ddof=0)


def test_center_and_standardize(correlated):
    wide = correlated.astype(np.float64)
    expected = wide - wide.mean(0)
    np.testing.assert_allclose(gesso.center(correlated), expected, atol=1e-6)
    np.testing.assert_allclose(gesso.standardize(correlated), expected / wide.std(0), atol=1e-6)


def test_decorrelate_sorts_the_axes_by_variance(correlated):
    s = covariance(gesso.decorrelate(correlated))
    variances = np.linalg.eigvalsh(covariance(correlated))[::-1]
    np.testing.assert_allclose(s, np.diag(variances), atol=1e-5 * variances[0])


@pytest.mark.parametrize("kind", ["pca", "zca", "cholesky"])
def test_whiten_leaves_the_identity(correlated, kind):
    y = gesso.whiten(correlated, kind)
    np.testing.assert_allclose(covariance(y), np.eye(6), atol=1e-4)
    np.testing.assert_array_equal(y, gesso.preprocess(f"whiten_{kind}", correlated))


def test_zca_stays_nearest_to_the_data(correlated):
    cross = gesso.center(correlated).T @ gesso.whiten(correlated, "zca")
    np.testing.assert_allclose(cross, cross.T, atol=2e-3 * np.abs(cross).max())


def test_a_constant_feature_becomes_zeros(correlated):
    correlated[:, 2] = 0.1
    assert (gesso.standardize(correlated)[:, 2] == 0).all()


def test_deficient_rank_is_whitened_on_its_rank(correlated):
    correlated[:, 5] = correlated[:, 0]
    y = gesso.whiten(correlated, "pca")
    np.testing.assert_allclose(covariance(y), np.diag([1, 1, 1, 1, 1, 0]), atol=1e-4)
    assert (y[:, 5] == 0).all()
    with pytest.raises(DataError):
        gesso.whiten(correlated, "cholesky")


def test_epsilon_is_a_floor(correlated):
    floored = covariance(gesso.whiten(correlated, "pca", epsilon=0.5))
    variances = np.linalg.eigvalsh(covariance(correlated))[::-1]
    expected = variances / np.maximum(variances, variances[0] / 2)
    np.testing.assert_allclose(np.diag(floored), expected, rtol=1e-4)


def test_a_large_mean_over_a_small_spread():
    x = np.float32(1e6) + np.float32(0.0625) * (np.arange(64, dtype=np.float32) % 3)[:, None]
    wide = x.astype(np.float64)
    np.testing.assert_allclose(gesso.standardize(x), (wide - wide.mean(0)) / wide.std(0),
                               rtol=1e-6)


def test_errors(correlated):
    for kind in ("zca", 3, None):
        with pytest.raises(ValueError, match="kind must be one of center, "):
            gesso.preprocess(kind, correlated)
    with pytest.raises(ValueError, match=r"\(rows, features\)"):
        gesso.center(correlated.ravel())
    with pytest.raises(SizeError, match="^gesso_preprocess_f32"):
        gesso.center(np.empty((0, 3), np.float32))
    with pytest.raises(RangeError, match="epsilon"):
        gesso.whiten(correlated, epsilon=1.0)
    assert gesso.center(np.empty((3, 0), np.float32)).shape == (3, 0)
    correlated[3, 3] = np.nan
    with pytest.raises(DataError):
        gesso.decorrelate(correlated)
    assert np.isnan(gesso.center(correlated)).any(0).tolist() == [False] * 3 + [True] + [False] * 2


def test_a_lapack_that_is_none():
    with pytest.raises(NoLapackError, match="^gesso_set_lapack") as caught:
        gesso.set_lapack("/nonexistent/liblapack.so")
    assert isinstance(caught.value, RuntimeError)


@pytest.mark.parametrize("kind", ["center", "standardize", "min_max", "max_abs"])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("column", [0, 3])
def test_a_column_of_nothing_finite(correlated, kind, bad, column):
    correlated[:, column] = bad
    y = gesso.preprocess(kind, correlated)
    assert np.isnan(y[:, column]).all() and np.isfinite(np.delete(y, column, 1)).all()
    assert np.isnan(gesso.preprocess(kind, np.full((4, 2), bad, np.float32))).all()
