"""Activations, forward and backward. The kinds are those that the library reports."""

import inspect
from ctypes import byref, sizeof

import numpy as np

from ._arguments import number
from ._arrays import pointer, read, write
from ._library import ActivationParams, library
from .errors import GessoError, KindError, RangeError

KINDS = {library.gesso_activation_name(kind).decode(): kind
         for kind in range(library.gesso_activation_count())}


def _kind(name):
    if not isinstance(name, str):
        raise TypeError(f"name must be a str, not {type(name).__name__}")
    if name not in KINDS:
        raise KindError(f"no activation is called {name!r}; there are {', '.join(KINDS)}")
    return KINDS[name]


def _defaults(kind):
    params = ActivationParams(size=sizeof(ActivationParams))
    library.gesso_activation_defaults(kind, byref(params))
    return params


def _parameters_of(kind):
    """The parameters that a kind has, with their usual values.

    The library refuses a NaN in a parameter exactly where the kind has that parameter.
    """
    params, probe, found = _defaults(kind), np.zeros(1, np.float32), {}
    for name in ("alpha", "beta"):
        trial = _defaults(kind)
        setattr(trial, name, np.nan)
        try:
            library.gesso_activation_forward_f32(kind, byref(trial), pointer(probe),
                                                 pointer(probe), 1)
        except RangeError:
            found[name] = round(getattr(params, name), 6)
        except GessoError:
            pass  # a CPU on which nothing runs: import all the same, the call will say so
    return found


PARAMETERS = {name: _parameters_of(kind) for name, kind in KINDS.items()}


def _params(name, given):
    kind = _kind(name)
    params = _defaults(kind)
    for parameter, value in given.items():
        if parameter not in PARAMETERS[name]:
            raise TypeError(f"{name} has no parameter {parameter!r}")
        setattr(params, parameter, number(parameter, value))
    return kind, byref(params)


def activation(name, x, out=None, **params):
    """y = f(x) for the activation called `name`.

    Parameters
    ----------
    name : str
        One of `gesso.activation_names()`.
    x : ndarray of float32, C-contiguous, any shape
    out : ndarray of float32 of the shape of x, optional
        Where to write; may be x itself.
    **params : float
        `alpha`, `beta`, where the kind has them; else its usual values.

    Returns
    -------
    ndarray : `out`, or a new one.

    Raises
    ------
    TypeError
        If an array is not float32 or the kind lacks a parameter. Nothing is converted.
    ValueError
        If a shape or the contiguity does not fit, or out is read-only or overlaps x (OverlapError),
        or a parameter is outside its domain (RangeError), or no kind has the name (KindError).
    """
    kind, params = _params(name, params)
    x = read("x", x)
    out = write("out", out, x.shape)
    library.gesso_activation_forward_f32(kind, params, pointer(x), pointer(out), x.size)
    return out


def _backward(call, name, seen, array, dy, out, accumulate, params):
    kind, params = _params(name, params)
    array = read(seen, array)
    dy = read("dy", dy, array.shape)
    out = write("out", out, array.shape, accumulate)
    call(kind, params, pointer(array), pointer(dy), pointer(out), array.size, bool(accumulate))
    return out


def activation_backward(name, x, dy, out=None, accumulate=False, **params):
    """dx = dy f'(x), or out += dy f'(x) with accumulate=True.

    x, dy and out have one shape; out may be x or dy. Errors: as for `activation`.
    """
    return _backward(library.gesso_activation_backward_f32, name, "x", x, dy, out, accumulate,
                     params)


def activation_backward_from_output(name, y, dy, out=None, accumulate=False, **params):
    """dx = dy f'(x) from the output y = f(x), so that x need not be kept.

    y, dy and out have one shape; out may be y or dy. Errors: as for `activation`, and
    UnsupportedError where `has_backward_from_output` is False.
    """
    return _backward(library.gesso_activation_backward_from_output_f32, name, "y", y, dy, out,
                     accumulate, params)


def has_backward_from_output(name, **params):
    """Whether `activation_backward_from_output` supports the kind with these parameters."""
    return bool(library.gesso_activation_has_backward_from_output(*_params(name, params)))


def activation_names():
    """The names of all kinds, such as "leaky_relu"."""
    return tuple(KINDS)


def _function(name):
    def function(x, out=None, **params):
        return activation(name, x, out, **params)

    Parameter = inspect.Parameter
    function.__name__ = function.__qualname__ = name
    function.__signature__ = inspect.Signature(
        [Parameter("x", Parameter.POSITIONAL_OR_KEYWORD),
         Parameter("out", Parameter.POSITIONAL_OR_KEYWORD, default=None)]
        + [Parameter(parameter, Parameter.KEYWORD_ONLY, default=value)
           for parameter, value in PARAMETERS[name].items()])
    function.__doc__ = (f"The activation {name}, of every element of x: "
                        f'`activation("{name}", x, out, ...)`, whose words on arguments and errors '
                        "hold.\n\nThe formula stands in include/gesso/activation.h.")
    return function


FUNCTIONS = {name: _function(name) for name in KINDS}
