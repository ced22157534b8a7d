import math

import numpy as np
import pytest

from gesso import init
from gesso.errors import GessoError, OverlapError, RangeError, SizeError


@pytest.mark.parametrize("counter, key, expected", [
    # Random123's known answers
    ([0] * 4, [0] * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ([2**32 - 1] * 4, [2**32 - 1] * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0],
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
])
def test_philox(counter, key, expected):
    assert " ".join(f"{word:08x}" for word in init.philox4x32_10(counter, key)) == expected


def test_random_bits_are_philox_blocks():
    seed, stream, block = 0x123456789, 0x987654321, 2**33 + 5
    words = init.philox4x32_10([block & 0xffffffff, block >> 32, stream & 0xffffffff, stream >> 32],
                               [seed & 0xffffffff, seed >> 32])
    np.testing.assert_array_equal(
        init.random_bits(4, seed=seed, stream=stream, offset=4 * block), words)


def test_uniform_is_the_top_24_bits():
    words = init.random_bits(1000, seed=1)
    np.testing.assert_array_equal(init.uniform(1000, seed=1),
                                  (words >> 8).astype(np.float32) * np.float32(2**-24))


@pytest.mark.parametrize("d", [
    init.distribution("constant", 3), init.distribution("uniform", -0.1, 0.3),
    init.distribution("normal", 1, 2), init.distribution("bernoulli_normal", 0.3, 1),
    *(init.distribution("truncated_normal", 0, 1, low, high)
      for low, high in ((-2, 2), (0, math.inf), (0.5, 0.6), (8, 9), (2, 2)))],
    ids=lambda d: f"{d.kind} {d.low} {d.high}")
def test_a_draw_is_made_of_the_stream_s_words(d):
    for n in (0, 1, 17, 1000, 100_003):
        bits = init.random_bits(n, seed=5, stream=6, offset=7)
        w = init.draw(d, n, 5, 6, 7)
        np.testing.assert_array_equal(init.from_bits(bits, d), w)
        out = bits.view(np.float32)
        assert init.from_bits(bits, d, out) is out
        np.testing.assert_array_equal(out, w)


def test_all_of_a_distribution():
    d = init.distribution("normal", 0, 1)
    ends = init.from_bits(np.array([[0, 2**31 - 1], [2**31, 2**32 - 1]], np.uint32), d)
    np.testing.assert_array_equal(ends, -ends[::-1, ::-1])
    assert ends[1, 1] == np.float32(6.33795786) and 0 < ends[1, 0] < 1e-9
    with pytest.raises(TypeError, match="bits must be uint32"):
        init.from_bits(np.zeros(3, np.int64), d)
    with pytest.raises(RangeError):
        init.from_bits(np.zeros(3, np.uint32), init.distribution("normal", 0, -1))
    words = np.zeros(5, np.uint32)
    with pytest.raises(OverlapError):
        init.from_bits(words[1:], d, words.view(np.float32)[:4])


@pytest.mark.parametrize("draw", [init.uniform, init.normal])
def test_a_slice_is_a_slice(draw):
    whole = draw((50, 40), seed=2, stream=3)
    np.testing.assert_array_equal(draw((7, 40), seed=2, stream=3, offset=13 * 40), whole[13:20])
    assert (draw((50, 40), seed=2, stream=4) != whole).mean() > 0.99


def test_constants():
    assert (init.constant((2, 3), 0.25) == 0.25).all()
    assert init.zeros(4).tolist() == [0] * 4 and init.zeros(()).shape == ()


@pytest.mark.parametrize("name, variance", [
    ("xavier", 2 / (500 + 200)), ("he", 2 / 500), ("lecun", 1 / 500)])
@pytest.mark.parametrize("form", ["uniform", "normal"])
def test_schemes_have_their_variance(name, variance, form):
    scheme = getattr(init, f"{name}_{form}")
    w = scheme((200, 500), seed=9)
    deviation = math.sqrt(variance)
    assert scheme.__name__ == f"{name}_{form}"
    assert w.std() == pytest.approx(deviation, rel=0.01)
    assert abs(w.mean()) < 5 * deviation / math.sqrt(w.size)
    largest = np.abs(w).max() / deviation
    assert 1.73 < largest <= math.sqrt(3) + 1e-6 if form == "uniform" else 4 < largest < 6.34
    np.testing.assert_allclose(scheme((200, 500), seed=9, gain=2), 2 * w, rtol=1e-6, atol=1e-9)


def test_fans():
    assert init.fans((8, 3)) == (3, 8)
    assert init.fans((16, 4, 3, 3), groups=2) == (36, 72)
    assert init.fans((3, 3, 4, 16), "keras", 2) == (36, 72)
    keras = init.he_normal((3, 3, 4, 16), seed=1, layout="keras")
    assert keras.std() == pytest.approx(math.sqrt(2 / 36), rel=0.1)


@pytest.mark.parametrize("shape", [(1, 1), (9, 4), (4, 9), (50, 50), (130, 60), (8, 3, 2, 2),
                                   (40, 5, 3, 3)])
def test_orthogonal_is_numpy_s_q_of_the_stream(shape):
    w = init.orthogonal(shape, 2, seed=3, stream=4)
    matrix = w.reshape(shape[0], -1).astype(float) / 2
    m, n = max(matrix.shape), min(matrix.shape)
    q, r = np.linalg.qr(init.normal((m, n), seed=3, stream=4).astype(float))
    q *= np.sign(np.diag(r))
    assert w.shape == shape and w.dtype == np.float32
    np.testing.assert_allclose(matrix, q if matrix.shape == (m, n) else q.T, rtol=0, atol=2**-24)
    part = init.orthogonal(shape, 2, seed=3, stream=4, rows=range(shape[0] // 3, shape[0]))
    np.testing.assert_array_equal(part, w[shape[0] // 3:])
    np.testing.assert_array_equal(init.orthogonal(shape, 2, seed=3, stream=4, rows=slice(-1, None)), w[-1:])


def test_orthogonal_keeps_lengths():
    w = init.orthogonal((512, 512), seed=5).astype(float)
    assert np.abs(w.T @ w - np.eye(512)).max() < 1e-7
    assert np.abs(w @ w.T - np.eye(512)).max() < 1e-7


def test_delta_orthogonal():
    w = init.delta_orthogonal((8, 6, 3, 4), 1.5, seed=6)
    center = init.orthogonal((8, 6), 1.5, seed=6)
    np.testing.assert_array_equal(w[:, :, 1, 1], center)
    assert np.count_nonzero(w) == np.count_nonzero(center)
    keras = init.delta_orthogonal((3, 4, 6, 8), 1.5, seed=6, layout="keras")
    np.testing.assert_array_equal(keras, w.transpose(2, 3, 1, 0))


def test_out():
    out = np.empty((3, 4), np.float32)
    assert init.he_normal((3, 4), seed=1, out=out) is out
    np.testing.assert_array_equal(out, init.he_normal((3, 4), seed=1))
    with pytest.raises(ValueError, match="out must have shape"):
        init.normal((4, 3), seed=1, out=out)
    with pytest.raises(TypeError, match="out must be float32"):
        init.normal((3, 4), seed=1, out=np.empty((3, 4)))


@pytest.mark.parametrize("error, call", [
    (TypeError, lambda: init.normal(3)),
    (TypeError, lambda: init.normal(3, seed=1.5)),
    (ValueError, lambda: init.normal(3, seed=-1)),
    (ValueError, lambda: init.normal(3, seed=2**64)),
    (ValueError, lambda: init.normal(3, seed=1, stream=2**64)),
    (ValueError, lambda: init.normal((2, -3), seed=1)),
    (RangeError, lambda: init.normal(3, 0, -1, seed=1)),
    (RangeError, lambda: init.normal(3, math.nan, 1, seed=1)),
    (RangeError, lambda: init.uniform(3, 1, 0, seed=1)),
    (RangeError, lambda: init.constant(3, math.inf)),
    (RangeError, lambda: init.he_normal((3, 3), seed=1, gain=-1)),
    (RangeError, lambda: init.he_uniform((1, 1), seed=1, gain=1e38)),
    (SizeError, lambda: init.normal(3, seed=1, offset=2**64 - 2)),
    (SizeError, lambda: init.random_bits(3, seed=1, offset=2**64 - 2)),
    (SizeError, lambda: init.he_normal(3, seed=1)),
    (SizeError, lambda: init.fans((3, 0))),
    (SizeError, lambda: init.fans((3, 4), groups=2)),
    (SizeError, lambda: init.fans((3, 4), groups=0)),
    (SizeError, lambda: init.fans((2**62, 2**62, 2**62))),
    (ValueError, lambda: init.fans((3, 4), "torch")),
    (SizeError, lambda: init.orthogonal(3, seed=1)),
    (SizeError, lambda: init.orthogonal((3, 2), seed=1, rows=range(2, 5))),
    (ValueError, lambda: init.orthogonal((3, 2), seed=1, rows=range(0, 3, 2))),
    (TypeError, lambda: init.orthogonal((3, 2), seed=1, rows=[0, 1])),
    (TypeError, lambda: init.orthogonal((3, 2), seed=1, rows=1)),
    (ValueError, lambda: init.orthogonal((3, 2), seed=1, rows=slice(0, 3, 2))),
    (SizeError, lambda: init.identity(3)),
    (TypeError, lambda: init.zeros(np.array([2.0, 3.0]))),
    (RangeError, lambda: init.orthogonal((3, 3), math.nan, seed=1)),
    (ValueError, lambda: init.orthogonal((3, 3), seed=1, out=np.empty((3, 2), np.float32))),
    (SizeError, lambda: init.delta_orthogonal((2, 3, 3), seed=1)),
    (ValueError, lambda: init.delta_orthogonal((3, 2, 3), seed=1, layout="torch")),
    (ValueError, lambda: init.random_bits(-1, seed=1)),
    (ValueError, lambda: init.philox4x32_10([0] * 3, [0] * 2)),
    (ValueError, lambda: init.philox4x32_10([0] * 4, [2**32, 0])),
])
def test_bad_arguments(error, call):
    with pytest.raises(error):
        call()


def test_a_name_that_is_none_lists_those_that_are():
    with pytest.raises(ValueError, match="name must be one of xavier_uniform, .*, not 'foo'"):
        init.scheme_distribution("foo", 1, 1)
    with pytest.raises(ValueError, match="mode must be one of fan_in, .*, not 'fan'"):
        init.variance_scaling((3, 4), mode="fan", seed=1)


def test_shapes_as_arrays():
    shape = np.array([3, 2])
    assert init.zeros(shape).shape == init.identity(shape).shape == init.sparse(shape, 0.5, seed=1).shape == (3, 2)
    assert init.fans(shape) == (2, 3) and init.zeros(np.array(4)).shape == (4,)
    np.testing.assert_array_equal(init.orthogonal(shape, seed=1), init.orthogonal((3, 2), seed=1))
    d = init.distribution("normal", 0, 1)
    np.testing.assert_array_equal(init.slice(shape, shape - 1, np.array([1, 1]), d, seed=1),
                                  init.draw(d, shape, 1)[2:, 1:])


def test_distributions_say_what_they_are_and_when_they_are_one():
    normal = init.distribution("normal", 0, 0.1)
    assert repr(normal) == "Distribution(normal, mean=0.0, std=0.1)"
    assert repr(init.distribution("truncated_normal", 0, 1, -math.inf, 2)) == (
        "Distribution(truncated_normal, mean=0.0, std=1.0, low=-inf, high=2.0)")
    assert normal == init.distribution("normal", 0.0, np.float32(0.1))
    assert normal != init.distribution("normal", 0, 0.2) and normal != init.distribution("uniform", 0, 0.1)
    assert normal != "normal" and {normal: 1}[init.distribution("normal", 0, 0.1)] == 1
    nan, zero = (init.distribution("constant", value) for value in (math.nan, 0.0))
    assert nan == nan and zero != init.distribution("constant", -0.0)
    assert init.scheme_distribution("lecun_normal", 25, 9, 0.5) == normal


@pytest.mark.parametrize("kind, numbers", [
    ("normal", [0]), ("truncated_normal", [0, 1]), ("normal", [0, 1, -2, 2]), ("constant", []),
    ("uniform", [0, 1, "x"])])
def test_distributions_have_all_their_numbers(kind, numbers):
    with pytest.raises(TypeError, match=rf"^{kind} has \d numbers \("):
        init.distribution(kind, *numbers)


@pytest.mark.parametrize("words, call", [
    ("std is negative", lambda: init.normal(3, std=-1, seed=1)),
    ("low is above high", lambda: init.uniform(3, low=2, high=1, seed=1)),
    ("high - low is beyond", lambda: init.uniform(3, -3e38, 3e38, seed=1)),
    ("low and high are", lambda: init.truncated_normal_distribution(0, 1, 2, -2)),
    ("zero is not in", lambda: init.bernoulli_normal(3, zero=1.5, seed=1)),
    ("value is not finite", lambda: init.constant(3, math.inf)),
    ("mean is not finite", lambda: init.from_bits(np.zeros(3, np.uint32), init.distribution("normal", math.nan, 1))),
    ("std is negative", lambda: init.slice((3,), (0,), (3,), init.distribution("normal", 0, -1), seed=1)),
    ("kind is not uniform", lambda: init.variance_scaling((3, 3), kind="constant", seed=1)),
    (r"limits\[0\] is not below limits\[1\]",
     lambda: init.statistics(np.ones(3, np.float32), bins=3, limits=(2, 1)))])
def test_errors_name_what_python_calls_it(words, call):
    with pytest.raises(GessoError, match=f"^gesso_[a-z0-9_]+: {words}"):
        call()


def test_bounds_in_deviations():
    d = init.truncated_normal_distribution(1, 3, -2, 4)
    assert (d.a, d.b, d.low, d.high) == (1, 3, -5, 13)
    cut = init.truncated_normal_distribution(0, 1, after_cutting=True)
    drawn = init.draw(cut, 100_000, seed=1)
    assert abs(drawn.std() - 1) < 0.01 and cut.low <= drawn.min() and drawn.max() <= cut.high
    for yes in (np.True_, 1, 2**32):
        assert init.truncated_normal_distribution(0, 1, after_cutting=yes) == cut
    with pytest.raises(RangeError):
        init.truncated_normal_distribution(0, 1, 2, -2)
    with pytest.raises(RangeError, match="std is too large"):
        init.truncated_normal_distribution(0, 3e38, -2, 2)


@pytest.mark.parametrize("far", [1e3, 1e8, 1e9, 1e10])
def test_far_tails_have_the_deviation_of_an_exponential(far):
    for high in (2 * far, math.inf):
        up = init.truncated_normal_distribution(0, 1, far, high, after_cutting=True)
        down = init.truncated_normal_distribution(0, 1, -high, -far, after_cutting=True)
        assert up.b == down.b == pytest.approx(far, rel=5 / far**2 + 1e-7) and up.low == -down.high
