"""softmax, log_softmax and the gated units, against NumPy in long double."""

import numpy as np
import pytest
from conftest import placed

import gesso


def data(*shape, seed=3, scale=4.0):
    return gesso.init.normal(shape, 0, scale, seed=seed)


def ulp(got, exact):
    return np.max(np.abs(got - exact) / np.spacing(np.abs(exact).astype(np.float32)))


def terms(x):
    """x less its row's largest element, and Σ e^that - 1, in long double."""
    wide = x.astype(np.longdouble)
    below = wide - wide.max(-1, keepdims=True)
    others = np.where(below < 0, np.exp(below), 0).sum(-1, keepdims=True)
    return below, others + ((below == 0).sum(-1, keepdims=True) - 1)


SHAPES = [(1,), (5,), (300, 2), (300, 10), (3, 16), (4, 17), (40, 33), (2, 3, 100), (7, 4099),
          # More than there is room for what rounding took.
          (2, 33_001)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("shift", [0, -40, 1000, -1e5])
@pytest.mark.parametrize("scale", [0.01, 4, 60, 2000])
def test_softmax(shape, scale, shift):
    x, dy = data(*shape, scale=scale) + np.float32(shift), data(*shape, seed=4)
    below, excess = terms(x)
    y, log = gesso.softmax(x), gesso.log_softmax(x)
    assert ulp(y, np.exp(below) / (1 + excess)) <= 1
    assert ulp(log, below - np.log1p(excess)) <= 1
    wide = y.astype(np.longdouble)
    products = wide * dy
    exact = wide * (dy - products.sum(-1, keepdims=True))
    lost = wide * np.abs(products).sum(-1, keepdims=True) * lacking(x)
    assert close(gesso.softmax_backward(y, dy), exact, lost)
    share, total = np.exp(log.astype(np.longdouble)), dy.sum(-1, dtype=np.longdouble, keepdims=True)
    lost = share * (np.abs(total) * 2.0**-26 + np.abs(dy).sum(-1, keepdims=True) * lacking(x))
    assert close(gesso.log_softmax_backward(log, dy), dy - share * total, lost)


def lacking(x):
    """Of Σ |y dy|, what Σ y dy may lack."""
    return max(2.0**-47, x.shape[-1] * 2.0**-57)


def close(got, exact, lost):
    return np.all(np.abs(got - exact) <= 2 * np.spacing(np.abs(exact).astype(np.float32)) + lost)


@pytest.mark.parametrize("target", [0, 1, 19])
def test_gradient_of_what_is_nearly_certain(target):
    """1 - e^y where y is nearly 0, and e^y where it is subnormal or nothing."""
    for lead in 5, 20, 40, 80, 95, 103:
        x = np.zeros((1, 20), np.float32)
        x[0, target] = lead
        y = gesso.log_softmax(x)
        for weight in 1, 2.0**-60, 1e30:
            dy = np.zeros_like(x)
            dy[0, target] = weight
            wide = y.astype(np.longdouble)
            exact = np.where(dy != 0, -np.expm1(wide), -np.exp(wide)) * dy.max().astype(np.longdouble)
            assert ulp(gesso.log_softmax_backward(y, dy), exact) <= 2


def test_many_that_are_nearly_nothing():
    x = np.full((1, 100_001), -105.2, np.float32)
    x[0, 7] = 0
    below, excess = terms(x)
    assert ulp(gesso.log_softmax(x), below - np.log1p(excess)) <= 1


@pytest.mark.parametrize("columns", [3, 300, 4097, 300_000])
@pytest.mark.parametrize("size", [1.3, 1.3 * 2.0**-120, 2.0**100])
def test_a_gradient_that_cancels(columns, size):
    y = gesso.softmax(np.zeros((1, columns), np.float32))
    dy = np.full_like(y, size)
    wide = y.astype(np.longdouble)
    exact = wide * (dy - (wide * dy).sum(-1, keepdims=True))
    assert close(gesso.softmax_backward(y, dy), exact, wide * np.abs(wide * dy).sum() * lacking(y))


def test_a_sum_beside_the_largest_float():
    y = gesso.softmax(np.array([[1.4843157529830933, 2.737100839614868, -2.15535044670105]], np.float32))
    dy = np.full_like(y, np.finfo(np.float32).max)
    wide = y.astype(np.longdouble)
    products = wide * dy
    exact = wide * (dy - products.sum())
    assert close(gesso.softmax_backward(y, dy), exact, wide * products.sum() * lacking(y))


@pytest.mark.parametrize("columns", [1, 3, 300])
def test_a_log_softmax_gradient_that_cancels(columns):
    y = gesso.log_softmax(np.zeros((1, columns + 2), np.float32))
    dy = np.ones_like(y)
    dy[0, :2] = 2.0**60, -(2.0**60)
    expected = dy.astype(np.longdouble) - np.exp(y.astype(np.longdouble)) * columns
    assert close(gesso.log_softmax_backward(y, dy), expected, 2.0**61 * lacking(y))


def test_one_column():
    x = data(40, 1)
    assert np.array_equal(gesso.softmax(x), np.ones_like(x))
    y = gesso.log_softmax(x)
    assert np.array_equal(y, np.zeros_like(x)) and not np.signbit(y).any()


@pytest.mark.parametrize("columns", [40, 33_001])
def test_softmax_in_place_accumulating(columns):
    x = data(3, columns)
    y = gesso.softmax(x)
    assert gesso.softmax(x, out=x) is x and np.array_equal(x, y)
    dy, before = data(3, columns, seed=5), data(3, columns, seed=6)
    expected = before + gesso.softmax_backward(y, dy)
    assert np.array_equal(gesso.softmax_backward(y, dy, before, accumulate=True), expected)


def test_softmax_of_special_values():
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
