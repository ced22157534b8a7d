"""Normalise inputs: each row a sample, each column a feature.

With mean m and covariance S = (x - m)^T (x - m) / rows = U diag(l) U^T, l descending.
"""

from ._arguments import choice, number
from ._arrays import pointer, read, write
from ._library import library

# The enumerators of preprocess.h, each at its value.
KINDS = ("center", "standardize", "decorrelate", "whiten_pca", "whiten_zca", "whiten_cholesky",
         "min_max", "max_abs", "l2", "whiten_pca_cor", "whiten_zca_cor")


def of_covariance(kind):
    """Whether a kind is a full matrix, fitted to moments with covariance."""
    return kind == "decorrelate" or kind.startswith("whiten")


def preprocess(kind, x, epsilon=0.0, out=None):
    """Fit to x and apply to it.

    Parameters
    ----------
    kind : str
        "center"           x - m
        "standardize"      (x - m) / sqrt(diag S); a constant feature becomes 0
        "decorrelate"      (x - m) U
        "whiten_pca"       (x - m) U diag(l)^-1/2
        "whiten_zca"       (x - m) U diag(l)^-1/2 U^T
        "whiten_cholesky"  (x - m) L with L L^T = S^-1
        "min_max"          (x - least) / (greatest - least)
        "max_abs"          x / greatest |x|
        "l2"               x / |x|, row by row
        "whiten_pca_cor", "whiten_zca_cor"  by the correlation's axes in place of the covariance's
    x : ndarray of float32, C-contiguous, (rows, features)
    epsilon : float in [0, 1)
        An eigenvalue below epsilon times the largest counts as that when it is divided by.
    out : ndarray of float32 of the shape of x, optional
        May be x itself.

    Returns
    -------
    ndarray : `out`, or a new one.

    Raises
    ------
    TypeError
        If an array is not float32. Nothing is converted.
    ValueError
        If a shape or the contiguity does not fit, out is read-only, there are no rows
        (SizeError), epsilon is outside its domain (RangeError), or x is not finite or
        lacks rank (DataError).
    RuntimeError
        If decorrelation or whitening finds no LAPACK (NoLapackError), or it fails (LapackError).
    """
    kind, epsilon = choice("kind", kind, KINDS), number("epsilon", epsilon)
    x = read("x", x)
    if x.ndim != 2:
        raise ValueError(f"x must have shape (rows, features), not {x.shape}")
    out = write("out", out, x.shape)
    library.gesso_preprocess_f32(kind, pointer(x), pointer(out), *x.shape, epsilon)
    return out


def center(x, out=None):
    """x - m. Arguments and errors: as for `preprocess`."""
    return preprocess("center", x, out=out)


def standardize(x, out=None):
    """(x - m) / sqrt(diag S). Arguments and errors: as for `preprocess`."""
    return preprocess("standardize", x, out=out)


def decorrelate(x, out=None):
    """(x - m) U, the principal components. Arguments and errors: as for `preprocess`."""
    return preprocess("decorrelate", x, out=out)


def whiten(x, kind="zca", epsilon=0.0, out=None):
    """Unit covariance by "pca", "zca", "cholesky", "pca_cor" or "zca_cor". Arguments and errors: as for `preprocess`."""
    choice("kind", kind, [name.removeprefix("whiten_") for name in KINDS if name.startswith("whiten_")])
    return preprocess(f"whiten_{kind}", x, epsilon, out)
