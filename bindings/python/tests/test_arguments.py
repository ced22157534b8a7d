"""What does not fit is refused before the library is called; nothing is converted or written."""

import sys

import numpy as np
import pytest

import gesso
from gesso import init

# Every function of arrays, as f(x, out).
CALLS = {
    **{name: getattr(gesso, name) for name in gesso.activation_names()},
    "backward": lambda x, out=None: gesso.activation_backward("tanh", x, x, out),
    "from output": lambda x, out=None: gesso.activation_backward_from_output("tanh", x, x, out),
    "prelu": lambda x, out=None: gesso.prelu(x, np.full(1, 0.1, np.float32), out=out),
    "prelu backward": lambda x, out=None: gesso.prelu_backward(
        x, np.full(1, 0.1, np.float32), np.ones_like(x), out=out)[0],
    "rrelu": lambda x, out=None: gesso.rrelu(x, 1, out=out),
    "rrelu backward": lambda x, out=None: gesso.rrelu_backward(x, x, 1, out=out),
    "rrelu evaluation": lambda x, out=None: gesso.rrelu(x, 1, training=False, out=out),
    "center": gesso.center,
    "standardize": gesso.standardize,
    "decorrelate": gesso.decorrelate,
    "whiten": lambda x, out=None: gesso.whiten(x, out=out),
}
ELEMENTWISE = [name for name in CALLS
               if name not in ("center", "standardize", "decorrelate", "whiten")]
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
elementwise = pytest.mark.parametrize("call", [CALLS[name] for name in ELEMENTWISE],
                                      ids=ELEMENTWISE)


@every_call
@pytest.mark.parametrize("wrong", [np.zeros((4, 3)), np.zeros((4, 3), np.float16),
                                   np.zeros((4, 3), int), np.zeros((4, 3), ">f4"),
                                   [[1.0, 2.0]], 1.0, np.float32(1), None],
                         ids=lambda wrong: str(getattr(wrong, "dtype", type(wrong).__name__)))
def test_another_type_asks_for_float32(call, wrong):
    with pytest.raises(TypeError, match="float32"):
        call(wrong)


@every_call
def test_a_mask_is_not_ignored(call, x):
    with pytest.raises(TypeError, match="masked"):
        call(np.ma.masked_greater(x, 0))
    with pytest.raises(TypeError, match="out must not be a masked array"):
        call(x, out=np.ma.masked_array(np.empty_like(x)))


def test_masks_of_rows_are_not_ignored():
    x = np.ma.masked_greater(np.ones((3, 2), np.float32), 0)
    moments = gesso.Moments(2)
    for call in (lambda: moments.update(x), lambda: moments.update(x.data, np.ma.ones(3)),
                 lambda: gesso.Transform("l2", moments).apply(x)):
        with pytest.raises(TypeError, match="masked"):
            call()
    assert moments.count == 0


NUMBERS = {
    "alpha": lambda v: gesso.leaky_relu(np.ones(3, np.float32), alpha=v),
    "lower": lambda v: gesso.rrelu(np.ones(3, np.float32), 1, lower=v),
    "upper": lambda v: gesso.rrelu_backward(*np.ones((2, 3), np.float32), 1, upper=v, training=False),
    "epsilon": lambda v: gesso.whiten(np.ones((3, 2), np.float32), epsilon=v),
    "ddof": lambda v: gesso.Moments(2).variance(v),
    "value": lambda v: init.constant(3, v),
    "mean": lambda v: init.normal(3, v, seed=1),
    "std": lambda v: init.truncated_normal_distribution(std=v),
    "high": lambda v: init.uniform(3, high=v, seed=1),
    "zero": lambda v: init.bernoulli_normal(3, v, seed=1),
    "gain": lambda v: init.he_normal((3, 2), seed=1, gain=v),
    "scale": lambda v: init.variance_scaling((3, 2), v, seed=1),
    "sparsity": lambda v: init.sparse((3, 2), v, seed=1),
    "target": lambda v: init.lsuv_factor(np.ones(3, np.float32), v),
    "low": lambda v: init.statistics(np.ones(3, np.float32), low=v),
}


@pytest.mark.parametrize("name, call", NUMBERS.items(), ids=NUMBERS)
@pytest.mark.parametrize("wrong", ["a", None, 1j, [1.0]])
def test_what_is_no_number_is_named(name, call, wrong):
    with pytest.raises(TypeError, match=f"^{name} must be a number"):
        call(wrong)


INTEGERS = {
    "fan_in": lambda v: init.scheme_distribution("he_normal", v, 1),
    "fan_out": lambda v: init.variance_scaling_distribution(1.0, "fan_in", "normal", 1, v),
    "seed": lambda v: init.normal(3, seed=v),
    "offset": lambda v: gesso.rrelu(np.ones(3, np.float32), 1, offset=v),
    "groups": lambda v: init.fans((4, 2), groups=v),
    "layers": lambda v: init.residual_gain(v),
    "count": lambda v: gesso.set_threads(v),
    "features": lambda v: gesso.Moments(v),
}


@pytest.mark.parametrize("name, call", INTEGERS.items(), ids=INTEGERS)
def test_integers_do_not_wrap(name, call):
    for wrong in (2**64 + 3, 4 - 2**64):
        with pytest.raises(ValueError, match=f"^{name} must be in"):
            call(wrong)
    for wrong in (1.0, "1", None):
        with pytest.raises(TypeError, match=f"^{name} must be an integer"):
            call(wrong)


@pytest.mark.parametrize("name, call", [
    ("other", lambda: gesso.Moments(2).merge(None)), ("moments", lambda: gesso.Transform("center", None)),
    ("drawn_from", lambda: init.draw("normal", 3, 1)),
    ("drawn_from", lambda: init.from_bits(np.zeros(3, np.uint32), "normal")),
    ("drawn_from", lambda: init.slice((3, 2), (0, 0), (1, 1), "normal", seed=1))])
def test_what_is_no_object_of_the_library(name, call):
    with pytest.raises(TypeError, match=f"^{name} must be"):
        call()


@every_call
def test_out_of_another_type_asks_for_float32(call, x):
    with pytest.raises(TypeError, match="out must be float32, not float64"):
        call(x, out=np.empty(x.shape))


@every_call
@pytest.mark.parametrize("view", [lambda x: x.T, lambda x: x[:, ::2], lambda x: x[::-1]])
def test_not_contiguous(call, view, x):
    with pytest.raises(ValueError, match="C-contiguous"):
        call(view(x))


@every_call
def test_not_aligned(call):
    bytes_ = np.zeros(4 * 12 + 1, np.uint8)
    with pytest.raises(ValueError, match="aligned"):
        call(bytes_[1:].view(np.float32).reshape(4, 3))


@every_call
def test_out_that_does_not_fit(call, x):
    for shape in ((5, 7), (7, 4), (35,), ()):
        with pytest.raises(ValueError, match="out must have shape"):
            call(x, out=np.empty(shape, np.float32))
    with pytest.raises(ValueError, match="C-contiguous"):
        call(x, out=np.empty(x.shape[::-1], np.float32).T)


@every_call
def test_out_that_is_read_only(call, x):
    out = np.full_like(x, 9)
    out.flags.writeable = False
    with pytest.raises(ValueError, match="out is read-only"):
        call(x, out=out)
    assert (out == 9).all()


@every_call
def test_out_is_honoured_and_returned(call, x):
    expected, before = call(x), x.copy()
    out = np.empty_like(x)
    assert call(x, out=out) is out
    np.testing.assert_array_equal(out, expected)
    np.testing.assert_array_equal(x, before)
    assert call(x, out=x) is x
    np.testing.assert_array_equal(x, expected)


@every_call
def test_overlapping_buffers_carry_the_library_s_words(call):
    buffer = np.arange(40, dtype=np.float32)
    before = buffer.copy()
    with pytest.raises(gesso.errors.OverlapError, match="^gesso_.*: ") as caught:
        call(buffer[:36].reshape(9, 4), out=buffer[4:].reshape(9, 4))
    assert caught.value.status == 11 and isinstance(caught.value, ValueError)
    np.testing.assert_array_equal(buffer, before)


@elementwise
@pytest.mark.parametrize("shape", [(), (1,), (0,), (3, 0, 2), (2, 3, 4, 5)])
def test_any_shape(call, shape):
    y = call(np.full(shape, 0.5, np.float32))
    assert isinstance(y, np.ndarray) and y.shape == shape and y.dtype == np.float32


@every_call
def test_no_reference_leaks(call, x):
    out = np.empty_like(x)
    call(x, out=out)
    before = sys.getrefcount(x), sys.getrefcount(out)
    for _ in range(100):
        call(x, out=out)
        with pytest.raises(ValueError):
            call(x, out=out[:1])
    assert (sys.getrefcount(x), sys.getrefcount(out)) == before


def test_a_read_only_input_is_read(x):
    x.flags.writeable = False
    assert gesso.relu(x).min() == 0
