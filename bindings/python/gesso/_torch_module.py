"""All parameters of a torch.nn.Module, each from a stream of its own."""

import hashlib

import torch
from torch.nn.utils.parametrize import ParametrizationList
from torch.nn.utils.weight_norm import WeightNorm

from . import init
from ._torch_rule import EMBEDDINGS, pytorch_rule

_PARALLEL = (torch.nn.DataParallel, torch.nn.parallel.DistributedDataParallel)
_COMPILED = "_orig_mod"  # where torch.compile holds a module


def check(tensor, name="tensor"):
    """TypeError or ValueError if the tensor's own memory cannot be filled."""
    if tensor.dtype != torch.float32:
        raise TypeError(f"{name} must be float32, not {tensor.dtype}")
    if tensor.device.type != "cpu" or not tensor.is_contiguous():
        raise ValueError(f"{name} must be contiguous and in the CPU's memory")


def view(tensor):
    """The tensor's own memory as an array."""
    check(tensor)
    # Autograd is told, as an in-place operation would tell it.
    torch.autograd.graph.increment_version(tensor)
    return tensor.detach().numpy()


def stream_of(name):
    """A parameter's stream: the first 8 bytes of the SHA-256 of its qualified name, low first."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def _held(module):
    """What torch.compile and DataParallel have around it taken off."""
    while True:
        if isinstance(module, _PARALLEL):
            module = module.module
        elif hasattr(module, _COMPILED):
            module = getattr(module, _COMPILED)
        else:
            return module


def _parameters(module):
    """{qualified name: (owner, name)}; a parametrized tensor that can be assigned to stands for what it is made of."""
    found = {}
    for qualified, _ in module.named_parameters():
        path, _, name = qualified.rpartition(".")
        owner = module.get_submodule(path)
        if isinstance(owner, ParametrizationList) and all(hasattr(step, "right_inverse") for step in owner):
            *home, _, name = path.split(".")
            owner, qualified = module.get_submodule(".".join(home)), ".".join([*home, name])
        found[".".join(part for part in qualified.split(".") if part != _COMPILED)] = owner, name
    return found


def initialize_module(module, seed, rule=pytorch_rule):
    """Fills every parameter of a torch.nn.Module from the stream of its qualified name.

    `rule(owner, name, parameter)` gives its distribution, `owner` being the submodule that holds it
    as `name`. A parameter that is shared has its first name's stream. An embedding's row of padding_idx
    becomes 0, unless the weight is parametrized. What torch.compile and DataParallel add to names does not count.
    A parametrized tensor (torch.nn.utils.parametrize) becomes what it would be without, where its parametrizations
    have a right_inverse; of the older weight_norm the norm is that of what was drawn. Buffers are left alone, but for
    what a parametrization does to its own; so are parameters without elements.

    TypeError or ValueError, which names the parameter, and nothing filled, if one is not float32, contiguous and in
    the CPU's memory.
    """
    held = _held(module)
    fills = []
    for qualified, (owner, name) in _parameters(held).items():
        tensor = getattr(owner, name)
        if tensor.numel():
            check(tensor if isinstance(tensor, torch.nn.Parameter) else tensor.contiguous(), qualified)
            fills.append((owner, name, rule(owner, name, tensor), stream_of(qualified)))
    for owner, name, drawn_from, stream in fills:
        tensor = getattr(owner, name)
        if isinstance(tensor, torch.nn.Parameter):
            init.draw(drawn_from, tensor.shape, seed, stream, out=view(tensor))
        else:
            setattr(owner, name, torch.from_numpy(init.draw(drawn_from, tensor.shape, seed, stream)))
    for owner in held.modules():
        for hook in owner._forward_pre_hooks.values():
            if isinstance(hook, WeightNorm):
                norm, drawn = getattr(owner, f"{hook.name}_g"), getattr(owner, f"{hook.name}_v").detach()
                view(norm)[...] = torch.norm_except_dim(drawn, 2, hook.dim).numpy()
        if isinstance(owner, EMBEDDINGS) and owner.padding_idx is not None:
            if isinstance(owner.weight, torch.nn.Parameter) and owner.weight.numel():
                view(owner.weight)[owner.padding_idx] = 0
    return module
