"""What PyTorch's own modules draw their parameters from."""

import torch

from . import init

EMBEDDINGS = (torch.nn.Embedding, torch.nn.EmbeddingBag)


def _inputs(module):
    """Of one output of a Linear or a convolution."""
    return module.weight.shape[1:].numel()


# Weights and biases of these are uniform within ±1 / sqrt of a fan.
_FANS = {
    torch.nn.Linear: _inputs,
    torch.nn.Bilinear: lambda module: module.in1_features,
    torch.nn.RNNBase: lambda module: module.hidden_size,
    torch.nn.RNNCellBase: lambda module: module.hidden_size,
}


def _fan(module):
    if hasattr(module, "kernel_size") and hasattr(module, "weight"):
        return _inputs(module)
    return next((fan(module) for kind, fan in _FANS.items() if isinstance(module, kind)), None)


def pytorch_rule(module, name, parameter):
    """The distribution that PyTorch's own module would draw a parameter from.

    Linear, Bilinear, convolutions, RNN, LSTM, GRU and their cells: uniform within ±1 / sqrt(fan), weight and bias, the
    fan being the inputs of one output, of Bilinear in1_features, of the recurrent ones hidden_size. Embeddings:
    standard normal. PReLU: its `init`. Normalisations: weight 1, bias 0. MultiheadAttention: matrices Xavier uniform
    but for out_proj, a Linear; bias_k and bias_v Xavier normal, biases 0.

    Of anything else weights of one axis are 1, tensors of two and more Xavier uniform, all others 0. What a module does
    to the parameters of those that it holds is not seen: torch.nn.Transformer makes all its matrices Xavier uniform.
    """
    if isinstance(module, EMBEDDINGS):
        return init.distribution("normal", 0, 1)
    if isinstance(module, torch.nn.PReLU):
        return init.distribution("constant", module.init)
    if isinstance(module, torch.nn.modules.linear.NonDynamicallyQuantizableLinear) and name == "bias":
        return init.distribution("constant", 0)  # MultiheadAttention's out_proj
    if (fan := _fan(module)) is not None:
        return init.scheme_distribution("pytorch_uniform", fan, 1) if fan else init.distribution("constant", 0)
    if parameter.dim() >= 2 and not hasattr(module, "normalized_shape"):
        form = "normal" if name in ("bias_k", "bias_v") else "uniform"
        return init.scheme_distribution(f"xavier_{form}", *init.fans(parameter.shape))
    return init.distribution("constant", float(name == "weight"))
