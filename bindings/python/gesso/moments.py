"""Running moments of features, mergeable, and exact unless speed is worth more."""

from ctypes import byref, c_size_t, c_void_p, cast, create_string_buffer, POINTER

import numpy as np

from ._arguments import instance, integer, number
from ._arrays import pointer, read, rows
from ._library import MomentsState, library

COVARIANCE, SKIP_NAN, ROUNDED = 1, 2, 4
_WORDS = {COVARIANCE: "covariance", SKIP_NAN: "skip_nan", ROUNDED: "rounded"}


def bytes_of(save, state):
    """What a gesso_…_save gives."""
    size = c_size_t()
    save(state, None, byref(size))
    buffer = create_string_buffer(size.value)
    save(state, buffer, byref(size))
    return buffer.raw[:size.value]


class Moments:
    """Count, extremes, mean, and variance or covariance of features, in double.

    Counts, extremes, means and variances are rounded from exact sums (unless ``exact`` is False): the same bits for
    the same rows in any order and any split, from one process or a hundred.

    Parameters
    ----------
    features : int
    covariance : bool
        Its last bits, off the diagonal, depend on how the rows are split into calls.
    skip_nan : bool
        A NaN is a value that its feature does not have. Not with covariance.
    exact : bool
        False: sums in double, faster where rows have weights or lie in the caches; their last bits depend on how
        rows are split into calls, and in which order they come.
    """

    def __init__(self, features, covariance=False, skip_nan=False, exact=True):
        state = POINTER(MomentsState)()
        flags = COVARIANCE * bool(covariance) | SKIP_NAN * bool(skip_nan) | ROUNDED * (not exact)
        library.gesso_moments_create(integer("features", features, high=2**59), flags, byref(state))
        self._state, self._flags = state, flags

    def __del__(self):
        if state := self.__dict__.pop("_state", None):
            library.gesso_moments_destroy(state)

    def __repr__(self):
        flags = [f", {word}" for flag, word in _WORDS.items() if self._flags & flag]
        return f"Moments({self.features} features, {self.count} rows{''.join(flags)})"

    def update(self, x, weights=None):
        """Adds rows.

        Parameters
        ----------
        x : ndarray of float32 or float64, (rows, features), each row contiguous
        weights : ndarray of float64, (rows,), optional
            Finite and not negative.

        Returns
        -------
        Moments : self

        Raises
        ------
        TypeError, ValueError
            If an array does not fit, or a value is not finite (DataError). Nothing was added then.
        """
        x, stride = rows("x", x, (np.float32, np.float64), self.features)
        name = "f32" if x.dtype == np.float32 else "f64"
        if weights is None:
            getattr(library, f"gesso_moments_update_{name}")(
                self._state, pointer(x), len(x), stride)
            return self
        read("weights", weights, (len(x),), np.dtype(np.float64))
        getattr(library, f"gesso_moments_update_weighted_{name}")(
            self._state, pointer(x), pointer(weights), len(x), stride)
        return self

    def merge(self, other):
        """Adds all that `other` was given."""
        library.gesso_moments_merge(self._state, instance("other", other, Moments)._state)
        return self

    @property
    def features(self):
        return library.gesso_moments_features(self._state)

    @property
    def count(self):
        """Rows that were added."""
        return library.gesso_moments_count(self._state)

    def _array(self, name, *arguments, shape=None, dtype=np.float64):
        out = np.empty(self.features if shape is None else shape, dtype)
        getattr(library, f"gesso_moments_{name}")(self._state, *arguments, pointer(out))
        return out

    @property
    def counts(self):
        """Values of each feature: fewer than rows where a NaN was skipped."""
        return self._array("counts", dtype=np.uint64)

    @property
    def weights(self):
        """Sums of the weights, of each feature."""
        return self._array("weights")

    @property
    def mean(self):
        return self._array("mean")

    def variance(self, ddof=0):
        return self._array("variance", number("ddof", ddof))

    def covariance(self, ddof=0):
        return self._array("covariance", number("ddof", ddof), shape=(self.features, self.features))

    @property
    def extremes(self):
        """The least and the greatest value of each feature."""
        least, greatest = np.empty((2, self.features))
        library.gesso_moments_extremes(self._state, pointer(least), pointer(greatest))
        return least, greatest

    def save(self):
        """A byte string, the same on every machine."""
        return bytes_of(library.gesso_moments_save, self._state)

    @classmethod
    def load(cls, data):
        """From what `save` gave. Raises DataError for anything else."""
        state, data = POINTER(MomentsState)(), bytes(data)
        library.gesso_moments_load(cast(data, c_void_p), len(data), byref(state))
        moments = cls.__new__(cls)
        moments._state, moments._flags = state, data[12]
        return moments

    def __reduce__(self):
        return type(self).load, (self.save(),)
