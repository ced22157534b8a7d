"""Version, CPU level, threads and LAPACK."""

import os

from ._arguments import integer
from ._library import library


def version():
    """Version of the library that runs, such as "0.1.0"."""
    return library.gesso_version_string().decode()


def isa():
    """CPU level of the kernels that run: "v2", "v3" (AVX2 and FMA) or "v4" (AVX-512).

    The environment variable GESSO_ISA forces a lower one. The level never changes a result.
    """
    return library.gesso_isa().decode()


def threads():
    """Number of threads that one call may use, at least 1."""
    return library.gesso_threads()


def set_threads(count):
    """Set how many threads one call may use; 0: as many as there are CPUs to run on, and they are never more.

    The count never changes a result.

    Raises
    ------
    RangeError
        If count is negative.
    """
    library.gesso_set_threads(integer("count", count, -2**31, 2**31 - 1))


def set_lapack(path=None):
    """Set the LAPACK that decorrelation and whitening use, by file name or path.

    None searches again: what the environment variable GESSO_LAPACK names, symbols of the process,
    libopenblas.so.0, liblapack.so.3.

    Raises
    ------
    NoLapackError
        If it cannot be loaded or lacks a routine. What was in use stays.
    """
    library.gesso_set_lapack(None if path is None else os.fsencode(path))
