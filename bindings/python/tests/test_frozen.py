"""The SHA-256 of every distribution and scheme, for several keys and offsets: a change of one bit is a bug.

Tests/Vectors/frozen.txt has them. `python test_frozen.py` prints those of the library at hand; lines are added to the
file, never changed.
"""

import hashlib

import numpy as np
import pytest

from gesso import init
from vectors import records

N = 10_007
KEYS = {"0:0": (0, 0), "1:3": (1, 3), "max:max": (2**64 - 1, 2**64 - 1)}
OFFSETS = (0, 5, 2**33 + 7, 2**62 + 1)
SHAPES = ((96, 50), (16, 8, 3, 3))

DRAWN = {
    "random_bits": lambda **at: init.random_bits(N, **at),
    "uniform": lambda **at: init.uniform(N, -0.1, 0.3, **at),
    "normal": lambda **at: init.normal(N, 0.5, 2.0, **at),
    "truncated_normal:-2:2": lambda **at: init.truncated_normal(N, **at),
    "truncated_normal:0:inf": lambda **at: init.truncated_normal(N, 0, 1, 0, np.inf, **at),
    "truncated_normal:8:9": lambda **at: init.truncated_normal(N, 0, 1, 8, 9, **at),
    "truncated_normal:0.5:0.625": lambda **at: init.truncated_normal(N, 0, 1, 0.5, 0.625, **at),
    "bernoulli_normal": lambda **at: init.bernoulli_normal(N, 0.75, **at),
}
# By shape.
SHAPED = {
    **{name: getattr(init, name) for name in init.SCHEMES},
    "variance_scaling": lambda shape, **at: init.variance_scaling(shape, 2.0, "fan_average", "truncated_normal", **at),
    "orthogonal": lambda shape, **at: init.orthogonal(shape, **at),
}
# One shape each.
PATTERNS = {
    "delta_orthogonal": lambda **at: init.delta_orthogonal((16, 8, 3, 3), **at),
    "sparse": lambda **at: init.sparse((96, 50), 0.9, **at),
    "slice": lambda **at: init.slice((64, 48), (5, 7), (40, 3), init.distribution("normal", 0, 1), **at),
}


def cases():
    for key, (seed, stream) in KEYS.items():
        at = {"seed": seed, "stream": stream}
        for name, draw in DRAWN.items():
            for offset in OFFSETS:
                yield f"{name} {key} offset={offset}", lambda d=draw, o=offset, a=at: d(offset=o, **a)
        for name, fill in SHAPED.items():
            for shape in SHAPES:
                yield (f"{name} {key} shape={'x'.join(map(str, shape))}",
                       lambda f=fill, s=shape, a=at: f(s, **a))
        for name, fill in PATTERNS.items():
            yield f"{name} {key}", lambda f=fill, a=at: f(**a)


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes()).hexdigest()


FROZEN = {" ".join(words[1:]): words[0] for words in records("frozen.txt")}


def test_every_case_is_frozen():
    assert [name for name, _ in cases()] == list(FROZEN)


@pytest.mark.parametrize("name, fill", list(cases()), ids=lambda v: v if isinstance(v, str) else "")
def test_frozen(name, fill):
    assert digest(fill()) == FROZEN[name]


if __name__ == "__main__":
    for name, fill in cases():
        print(digest(fill()), name)
