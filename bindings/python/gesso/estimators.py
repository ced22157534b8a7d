"""Estimators by scikit-learn's conventions. Imported when first used: the package does not need it."""

from copy import copy

import numpy as np
from sklearn.base import (BaseEstimator, ClassNamePrefixFeaturesOutMixin, OneToOneFeatureMixin,
                          TransformerMixin)
from sklearn.utils.validation import check_is_fitted, validate_data, _check_sample_weight

from ._arrays import unmasked
from .moments import Moments
from .streams import progress
from .transform import Transform


class _Estimator(TransformerMixin, BaseEstimator):
    """Moments while it is fitted, a transform when it is asked for. float32 comes out."""

    _covariance = False
    _skip_nan = False

    def _kind(self):
        raise NotImplementedError

    def _options(self):
        return {}

    def _check(self, x, reset):
        return validate_data(self, unmasked("X", x), reset=reset, dtype=(np.float64, np.float32), order="C",
                             accept_sparse=False, ensure_all_finite="allow-nan" if self._skip_nan else True)

    def fit(self, X, y=None, sample_weight=None):
        """Forgets what was fitted and fits to X (rows, features), with a weight a row if given."""
        self.__dict__.pop("moments_", None)
        self.partial_fit(X, y, sample_weight)
        self.transform_  # what cannot be fitted is refused here
        return self

    def partial_fit(self, X, y=None, sample_weight=None):
        """Adds rows to what was fitted."""
        first = not hasattr(self, "moments_")
        fitted = self._kind(), self._options()
        x = self._check(X, reset=first)
        if sample_weight is not None:
            sample_weight = np.ascontiguousarray(
                _check_sample_weight(unmasked("sample_weight", sample_weight), x, dtype=np.float64))
        # Of several parts a later one may be refused: then nothing was added.
        moments = (Moments(x.shape[1], self._covariance, self._skip_nan, self.exact) if first
                   else copy(self.moments_) if self.verbose else self.moments_)
        for part in self._parts(x):
            moments.update(x[part], None if sample_weight is None else sample_weight[part])
        self.moments_, self._fitted, self._cache = moments, fitted, []
        self.n_samples_seen_ = moments.count
        self.n_features_in_ = moments.features
        return self

    def _parts(self, x):
        """All rows at once, or blocks of them under a bar. (A covariance of blocks may differ in its last bits.)"""
        if not self.verbose:
            return [slice(None)]
        step = max((1 << 22) // max(x.shape[1], 1), 1)
        parts = [slice(i, min(i + step, len(x))) for i in range(0, len(x), step)]
        return progress(parts, len(x), f"fitting {type(self).__name__}",
                        lambda part: part.stop - part.start, shown=True)

    @property
    def transform_(self):
        """The fitted gesso.Transform. Parameters that are set later act at the next fit."""
        check_is_fitted(self)
        if not self._cache:
            kind, options = self._fitted
            self._cache.append(Transform(kind, self.moments_, **options))
        return self._cache[0]

    def transform(self, X):
        """X transformed, as float32. Like a fit it takes float32 and float64 as they are, all else as float64."""
        check_is_fitted(self)
        return self.transform_.apply(self._check(X, reset=False))

    def inverse_transform(self, X):
        """What was transformed, as it was."""
        from sklearn.utils import check_array
        check_is_fitted(self)
        y = check_array(unmasked("X", X), dtype=np.float32, order="C",
                        ensure_all_finite="allow-nan" if self._skip_nan else True)
        return self.transform_.invert(y)

    def __sklearn_is_fitted__(self):
        return hasattr(self, "moments_")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = self._skip_nan
        tags.input_tags.sparse = False
        tags.transformer_tags.preserves_dtype = ["float32"]
        return tags


class Standardizer(OneToOneFeatureMixin, _Estimator):
    """(x - mean) / standard deviation; a constant feature becomes 0. NaN is skipped and stays.

    Parameters
    ----------
    with_std : bool
        False: only the mean is subtracted.
    ddof : float
        What the variance subtracts from the count.
    exact : bool
        False: sums in double instead of exact ones: faster with weights.
    verbose : bool
        Whether a fit shows how far it is (with tqdm).

    Attributes
    ----------
    moments_ : Moments
    mean_, var_ : ndarray of float64
    """

    _skip_nan = True

    def __init__(self, *, with_std=True, ddof=0, exact=True, verbose=False):
        self.with_std = with_std
        self.ddof = ddof
        self.exact = exact
        self.verbose = verbose

    def _kind(self):
        return "standardize" if self.with_std else "center"

    def _options(self):
        return {"ddof": self.ddof}

    @property
    def mean_(self):
        return self.moments_.mean

    @property
    def var_(self):
        return self.moments_.variance(**self._fitted[1])


class MinMaxScaler(OneToOneFeatureMixin, _Estimator):
    """(x - least) / (greatest - least), within [0, 1] for what was fitted. NaN is skipped and stays.

    Parameters
    ----------
    exact : bool
        False: sums in double instead of exact ones: faster with weights.
    verbose : bool
        Whether a fit shows how far it is (with tqdm).
    """

    _skip_nan = True

    def __init__(self, *, exact=True, verbose=False):
        self.exact = exact
        self.verbose = verbose

    def _kind(self):
        return "min_max"

    @property
    def data_min_(self):
        return self.moments_.extremes[0]

    @property
    def data_max_(self):
        return self.moments_.extremes[1]


class _Axes(ClassNamePrefixFeaturesOutMixin, _Estimator):
    _covariance = True

    @property
    def _n_features_out(self):
        return self.transform_.output_features

    @property
    def mean_(self):
        return self.moments_.mean

    @property
    def rank_(self):
        return self.transform_.rank

    @property
    def explained_variance_(self):
        """Of the axes that come out; of those turned back to the features (zca), all."""
        return self.transform_.values[:self._n_features_out]


class Decorrelator(_Axes):
    """(x - mean) U, the principal components.

    Parameters
    ----------
    n_components : int or float, optional
        Axes to keep: so many, or as many as have this share of the variance.
    exact : bool
        False: sums in double instead of exact ones: faster with weights.
    verbose : bool
        Whether a fit shows how far it is (with tqdm).
    """

    def __init__(self, n_components=None, *, exact=True, verbose=False):
        self.n_components = n_components
        self.exact = exact
        self.verbose = verbose

    def _kind(self):
        return "decorrelate"

    def _options(self):
        return {"components": self.n_components}


class Whitener(_Axes):
    """Uncorrelated features of variance 1.

    Parameters
    ----------
    kind : {"zca", "pca", "cholesky", "zca_cor", "pca_cor"}
    n_components : int or float, optional
        Axes to keep: so many, or as many as have this share of the variance.
    epsilon : float in [0, 1)
        An eigenvalue below epsilon times the largest counts as that when it is divided by.
    ddof : float
    exact : bool
        False: sums in double instead of exact ones: faster with weights.
    verbose : bool
        Whether a fit shows how far it is (with tqdm).
    """

    def __init__(self, kind="zca", *, n_components=None, epsilon=0.0, ddof=0, exact=True, verbose=False):
        self.kind = kind
        self.n_components = n_components
        self.epsilon = epsilon
        self.ddof = ddof
        self.exact = exact
        self.verbose = verbose

    def _kind(self):
        kinds = ("zca", "pca", "cholesky", "zca_cor", "pca_cor")
        if self.kind not in kinds:
            raise ValueError(f"kind must be one of {', '.join(kinds)}, not {self.kind!r}")
        return f"whiten_{self.kind}"

    def _options(self):
        return {"components": self.n_components, "epsilon": self.epsilon, "ddof": self.ddof}
