import functools
import inspect
import math

import numpy as np
import pytest
from conftest import f32, placed

import gesso
from gesso._arrays import pointer
from gesso._library import library
from gesso.errors import KindError, OverlapError, RangeError, UnsupportedError


def test_each_kind_is_a_function_of_the_module(x):
    assert {"identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu"} <= set(
        gesso.activation_names())
    for name in gesso.activation_names():
        function = getattr(gesso, name)
        assert function.__name__ == name and name in gesso.__all__ and function.__doc__
        np.testing.assert_array_equal(function(x), gesso.activation(name, x))


def test_parameters_and_their_usual_values_are_in_the_signature():
    def parameters(name):
        signature = inspect.signature(getattr(gesso, name))
        return {p.name: p.default for p in signature.parameters.values()}

    assert parameters("tanh") == {"x": inspect.Parameter.empty, "out": None}
    assert parameters("leaky_relu")["alpha"] == 0.01
    assert parameters("elu")["alpha"] == 1


@pytest.mark.parametrize("name, params, value, expected, derivative", [
    ("identity", {}, -3, -3, 1),
    ("sigmoid", {}, 1, 1 / (1 + math.exp(-1)), 0.19661193324148185),
    ("tanh", {}, 0.5, math.tanh(0.5), 1 - math.tanh(0.5) ** 2),
    ("relu", {}, -2, 0, 0),
    ("relu", {}, 2, 2, 1),
    ("leaky_relu", {}, -2, -0.02, 0.01),
    ("leaky_relu", {"alpha": 0.25}, -2, -0.5, 0.25),
    ("elu", {}, -1, math.expm1(-1), math.exp(-1)),
    ("elu", {"alpha": 2}, -1, 2 * math.expm1(-1), 2 * math.exp(-1)),
])
def test_values(name, params, value, expected, derivative):
    x, dy = f32(value), f32(3)
    y = gesso.activation(name, x, **params)
    assert y[0] == pytest.approx(expected, rel=1e-6)
    dx = gesso.activation_backward(name, x, dy, **params)
    assert dx[0] == pytest.approx(3 * derivative, rel=1e-6)
    assert gesso.has_backward_from_output(name, **params)
    from_output = gesso.activation_backward_from_output(name, y, dy, **params)
    assert from_output[0] == pytest.approx(3 * derivative, rel=1e-5)


@pytest.mark.parametrize("name", gesso.activation_names())
def test_accumulate_adds(name, x):
    dy = np.ones_like(x)
    gradient = gesso.activation_backward(name, x, dy)
    total = np.full_like(x, 2)
    assert gesso.activation_backward(name, x, dy, out=total, accumulate=True) is total
    np.testing.assert_allclose(total, gradient + 2, rtol=1e-6)
    with pytest.raises(ValueError, match="accumulate=True needs out"):
        gesso.activation_backward(name, x, dy, accumulate=True)


def test_nan_stays_and_relu_s_zero_is_positive():
    for name in gesso.activation_names():
        assert np.isnan(gesso.activation(name, f32(np.nan)))[0]
    assert not np.signbit(gesso.relu(f32(-0.0, -1))).any()


def test_shapes_of_x_and_dy_must_agree(x):
    with pytest.raises(ValueError, match="dy must have shape"):
        gesso.activation_backward("tanh", x, x[:1])


def test_wrong_names_and_parameters(x):
    with pytest.raises(KindError, match="'tahn'; there are identity, "):
        gesso.activation("tahn", x)
    with pytest.raises(TypeError, match="name must be a str"):
        gesso.activation(2, x)
    with pytest.raises(TypeError, match="tanh has no parameter 'alpha'"):
        gesso.tanh(x, alpha=1)
    with pytest.raises(TypeError):
        gesso.elu(x, alpha="one")
    with pytest.raises(RangeError, match="alpha") as caught:
        gesso.elu(x, alpha=math.nan)
    assert isinstance(caught.value, ValueError) and caught.value.status == 30


def test_backward_from_output_where_the_output_does_not_tell(x):
    assert not gesso.has_backward_from_output("leaky_relu", alpha=-1)
    with pytest.raises(UnsupportedError, match="gesso_activation_backward_from_output_f32"):
        gesso.activation_backward_from_output("leaky_relu", x, x, alpha=-1)


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_prelu_s_axis(axis):
    x = gesso.init.normal((2, 3, 4), seed=5)
    dy = gesso.init.normal(x.shape, seed=6)
    slopes = gesso.init.uniform(x.shape[axis], seed=7)
    along = [1, 1, 1]
    along[axis] = -1
    spread = slopes.reshape(along)
    np.testing.assert_array_equal(gesso.prelu(x, slopes, axis), np.where(x > 0, x, spread * x))
    dx, dslopes = gesso.prelu_backward(x, slopes, dy, axis)
    np.testing.assert_array_equal(dx, np.where(x > 0, dy, spread * dy))
    others = tuple(i for i in range(3) if i != axis % 3)
    np.testing.assert_allclose(dslopes, np.where(x > 0, 0, dy * x).sum(others), rtol=1e-5)


def test_prelu_of_one_slope_takes_any_shape(x):
    slope = f32(0.25)
    np.testing.assert_array_equal(gesso.prelu(x[0], slope), np.where(x[0] > 0, x[0], x[0] / 4))
    dx, dslopes = np.ones_like(x), f32(1)
    gesso.prelu_backward(x, slope, x, out=dx, out_slopes=dslopes, accumulate=True)
    assert dslopes[0] == pytest.approx(1 + (x[x <= 0] ** 2).sum(), rel=1e-5)
    np.testing.assert_allclose(dx, 1 + np.where(x > 0, x, x / 4), rtol=1e-6)


def test_prelu_refuses_slopes_that_do_not_fit(x):
    with pytest.raises(ValueError, match=r"slopes must have shape \(5,\)"):
        gesso.prelu(x, np.ones(7, np.float32))
    with pytest.raises(ValueError, match="axis 2"):
        gesso.prelu(x, np.ones(5, np.float32), axis=2)
    with pytest.raises(TypeError, match="slopes must be float32"):
        gesso.prelu(x, np.ones(5))


def test_prelu_of_an_empty_batch_does_not_write_over_its_slopes():
    slopes, empty = np.arange(1, 5, dtype=np.float32), np.empty((0, 4), np.float32)
    with pytest.raises(OverlapError, match="slopes and dslopes overlap"):
        gesso.prelu_backward(empty, slopes, empty, out_slopes=slopes)
    np.testing.assert_array_equal(slopes, [1, 2, 3, 4])
    assert not gesso.prelu_backward(empty, slopes, empty, out_slopes=np.ones(4, np.float32))[1].any()


@pytest.mark.parametrize("alpha", [4, 2.0**120, 3.4e38])
def test_squareplus_is_flat_at_its_end(alpha):
    x = np.array([-np.inf, np.inf], np.float32)
    dx = gesso.activation_backward("squareplus", x, f32(1e30, 1e30), alpha=alpha)
    np.testing.assert_array_equal(dx, f32(0, 1e30))


def test_rrelu_draws_from_its_stream():
    x = np.full(1000, -1, np.float32)
    y = gesso.rrelu(x, seed=3, stream=4, offset=10, lower=0.25, upper=0.5)
    expected = gesso.init.uniform(1000, 0.25, 0.5, seed=3, stream=4, offset=10)
    np.testing.assert_array_equal(-y, expected)
    dx = gesso.rrelu_backward(x, np.ones_like(x), 3, 4, 10, 0.25, 0.5)
    np.testing.assert_array_equal(dx, expected)
    tail = gesso.rrelu(x[600:], seed=3, stream=4, offset=610, lower=0.25, upper=0.5)
    np.testing.assert_array_equal(tail, y[600:])


def test_rrelu_in_evaluation_has_the_mean_slope(x):
    y = gesso.rrelu(x, seed=0, lower=0.25, upper=0.75, training=False)
    np.testing.assert_array_equal(y, gesso.leaky_relu(x, alpha=0.5))
    dx = gesso.rrelu_backward(x, x, seed=0, lower=0.25, upper=0.75, training=False)
    np.testing.assert_array_equal(dx, gesso.activation_backward("leaky_relu", x, x, alpha=0.5))


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("bounds", [(0.5, 0.25), (math.nan, 1), (0, math.inf), (-1e300, 1e300)])
def test_rrelu_s_bounds(bounds, training, x):
    with pytest.raises(RangeError, match="^gesso_rrelu_forward_f32"):
        gesso.rrelu(x, 1, lower=bounds[0], upper=bounds[1], training=training)


@pytest.mark.parametrize("channels", [2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 200, 2048, 2049])
def test_prelu_of_rows_of_any_length(channels):
    rng = np.random.default_rng(channels)
    slopes = rng.standard_normal(channels).astype(np.float32)
    for rows in (1, 3, 17, 3_300_000 // channels):  # the last one is stored past the caches
        x = rng.standard_normal((rows, channels)).astype(np.float32)
        assert np.array_equal(gesso.prelu(x, slopes), np.where(x > 0, x, slopes * x))


def test_what_is_long_begins_with_a_cache_line():
    for n in range(1 << 20, (1 << 20) + 40):
        assert gesso.relu(np.zeros(n, np.float32)).ctypes.data % 64 == 0


def past_the_caches():
    """More than Gesso keeps in them, no whole number of vectors."""
    return np.random.default_rng(5).standard_normal(3_300_007, dtype=np.float32) * 3


@pytest.mark.parametrize("kind", ["relu", "hard_swish", "tanh", "gelu", "exp", "softplus"])
def test_a_long_run(kind, restore_threads):
    x = past_the_caches()
    dy = np.roll(x, 3)
    function = functools.partial(gesso.activation, kind)
    gradient = functools.partial(gesso.activation_backward, kind)
    y = np.concatenate([function(piece) for piece in np.array_split(x, 100)])
    dx = np.concatenate(
        [gradient(*pieces) for pieces in zip(np.array_split(x, 100), np.array_split(dy, 100))])
    for threads in 1, 2:
        gesso.set_threads(threads)
        for n in 2_000_003, len(x):
            check_a_long_run(function, x[:n], y[:n])
            check_a_long_run(functools.partial(gradient, x[:n]), dy[:n], dx[:n])


def check_a_long_run(function, x, expected):
    """f(x) apart and in place."""
    with placed(x.shape, offset=3) as out:
        assert np.array_equal(function(x, out=out), expected)
        out[:] = x
        assert np.array_equal(function(out, out=out), expected)


@pytest.mark.parametrize("offset", [0, 1])
@pytest.mark.parametrize("shape", [
    (16_400, 200), (16_400, 201), (3, 4, 270_000), (3, 4, 269_999), (1, 1, 3_200_001), (800, 4112),
    (32_003, 200), (6400, 1008)])
def test_prelu_past_the_caches(shape, offset):
    # Integers: every product and sum is exact.
    x = (np.resize(past_the_caches(), shape) * 4).round()
    dy = np.roll(x, 3) + 1
    slopes = np.arange(1, shape[1] + 1, dtype=np.float32) % 16 - 5
    along = slopes.reshape(-1, *[1] * (len(shape) - 2))
    sums = np.where(x > 0, 0, np.multiply(dy, x, dtype=np.float64))
    with placed(shape, offset) as out:
        assert np.array_equal(gesso.prelu(x, slopes, out=out), np.where(x > 0, x, along * x))
        expected = np.where(x > 0, dy, along * dy)
        dx, dslopes = gesso.prelu_backward(x, slopes, dy, out=out)
        assert np.array_equal(dx, expected) and dx is out
        # dx alone goes another way.
        out[:] = 0
        sizes = shape[0], shape[1], math.prod(shape[2:])
        library.gesso_prelu_backward_f32(
            *(pointer(a) for a in (x, slopes, dy, out)), None, *sizes, False)
        assert np.array_equal(out, expected)
    assert np.array_equal(dslopes, sums.sum(axis=tuple(a for a in range(len(shape)) if a != 1)))
