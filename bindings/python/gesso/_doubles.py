"""Rows of float64 through a transform: what is subtracted and multiplied is double, and only y is rounded.

A float32 has 24 bits: of times in seconds since 1970 it holds every 128th.
"""

import numpy as np

from .errors import OverlapError
from .preprocess import of_covariance

BLOCK = 1 << 19  # values


def rule(transform):
    """y from a block of x. Kinds by column give the library's own bits where x are floats."""
    if transform.kind == "l2":
        return _over_length
    if of_covariance(transform.kind):
        mean, matrix = transform.mean, transform.matrix
        return lambda x: (x - mean) @ matrix
    features = transform.input_features
    # As preprocess.h has the byte string: its matrix would be features² doubles.
    center, scale = np.frombuffer(transform.save(), "<f8", 2 * features, 48).reshape(2, features)
    return lambda x: (x - center) * scale


def _over_length(x):
    """Each row over its length; first over a power of two, so that no square overflows."""
    x = x / np.ldexp(1.0, np.frexp(np.abs(x).max(axis=1, initial=0, keepdims=True))[1] - 1)
    length = np.sqrt((x * x).sum(axis=1, keepdims=True))
    return x / np.where(length == 0, 1, length)


def apply(rule, x, out):
    """Block by block, into `out`, which was checked."""
    if np.may_share_memory(x, out):
        raise OverlapError("out overlaps x, which is float64")
    step = max(BLOCK // max(x.shape[1], 1), 1)
    with np.errstate(all="ignore"):  # what is beyond float32 becomes infinite, as from float32
        for first in range(0, len(x), step):
            out[first:first + step] = rule(x[first:first + step])
    return out
