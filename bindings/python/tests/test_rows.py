"""softmax, log_softmax and the gated units, against NumPy in long double."""

import numpy as np
import pytest
from conftest import placed

import gesso


def data(*shape, seed=3, scale=4.0):
    return gesso.init.normal(shape, 0, scale, seed=seed)


def ulp(got, exact):
    return np.max(np.abs(got - exact) / np.spacing(np.abs(exact).astype(np.float32)))


SHAPES = [(1,), (5,), (3, 16), (4, 17), (2, 3, 100), (7, 4099)]


@pytest.mark.parametrize("shape", SHAPES)
def test_softmax(shape):
    x, dy = data(*shape), data(*shape, seed=4)
    wide = x.astype(np.longdouble)
    e = np.exp(wide - wide.max(-1, keepdims=True))
    y, log = gesso.softmax(x), gesso.log_softmax(x)
    assert ulp(y, e / e.sum(-1, keepdims=True)) <= 1.5
    exact = wide - wide.max(-1, keepdims=True) - np.log(e.sum(-1, keepdims=True))
    assert np.all(np.abs(log - exact) <= np.spacing(np.abs(log)) + 2.0**-24)
    wy, wl = y.astype(np.longdouble), log.astype(np.longdouble)
    exact = wy * (dy - (wy * dy).sum(-1, keepdims=True))
    assert np.allclose(gesso.softmax_backward(y, dy), exact.astype(np.float64), 1e-6, 1e-12)
    exact = dy - np.exp(wl) * dy.sum(-1, dtype=np.longdouble, keepdims=True)
    assert np.allclose(gesso.log_softmax_backward(log, dy), exact.astype(np.float64), 1e-6, 1e-10)


def test_softmax_in_place_accumulating_and_special():
    x = data(3, 40)
    y = gesso.softmax(x)
    assert gesso.softmax(x, out=x) is x and np.array_equal(x, y)
    dy, before = data(3, 40, seed=5), data(3, 40, seed=6)
    expected = before + gesso.softmax_backward(y, dy)
    assert np.array_equal(gesso.softmax_backward(y, dy, before, accumulate=True), expected)
    inf = np.inf
    rows = np.array([[0, -inf, 0], [1e30, 0, -1e30], [inf, 0, 0], [np.nan, 0, 0], [-inf] * 3],
                    np.float32)
    y = gesso.softmax(rows)
    assert np.array_equal(y[:2], [[0.5, 0, 0.5], [1, 0, 0]])
    assert np.isnan(y[2:]).all()
    assert gesso.softmax(np.empty((0, 3), np.float32)).shape == (0, 3)


@pytest.mark.parametrize("columns", [1, 2, 15, 16, 17, 40])
@pytest.mark.parametrize("bad", [np.nan, -np.nan, np.inf])
def test_one_bad_value_spoils_its_row(columns, bad):
    for place in range(columns):
        x = data(3, columns)
        x[1, place] = bad
        for call in gesso.softmax, gesso.log_softmax:
            y = call(x)
            assert np.isnan(y[1]).all() and np.isfinite(y[::2]).all()
    lone = np.full((1, columns), -np.inf, np.float32)
    assert np.isnan(gesso.softmax(lone)).all() and np.isnan(gesso.log_softmax(lone)).all()


@pytest.mark.parametrize("unit, kind, gate_first", [
    ("glu", "sigmoid", False), ("reglu", "relu", True), ("geglu", "gelu", True),
    ("swiglu", "silu", True)])
@pytest.mark.parametrize("offset", [0, 1])
@pytest.mark.parametrize("shape", [
    (2,), (3, 34), (2, 5, 1400), (0, 4),
    # Past the caches.
    (1700, 2048), (1600, 2000), (1600, 2002), (345, 9216), (5300, 608), (98400, 34)])
def test_gated_units(unit, kind, gate_first, shape, offset):
    x = data(*shape, scale=2.0)
    gate, value = np.split(x, 2, -1)[::1 if gate_first else -1]
    gate, value = np.ascontiguousarray(gate), np.ascontiguousarray(value)
    f = gesso.activation(kind, gate)
    with placed(f.shape, offset) as y:
        assert getattr(gesso, unit)(x, out=y) is y
        assert np.array_equal(y, f * value)
    dy = data(*y.shape, seed=9)
    dgate, dvalue = gesso.activation_backward(kind, gate, dy * value), dy * f
    expected = np.concatenate([dgate, dvalue] if gate_first else [dvalue, dgate], -1)
    with placed(shape, offset) as dx:
        assert gesso.gated_backward(kind, x, dy, gate_first, dx) is dx
        assert np.array_equal(dx, expected)
    before = data(*shape, seed=11)
    sums = before + expected
    assert np.array_equal(gesso.gated_backward(kind, x, dy, gate_first, before, True), sums)
    assert np.array_equal(gesso.gated_backward(kind, x, dy, gate_first, out=x), expected)


def test_gated_arguments():
    with pytest.raises(ValueError, match="even last axis"):
        gesso.swiglu(data(3, 5))
    with pytest.raises(ValueError, match="shape"):
        gesso.gated_backward("silu", data(3, 6), data(3, 6))
    with pytest.raises(TypeError, match="float32"):
        gesso.swiglu(np.zeros((2, 2)))
