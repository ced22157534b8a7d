"""Checks of arguments that are no arrays: ctypes would wrap integers without a word, and name no argument."""

from ctypes import c_double
from operator import index

import numpy as np

from ._library import Key

_MOST = 2**63 - 1


def integer(name, value, low=0, high=2**64 - 1):
    """`value` as an int in [low, high]."""
    try:
        value = index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}") from None
    if not low <= value <= high:
        raise ValueError(f"{name} must be in [{low}, {high}], not {value}")
    return value


def number(name, value):
    """`value` as a float."""
    try:
        return c_double(value).value
    except TypeError:
        raise TypeError(f"{name} must be a number, not {type(value).__name__}") from None
    except OverflowError:
        raise ValueError(f"{name} is beyond the largest double") from None


def choice(name, value, names):
    """Where `value` stands in `names`."""
    if value not in names:
        raise ValueError(f"{name} must be one of {', '.join(names)}, not {value!r}")
    return names.index(value)


def instance(name, value, kind):
    """`value`, if it is a `kind`."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be {kind.__name__}, not {type(value).__name__}")
    return value


def key(seed, stream):
    return Key(integer("seed", seed), integer("stream", stream))


def shape_of(shape, name="shape"):
    """A shape as NumPy takes it, an int or a sequence of ints, as a tuple."""
    extents = shape if np.iterable(shape) else (shape,)
    return tuple([integer(f"an extent of {name}", extent, 0, _MOST) for extent in extents])
