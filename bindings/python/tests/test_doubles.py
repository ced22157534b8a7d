"""Transforms of float64: no digit is lost to a far mean."""

import numpy as np
import pytest

from gesso import _doubles
from gesso.errors import OverlapError
from gesso.preprocess import KINDS

from mixed import COLUMNS, FULL, fit, mixed


@pytest.mark.parametrize("offset", [1e6, 1e8, 1.7e9])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("max_abs", "l2")])
def test_a_far_mean(kind, offset):
    near = mixed(500, 4).astype(np.float64)
    far = near + offset
    np.testing.assert_allclose(fit(kind, far).apply(far), fit(kind, near).apply(near), rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_floats_as_doubles_are_floats(kind, monkeypatch):
    monkeypatch.setattr(_doubles, "BLOCK", 100)
    x = mixed(517, 6)
    t = fit(kind, x)
    y = t.apply(x.astype(np.float64))
    assert y.dtype == np.float32
    if kind in FULL:
        np.testing.assert_allclose(y, t.apply(x), rtol=1e-4, atol=1e-4)
    else:
        np.testing.assert_array_equal(y, t.apply(x))


def test_components_and_an_out_in_strides():
    x, t = mixed(300, 6).astype(np.float64), fit("whiten_pca", mixed(300, 6), components=2)
    out = np.full((300, 5), 42, np.float32)
    assert np.shares_memory(t.apply(x, out=out[:, 1:3]), out)
    np.testing.assert_array_equal(out[:, 1:3], t.apply(x))
    assert (out[:, [0, 3, 4]] == 42).all()
    wide = np.full((300, 9), np.nan)
    wide[:, 2:8] = x
    np.testing.assert_array_equal(t.apply(wide[:, 2:8]), t.apply(x))


@pytest.mark.parametrize("power", [-500, -149, 130, 500])
def test_sizes_beyond_float(power):
    x = np.array([[3.0, 0], [4, 0], [5, 0]])
    far = np.ldexp(x, power)
    for kind in ("standardize", "min_max", "max_abs", "l2"):
        np.testing.assert_array_equal(fit(kind, far).apply(far), fit(kind, x).apply(x))
    assert (fit("standardize", far[:1]).apply(far[:1]) == 0).all()
    assert (fit("l2", x).apply(0 * x) == 0).all()


def test_l2_is_rounded_once():
    x = mixed(500, 7).astype(np.float64) + 1e-9
    exact = x.astype(np.longdouble) / np.sqrt((x.astype(np.longdouble) ** 2).sum(1, keepdims=True))
    y = fit("l2", x).apply(x)
    assert (np.abs(y - exact) <= np.spacing(np.abs(y)) * 0.501).all()


def test_what_is_beyond_float_makes_no_noise():
    t = fit("center", np.zeros((2, 2)))
    with np.errstate(all="raise"):
        assert t.apply(np.array([[1e300, -np.inf]])).tolist() == [[np.inf, -np.inf]]


def test_what_does_not_fit():
    x = mixed(50, 3).astype(np.float64)
    t = fit("center", x)
    with pytest.raises(ValueError, match="shape"):
        t.apply(x[:, :2])
    with pytest.raises(TypeError, match="out must be a numpy.ndarray of float32"):
        t.apply(x, out=x)
    with pytest.raises(OverlapError, match="overlaps"):
        t.apply(x, out=x.view(np.float32)[:, :3])
    with pytest.raises(TypeError, match="float32 or float64, not int64"):
        t.apply(x.astype(int))
    with pytest.raises(TypeError, match="float32, not float64"):
        t.invert(x)
    for kind in COLUMNS + ["l2"]:
        assert fit(kind, x[:, :0]).apply(x[:, :0]).shape == (50, 0)
        assert fit(kind, x).apply(x[:0]).shape == (0, 3)
