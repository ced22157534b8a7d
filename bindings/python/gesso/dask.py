"""Fits over dask arrays and dataframes: each chunk becomes moments, which are merged in a tree.

Only the moments travel. Means, variances and extremes are the same bits as on one machine (unless ``exact`` is
False); a covariance, summed about the mean of each chunk, agrees to rounding.
"""

import numpy as np

import gesso

from .preprocess import of_covariance
from .streams import floats


def _array(data):
    """A dask array in chunks of whole rows, from an array or a dataframe."""
    import dask.array
    array = data if isinstance(data, dask.array.Array) else data.to_dask_array()
    if array.ndim != 2:
        raise ValueError(f"data must have shape (rows, features), not {array.shape}")
    return array.rechunk({1: -1}) if array.numblocks[1] > 1 else array


def _of_chunk(chunk, *options):
    return gesso.Moments(chunk.shape[1], *options).update(floats(chunk))


def _merge(*parts):
    first = gesso.Moments.load(parts[0].save())
    for part in parts[1:]:
        first.merge(part)
    return first


def moments(data, covariance=False, skip_nan=False, split_every=8, exact=True):
    """The moments of `data`, delayed: `.compute()` gives a gesso.Moments.

    Parameters
    ----------
    data : dask.array.Array of (rows, features), or dask.dataframe.DataFrame
    split_every : int
        How many moments are merged at a time.
    exact : bool
        As in gesso.Moments.
    """
    import dask
    parts = [dask.delayed(_of_chunk)(chunk, covariance, skip_nan, exact)
             for chunk in _array(data).to_delayed().ravel()]
    while len(parts) > 1:
        parts = [dask.delayed(_merge)(*parts[i:i + split_every])
                 for i in range(0, len(parts), split_every)]
    return parts[0]


def fit(kind, data, skip_nan=False, exact=True, **options):
    """A gesso.Transform fitted to `data` by its workers. `kind` and options: as for gesso.Transform."""
    return gesso.Transform(kind, moments(data, of_covariance(kind), skip_nan, exact=exact).compute(), **options)


def transform(fitted, data, invert=False):
    """`data` transformed, a dask array of float32 that is computed chunk by chunk when it is asked for."""
    array = _array(data)
    width = fitted.input_features if invert else fitted.output_features
    return array.map_blocks(
        _transform_chunk, fitted.save(), invert, dtype=np.float32,
        chunks=(array.chunks[0], (width,)), meta=np.empty((0, 0), np.float32))


def _transform_chunk(chunk, saved, invert):
    fitted = gesso.Transform.load(saved)
    rows = floats(chunk)
    return fitted.invert(rows.astype(np.float32, copy=False)) if invert else fitted.apply(rows)
