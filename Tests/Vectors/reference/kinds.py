"""activation.h: every kind as mathematics: f(x), f'(x), and f' from the output where it exists."""

import math
from dataclasses import dataclass
from typing import Callable

from mpmath import mp, mpf

INF, NAN = math.inf, math.nan


@dataclass
class Kind:
    function: Callable  # of x, alpha, beta
    slope: Callable
    from_output: Callable = None  # of y, alpha, beta; None where there is none
    is_output: Callable = lambda y, a, b: True
    parameters: tuple = ((0.0, 0.0),)  # the usual ones first
    needs_sign: bool = False  # from the output for alpha >= 0 only


def times(alpha, value):
    """alpha × value as IEEE has it, for the signs of zeros and 0 × inf."""
    if value == 0 or alpha == 0 or math.isinf(value):
        return alpha * float(value)
    product = mpf(alpha) * value
    # A double that underflows would lose its sign in mpmath's zero.
    return math.copysign(0.0, product) if abs(product) < mpf(2) ** -1074 else product


def smooth(function, below=NAN, above=NAN, zero=None):
    """A function of an exact finite x; its limits at -inf and inf; NaN for NaN. `zero`: its value at
    ±0, times which the sign of x is kept (so ±0 for 0.0)."""

    def at(x, a, b):
        if math.isnan(x):
            return x
        if math.isinf(x):
            return above if x > 0 else below
        if x == 0 and zero is not None:
            return math.copysign(zero, x)
        return function(mpf(x), mpf(a), mpf(b))

    return at


def gated(function, slope):
    """x g(x): 0 with x's sign at 0, -0 at -inf, inf at inf; the slope 1 at inf, -0 at -inf."""
    # Far out, erfc and exp are 0 to mpmath.
    return Kind(smooth(function, -0.0, INF, 0.0),
                smooth(lambda x, a, b: slope(x, a, b) or -0.0, -0.0, 1.0))


def logistic(x):
    return 1 / (1 + mp.exp(-x)) if x > 0 else mp.exp(x) / (1 + mp.exp(x))


def logistic_slope(x):
    return logistic(x) * logistic(-x)


def normal(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def density(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def silu(c):
    return gated(lambda x, a, b: x * logistic(c * x),
                 lambda x, a, b: logistic(c * x) + c * x * logistic_slope(c * x))


def gelu_tanh(x):
    """The argument of its logistic, and that argument's slope."""
    c = 2 * mp.sqrt(2 / mp.pi)
    k = mpf("0.044715")
    return c * (x + k * x**3), c * (1 + 3 * k * x * x)


def mish_slope(x):
    w = mp.exp(x)
    t = w * (w + 2) / (w * (w + 2) + 2)
    return t + x * 4 * w * (w + 1) / (w * (w + 2) + 2) ** 2


def exponential_unit(x, scale, alpha):
    """x > 0 ? scale[0] x : scale[1] (e^(x / alpha) - 1)"""
    if math.isnan(x):
        return x
    if x > 0:
        return times(scale[0], x)
    if math.isinf(x):
        return times(scale[1], -1.0)
    return times(float(scale[1]), x) if x == 0 else times(scale[1], mp.expm1(mpf(x) / alpha))


def exponential_slope(x, scale, alpha):
    if math.isnan(x):
        return x
    if x > 0:
        return scale[0]
    return times(scale[1], 0.0 if math.isinf(x) else mp.exp(mpf(x) / alpha))


# Klambauer et al. (2017), to more digits than a double has.
SCALE = mpf("1.0507009873554804934193349852946")
SCALE_ALPHA = SCALE * mpf("1.6732632423543772848170429916717")


def step(x, low, high, inside=1):
    """inside strictly between, else 0; NaN counts as between."""
    return 0 if x <= low or x >= high else inside


def clamp(x, low, high):
    return low if x < low else high if x > high else x


def shrink(x, a):
    return 0 if abs(x) <= a else 1


KINDS = {
    "identity": Kind(lambda x, a, b: x, lambda x, a, b: 1, lambda y, a, b: 1),
    "sigmoid": Kind(
        smooth(lambda x, a, b: logistic(x), 0.0, 1.0),
        smooth(lambda x, a, b: logistic_slope(x), 0.0, 0.0),
        lambda y, a, b: mpf(y) * (1 - mpf(y)),
        lambda y, a, b: 0 <= y <= 1 and math.copysign(1, y) > 0,
    ),
    "tanh": Kind(
        smooth(lambda x, a, b: mp.tanh(x), -1.0, 1.0, 0.0),
        smooth(lambda x, a, b: mp.sech(x) ** 2, 0.0, 0.0),
        lambda y, a, b: (1 - mpf(y)) * (1 + mpf(y)),
        lambda y, a, b: -1 <= y <= 1,
    ),
    "relu": Kind(
        lambda x, a, b: 0.0 if x <= 0 else x,
        lambda x, a, b: step(x, 0, NAN),
        lambda y, a, b: step(y, 0, NAN),
        lambda y, a, b: y >= 0 and math.copysign(1, y) > 0,
    ),
    "leaky_relu": Kind(
        lambda x, a, b: x if x > 0 else times(a, x),
        lambda x, a, b: 1 if x > 0 else a,
        lambda y, a, b: 1 if y > 0 else a,
        lambda y, a, b: a > 0 or (a == 0 and y >= 0),
        tuple((a, 0.0) for a in (0.01, 0.0, 0.3, 1.0, 2.5, -0.5, 1e-30)),
        needs_sign=True,
    ),
    "elu": Kind(
        lambda x, a, b: exponential_unit(x, (1.0, a), 1),
        lambda x, a, b: exponential_slope(x, (1, a), 1),
        lambda y, a, b: 1 if y > 0 else mpf(y) + mpf(a),
        lambda y, a, b: y >= -a,
        tuple((a, 0.0) for a in (1.0, 0.0, 0.3, 1.75, -1.5, 1e-30, 1e30)),
        needs_sign=True,
    ),
    "log_sigmoid": Kind(
        smooth(lambda x, a, b: -mp.log1p(mp.exp(-x)), -INF, -0.0),
        smooth(lambda x, a, b: logistic(-x), 1.0, 0.0),
        lambda y, a, b: 1.0 if math.isinf(y) else -mp.expm1(y),
        lambda y, a, b: y < 0,
    ),
    "relu6": Kind(
        lambda x, a, b: 0.0 if x <= 0 else 6.0 if x > 6 else x,
        lambda x, a, b: step(x, 0, 6),
        lambda y, a, b: step(y, 0, 6),
        lambda y, a, b: 0 <= y <= 6 and math.copysign(1, y) > 0,
    ),
    "celu": Kind(
        lambda x, a, b: exponential_unit(x, (1.0, a), a),
        lambda x, a, b: exponential_slope(x, (1, 1), a),
        lambda y, a, b: 1 if y > 0 else mpf(y) / mpf(a) + 1,
        lambda y, a, b: y >= -a,
        ((1.0, 0.0), (0.3, 0.0), (1.75, 0.0)),
    ),
    "selu": Kind(
        lambda x, a, b: exponential_unit(x, (SCALE, SCALE_ALPHA), 1),
        lambda x, a, b: exponential_slope(x, (SCALE, SCALE_ALPHA), 1),
        lambda y, a, b: SCALE if y > 0 else mpf(y) + SCALE_ALPHA,
        lambda y, a, b: y >= -1.7580993,
    ),
    "gelu": gated(lambda x, a, b: x * normal(x), lambda x, a, b: normal(x) + x * density(x)),
    "gelu_tanh": gated(
        lambda x, a, b: x * logistic(gelu_tanh(x)[0]),
        lambda x, a, b: logistic(gelu_tanh(x)[0])
        + x * gelu_tanh(x)[1] * logistic_slope(gelu_tanh(x)[0]),
    ),
    "quick_gelu": silu(mpf("1.702")),
    "silu": silu(mpf(1)),
    "mish": gated(lambda x, a, b: x * mp.tanh(mp.log1p(mp.exp(x))),
                  lambda x, a, b: mish_slope(x)),
    "softplus": Kind(
        smooth(lambda x, a, b: x if a * x > b else mp.log1p(mp.exp(a * x)) / a, 0.0, INF),
        smooth(lambda x, a, b: mpf(1) if a * x > b else logistic(a * x), 0.0, 1.0),
        lambda y, a, b: 1.0 if a * y > b else -mp.expm1(-mpf(a) * mpf(y)),
        lambda y, a, b: y > 0,
        ((1.0, 20.0), (0.5, 20.0), (3.0, 10.0)),
    ),
    "softsign": Kind(
        smooth(lambda x, a, b: x / (1 + abs(x)), -1.0, 1.0, 0.0),
        smooth(lambda x, a, b: 1 / (1 + abs(x)) ** 2, 0.0, 0.0),
        lambda y, a, b: (1 - abs(mpf(y))) ** 2,
        lambda y, a, b: -1 <= y <= 1,
    ),
    "hard_sigmoid": Kind(
        smooth(lambda x, a, b: clamp(x + 3, 0, 6) / 6, 0.0, 1.0),
        lambda x, a, b: step(x, -3, 3, mpf(1) / 6),
        lambda y, a, b: step(y, 0, 1, mpf(1) / 6),
        lambda y, a, b: 0 <= y <= 1 and math.copysign(1, y) > 0,
    ),
    "hard_tanh": Kind(
        lambda x, a, b: clamp(x, a, b),
        lambda x, a, b: step(x, a, b),
        lambda y, a, b: step(y, a, b),
        lambda y, a, b: a <= y <= b,
        ((-1.0, 1.0), (-0.5, 2.0), (0.25, 0.25)),
    ),
    "hard_swish": Kind(
        smooth(lambda x, a, b: x * clamp(x + 3, 0, 6) / 6 if x > -3 else 0.0, 0.0, INF, 0.0),
        smooth(lambda x, a, b: 0.0 if x <= -3 else mpf(1) if x >= 3 else (2 * x + 3) / 6,
               0.0, 1.0),
    ),
    "hard_shrink": Kind(
        lambda x, a, b: math.copysign(0.0, x) if abs(x) <= a else x,
        lambda x, a, b: shrink(x, a),
        lambda y, a, b: 0 if y == 0 else 1,
        lambda y, a, b: y == 0 or abs(y) > a,
        ((0.5, 0.0), (0.0, 0.0), (3.0, 0.0)),
    ),
    "soft_shrink": Kind(
        lambda x, a, b: x if math.isnan(x) or math.isinf(x)
        else math.copysign(0.0, x) if abs(x) <= a
        else mpf(x) - mpf(math.copysign(a, x)),
        lambda x, a, b: shrink(x, a),
        lambda y, a, b: 0 if y == 0 else 1,
        lambda y, a, b: True,
        ((0.5, 0.0), (0.0, 0.0), (3.0, 0.0)),
    ),
    "tanh_shrink": Kind(
        smooth(lambda x, a, b: (x - mp.tanh(x)) or math.copysign(0.0, x), -INF, INF, 0.0),
        smooth(lambda x, a, b: mp.tanh(x) ** 2, 1.0, 1.0),
    ),
    "threshold": Kind(
        lambda x, a, b: b if x <= a else x,
        lambda x, a, b: 0 if x <= a else 1,
        lambda y, a, b: 0 if y <= a else 1,
        lambda y, a, b: y > a or y == b,
        ((0.0, 0.0), (1.0, -2.0), (-0.5, -0.5)),
    ),
    "relu_squared": Kind(
        lambda x, a, b: 0.0 if x <= 0 else x if not math.isfinite(x) else mpf(x) ** 2,
        lambda x, a, b: 0.0 if x <= 0 else x if not math.isfinite(x) else 2 * mpf(x),
        lambda y, a, b: y if not math.isfinite(y) else 2 * mp.sqrt(y),
        lambda y, a, b: y >= 0 and math.copysign(1, y) > 0,
    ),
    "exp": Kind(
        smooth(lambda x, a, b: mp.exp(x), 0.0, INF),
        smooth(lambda x, a, b: mp.exp(x), 0.0, INF),
        lambda y, a, b: y,
        lambda y, a, b: y >= 0 and math.copysign(1, y) > 0,
    ),
    "squareplus": Kind(
        smooth(lambda x, a, b: square_plus(x, a), 0.0, INF),
        smooth(lambda x, a, b: square_plus(x, a) / mp.sqrt(x * x + a), 0.0, 1.0),
        lambda y, a, b: 1.0 if math.isinf(y) else 4 * mpf(y) ** 2 / (4 * mpf(y) ** 2 + mpf(a)),
        lambda y, a, b: y > 0,
        ((4.0, 0.0), (0.25, 0.0), (1e-3, 0.0)),
    ),
}


def square_plus(x, b):
    """(x + sqrt(x² + b)) / 2, without cancelling below 0."""
    root = mp.sqrt(x * x + b)
    return (x + root) / 2 if x > 0 else b / (2 * (root - x))
