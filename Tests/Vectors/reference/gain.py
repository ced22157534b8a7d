"""init.h: the gain of each activation. Run as `python3 -m reference.gain` it prints the constants of
Sources/Kernels/Init/Gain.swift."""

import math

from mpmath import mp, mpf

from .bits import f32, f64, rounded
from .kinds import KINDS

INF = math.inf

# PyTorch's numbers.
NAMED = {
    "identity": lambda a: 1,
    "sigmoid": lambda a: 1,
    "tanh": lambda a: mpf(5) / 3,
    "relu": lambda a: mp.sqrt(2),
    "leaky_relu": lambda a: mp.sqrt(2 / (1 + mpf(a) ** 2)),
    "selu": lambda a: mpf(3) / 4,
}

# Beside those of kinds.py.
PARAMETERS = {
    "leaky_relu": [(1e30, 0.0)],
    "celu": [(a, 0.0) for a in (1e-3, 1e-6, 30.0, 1e4, 2.0**-64, 2.0**64)],
    "softplus": [(0.01, 20.0), (100.0, 20.0), (1e4, 20.0), (2.0**64, 20.0), (2.0**-64, 20.0),
                 (1.0, -1.0), (2.0, 0.5), (1.0, INF), (1.0, -INF)],
    "hard_tanh": [(-INF, INF), (-INF, 0.0), (5.0, 6.0), (1e-30, 2e-30), (-1e38, 1e38),
                  (0.0, INF), (-30.0, -29.0)],
    "hard_shrink": [(1e-40, 0.0), (10.0, 0.0), (18.5, 0.0)],
    "soft_shrink": [(1e-40, 0.0), (10.0, 0.0), (18.25, 0.0)],
    "threshold": [(0.0, 1e30), (20.0, 1.0), (-3.0, 0.0), (INF, 2.0), (-INF, 0.0), (0.0, 3e38)],
    "squareplus": [(1e-30, 0.0), (1e30, 0.0)],
}


def corners(kind, a, b):
    if kind == "softplus":
        return [b / a]
    if kind in ("hard_tanh", "threshold", "hard_shrink", "soft_shrink"):
        return [a, b, -a]
    return [6.0, 3.0, -3.0]


def gain(kind, a, b):
    """1 / sqrt(E f(Z)^2), by Gauss and Legendre's quadrature between the corners."""
    # The quadrature looks at absolute errors, and far out in a normal's tail all is small.
    with mp.workprec(400 if "shrink" in kind else 130):
        if kind in NAMED:
            return +NAMED[kind](a)
        f = KINDS[kind].function
        cuts = {mpf(x) for x in corners(kind, a, b) if -32 < x < 32}
        cuts |= {mpf(x) for x in range(-32, 33)} | {s * mpf(2) ** -k for k in range(1, 24)
                                                    for s in (1, -1)}
        moment = mp.quad(lambda x: mpf(f(x, a, b)) ** 2 * mp.exp(-x * x / 2), sorted(cuts),
                         method="gauss-legendre", maxdegree=4)
        return 1 / mp.sqrt(moment / mp.sqrt(2 * mp.pi))


def gains():
    for kind, row in KINDS.items():
        for a, b in [*row.parameters, *PARAMETERS.get(kind, [])]:
            a, b = rounded(a), rounded(b)
            yield kind, f32(a), f32(b), f64(gain(kind, a, b))


if __name__ == "__main__":
    for kind, row in KINDS.items():
        if kind not in NAMED and len(row.parameters) == 1:
            with mp.workprec(130):
                print(f"  case .GESSO_{kind.upper()}: return {mp.nstr(gain(kind, 0.0, 0.0), 20)}")
