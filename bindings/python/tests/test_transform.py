"""Transforms: as preprocess does them, of every shape and place; inverse and gradient belong to them."""

import numpy as np
import pytest

import gesso
from gesso import Moments, Transform
from gesso.errors import DataError, OverlapError, RangeError, SizeError, UnsupportedError
from gesso.preprocess import KINDS

from mixed import COLUMNS, FULL, WHITENING, fit, mixed, whiteness


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("features", [1, 3, 16, 20])
def test_apply_is_what_preprocess_does(kind, features):
    x = mixed(517, features)
    y = gesso.preprocess(kind, x)
    t = fit(kind, x, precise=True)
    np.testing.assert_allclose(t.apply(x), y, rtol=1e-6, atol=1e-6)
    if kind not in FULL:
        np.testing.assert_array_equal(t.apply(x), y)
    if kind != "l2":
        wide = (x.astype(np.float64) - t.mean) @ t.matrix
        np.testing.assert_allclose(y, wide, rtol=3e-7, atol=3e-6)
        np.testing.assert_allclose(fit(kind, x).apply(x), wide, rtol=1e-4, atol=2e-5 * np.abs(wide).max())
    assert t.kind == kind and t.input_features == features


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "l2"])
@pytest.mark.parametrize("precise", [False, True])
def test_inverse_and_gradient(kind, precise):
    x = mixed()
    t = fit(kind, x, precise=precise)
    y = t.apply(x)
    np.testing.assert_allclose(t.invert(y), x, rtol=1e-4, atol=3e-4)
    dy = mixed(300, t.output_features, seed=4)
    expected = dy.astype(np.float64) @ t.matrix.T
    np.testing.assert_allclose(t.backward(dy), expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


def test_scalings_against_numpy():
    x = mixed()
    wide = x.astype(np.float64)
    span = wide.max(0) - wide.min(0)
    for kind, expected in (("center", wide - wide.mean(0)),
                           ("standardize", (wide - wide.mean(0)) / wide.std(0, ddof=1)),
                           ("min_max", (wide - wide.min(0)) / span),
                           ("max_abs", wide / np.abs(wide).max(0))):
        np.testing.assert_allclose(fit(kind, x, ddof=1).apply(x), expected, rtol=2e-7, atol=2e-7)
    y = fit("min_max", x).apply(x)
    assert (y.min(0) == 0).all() and (y.max(0) == 1).all()
    np.testing.assert_allclose(gesso.preprocess("l2", x), wide / np.linalg.norm(wide, axis=1)[:, None],
                               rtol=2e-7)
    x[5] = 0
    assert (gesso.preprocess("l2", x)[5] == 0).all()
    big = np.full((2, 3), 3e38, np.float32)
    np.testing.assert_allclose(gesso.preprocess("l2", big), 3 ** -0.5, rtol=1e-7)


@pytest.mark.parametrize("kind", WHITENING)
def test_whitened_is_white_to_the_condition(kind):
    g = np.random.default_rng(7)
    for trial in range(40):
        d = int(g.integers(1, 48))
        basis = np.linalg.qr(g.normal(size=(d, d)))[0]
        spread = 10.0 ** np.linspace(0, -g.uniform(0, 6), d)
        x = g.normal(size=(3 * d + 20, d)) * spread @ basis
        moments = Moments(d, covariance=True).update(np.ascontiguousarray(x))
        covariance = moments.covariance()
        t = Transform(kind, moments)
        assert t.rank == d
        if kind.endswith("cor"):
            root = np.sqrt(np.diag(covariance))
            condition = np.linalg.cond(covariance / np.outer(root, root))
        else:
            condition = np.linalg.cond(covariance)
        assert whiteness(t, covariance) <= 64 * d * 2.0 ** -53 * condition


def test_the_kinds_have_their_shapes():
    moments = Moments(6, covariance=True).update(mixed())
    s = moments.covariance()
    root = np.diag(np.sqrt(np.diag(s)))
    w = {kind: Transform(kind, moments).matrix for kind in FULL}
    np.testing.assert_allclose(w["whiten_zca"], w["whiten_zca"].T, atol=1e-12)
    np.testing.assert_allclose(np.triu(w["whiten_cholesky"], 1), 0)
    np.testing.assert_allclose(w["decorrelate"].T @ w["decorrelate"], np.eye(6), atol=1e-12)
    symmetric = root @ w["whiten_zca_cor"]
    np.testing.assert_allclose(symmetric, symmetric.T, atol=1e-12)
    # ZCA-cor keeps most correlation with the features (Kessy, Lewin & Strimmer), ZCA most covariance.
    def correlation(kind):
        return np.trace(np.linalg.inv(root) @ s @ w[kind])

    def covariance(kind):
        return np.trace(s @ w[kind])
    for kind in WHITENING:
        assert correlation("whiten_zca_cor") >= correlation(kind) - 1e-9
        assert covariance("whiten_zca") >= covariance(kind) - 1e-9
    values = Transform("whiten_pca", moments).values
    np.testing.assert_allclose(values, np.linalg.eigvalsh(s)[::-1], rtol=1e-12)
    assert np.isclose(Transform("whiten_pca_cor", moments).values.sum(), 6)


def test_components():
    x = mixed(1000, 8)
    values = fit("whiten_pca", x).values
    share = np.cumsum(values) / values.sum()
    for kind in ("decorrelate", "whiten_pca", "whiten_pca_cor"):
        t = fit(kind, x, components=3)
        assert (t.output_features, t.rank) == (3, 3)
        np.testing.assert_allclose(t.apply(x), fit(kind, x).apply(x)[:, :3], atol=1e-4)
    t = fit("whiten_pca", x, components=float(share[4] - 1e-9))
    assert t.output_features == 5
    assert fit("whiten_pca", x, components=1.0).output_features == 8
    zca = fit("whiten_zca", x, components=3)
    assert (zca.output_features, zca.rank) == (8, 3)
    back = fit("decorrelate", x, components=5)
    error = ((back.invert(back.apply(x)) - x.astype(np.float64)) ** 2).sum(1).mean()
    assert np.isclose(error, values[5:].sum(), rtol=1e-3)
    with pytest.raises(UnsupportedError):
        fit("standardize", x, components=2)
    for share in (0.0, -0.5, 1.5, np.nan, np.float32(0)):
        with pytest.raises(RangeError, match="components"):
            fit("whiten_pca", x, components=share)
    with pytest.raises(SizeError, match="components"):
        fit("whiten_pca", x, components=9)


def test_repr():
    assert repr(fit("whiten_pca", mixed(), components=4)) == "Transform(whiten_pca, 6 -> 4 features, rank 4)"


def test_epsilon_is_a_floor():
    x = mixed()
    values = fit("whiten_pca", x).values
    t = fit("whiten_pca", x, epsilon=0.25)
    y = t.apply(x)
    np.testing.assert_allclose(y.astype(np.float64).var(0), values / np.maximum(values, values[0] / 4), rtol=1e-4)
    np.testing.assert_allclose(t.invert(y), x, atol=3e-3)
    with pytest.raises(RangeError, match="epsilon"):
        fit("whiten_pca", x, epsilon=1.0)


def test_strides_and_places():
    x = mixed(700, 6)
    wide = np.full((700, 10), np.nan, np.float32)
    wide[:, 2:8] = x
    for kind in KINDS:
        t = fit(kind, x)
        expected = t.apply(x)
        out = np.full((700, 9), 42, np.float32)
        t.apply(wide[:, 2:8], out=out[:, 1:7])
        np.testing.assert_allclose(out[:, 1:7], expected, rtol=1e-6, atol=1e-6)
        assert (out[:, [0, 7, 8]] == 42).all()
        beside = np.full((700, 13), 42, np.float32)
        beside[:, :6] = x
        t.apply(beside[:, :6], out=beside[:, 6:12])
        np.testing.assert_array_equal(beside[:, 6:12], t.apply(beside[:, :6]))
        assert (beside[:, :6] == x).all() and (beside[:, 12] == 42).all()
        with pytest.raises(OverlapError):
            t.apply(beside[:, :6], out=beside[:, 5:11])
        inside = x.copy()
        assert t.apply(inside, out=inside) is inside
        np.testing.assert_allclose(inside, expected, rtol=1e-6, atol=1e-6)
        if kind != "l2":
            back = inside.copy()
            t.invert(back, out=back)
            np.testing.assert_allclose(back, x, rtol=1e-4, atol=1e-3)
    with pytest.raises(OverlapError):
        fit("center", x).apply(x[:-1], out=x[1:])
    with pytest.raises(UnsupportedError, match="l2"):
        fit("l2", x).invert(x)


def test_scalings_have_the_same_bits_for_any_threads(restore_threads):
    x = mixed(60000, 7)
    for kind in COLUMNS + ["l2"]:
        results = []
        for threads in (1, 2, 5):
            gesso.set_threads(threads)
            results.append(fit(kind, x).apply(x).tobytes())
        assert len(set(results)) == 1, kind
    large = np.random.default_rng(1).normal(size=(110000, 32)).astype(np.float32)  # streamed
    t = fit("standardize", large)
    parts = np.concatenate([t.apply(part) for part in np.array_split(large, 7)])
    np.testing.assert_array_equal(t.apply(large), parts)


def test_moments_that_will_not_do():
    x = mixed(50, 3)
    for kind in FULL:
        with pytest.raises(UnsupportedError, match="COVARIANCE"):
            Transform(kind, Moments(3).update(x))
    for kind in KINDS:
        if kind == "l2":
            continue
        with pytest.raises(DataError, match="no rows"):
            Transform(kind, Moments(3, covariance=True))
    with pytest.raises(DataError, match="too few"):
        fit("standardize", x[:1], ddof=1)
    with pytest.raises(ValueError, match="kind must be one of"):
        Transform("zca", Moments(3).update(x))
    with pytest.raises(ValueError, match="shape"):
        fit("center", x).apply(mixed(5, 4))


@pytest.mark.parametrize("kind", KINDS)
def test_no_features(kind, capfd):
    t = Transform(kind, Moments(0, covariance=True).update(np.empty((5, 0), np.float32)))
    assert t.apply(np.empty((3, 0), np.float32)).shape == (3, 0) and t.rank == 0
    assert capfd.readouterr() == ("", "")


def test_other_byte_orders_are_refused():
    x = mixed(50, 3)
    for swapped in x.astype(x.dtype.newbyteorder()), x.astype(">f8"):
        with pytest.raises(TypeError, match=">f"):
            Moments(3).update(swapped)
        with pytest.raises(TypeError, match=">f"):
            fit("center", x).apply(swapped)


def test_signs_do_not_hang_on_the_last_bit():
    x = mixed(500, 6, seed=8)
    moments = Moments(6, covariance=True).update(x)
    first = Transform("whiten_pca", moments).matrix
    for trial in range(30):
        order = np.random.default_rng(trial).permutation(500)
        shuffled = Moments(6, covariance=True)
        for part in np.array_split(x[order], 1 + trial % 5):
            shuffled.update(np.ascontiguousarray(part))
        np.testing.assert_allclose(Transform("whiten_pca", shuffled).matrix, first, atol=1e-9)
