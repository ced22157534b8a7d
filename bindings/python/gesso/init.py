"""Weight initialisation: element i of a tensor is a function of (seed, stream, i) alone.

A tensor is one stream in row-major order; a slice of it from flat index k on has offset k.
"""

import math
from ctypes import byref, c_size_t, sizeof

import numpy as np

from ._arrays import integer, key, pointer, shape_of, write
from ._library import Distribution, library
from .errors import SizeError

# The enumerators of init.h, each at its value.
DISTRIBUTIONS = ("constant", "uniform", "normal")
SCHEMES = ("xavier_uniform", "xavier_normal", "he_uniform", "he_normal", "lecun_uniform",
           "lecun_normal")
LAYOUTS = ("layout_pytorch", "layout_keras")


def _draw(distribution, shape, seed, stream, offset, out):
    shape = shape_of(shape)
    stream_key, offset = key(seed, stream), integer("offset", offset)
    out = write("out", out, shape)
    library.gesso_init_f32(byref(distribution), stream_key, offset, pointer(out), out.size)
    return out


def _distribution(kind, a, b):
    return Distribution(sizeof(Distribution), DISTRIBUTIONS.index(kind), a, b)


def constant(shape, value, out=None):
    """Every element is `value`. Errors: as for `normal`."""
    return _draw(_distribution("constant", value, 0), shape, 0, 0, 0, out)


def zeros(shape, out=None):
    """Every element is 0, as biases usually start. Errors: as for `normal`."""
    return constant(shape, 0, out)


def uniform(shape, low=0.0, high=1.0, *, seed, stream=0, offset=0, out=None):
    """Uniform in [low, high). Arguments and errors: as for `normal`."""
    return _draw(_distribution("uniform", low, high), shape, seed, stream, offset, out)


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
    return _draw(_distribution("normal", mean, std), shape, seed, stream, offset, out)


def _layout(name):
    if f"layout_{name}" not in LAYOUTS:
        raise ValueError(f'layout must be "pytorch" or "keras", not {name!r}')
    return LAYOUTS.index(f"layout_{name}")


def fans(shape, layout="pytorch", groups=1):
    """(fan_in, fan_out) of a weight tensor: how many inputs one output sees, and the reverse.

    layout "pytorch" is (out, in / groups, k...), "keras" is (k..., in / groups, out). SizeError if
    shape has less than two axes or an empty one, or groups does not divide out.
    """
    shape = shape_of(shape)
    fan_in, fan_out = c_size_t(), c_size_t()
    library.gesso_fans((c_size_t * len(shape))(*shape), len(shape), _layout(layout),
                       integer("groups", groups),
                       byref(fan_in), byref(fan_out))
    return fan_in.value, fan_out.value


def scheme_distribution(name, fan_in, fan_out, gain=1.0):
    """The distribution of the scheme called `name`: its `kind`, `a` and `b` are as in init.h."""
    distribution = Distribution(sizeof(Distribution))
    library.gesso_scheme_distribution(SCHEMES.index(name), fan_in, fan_out, gain,
                                      byref(distribution))
    return distribution


def _scheme(name):
    def scheme(shape, *, seed, stream=0, gain=1.0, layout="pytorch", groups=1, out=None):
        distribution = scheme_distribution(name, *fans(shape, layout, groups), gain)
        return _draw(distribution, shape, seed, stream, 0, out)

    author, _, form = name.partition("_")
    variance = {"xavier": "2 / (fan_in + fan_out)", "he": "2 / fan_in", "lecun": "1 / fan_in"}
    scheme.__name__ = scheme.__qualname__ = name
    scheme.__doc__ = (f"{form.capitalize()} with mean 0 and variance gain² · {variance[author]}.\n\n"
                      "The fans are those of `fans(shape, layout, groups)`. Arguments and errors: "
                      "as for `normal` and `fans`.")
    return scheme


xavier_uniform, xavier_normal, he_uniform, he_normal, lecun_uniform, lecun_normal = map(
    _scheme, SCHEMES)


def orthogonal(shape, gain=1.0, *, seed, stream=0, rows=None, out=None):
    """A random matrix of orthonormal columns, or rows if it is wide, times gain (Saxe et al. 2013).

    It is uniform (Haar) among such matrices: the Q, with R's diagonal positive, of the QR of normals.

    Parameters
    ----------
    shape : at least two extents; those after the first count as one, as in PyTorch.
    rows : a range of step 1 of rows that are wanted, the same bits as in the whole; all by default.
    out : ndarray of float32 of the result's shape, optional

    Raises
    ------
    SizeError, RangeError
        If shape has less than two axes or overflows, or rows are not in it; if gain is not finite.
    MemoryError
        If there is no working memory for the whole in double.
    """
    shape, stream_key = shape_of(shape), key(seed, stream)
    if len(shape) < 2:
        raise SizeError("shape must have at least two axes")
    wanted = range(shape[0]) if rows is None else rows
    if wanted.step != 1:
        raise ValueError("rows must have step 1")
    columns = math.prod(shape[1:])
    out = write("out", out, (len(wanted), *shape[1:]))
    library.gesso_init_orthogonal_rows_f32(
        pointer(out), shape[0], integer("the product of shape[1:]", columns),
        integer("rows.start", wanted.start), len(wanted), gain, stream_key)
    return out


def delta_orthogonal(shape, gain=1.0, *, seed, stream=0, layout="pytorch", out=None):
    """A convolution's kernel that keeps lengths: orthogonal at its center, else 0 (Xiao et al. 2018).

    The shape is as for `fans`, with at least as many output channels as input channels: SizeError
    otherwise. Other arguments and errors: as for `orthogonal`.
    """
    shape, stream_key = shape_of(shape), key(seed, stream)
    out = write("out", out, shape)
    library.gesso_init_delta_orthogonal_f32(
        pointer(out), (c_size_t * len(shape))(*shape), len(shape), _layout(layout), gain, stream_key)
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
