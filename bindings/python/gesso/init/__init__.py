"""Weight initialisation: element i of a tensor is a function of (seed, stream, i) alone.

A tensor is one stream in row-major order; a slice of it from flat index k on has offset k, and
`slice` cuts any block. `gesso.torch_init` fills PyTorch's tensors.
"""

from .distributions import (DISTRIBUTIONS, bernoulli_normal, constant, distribution, draw,
                            from_bits, normal, ones, philox4x32_10, random_bits, slice,
                            truncated_normal, truncated_normal_distribution, uniform, zeros)
from .orthogonal import delta_orthogonal, orthogonal
from .patterns import dirac, identity, sparse
from .schemes import (FUNCTIONS, LAYOUTS, MODES, SCHEMES, fans, gain, residual_gain,
                      scheme_distribution, variance_scaling, variance_scaling_distribution)
from .statistics import Statistics, lsuv_factor, statistics

__all__ = [
    "DISTRIBUTIONS", "LAYOUTS", "MODES", "SCHEMES", "Statistics", "bernoulli_normal", "constant",
    "delta_orthogonal", "dirac", "distribution", "draw", "fans", "from_bits", "gain",
    "identity", "lsuv_factor", "normal", "ones", "orthogonal", "philox4x32_10", "random_bits",
    "residual_gain", "scheme_distribution", "slice", "sparse", "statistics", "truncated_normal",
    "truncated_normal_distribution", "uniform", "variance_scaling",
    "variance_scaling_distribution", "zeros", *FUNCTIONS,
]

globals().update(FUNCTIONS)
del FUNCTIONS
