"""Reads Tests/Vectors, in the format its README gives, and measures results against it."""

from pathlib import Path

import numpy as np

DIRECTORY = Path(__file__).resolve().parents[3] / "Tests" / "Vectors"


def records(name):
    """The words of every line that is neither a comment nor empty."""
    lines = (DIRECTORY / name).read_text().splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def f32(words):
    return np.array([int(word, 16) for word in words], np.uint32).view(np.float32)


def f64(words):
    return np.array([int(word, 16) for word in words], np.uint64).view(np.float64)


def ulp(expected):
    """The distance between floats around each expected value."""
    exponent = np.frexp(np.where(np.isfinite(expected), expected, 1))[1] - 1
    return np.maximum(np.ldexp(1.0, exponent - 23), 2.0**-149)


def assert_within(result, expected, bound, allowance=0.0, what=""):
    """|result - expected| <= bound ULP + allowance, by the rules of Tests/Vectors/README.md."""
    result, expected = np.asarray(result, np.float64), np.asarray(expected)
    nan, infinite, zero = np.isnan(expected), np.isinf(expected), result == 0
    np.testing.assert_array_equal(np.isnan(result), nan, f"{what}: NaN")
    np.testing.assert_array_equal(result[infinite], expected[infinite], f"{what}: infinities")
    if not np.any(allowance):
        signed = zero & (np.abs(expected) < 2.0**-149)
        np.testing.assert_array_equal(np.signbit(result[signed]), np.signbit(expected[signed]),
                                      f"{what}: the sign of zero")
    rest = ~(nan | infinite)
    # An infinite result counts as 2^128, and so does what no float can come nearer to.
    finite, exact = np.clip([result, expected], -2.0**128, 2.0**128)[:, rest]
    error = np.abs(finite - exact) - np.broadcast_to(allowance, expected.shape)[rest]
    worst = (error / ulp(exact)).max(initial=0)
    assert worst <= bound, f"{what}: {worst} ULP, allowed {bound}"


def assert_same_bits(result, expected):
    result, expected = np.ravel(result), np.ravel(expected)
    either = np.isnan(result) & np.isnan(expected)
    np.testing.assert_array_equal(result.view(np.uint32)[~either], expected.view(np.uint32)[~either])
