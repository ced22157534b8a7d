"""Rows of float64 through a transform: what is subtracted and multiplied is double, and only y is rounded.

A float32 has 24 bits: of times in seconds since 1970 it holds every 128th.
"""

import numpy as np

from .errors import OverlapError
from .preprocess import of_covariance

BLOCK = 1 << 19  # values


def _rule(transform):
    """y from a block of x. Kinds by column give the library's own bits where x are floats."""
    if transform.kind == "l2":
        return lambda x: transform.apply(_of_float_s_size(x))
    if of_covariance(transform.kind):
        mean, matrix = transform.mean, transform.matrix
        return lambda x: (x - mean) @ matrix
    features = transform.input_features
    # As preprocess.h has the byte string: its matrix would be features² doubles.
    center, scale = np.frombuffer(transform.save(), "<f8", 2 * features, 48).reshape(2, features)
    return lambda x: (x - center) * scale


def _of_float_s_size(x):
    """Rows over powers of two, which l2 does not see: within ±2, so that no float overflows."""
    largest = np.abs(x).max(axis=1, initial=0, keepdims=True)
    return (x / np.ldexp(1.0, np.frexp(largest)[1] - 1)).astype(np.float32)


def apply(transform, x, out):
    """Block by block, into `out`, which was checked."""
    if np.may_share_memory(x, out):
        raise OverlapError("out overlaps x, which is float64")
    rule, step = _rule(transform), max(BLOCK // max(x.shape[1], 1), 1)
    for first in range(0, len(x), step):
        out[first:first + step] = rule(x[first:first + step])
    return out
