"""A look at activations: what an initialisation did to them."""

import math
from ctypes import POINTER, byref, c_float, c_uint64, cast, sizeof
from typing import NamedTuple

import numpy as np

from .._arguments import integer, number
from .._arrays import pointer, read
from .._library import ActivationStatistics, StatisticsOptions, library
from ..errors import renamed


class Statistics(NamedTuple):
    """NaN are counted, and left out of all else; `saturated` and `dead` are fractions."""
    mean: float
    std: float
    saturated: float
    dead: float
    minimum: float
    maximum: float
    nans: int
    histogram: np.ndarray


def statistics(x, low=-math.inf, high=math.inf, bins=0, limits=(0.0, 1.0)):
    """Statistics of x in one pass.

    Parameters
    ----------
    x : ndarray of float32, C-contiguous, any shape
    low, high : float
        What is not between them is saturated.
    bins, limits : int, pair of float
        The histogram: `bins` equal shares of [limits[0], limits[1]], the last with both its ends.
    """
    x = read("x", x)
    histogram = np.zeros(integer("bins", bins, high=2**31), np.uint64)
    first, last = limits
    options = StatisticsOptions(sizeof(StatisticsOptions), number("low", low), number("high", high),
                                number("limits[0]", first), number("limits[1]", last), histogram.size,
                                cast(histogram.ctypes.data, POINTER(c_uint64)))
    found = ActivationStatistics(sizeof(ActivationStatistics))
    with renamed({"first_edge": "limits[0]", "last_edge": "limits[1]"}):
        library.gesso_activation_statistics_f32(pointer(x), x.size, byref(options), byref(found))
    return Statistics(found.mean, found.deviation, found.saturated, found.dead, found.minimum,
                      found.maximum, found.nans, histogram)


def lsuv_factor(x, target=1.0):
    """What to multiply a layer's weights by so that its outputs x get the deviation `target`.

    DataError if x has none, or is not finite; RangeError if target is not positive.
    """
    x, factor = read("x", x), c_float()
    library.gesso_lsuv_factor_f32(pointer(x), x.size, number("target", target), byref(factor))
    return factor.value
