"""Checks of arrays, made before the library is called. Nothing is ever converted or copied."""

import math
from ctypes import c_double, c_float, c_uint32, c_uint64

import numpy as np

_FLOAT32, _UINT32 = np.dtype(np.float32), np.dtype(np.uint32)
_ELEMENT = {_FLOAT32: c_float, _UINT32: c_uint32,
            np.dtype(np.float64): c_double, np.dtype(np.uint64): c_uint64}


def pointer(array):
    """What a `float *` or `uint32_t *` parameter takes. The caller keeps `array` alive."""
    element = _ELEMENT[array.dtype]
    try:
        return element.from_buffer(array)
    except (TypeError, ValueError):  # read-only, empty or in strides: the slower way
        return element.from_address(array.ctypes.data)


def unmasked(name, array):
    """`array`, if it is not one of numpy.ma: its mask would go unseen."""
    if isinstance(array, np.ma.MaskedArray):
        raise TypeError(f"{name} must not be a masked array: give {name}.filled(value)")
    return array


def read(name, array, shape=None, dtype=_FLOAT32):
    """`array`, if the library can read it where it stands.

    Raises
    ------
    TypeError
        If it is not an ndarray of dtype, or is masked.
    ValueError
        If it is not C-contiguous and aligned, or not of `shape`.
    """
    if not isinstance(unmasked(name, array), np.ndarray):
        raise TypeError(f"{name} must be a numpy.ndarray of {dtype}, not {type(array).__name__}")
    if array.dtype != dtype:
        raise TypeError(f"{name} must be {dtype}, not {array.dtype}: "
                        f"{name}.astype(numpy.{dtype}) converts it")
    flags = array.flags
    if not (flags.c_contiguous and flags.aligned):
        raise ValueError(f"{name} must be C-contiguous and aligned: "
                         f"numpy.ascontiguousarray({name}) makes a copy that is")
    if shape is not None and array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, not {array.shape}")
    return array


def empty(shape):
    """New floats; if many, they begin with a cache line: only so can all of them be written past the caches."""
    if math.prod(shape) < 1 << 20:
        return np.empty(shape, np.float32)
    memory = np.empty(math.prod(shape) + 15, np.float32)
    start = -memory.ctypes.data // 4 % 16
    return memory[start : start + math.prod(shape)].reshape(shape)


def write(name, array, shape, accumulate=False):
    """`array`, if the library can write `shape` floats to it; a new one if it is None."""
    if array is None:
        if accumulate:
            raise ValueError(f"accumulate=True needs {name}, the array to add to")
        return empty(shape)
    read(name, array, shape)
    if not array.flags.writeable:
        raise ValueError(f"{name} is read-only")
    return array


def rows(name, array, dtypes=(np.float32,), features=None):
    """`array` and how many elements its rows are apart, if the library can read them where they stand.

    Raises
    ------
    TypeError
        If it is not an ndarray of one of the dtypes, or is masked.
    ValueError
        If it has not two axes, rows of contiguous elements that do not overlap, or `features`.
    """
    if not isinstance(unmasked(name, array), np.ndarray) or array.dtype not in map(np.dtype, dtypes):
        kind = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
        wanted = " or ".join(np.dtype(dtype).name for dtype in dtypes)
        raise TypeError(f"{name} must be a numpy.ndarray of {wanted}, not {kind}")
    if array.ndim != 2 or features not in (None, array.shape[1]):
        wanted = "features" if features is None else features
        raise ValueError(f"{name} must have shape (rows, {wanted}), not {array.shape}")
    count, width = array.shape
    apart, within = array.strides
    step = array.itemsize
    if array.size == 0:
        return array, width
    if width > 1 and within != step or not array.flags.aligned:
        raise ValueError(f"{name} must have rows that are contiguous and aligned: "
                         f"numpy.ascontiguousarray({name}) makes a copy that has")
    if count == 1:
        return array, width
    if apart < width * step or apart % step:
        raise ValueError(f"{name} must have rows one after another in memory")
    return array, apart // step
