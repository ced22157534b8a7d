"""Functions of whole rows."""

from ._arrays import pointer, read, write
from ._library import library


def _rows(array):
    """rows × columns, a row being the last axis."""
    columns = array.shape[-1] if array.ndim else 1
    return (array.size // columns if columns else 0), columns


def _forward(name, x, out):
    x = read("x", x)
    out = write("out", out, x.shape)
    getattr(library, f"gesso_{name}_forward_f32")(pointer(x), pointer(out), *_rows(x))
    return out


def _backward(name, y, dy, out, accumulate):
    y = read("y", y)
    dy = read("dy", dy, y.shape)
    out = write("out", out, y.shape, accumulate)
    getattr(library, f"gesso_{name}_backward_f32")(pointer(y), pointer(dy), pointer(out), *_rows(y),
                                                   bool(accumulate))
    return out


def softmax(x, out=None):
    """e^(x - m) / Σ e^(x - m) along the last axis, m its largest element.

    Parameters
    ----------
    x : ndarray of float32, C-contiguous
    out : ndarray of float32 of the shape of x, optional
        May be x itself.

    Raises
    ------
    TypeError, ValueError
        As for `activation`.
    """
    return _forward("softmax", x, out)


def log_softmax(x, out=None):
    """x - m - ln Σ e^(x - m) along the last axis. Arguments and errors: as for `softmax`."""
    return _forward("log_softmax", x, out)


def softmax_backward(y, dy, out=None, accumulate=False):
    """dx = y (dy - Σ y dy), from the output y. `out` may be y or dy; errors: as for `softmax`."""
    return _backward("softmax", y, dy, out, accumulate)


def log_softmax_backward(y, dy, out=None, accumulate=False):
    """dx = dy - e^y Σ dy, from the output y. `out` may be y or dy; errors: as for `softmax`."""
    return _backward("log_softmax", y, dy, out, accumulate)
