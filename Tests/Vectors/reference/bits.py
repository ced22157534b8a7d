"""Floats as bit patterns, and exact values rounded to them."""

import ctypes
import math
import struct

from mpmath import mp

# Wide enough for e^(-x^2) of the largest float, for 1 - x^2 and the like.
mp.prec = 640


def f32(value):
    """A float's bits; `value` must be one."""
    assert math.isnan(value) or rounded(value) == value
    return "7fc00000" if math.isnan(value) else struct.pack(">f", value).hex()


def f64(value):
    """The bits of the double nearest to an exact value."""
    double = float(value)
    if double == 0 and value < 0:
        double = -0.0  # mpmath has one zero
    return "7ff8000000000000" if math.isnan(double) else struct.pack(">d", double).hex()


def u32(value):
    return f"{value:08x}"


def u64(value):
    return f"{value:016x}"


def from_bits(bits):
    return struct.unpack(">f", struct.pack(">I", bits))[0]


def rounded(value):
    """The float nearest to a double, infinities included."""
    return ctypes.c_float(value).value


def next_below(value):
    """The float before a finite one that is not 0."""
    bits = struct.unpack(">I", struct.pack(">f", value))[0]
    return from_bits(bits - 1 if value > 0 else bits + 1)
