"""What each function and its derivative are, in double: to measure a peer's error, and to catch a peer
that computes something else."""

import math

import numpy as np
from native import COLUMNS

ALPHA, SCALE = 1.6732632423543772, 1.0507009873554805  # selu: Klambauer et al. (2017)
ROOT = math.sqrt(2 / math.pi)

erfc = np.vectorize(math.erfc, otypes=[float])


def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x > 0, 1, e) / (1 + e)


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def normal(x):
    return erfc(-x / math.sqrt(2)) / 2


def density(x):
    return np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def gelu_tanh_slope(x):
    u = 2 * ROOT * (x + 0.044715 * x**3)
    s = sigmoid(u)
    return s + x * s * sigmoid(-u) * 2 * ROOT * (1 + 3 * 0.044715 * x * x)


def mish_slope(x):
    t = np.tanh(softplus(x))
    return t + x * (1 - t * t) * sigmoid(x)


def clip(low, high):
    inside = lambda x: ((x > low) & (x < high)) * 1.0
    return lambda x: np.clip(x, low, high), inside, inside


def elu(alpha, scale):
    return (
        lambda x: scale * np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0))),
        lambda x: scale * np.where(x > 0, 1, alpha * np.exp(np.minimum(x, 0))),
        lambda y: np.where(y > 0, scale, y + scale * alpha),
    )


def of_rows(f):
    """f of each row of COLUMNS elements; what is left is a row too."""

    def whole(x):
        cut = len(x) // COLUMNS * COLUMNS
        rows = [x[:cut].reshape(-1, COLUMNS), x[cut:].reshape(1, -1)]
        return np.concatenate([f(r).ravel() for r in rows if r.size])

    return whole


def log_softmax(x):
    below = x - x.max(1, keepdims=True)
    return below - np.log(np.exp(below).sum(1, keepdims=True))


# name: f, f', and f' as a function of y where some peer takes y; None where none is measured.
FUNCTIONS = {
    # The gradients where all dy are 1.
    "softmax": (of_rows(lambda x: np.exp(log_softmax(x))), None,
                of_rows(lambda y: y * (1 - y.sum(1, keepdims=True)))),
    "log_softmax": (of_rows(log_softmax), None, of_rows(lambda y: 1 - y.shape[1] * np.exp(y))),
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * sigmoid(-x), lambda y: y * (1 - y)),
    "tanh": (np.tanh, lambda x: 4 * sigmoid(2 * x) * sigmoid(-2 * x), lambda y: (1 - y) * (1 + y)),
    "exp": (np.exp, np.exp, lambda y: y),
    "relu": (lambda x: np.maximum(x, 0), lambda x: (x > 0) * 1.0, lambda y: (y > 0) * 1.0),
    "leaky_relu": (
        lambda x: np.where(x > 0, x, np.float32(0.01) * x),
        lambda x: np.where(x > 0, 1, np.float64(np.float32(0.01))),
        lambda y: np.where(y > 0, 1, np.float64(np.float32(0.01))),
    ),
    "elu": elu(1, 1),
    "celu": elu(1, 1),
    "selu": elu(ALPHA, SCALE),
    "gelu": (lambda x: x * normal(x), lambda x: normal(x) + x * density(x), None),
    "gelu_tanh": (lambda x: x * sigmoid(2 * ROOT * (x + 0.044715 * x**3)), gelu_tanh_slope, None),
    "quick_gelu": (
        lambda x: x * sigmoid(1.702 * x),
        lambda x: sigmoid(1.702 * x) * (1 + 1.702 * x * sigmoid(-1.702 * x)),
        None,
    ),
    "silu": (lambda x: x * sigmoid(x), lambda x: sigmoid(x) * (1 + x * sigmoid(-x)), None),
    "mish": (lambda x: x * np.tanh(softplus(x)), mish_slope, None),
    "softplus": (softplus, sigmoid, lambda y: -np.expm1(-y)),
    "log_sigmoid": (lambda x: -softplus(-x), lambda x: sigmoid(-x), lambda y: -np.expm1(y)),
    "relu6": clip(0, 6),
    "hard_tanh": clip(-1, 1),
    "hard_sigmoid": (
        lambda x: np.clip(x / 6 + 0.5, 0, 1),
        lambda x: ((x > -3) & (x < 3)) / 6,
        lambda y: ((y > 0) & (y < 1)) / 6,
    ),
    "hard_swish": (
        lambda x: x * np.clip(x / 6 + 0.5, 0, 1),
        lambda x: np.where(x <= -3, 0, np.where(x >= 3, 1, x / 3 + 0.5)),
        None,
    ),
    "hard_shrink": (
        lambda x: np.where(np.abs(x) > 0.5, x, 0),
        lambda x: (np.abs(x) > 0.5) * 1.0,
        lambda y: (y != 0) * 1.0,
    ),
    "soft_shrink": (
        lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.5, 0),
        lambda x: (np.abs(x) > 0.5) * 1.0,
        lambda y: (y != 0) * 1.0,
    ),
}


def ulps(got, exact):
    """Real errors in units of the last place that a float of the exact value has."""
    exponent = np.floor(np.log2(np.maximum(np.abs(exact), 2.0**-126)))
    return np.abs(got.astype(np.float64) - exact) / 2.0 ** (exponent - 23)
