import contextlib
import math

import numpy as np
import pytest

import gesso


@pytest.fixture
def x():
    return gesso.init.normal((7, 5), 0, 2, seed=11)


@pytest.fixture
def restore_threads():
    yield
    gesso.set_threads(0)


def f32(*values):
    return np.array(values, np.float32)


@contextlib.contextmanager
def placed(shape, offset=0):
    """Memory for a result, `offset` floats from a multiple of 64 bytes; afterwards a look at what lies around."""
    size = math.prod(shape)
    memory = np.full(size + 64, 7, np.float32)
    start = -memory.ctypes.data // 4 % 16 + offset
    yield memory[start : start + size].reshape(shape)
    assert (memory[:start] == 7).all() and (memory[start + size :] == 7).all()
