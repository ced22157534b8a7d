"""Identity, Dirac and sparse."""

from ctypes import byref, c_size_t

from .._arguments import integer, key, number, shape_of
from .._arrays import pointer, write
from .._library import library
from ..errors import SizeError
from .distributions import slice_of
from .schemes import layout_of


def identity(shape, gain=1.0, out=None):
    """`gain` on the diagonal, else 0. shape has two axes; out: as for `normal`."""
    shape = shape_of(shape)
    if len(shape) != 2:
        raise SizeError(f"shape must have two axes, not be {shape}")
    out = write("out", out, shape)
    library.gesso_init_identity_f32(pointer(out), *shape, number("gain", gain))
    return out


def dirac(shape, layout="pytorch", groups=1, out=None):
    """A convolution that passes its input on, in each of `groups` groups.

    Errors: as for `fans`.
    """
    shape = shape_of(shape)
    number = layout_of(layout)
    out = write("out", out, shape)
    library.gesso_init_dirac_f32(pointer(out), (c_size_t * len(shape))(*shape), len(shape), number,
                                 integer("groups", groups))
    return out


def sparse(shape, sparsity, std=0.01, *, seed, stream=0, start=None, count=None, out=None):
    """Normal with mean 0, and ceil(sparsity · rows) zeros in each column.

    shape is (rows, columns); start and count choose a part of it, as in `slice`. Errors: as for
    `slice`; RangeError if sparsity is not in [0, 1] or std is negative.
    """
    shape = shape_of(shape)
    part, count = slice_of(shape, (0,) * len(shape) if start is None else start,
                           shape if count is None else count)
    stream_key, out = key(seed, stream), write("out", out, count)
    library.gesso_init_sparse_f32(number("sparsity", sparsity), number("std", std), stream_key, byref(part),
                                  pointer(out))
    return out
