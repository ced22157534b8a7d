"""Random matrices that keep lengths."""

import math
from ctypes import c_size_t

from .._arguments import instance, integer, key, number, shape_of
from .._arrays import pointer, write
from .._library import library
from ..errors import SizeError
from .schemes import layout_of


def orthogonal(shape, gain=1.0, *, seed, stream=0, rows=None, out=None):
    """A random matrix of orthonormal columns, or rows if it is wide, times gain (Saxe et al. 2013).

    It is uniform (Haar) among such matrices: the Q, with R's diagonal positive, of the QR of normals.

    Parameters
    ----------
    shape : at least two extents; those after the first count as one, as in PyTorch.
    rows : a range or slice of step 1 of rows that are wanted, the same bits as in the whole; all by default.
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
    if rows is None or isinstance(rows, slice):
        rows = range(shape[0])[rows or slice(None)]
    if instance("rows", rows, range).step != 1:
        raise ValueError("rows must have step 1")
    columns = math.prod(shape[1:])
    out = write("out", out, (len(rows), *shape[1:]))
    library.gesso_init_orthogonal_rows_f32(
        pointer(out), shape[0], integer("the product of shape[1:]", columns),
        integer("rows.start", rows.start), len(rows), number("gain", gain), stream_key)
    return out


def delta_orthogonal(shape, gain=1.0, *, seed, stream=0, layout="pytorch", out=None):
    """A convolution's kernel that keeps lengths: orthogonal at its center, else 0 (Xiao et al. 2018).

    The shape is as for `fans`, with at least as many output channels as input channels: SizeError
    otherwise. Other arguments and errors: as for `orthogonal`.
    """
    shape, stream_key = shape_of(shape), key(seed, stream)
    out = write("out", out, shape)
    library.gesso_init_delta_orthogonal_f32(
        pointer(out), (c_size_t * len(shape))(*shape), len(shape), layout_of(layout),
        number("gain", gain), stream_key)
    return out
