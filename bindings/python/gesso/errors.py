"""The exceptions: one for each status, each also of the built-in type a user would expect."""

import re
from contextlib import contextmanager

from ._library import FUNCTIONS, Status, library


class GessoError(Exception):
    """Base of all: `status` is the C status, the message is `gesso_last_error()`."""

    status = None


class NullError(GessoError, ValueError): ...
class OverlapError(GessoError, ValueError): ...
class SizeError(GessoError, ValueError): ...
class RangeError(GessoError, ValueError): ...
class KindError(GessoError, ValueError): ...
class UnsupportedError(GessoError, ValueError): ...
class AllocationError(GessoError, MemoryError): ...
class NoLapackError(GessoError, RuntimeError): ...
class LapackError(GessoError, RuntimeError): ...
class DataError(GessoError, ValueError): ...
class CpuError(GessoError, RuntimeError): ...


STATUS = {
    "GESSO_OK": (0, None),
    "GESSO_ERROR_NULL": (10, NullError),
    "GESSO_ERROR_OVERLAP": (11, OverlapError),
    "GESSO_ERROR_SIZE": (20, SizeError),
    "GESSO_ERROR_RANGE": (30, RangeError),
    "GESSO_ERROR_KIND": (31, KindError),
    "GESSO_ERROR_UNSUPPORTED": (40, UnsupportedError),
    "GESSO_ERROR_MEMORY": (50, AllocationError),
    "GESSO_ERROR_NO_LAPACK": (60, NoLapackError),
    "GESSO_ERROR_LAPACK": (61, LapackError),
    "GESSO_ERROR_DATA": (70, DataError),
    "GESSO_ERROR_CPU": (80, CpuError),
}

_EXCEPTIONS = dict(STATUS.values())
for _status, _exception in _EXCEPTIONS.items():
    if _exception:
        _exception.status = _status


def _check(status, function, arguments):
    if status:
        error = _EXCEPTIONS.get(status, GessoError)(library.gesso_last_error().decode())
        error.status = status
        raise error


@contextmanager
def renamed(names):
    """Errors name an argument as {its name in C: that in Python} says."""
    try:
        yield
    except GessoError as error:
        words = "|".join(names)
        place = rf"(?:(?<=: )|(?<= - )|(?<= and ))(?:{words})\b|\b(?:{words})$"
        other = type(error)(re.sub(place, lambda found: names[found[0]], str(error)))
        other.status = error.status
        raise other from None


for _name, (_restype, _) in FUNCTIONS.items():
    if _restype is Status:
        getattr(library, _name).errcheck = _check
