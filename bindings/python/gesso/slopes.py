"""PReLU and RReLU: activations whose slope below 0 is learned or drawn."""

import math

from ._arguments import integer, key, number
from ._arrays import pointer, read, write
from ._library import library
from .activation import activation, activation_backward


def _split(x, slopes, axis):
    """x and slopes as the library sees them: outer × channels × inner."""
    x, slopes = read("x", x), read("slopes", slopes)
    axis = integer("axis", axis, low=-2**63)
    if slopes.size == 1:
        return x, slopes, (1, 1, x.size)
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(f"x has {x.ndim} axes: axis {axis}, the channels', is not among them")
    axis %= x.ndim
    read("slopes", slopes, (x.shape[axis],))
    return x, slopes, (math.prod(x.shape[:axis]), x.shape[axis], math.prod(x.shape[axis + 1:]))


def prelu(x, slopes, axis=1, out=None):
    """y = x where x > 0, else slope · x, with one slope for each channel.

    Parameters
    ----------
    x : ndarray of float32, C-contiguous
    slopes : ndarray of float32
        One for each index of `axis`, or a single one for all of x. Usual start: 0.25.
    axis : int
        The channels' axis; 1 as in PyTorch.
    out : ndarray of float32 of the shape of x, optional
        May be x itself.

    Raises
    ------
    TypeError, ValueError
        As for `activation`; ValueError if slopes does not fit the axis.
    """
    x, slopes, sizes = _split(x, slopes, axis)
    out = write("out", out, x.shape)
    library.gesso_prelu_forward_f32(pointer(x), pointer(slopes), pointer(out), *sizes)
    return out


def prelu_backward(x, slopes, dy, axis=1, out=None, out_slopes=None, accumulate=False):
    """The gradients (dx, dslopes) of `prelu`.

    dx = dy where x > 0, else slope · dy, of the shape of x; dslopes = the channel's sum of dy · x
    where x <= 0, of the shape of slopes. `out` (may be x or dy) and `out_slopes` receive them, or
    are added to with accumulate=True. Errors: as for `prelu`.
    """
    x, slopes, sizes = _split(x, slopes, axis)
    dy = read("dy", dy, x.shape)
    dx = write("out", out, x.shape, accumulate)
    dslopes = write("out_slopes", out_slopes, slopes.shape, accumulate)
    library.gesso_prelu_backward_f32(pointer(x), pointer(slopes), pointer(dy), pointer(dx),
                                     pointer(dslopes), *sizes, bool(accumulate))
    return dx, dslopes


def _drawn(lower, upper, seed, stream, offset):
    return number("lower", lower), number("upper", upper), key(seed, stream), integer("offset", offset)


def _mean_slope(drawn):
    """Of evaluation, which has the errors of training."""
    library.gesso_rrelu_forward_f32(None, None, 0, *drawn)
    return (drawn[0] + drawn[1]) / 2


def rrelu(x, seed, stream=0, offset=0, lower=1 / 8, upper=1 / 3, training=True, out=None):
    """y = x where x > 0, else a · x with a drawn for each element, uniform in [lower, upper).

    Parameters
    ----------
    x : ndarray of float32, C-contiguous, any shape
    seed, stream, offset : int
        Element i takes element offset + i of the stream (seed, stream).
    lower, upper : float
    training : bool
        False: a = (lower + upper) / 2 for all, and nothing is drawn.
    out : ndarray of float32 of the shape of x, optional
        May be x itself.

    Raises
    ------
    TypeError, ValueError
        As for `activation`; RangeError if the bounds are not finite or lower > upper.
    """
    drawn = _drawn(lower, upper, seed, stream, offset)
    if not training:
        return activation("leaky_relu", x, out, alpha=_mean_slope(drawn))
    x = read("x", x)
    out = write("out", out, x.shape)
    library.gesso_rrelu_forward_f32(pointer(x), pointer(out), x.size, *drawn)
    return out


def rrelu_backward(x, dy, seed, stream=0, offset=0, lower=1 / 8, upper=1 / 3, training=True,
                   out=None, accumulate=False):
    """The gradient dx of `rrelu`: it draws the same slopes again, so no noise is kept.

    x, dy and out have one shape; out may be x or dy. Errors: as for `rrelu`.
    """
    drawn = _drawn(lower, upper, seed, stream, offset)
    if not training:
        return activation_backward("leaky_relu", x, dy, out, accumulate, alpha=_mean_slope(drawn))
    x = read("x", x)
    dy = read("dy", dy, x.shape)
    out = write("out", out, x.shape, accumulate)
    library.gesso_rrelu_backward_f32(pointer(x), pointer(dy), pointer(out), x.size, *drawn, bool(accumulate))
    return out
