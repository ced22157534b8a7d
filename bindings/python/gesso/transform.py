"""Fitted transforms."""

from ctypes import POINTER, byref, c_void_p, cast, sizeof
from functools import cached_property

import numpy as np

from . import _doubles
from ._arguments import choice, instance, integer, number
from ._arrays import empty, pointer, rows
from ._library import FitOptions, TransformState, library
from .errors import RangeError
from .moments import Moments, bytes_of
from .preprocess import KINDS


class Transform:
    """y = (x - mean) matrix, fitted to moments; it never changes and may be used by many threads.

    Parameters
    ----------
    kind : str
        One of those of `gesso.preprocess`.
    moments : Moments
        With covariance, for all kinds but center, standardize, min_max, max_abs and l2.
    components : int or float, optional
        Axes to keep: so many, or as many as have this share of the variance.
    epsilon : float in [0, 1)
        An eigenvalue below epsilon times the largest counts as that when it is divided by.
    ddof : float
        What variances subtract from the count.
    precise : bool
        Products of rows and matrix in double: slower, and rounded once.
    """

    def __init__(self, kind, moments, *, components=None, epsilon=0.0, ddof=0.0, precise=False):
        kind, moments = choice("kind", kind, KINDS), instance("moments", moments, Moments)
        share = isinstance(components, (float, np.floating))
        if share and not 0 < components <= 1:
            raise RangeError(f"components must be a share in (0, 1] or a number of axes, not {components}")
        options = FitOptions(
            sizeof(FitOptions), number("epsilon", epsilon), number("ddof", ddof),
            0 if components is None or share
            else integer("components", components, low=1, high=2**59),
            components if share else 0.0, bool(precise))
        state = POINTER(TransformState)()
        library.gesso_transform_fit(kind, moments._state, byref(options), byref(state))
        self._state = state

    def __del__(self):
        if state := self.__dict__.pop("_state", None):
            library.gesso_transform_destroy(state)

    def __repr__(self):
        return (f"Transform({self.kind}, {self.input_features} -> {self.output_features} features, "
                f"rank {self.rank})")

    @cached_property
    def _of_doubles(self):
        return _doubles.rule(self)

    def _run(self, name, x, out, inputs, outputs, dtypes=(np.float32,)):
        x, stride = rows("x", x, dtypes, inputs)
        if out is None:
            out = empty((len(x), outputs))
        out, out_stride = rows("out", out, features=outputs)
        if len(out) != len(x):
            raise ValueError(f"out must have {len(x)} rows, not {len(out)}")
        if not out.flags.writeable:
            raise ValueError("out is read-only")
        if x.dtype == np.float64:
            return _doubles.apply(self._of_doubles, x, out)
        getattr(library, f"gesso_transform_{name}_f32")(
            self._state, pointer(x), len(x), stride, pointer(out), out_stride)
        return out

    def apply(self, x, out=None):
        """y, float32, from x, float32 or float64; `out` may be x where y has as many features and x is float32.

        From float64 the mean is subtracted in double, and only y is rounded to float32.
        """
        return self._run("apply", x, out, self.input_features, self.output_features, (np.float32, np.float64))

    def invert(self, y, out=None):
        """x from y: the nearest, where components or rank were lost."""
        return self._run("invert", y, out, self.output_features, self.input_features)

    def backward(self, dy, out=None):
        """dx = dy matrix^T."""
        return self._run("backward", dy, out, self.output_features, self.input_features)

    @property
    def kind(self):
        return KINDS[library.gesso_transform_kind(self._state)]

    @property
    def input_features(self):
        return library.gesso_transform_input_features(self._state)

    @property
    def output_features(self):
        return library.gesso_transform_output_features(self._state)

    @property
    def rank(self):
        """Axes that are not rounding alone, after components."""
        return library.gesso_transform_rank(self._state)

    def _array(self, name, *shape):
        out = np.empty(shape)
        getattr(library, f"gesso_transform_{name}")(self._state, pointer(out))
        return out

    @property
    def mean(self):
        return self._array("mean", self.input_features)

    @property
    def matrix(self):
        return self._array("matrix", self.input_features, self.output_features)

    @property
    def values(self):
        """Eigenvalues, descending, of the kinds that have them."""
        return self._array("values", self.input_features)

    def save(self):
        """A byte string, the same on every machine."""
        return bytes_of(library.gesso_transform_save, self._state)

    @classmethod
    def load(cls, data):
        """From what `save` gave. Raises DataError for anything else."""
        state, data = POINTER(TransformState)(), bytes(data)
        library.gesso_transform_load(cast(data, c_void_p), len(data), byref(state))
        transform = cls.__new__(cls)
        transform._state = state
        return transform

    def __reduce__(self):
        return type(self).load, (self.save(),)
