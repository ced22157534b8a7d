"""Gesso normalises inputs, initialises weights and runs activations over NumPy float32 arrays.

Nothing is converted or copied (but by the scikit-learn estimators, and where a transform is applied to float64),
`out=` is honoured, and the same arguments give the same bits on every machine (decorrelation and whitening
aside: they use its LAPACK). Beside the names listed here there is one function for each activation
of the library: `gesso.tanh(x)`, `gesso.leaky_relu(x, alpha=0.01)`, ...; `gesso.activation_names()` lists them.
"""

from . import errors, init
from .activation import (FUNCTIONS, activation, activation_backward,
                         activation_backward_from_output, activation_names,
                         has_backward_from_output)
from .errors import GessoError
from .gated import geglu, gated, gated_backward, glu, reglu, swiglu
from .moments import Moments
from .norm import log_softmax, log_softmax_backward, softmax, softmax_backward
from .preprocess import center, decorrelate, preprocess, standardize, whiten
from .runtime import isa, set_lapack, set_threads, threads, version
from .transform import Transform
from .slopes import prelu, prelu_backward, rrelu, rrelu_backward

__all__ = [
    "GessoError", "Moments", "Transform", "activation", "activation_backward", "activation_backward_from_output",
    "activation_names", "center", "decorrelate", "errors", "has_backward_from_output", "init",
    "gated", "gated_backward", "geglu", "glu", "isa", "log_softmax", "log_softmax_backward",
    "prelu", "prelu_backward", "preprocess", "reglu", "rrelu", "rrelu_backward", "set_lapack",
    "set_threads", "softmax", "softmax_backward", "standardize", "swiglu", "threads", "version", "whiten", *FUNCTIONS,
]

globals().update(FUNCTIONS)
del FUNCTIONS

__version__ = version()

_ESTIMATORS = ("Decorrelator", "MinMaxScaler", "Standardizer", "Whitener")


def __dir__():
    return sorted({*globals(), *_ESTIMATORS})


def __getattr__(name):
    """The estimators are imported when they are asked for: they need scikit-learn."""
    if name in _ESTIMATORS:
        from . import estimators
        return getattr(estimators, name)
    raise AttributeError(f"module 'gesso' has no attribute {name!r}")
