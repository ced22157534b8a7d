"""NIST's univariate sets, scaled to integers where that makes them exact."""

from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest

import gesso
from gesso import Moments

VECTORS = Path(__file__).resolve().parents[3] / "Tests/Vectors"


def nist():
    def alternating(first, a, b, pairs=500):
        return [first] + [a, b] * pairs

    # name, values as integers, what they were multiplied by, mean and standard deviation certified
    yield "NumAcc1", [10000001, 10000003, 10000002], 1, 10000002, 1
    yield "NumAcc2", alternating(12, 11, 13), 10, 1.2, 0.1
    yield "NumAcc3", alternating(10000002, 10000001, 10000003), 10, 1000000.2, 0.1
    yield "NumAcc4", alternating(100000002, 100000001, 100000003), 10, 10000000.2, 0.1
    # Its 5000 digits of pi have 3 where the 957th is 8, and that is what is certified.
    with mpmath.workdps(5010):
        digits = [int(digit) for digit in mpmath.nstr(+mpmath.pi, 5005).replace(".", "")[:5000]]
    digits[956] = 3
    yield "PiDigits", digits, 1, 4.5348, 2.86733906028871
    for text in (VECTORS / "nist.txt").read_text().split("\nset ")[1:]:
        name, scale, mean, deviation, *values = text.split()
        yield name, list(map(int, values)), int(scale), float(mean), float(deviation)


@pytest.mark.parametrize("name, values, scale, mean, deviation", list(nist()), ids=lambda v: str(v)[:8])
def test_nist(name, values, scale, mean, deviation):
    """All of the 15 digits that are certified, from doubles and from floats that hold the values."""
    for dtype in (np.float64, np.float32):
        if dtype == np.float32 and max(values) > 2**24:
            continue
        moments = Moments(1).update(np.array(values, dtype)[:, None])
        assert f"{moments.mean[0] / scale:.15g}" == f"{mean:.15g}"
        assert f"{np.sqrt(moments.variance(1)[0]) / scale:.15g}" == f"{deviation:.15g}"


@pytest.mark.parametrize("name, values, scale, mean, deviation", list(nist()), ids=lambda v: str(v)[:8])
def test_nist_in_floats(name, values, scale, mean, deviation):
    """7.2 digits of what is standardised to floats."""
    if max(values) > 2**24:
        pytest.skip("no floats hold the values")
    x = np.array(values, np.float32)[:, None]
    y = gesso.Transform("standardize", Moments(1).update(x), ddof=1).apply(x)[:, 0]
    total = sum(values)
    squares = Fraction(sum(v * v for v in values) - Fraction(total * total, len(values)), len(values) - 1)
    with mpmath.workdps(40):
        root = mpmath.sqrt(mpmath.mpf(squares.numerator) / squares.denominator)
        exact = [(v - mpmath.mpf(total) / len(values)) / root for v in values]
        errors = [abs(float((mpmath.mpf(float(a)) - e) / e)) if e else abs(float(a)) for a, e in zip(y, exact)]
    assert max(errors) <= 10**-7.2
