"""torch.nn.init over Gesso's streams: tensors are filled in place, and the same on any machine.

    from gesso import torch_init as init
    init.kaiming_uniform_(layer.weight, a=5**0.5, seed=1, stream=3)
    init.initialize_module(model, seed=1)

The functions have torch.nn.init's names, arguments and formulas, and say by keyword which stream to
draw from. A tensor must be float32, contiguous and in the CPU's memory: nothing is copied.
"""

import math

from . import init
from ._torch_module import initialize_module, stream_of, view
from ._torch_rule import pytorch_rule
from .errors import renamed

__all__ = ["calculate_gain", "constant_", "dirac_", "eye_", "initialize_module", "kaiming_normal_", "kaiming_uniform_",
           "normal_", "ones_", "orthogonal_", "pytorch_rule", "shard_", "sparse_", "stream_of", "trunc_normal_",
           "uniform_", "view", "xavier_normal_", "xavier_uniform_", "zeros_"]


def _fill(tensor, function, *arguments, **keywords):
    memory = view(tensor)
    if tensor.numel():
        function(tuple(tensor.shape), *arguments, out=memory, **keywords)
    return tensor


def _fans(tensor):
    """Of an empty tensor any will do: nothing is drawn."""
    return init.fans(tensor.shape) if tensor.numel() else (1, 1)


def uniform_(tensor, a=0.0, b=1.0, *, seed, stream=0):
    with renamed({"low": "a", "high": "b"}):
        return _fill(tensor, init.uniform, a, b, seed=seed, stream=stream)


def normal_(tensor, mean=0.0, std=1.0, *, seed, stream=0):
    return _fill(tensor, init.normal, mean, std, seed=seed, stream=stream)


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, *, seed, stream=0):
    """a and b are bounds, not numbers of deviations; std is the one before cutting."""
    with renamed({"low": "a", "high": "b"}):
        return _fill(tensor, init.truncated_normal, mean, std, a, b, seed=seed, stream=stream)


def constant_(tensor, val):
    """val may be infinite or NaN."""
    if math.isfinite(val):
        return _fill(tensor, init.constant, val)
    view(tensor).fill(val)
    return tensor


def zeros_(tensor):
    return _fill(tensor, init.zeros)


def ones_(tensor):
    return _fill(tensor, init.ones)


def eye_(tensor):
    return _fill(tensor, init.identity)


def dirac_(tensor, groups=1):
    if tensor.dim() not in (3, 4, 5):
        raise ValueError("dirac_ is for tensors of 3, 4 or 5 axes")
    return _fill(tensor, init.dirac, groups=groups)


def sparse_(tensor, sparsity, std=0.01, *, seed, stream=0):
    return _fill(tensor, init.sparse, sparsity, std, seed=seed, stream=stream)


def orthogonal_(tensor, gain=1.0, *, seed, stream=0):
    return _fill(tensor, init.orthogonal, gain, seed=seed, stream=stream)


def calculate_gain(nonlinearity, param=None):
    """torch.nn.init's, and for Gesso's other activations theirs; param is leaky_relu's slope."""
    if nonlinearity in ("linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d",
                        "conv_transpose2d", "conv_transpose3d"):
        return 1.0
    if nonlinearity == "leaky_relu":
        return math.sqrt(2 / (1 + (0.01 if param is None else param)**2))
    named = {"tanh": 5 / 3, "relu": math.sqrt(2)}
    return named[nonlinearity] if nonlinearity in named else init.gain(nonlinearity)


def _kaiming(tensor, a, mode, nonlinearity):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f'mode must be "fan_in" or "fan_out", not {mode!r}')
    fan = _fans(tensor)[mode == "fan_out"]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", *, seed, stream=0):
    bound = math.sqrt(3) * _kaiming(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, seed=seed, stream=stream)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", *, seed, stream=0):
    std = _kaiming(tensor, a, mode, nonlinearity)
    return normal_(tensor, 0, std, seed=seed, stream=stream)


def xavier_uniform_(tensor, gain=1.0, *, seed, stream=0):
    bound = gain * math.sqrt(6 / sum(_fans(tensor)))
    return uniform_(tensor, -bound, bound, seed=seed, stream=stream)


def xavier_normal_(tensor, gain=1.0, *, seed, stream=0):
    std = gain * math.sqrt(2 / sum(_fans(tensor)))
    return normal_(tensor, 0, std, seed=seed, stream=stream)


def shard_(tensor, shape, start, distribution, *, seed, stream=0):
    """Fills a shard: the part of a tensor of `shape` that begins at `start`."""
    init.slice(shape, start, tuple(tensor.shape), distribution, seed=seed, stream=stream,
               out=view(tensor))
    return tensor
