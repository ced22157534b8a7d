"""Schemes: distributions whose variance follows from a weight tensor's fans; gains."""

from ctypes import byref, c_float, c_size_t, sizeof

from .._arguments import choice, integer, number, shape_of
from .._library import library
from ..activation import _params
from ..errors import renamed
from .distributions import DISTRIBUTIONS, Distribution, draw

# The enumerators of init.h, each at its value.
SCHEMES = ("xavier_uniform", "xavier_normal", "he_uniform", "he_normal", "lecun_uniform",
           "lecun_normal", "xavier_truncated_normal", "he_truncated_normal",
           "lecun_truncated_normal", "pytorch_uniform")
LAYOUTS = ("layout_pytorch", "layout_keras")
MODES = ("fan_in", "fan_out", "fan_average", "fan_geometric")


def layout_of(name):
    if f"layout_{name}" not in LAYOUTS:
        raise ValueError(f'layout must be "pytorch" or "keras", not {name!r}')
    return LAYOUTS.index(f"layout_{name}")


def fans(shape, layout="pytorch", groups=1):
    """(fan_in, fan_out) of a weight tensor: how many inputs one output sees, and the reverse.

    layout "pytorch" is (out, in / groups, k...), "keras" is (k..., in / groups, out). SizeError if
    shape has less than two axes or an empty one, or groups does not divide out.
    """
    shape = shape_of(shape)
    fan_in, fan_out = c_size_t(), c_size_t()
    library.gesso_fans((c_size_t * len(shape))(*shape), len(shape),
                       layout_of(layout), integer("groups", groups),
                       byref(fan_in), byref(fan_out))
    return fan_in.value, fan_out.value


def scheme_distribution(name, fan_in, fan_out, gain=1.0):
    """The distribution of the scheme called `name`: its `kind`, `a` and `b` are as in init.h."""
    distribution = Distribution(sizeof(Distribution))
    library.gesso_scheme_distribution(choice("name", name, SCHEMES), integer("fan_in", fan_in),
                                      integer("fan_out", fan_out), number("gain", gain), byref(distribution))
    return distribution


def variance_scaling_distribution(scale, mode, kind, fan_in, fan_out):
    """The distribution of `kind` with mean 0 and variance scale / fan; errors: as variance_scaling."""
    found = Distribution(sizeof(Distribution))
    with renamed({"shape": "kind"}):
        library.gesso_variance_scaling(
            number("scale", scale), choice("mode", mode, MODES), choice("kind", kind, DISTRIBUTIONS),
            integer("fan_in", fan_in), integer("fan_out", fan_out), byref(found))
    return found


def variance_scaling(shape, scale=1.0, mode="fan_in", kind="normal", *, seed, stream=0,
                     layout="pytorch", groups=1, out=None):
    """Mean 0 and variance scale / fan.

    mode is "fan_in", "fan_out", "fan_average" or "fan_geometric"; kind "uniform", "normal" or
    "truncated_normal", which is cut at two of its standard deviations and has the variance after
    that. The fans are those of `fans(shape, layout, groups)`. Errors: as for `normal` and `fans`;
    ValueError for other names.
    """
    found = variance_scaling_distribution(scale, mode, kind, *fans(shape, layout, groups))
    return draw(found, shape, seed, stream, out=out)


def _scheme(name):
    def scheme(shape, *, seed, stream=0, gain=1.0, layout="pytorch", groups=1, out=None):
        distribution = scheme_distribution(name, *fans(shape, layout, groups), gain)
        return draw(distribution, shape, seed, stream, out=out)

    author, _, form = name.partition("_")
    variance = {"xavier": "2 / (fan_in + fan_out)", "he": "2 / fan_in", "lecun": "1 / fan_in",
                "pytorch": "1 / (3 fan_in), as PyTorch's Linear and Conv have it by default"}
    scheme.__name__ = scheme.__qualname__ = name
    scheme.__doc__ = (f"{form.capitalize().replace('_', ' ')} with mean 0 and variance "
                      f"gain² · {variance[author]}.\n\n"
                      "The fans are those of `fans(shape, layout, groups)`. Arguments and errors: "
                      "as for `normal` and `fans`.")
    return scheme


FUNCTIONS = {name: _scheme(name) for name in SCHEMES}


def gain(name, **params):
    """What to multiply the standard deviation by before the activation called `name`.

    PyTorch's number where it has one, else 1 / sqrt(E f(Z)²) for a standard normal Z. `params` are
    the activation's. RangeError if no gain follows from them; KindError if no kind has the name.
    """
    found = c_float()
    library.gesso_gain(*_params(name, params), byref(found))
    return found.value


def residual_gain(layers):
    """1 / sqrt(2 layers), GPT-2's factor of its residual projections. SizeError if layers is 0."""
    found = c_float()
    library.gesso_residual_gain(integer("layers", layers), byref(found))
    return found.value
