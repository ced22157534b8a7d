"""Gated units: the last axis holds two halves; y = f(gate) value."""

from ctypes import c_float

from ._arrays import pointer, read, write
from ._library import library
from .activation import _params


def _halves(name, array, gate_first):
    """Rows, columns and stride of the halves, and where gate and value begin."""
    if not array.ndim or array.shape[-1] % 2:
        raise ValueError(f"{name} must have an even last axis, not the shape {array.shape}")
    columns = array.shape[-1] // 2
    rows = array.size // (2 * columns) if columns else 0
    first, second = (c_float.from_address(array.ctypes.data + 4 * offset)
                     for offset in (0, columns if array.size else 0))
    gate, value = (first, second) if gate_first else (second, first)
    return gate, value, (rows, columns, 2 * columns)


def gated(name, x, gate_first=True, out=None, **params):
    """f(gate) value for the activation called `name`, over the two halves of the last axis.

    Parameters
    ----------
    name : str
        One of `gesso.activation_names()`.
    x : ndarray of float32, C-contiguous, with an even last axis
    gate_first : bool
        Whether the gate is the first half, as in LLaMA's SwiGLU; PyTorch's glu has it second.
    out : ndarray of float32, half as wide as x, optional
    **params : float
        As for `activation`.

    Raises
    ------
    TypeError, ValueError
        As for `activation`; ValueError if the last axis is odd.
    """
    kind, params = _params(name, params)
    x = read("x", x)
    gate, value, sizes = _halves("x", x, gate_first)
    out = write("out", out, (*x.shape[:-1], sizes[1]))
    library.gesso_gated_forward_f32(kind, params, gate, value, pointer(out), *sizes)
    return out


def gated_backward(name, x, dy, gate_first=True, out=None, accumulate=False, **params):
    """The gradient of `gated` to x: dy value f'(gate) and dy f(gate), where gate and value stand in x.

    `out` may be x. Errors: as for `gated`.
    """
    kind, params = _params(name, params)
    x = read("x", x)
    gate, value, sizes = _halves("x", x, gate_first)
    dy = read("dy", dy, (*x.shape[:-1], sizes[1]))
    out = write("out", out, x.shape, accumulate)
    dgate, dvalue, _ = _halves("out", out, gate_first)
    library.gesso_gated_backward_f32(kind, params, gate, value, pointer(dy), dgate, dvalue, *sizes,
                                     bool(accumulate))
    return out


def _unit(unit, activation, gate_first):
    def function(x, out=None):
        return gated(activation, x, gate_first, out)

    where = "first" if gate_first else "second"
    function.__name__ = function.__qualname__ = unit
    function.__doc__ = f"{activation}(gate) value, the gate being the {where} half; see `gated`."
    return function


glu = _unit("glu", "sigmoid", gate_first=False)
reglu = _unit("reglu", "relu", gate_first=True)
geglu = _unit("geglu", "gelu", gate_first=True)
swiglu = _unit("swiglu", "silu", gate_first=True)
