"""torch.nn.init over Gesso's streams: tensors are filled in place, and the same on any machine.

    from gesso import torch_init as init
    init.kaiming_uniform_(layer.weight, a=5**0.5, seed=1, stream=3)
    init.initialize_module(model, seed=1)

The functions have torch.nn.init's names, arguments and formulas, and say by keyword which stream to
draw from. A tensor must be float32, contiguous and in the CPU's memory: nothing is copied.
"""

import hashlib
import math

import torch

from . import init
from ._torch_rule import EMBEDDINGS, pytorch_rule


def view(tensor):
    """The tensor's own memory as an array. TypeError or ValueError if it cannot be filled."""
    if tensor.dtype != torch.float32:
        raise TypeError(f"tensor must be float32, not {tensor.dtype}")
    if tensor.device.type != "cpu" or not tensor.is_contiguous():
        raise ValueError("tensor must be contiguous and in the CPU's memory")
    # Autograd is told, as an in-place operation would tell it.
    torch.autograd.graph.increment_version(tensor)
    return tensor.detach().numpy()


def _fill(tensor, function, *arguments, **keywords):
    memory = view(tensor)
    if tensor.numel():
        function(tuple(tensor.shape), *arguments, out=memory, **keywords)
    return tensor


def _fans(tensor):
    """Of an empty tensor any will do: nothing is drawn."""
    return init.fans(tensor.shape) if tensor.numel() else (1, 1)


def uniform_(tensor, a=0.0, b=1.0, *, seed, stream=0):
    return _fill(tensor, init.uniform, a, b, seed=seed, stream=stream)


def normal_(tensor, mean=0.0, std=1.0, *, seed, stream=0):
    return _fill(tensor, init.normal, mean, std, seed=seed, stream=stream)


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, *, seed, stream=0):
    """a and b are bounds, not numbers of deviations; std is the one before cutting."""
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


def stream_of(name):
    """A parameter's stream: the first 8 bytes of the SHA-256 of its qualified name, low first."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def initialize_module(module, seed, rule=pytorch_rule):
    """Fills every parameter of a torch.nn.Module from the stream of its qualified name.

    `rule(owner, name, parameter)` gives its distribution, `owner` being the submodule that holds it
    as `name`. A parameter that is shared has its first name's stream. An embedding's row of padding_idx
    becomes 0. Buffers and parameters without elements are left alone.
    """
    for qualified, parameter in module.named_parameters():
        if not parameter.numel():
            continue
        path, _, name = qualified.rpartition(".")
        owner, memory = module.get_submodule(path), view(parameter)
        init.draw(rule(owner, name, parameter), memory.shape, seed, stream_of(qualified), out=memory)
        if isinstance(owner, EMBEDDINGS) and owner.padding_idx is not None:
            memory[owner.padding_idx] = 0
    return module
