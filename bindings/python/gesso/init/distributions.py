"""Fills of independent elements, their words, and slices of them."""

from contextlib import nullcontext
from ctypes import byref, c_size_t, sizeof

import numpy as np

from .. import _library
from .._arguments import choice, instance, integer, key, number, shape_of
from .._arrays import _UINT32, pointer, read, write
from .._library import Slice, library
from ..errors import renamed

# The enumerators of init.h, each at its value, and what its a, b, low and high are.
_NUMBERS = {
    "constant": ("value",),
    "uniform": ("low", "high"),
    "normal": ("mean", "std"),
    "truncated_normal": ("mean", "std", "low", "high"),
    "bernoulli_normal": ("zero", "std"),
}
DISTRIBUTIONS = tuple(_NUMBERS)
_SIZE = sizeof(_library.Distribution)


class Distribution(_library.Distribution):
    """A kind and its numbers, as in init.h. Those with the same bits are equal: they draw the same."""

    def _numbers(self):
        names = _NUMBERS[DISTRIBUTIONS[self.kind]]
        return dict(zip(names, np.float32([self.a, self.b, self.low, self.high])))

    def naming(self):
        """Errors of what is called within name the numbers as here, not as in init.h."""
        names = dict(enumerate(_NUMBERS.values())).get(self.kind)  # none for a kind that the library will refuse
        return renamed(dict(zip("ab", names))) if names else nullcontext()

    def _key(self):
        return self.kind, np.array(list(self._numbers().values())).tobytes()

    def __eq__(self, other):
        return self._key() == other._key() if isinstance(other, Distribution) else NotImplemented

    def __hash__(self):
        return hash(self._key())

    def __repr__(self):
        words = [f"{name}={value!s}" for name, value in self._numbers().items()]
        return f"Distribution({', '.join([DISTRIBUTIONS[self.kind], *words])})"


def draw(drawn_from, shape, seed, stream=0, offset=0, out=None):
    """Elements of a Distribution. Arguments and errors: as for `normal`."""
    shape = shape_of(shape)
    stream_key, offset = key(seed, stream), integer("offset", offset)
    out = write("out", out, shape)
    with instance("drawn_from", drawn_from, Distribution).naming():
        library.gesso_init_f32(drawn_from, stream_key, offset, pointer(out), out.size)
    return out


def from_bits(bits, drawn_from, out=None):
    """What a Distribution makes of uint32 words: of `random_bits(...)`, what `draw` gives.

    Parameters
    ----------
    bits : ndarray of uint32, C-contiguous, any shape
    drawn_from : Distribution
        From `distribution`, `scheme_distribution` or `variance_scaling_distribution`.
    out : ndarray of float32 of the shape of bits, optional
        May be bits.view(numpy.float32).

    Errors: as for `normal`; OverlapError if out and bits overlap otherwise.
    """
    bits = read("bits", bits, dtype=_UINT32)
    out = write("out", out, bits.shape)
    with instance("drawn_from", drawn_from, Distribution).naming():
        library.gesso_init_from_bits_f32(drawn_from, pointer(bits), pointer(out), out.size)
    return out


def distribution(kind, *numbers):
    """A distribution by the name of its kind and all of its numbers.

    constant: value; uniform: low, high; normal: mean, std; truncated_normal: mean, std, low, high; bernoulli_normal:
    zero, std.
    """
    at = choice("kind", kind, DISTRIBUTIONS)
    if len(numbers) != len(names := _NUMBERS[kind]):
        raise TypeError(f"{kind} has {len(names)} numbers ({', '.join(names)}), not {len(numbers)}")
    return Distribution(_SIZE, at, *map(number, names, numbers))


def constant(shape, value, out=None):
    """Every element is `value`. Errors: as for `normal`."""
    return draw(distribution("constant", value), shape, 0, 0, 0, out)


def zeros(shape, out=None):
    """Every element is 0, as biases usually start. Errors: as for `normal`."""
    return constant(shape, 0, out)


def ones(shape, out=None):
    """Every element is 1. Errors: as for `normal`."""
    return constant(shape, 1, out)


def uniform(shape, low=0.0, high=1.0, *, seed, stream=0, offset=0, out=None):
    """Uniform in [low, high). Arguments and errors: as for `normal`."""
    return draw(distribution("uniform", low, high), shape, seed, stream, offset, out)


def normal(shape, mean=0.0, std=1.0, *, seed, stream=0, offset=0, out=None):
    """Normal with mean `mean` and standard deviation `std`.

    Parameters
    ----------
    shape : int or tuple of int
    mean, std : float
    seed, stream : int in [0, 2^64)
    offset : int
        Element i of the result is element offset + i of the stream.
    out : ndarray of float32 of that shape, optional

    Returns
    -------
    ndarray : `out`, or a new one.

    Raises
    ------
    TypeError
        If out is not float32, or a seed is not an integer.
    ValueError
        If out does not fit, a number is outside its domain (RangeError), or offset + size is
        beyond 2^64 - 1 (SizeError).
    """
    return draw(distribution("normal", mean, std), shape, seed, stream, offset, out)


def truncated_normal(shape, mean=0.0, std=1.0, low=-2.0, high=2.0, *, seed, stream=0, offset=0,
                     out=None):
    """Normal with `mean` and, before it is cut to [low, high], `std`. Bounds are absolute.

    Other arguments and errors: as for `normal`.
    """
    return draw(distribution("truncated_normal", mean, std, low, high), shape, seed, stream,
                offset, out)


def truncated_normal_distribution(mean=0.0, std=1.0, low=-2.0, high=2.0, after_cutting=False):
    """The distribution whose bounds are `low` and `high` deviations from the mean.

    std is that of the normal before it is cut, or of the cut one if after_cutting. RangeError if
    bounds cross or are NaN, or std is negative.
    """
    d = Distribution(_SIZE)
    numbers = map(number, _NUMBERS["truncated_normal"], (mean, std, low, high))
    with renamed({"low_sigmas": "low", "high_sigmas": "high"}):
        library.gesso_truncated_normal(*numbers, bool(after_cutting), byref(d))
    return d


def bernoulli_normal(shape, zero=0.5, std=1.0, *, seed, stream=0, offset=0, out=None):
    """0 with probability `zero`, else normal with mean 0 and standard deviation `std`.

    Other arguments and errors: as for `normal`.
    """
    return draw(distribution("bernoulli_normal", zero, std), shape, seed, stream, offset, out)


def slice_of(shape, start, count):
    """The library's slice, and count as a tuple. The caller keeps the first alive."""
    axes = list(map(shape_of, (shape, start, count), ("shape", "start", "count")))
    if not len(axes[0]) == len(axes[1]) == len(axes[2]):
        raise ValueError(f"shape, start and count must be of one length, not {axes}")
    arrays = [(c_size_t * len(extents))(*extents) for extents in axes]
    return Slice(sizeof(Slice), len(axes[0]), *arrays), axes[2]


def slice(shape, start, count, drawn_from, *, seed, stream=0, out=None):
    """The part [start, start + count) of a tensor of `shape`: what the whole has there.

    Parameters
    ----------
    shape, start, count : tuple of int, of one length from 1 to 8
    drawn_from : Distribution
        From `distribution`, `scheme_distribution` or `variance_scaling_distribution`.

    Other arguments: as for `normal`; out has the shape `count`. SizeError if the part reaches
    beyond the whole.
    """
    part, count = slice_of(shape, start, count)
    stream_key, out = key(seed, stream), write("out", out, count)
    with instance("drawn_from", drawn_from, Distribution).naming():
        library.gesso_init_slice_f32(drawn_from, stream_key, byref(part), pointer(out))
    return out


def random_bits(n, *, seed, stream=0, offset=0):
    """Words offset … offset + n - 1 of a stream, as uint32: what every distribution is made of."""
    bits = np.empty(integer("n", n, high=2**63 - 1), np.uint32)
    library.gesso_random_bits(key(seed, stream), integer("offset", offset), pointer(bits), n)
    return bits


def philox4x32_10(counter, key):
    """One block of Philox4x32-10: four uint32 from a counter of four and a key of two."""
    words = [np.array([integer(name, word, high=2**32 - 1) for word in values], np.uint32)
             for name, values in (("a word of counter", counter), ("a word of key", key))]
    if (words[0].size, words[1].size) != (4, 2):
        raise ValueError("counter must have four words, key two")
    out = np.empty(4, np.uint32)
    library.gesso_philox4x32_10(*map(pointer, words), pointer(out))
    return out
