"""Moments: exact, whatever the order, the split and the type."""

import os
import pickle
import random
import struct
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest

import gesso
from gesso import Moments
from gesso.errors import (DataError, RangeError, SizeError, UnsupportedError)


VECTORS = Path(__file__).resolve().parents[3] / "Tests/Vectors"


def nearest(fraction):
    """The double nearest to a fraction: Python's division of integers is correctly rounded."""
    return fraction.numerator / fraction.denominator


def exact(values, weights=None):
    """Mean and population variance as fractions."""
    values = [Fraction(float(v)) for v in values]
    weights = [Fraction(float(w)) for w in (np.ones(len(values)) if weights is None else weights)]
    total = sum(weights)
    mean = sum(w * v for w, v in zip(weights, values)) / total
    return mean, sum(w * (v - mean) ** 2 for w, v in zip(weights, values)) / total


def hold(moments, x, weights=None):
    """Against fractions: mean correctly rounded (weighted: within 0.501 ULP), variance 2 ULP."""
    variance = moments.variance()
    for j, mean in enumerate(moments.mean):
        column = x[:, j]
        m, v = exact(column, weights)
        if weights is None:
            assert mean == nearest(m)
        else:
            assert abs(Fraction(mean) - m) <= Fraction(float(np.spacing(abs(nearest(m))))) * Fraction(501, 1000)
        if v == 0:
            assert variance[j] == 0
        else:
            assert abs(Fraction(variance[j]) - v) <= 2 * Fraction(float(np.spacing(nearest(v))))
    least, greatest = moments.extremes
    assert moments.count == len(x)
    x = x if weights is None else x[weights > 0]
    np.testing.assert_array_equal(least, x.min(0))
    np.testing.assert_array_equal(greatest, x.max(0))


def samples(rows, features, dtype=np.float32, seed=0):
    """Columns of many kinds: normal, far from 0, of every size, with zeros, constant, tiny, huge."""
    g = np.random.default_rng(seed)
    columns = [
        g.normal(size=rows), 1e6 + 1e-2 * g.normal(size=rows), np.exp(20 * g.normal(size=rows)),
        g.normal(size=rows) * (g.random(rows) < 0.1), np.full(rows, 14.62),
        1e-40 * g.normal(size=rows), 1e38 * g.uniform(-1, 1, rows), g.integers(-3, 4, rows) * 1.0,
        np.exp(3 * g.normal(size=rows))]
    x = np.empty((rows, features))
    for j in range(features):
        x[:, j] = columns[j % len(columns)] * (1 + j // len(columns))
    return x.clip(-3e38, 3e38).astype(dtype)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (17, 1), (513, 16), (700, 5), (600, 17), (40, 64),
                                   (1030, 33), (300, 100)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_mean_and_variance_are_the_exact_ones(shape, dtype):
    x = samples(*shape, dtype)
    hold(Moments(shape[1]).update(x), x)


def test_doubles_of_every_size():
    g = np.random.default_rng(3)
    bits = g.integers(0, 2**64, (200, 4), dtype=np.uint64)
    x = bits.view(np.float64)
    x[~np.isfinite(x)] = 0
    moments = Moments(4).update(x)
    for j, mean in enumerate(moments.mean):
        assert mean == nearest(exact(x[:, j])[0])
    assert not np.isnan(moments.variance()).any()
    small = np.ldexp(x, -600)
    hold(Moments(4).update(small), small)


def test_doubles_at_the_edge_of_the_fast_way():
    """Weights of 1 take the slow way: the same integers must come out."""
    g = np.random.default_rng(8)
    below = np.nextafter(1.0, 0)
    columns = []
    for scale in (1.0, 2.0**399, 2.0**-399, 2.0**401, 2.0**-401, 1e300, 5e-324):
        columns += [
            np.full(1536, below * scale), np.full(1536, -below * scale),
            np.where(g.random(1536) < 0.5, below, -below) * scale,
            g.choice([-1, 1], 1536) * 2.0 ** g.integers(-16, 1, 1536) * g.uniform(1, 2, 1536) * scale / 2,
            g.choice([-1, 1], 1536) * 2.0 ** g.integers(-17, 1, 1536) * g.uniform(1, 2, 1536) * scale / 2,
            np.where(g.random(1536) < 0.5, 0, below * scale),
            np.where(g.random(1536) < 0.5, np.nextafter(2.0**-16, 1), below) * scale]
    columns += [np.zeros(1536), np.full(1536, -0.0), g.normal(size=1536), 1e9 + g.normal(size=1536)]
    x = np.stack(columns, 1)
    for rows in (1, 7, 512, 513, 1536):
        fast, slow = Moments(x.shape[1]).update(x[:rows]), Moments(x.shape[1]).update(x[:rows], np.ones(rows))
        assert fast.save() == slow.save()
    for bad in (np.nan, np.inf, -np.inf):
        spoiled = x.copy()
        spoiled[700, 3] = bad
        with pytest.raises(DataError):
            Moments(x.shape[1]).update(spoiled)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_weights(dtype):
    x = samples(300, 9, dtype)
    weights = np.random.default_rng(1).random(300) * 10
    weights[::7] = 0
    moments = Moments(9).update(x, weights)
    hold(moments, x, weights)
    np.testing.assert_allclose(moments.weights, weights.sum(), rtol=1e-14)
    whole = np.arange(300) % 3 * 1.0
    weighted, repeated = Moments(9).update(x, whole), Moments(9).update(np.repeat(x, np.arange(300) % 3, 0))
    np.testing.assert_array_equal(weighted.mean, repeated.mean)
    np.testing.assert_array_equal(weighted.variance(1), repeated.variance(1))


def test_order_split_type_and_merging_change_no_bit():
    x = samples(2500, 18, seed=5)
    g = random.Random(1)
    whole = Moments(18).update(x)
    for trial in range(25):
        order = np.random.default_rng(trial).permutation(len(x))
        shuffled = x[order]
        cuts = sorted(g.sample(range(1, len(x)), g.randrange(1, 12)))
        parts = []
        for i, part in enumerate(np.split(shuffled, cuts)):
            part = part.astype(np.float64) if trial % 5 == 4 and i % 2 else part
            parts.append(Moments(18).update(part))
        while len(parts) > 1:  # a merge tree of no particular shape
            a = parts.pop(g.randrange(len(parts)))
            parts[g.randrange(len(parts))].merge(a)
        if trial % 5 != 4:
            assert parts[0].save() == whole.save()
        for ddof in (0, 1):
            assert parts[0].variance(ddof).tobytes() == whole.variance(ddof).tobytes()
        assert parts[0].mean.tobytes() == whole.mean.tobytes()


def test_threads_and_strides_change_no_bit(restore_threads):
    x = samples(70000, 20)
    saved = []
    for threads in (1, 2, 3, 7):
        gesso.set_threads(threads)
        saved.append(Moments(20).update(x).save())
    padded = np.full((70000, 23), np.nan, np.float32)
    padded[:, 1:21] = x
    saved.append(Moments(20).update(padded[:, 1:21]).save())
    assert len(set(saved)) == 1
    narrow = samples(70001, 3)
    saved = {Moments(3).update(narrow).save(), Moments(3).update(np.hstack([narrow, narrow])[:, :3]).save()}
    assert len(saved) == 1


def test_cpu_levels_change_no_bit():
    code = ("import hashlib, gesso, test_moments as t; x = t.samples(3000, 37);"
            "m = gesso.Moments(37).update(x); m.update(x + t.np.random.default_rng(1).normal(size=x.shape)); y = gesso.Transform('standardize', m).apply(x);"
            "print(gesso.isa(), hashlib.sha256(m.save() + m.variance().tobytes() + y.tobytes()).hexdigest())")
    results = on_levels(code)
    assert len(results) >= 2 and len(set(results.values())) == 1, results


def on_levels(code):
    """What a program prints on each CPU level that there is: its first word is the level."""
    results = {}
    for level in ("v2", "v3", "v4"):
        done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True,
                              cwd=Path(__file__).parent, env={**os.environ, "GESSO_ISA": level})
        results.update([done.stdout.split()])
    return results


def test_a_covariance_on_every_cpu_level():
    code = ("import gesso, test_moments as t;"
            "s = gesso.Moments(37, covariance=True).update(t.samples(3000, 37)).covariance();"
            "print(gesso.isa(), s.tobytes().hex())")
    results = {level: np.frombuffer(bytes.fromhex(s)).reshape(37, 37) for level, s in on_levels(code).items()}
    one = results["v2"]
    scale = np.sqrt(np.outer(np.diag(one), np.diag(one)))
    for covariance in results.values():
        assert (np.abs(covariance - one) <= 1e-13 * scale).all()
    if "v4" in results:
        assert results["v3"].tobytes() == results["v4"].tobytes()


def test_covariance():
    g = np.random.default_rng(2)
    x = (g.normal(size=(3000, 7)) @ g.normal(size=(7, 7)) + 1e5 * np.arange(7)).astype(np.float32)
    expected = np.cov(x.astype(np.longdouble).astype(np.float64) - 1e5 * np.arange(7), rowvar=False)
    one = Moments(7, covariance=True).update(x)
    np.testing.assert_allclose(one.covariance(1), expected, rtol=1e-10, atol=1e-11)
    split = Moments(7, covariance=True)
    for part in np.array_split(x, 11):
        other = Moments(7, covariance=True).update(part.astype(np.float64))
        split.merge(other)
    np.testing.assert_allclose(split.covariance(1), expected, rtol=1e-10, atol=1e-11)
    assert (np.diag(split.covariance(1)) == one.variance(1)).all()
    assert (split.covariance() == split.covariance().T).all()
    double = Moments(7, covariance=True).update(x)
    double.merge(double)
    np.testing.assert_allclose(double.covariance(), one.covariance(), rtol=1e-12)
    weights = np.arange(3000) % 4 * 1.0
    weighted = Moments(7, covariance=True).update(x, weights)
    repeated = Moments(7, covariance=True).update(np.repeat(x, np.arange(3000) % 4, 0))
    np.testing.assert_allclose(weighted.covariance(1), repeated.covariance(1), rtol=1e-10)
    again = Moments.load(split.save())
    assert again.covariance().tobytes() == split.covariance().tobytes()
    nothing = Moments(7, covariance=True).update(x, np.zeros(3000)).update(x)
    np.testing.assert_allclose(nothing.covariance(1), expected, rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize("features", [1, 2, 7, 8, 9, 12, 16, 17, 21, 32, 41])
def test_covariance_of_every_shape(features):
    """Edges of tiles, panels and blocks, against sums in extended precision."""
    g = np.random.default_rng(features)
    mix = g.normal(size=(features, features))
    for rows in (1, 2, 255, 256, 257, 1100):
        x = (g.normal(size=(rows, features)) @ mix + 100).astype(np.float32)
        wide = np.full((rows, features + 3), np.nan, np.float32)
        wide[:, 1:features + 1] = x
        weights = g.integers(0, 4, rows) * 0.5
        for w, give in ((np.ones(rows), [(x,), (wide[:, 1:features + 1],), (x.astype(np.float64),)]),
                        (weights, [(x, weights), (x.astype(np.float64), weights)])):
            if not w.sum():
                continue
            w = w.astype(np.longdouble)
            centered = x - (w[:, None] * x).sum(0) / w.sum()
            expected = (centered.T * w) @ centered / w.sum()
            scale = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
            found = [Moments(features, covariance=True).update(*data).covariance() for data in give]
            for covariance in found:
                assert (np.abs(covariance - expected) <= 1e-13 * scale + 1e-25).all()
                assert covariance.tobytes() == found[0].tobytes()


def test_threads_change_no_bit_of_a_covariance(restore_threads):
    for features in (5, 40, 130):
        x = samples(9000, features)
        saved = set()
        for threads in (1, 2, 3, 7):
            gesso.set_threads(threads)
            saved.add(Moments(features, covariance=True).update(x).save())
        assert len(saved) == 1


def test_nan_is_skipped_where_it_is_asked_for():
    x = samples(1000, 9)
    x[::3, 1] = np.nan
    x[:, 2] = np.nan
    moments = Moments(9, skip_nan=True).update(x)
    assert moments.counts.tolist() == [1000, 666, 0] + [1000] * 6
    assert moments.count == 1000
    m, v = exact(x[~np.isnan(x[:, 1]), 1])
    assert moments.mean[1] == nearest(m)
    assert np.isnan(moments.mean[2]) and np.isnan(moments.variance()[2])
    with pytest.raises(UnsupportedError, match="flags"):
        Moments(9, covariance=True, skip_nan=True)


@pytest.mark.parametrize("covariance", [False, True])
def test_what_is_refused_changes_nothing(covariance):
    x = samples(600, 5)[:, :5]
    x[:, 2] = 1
    moments = Moments(5, covariance).update(x)
    before = moments.save()
    for bad in (np.nan, np.inf, -np.inf):
        for place in (0, 300, 599):
            y = x.copy()
            y[place, 3] = bad
            with pytest.raises(DataError, match="x is not finite"):
                moments.update(y)
            with pytest.raises(DataError, match="x is not finite"):
                moments.update(y.astype(np.float64))
    for weights in (np.full(600, -1.0), np.full(600, np.nan), np.full(600, np.inf)):
        with pytest.raises(RangeError, match="weights"):
            moments.update(x, weights)
    with pytest.raises(SizeError, match="features"):
        moments.merge(Moments(4, covariance))
    with pytest.raises(UnsupportedError, match="flags"):
        moments.merge(Moments(5, not covariance))
    if covariance:
        with pytest.raises(DataError, match="2\\^500"):
            moments.update(np.full((3, 5), 1e200))
    assert moments.save() == before


def test_no_rows_and_too_few():
    empty = Moments(3)
    for call in (lambda: empty.mean, lambda: empty.variance(), lambda: empty.extremes):
        with pytest.raises(DataError, match="no rows"):
            call()
    one = Moments(3).update(np.ones((1, 3), np.float32))
    assert one.variance().tolist() == [0, 0, 0]
    with pytest.raises(DataError, match="too few rows"):
        one.variance(1)
    with pytest.raises(RangeError, match="ddof"):
        one.variance(-1)
    with pytest.raises(UnsupportedError, match="COVARIANCE"):
        one.covariance()
    with pytest.raises(DataError, match="weight"):
        Moments(3).update(np.ones((2, 3), np.float32), np.zeros(2)).variance()
    assert Moments(3).update(np.empty((0, 3), np.float32)).count == 0
    assert Moments(0).update(np.empty((4, 0), np.float32)).count == 4


# ---- The byte string -----------------------------------------------------------------------------

def states():
    x = samples(60, 3)
    return [Moments(3), Moments(3).update(x), Moments(3).update(x.astype(np.float64)),
            Moments(3, covariance=True).update(x), Moments(3, skip_nan=True).update(x), Moments(0),
            Moments(3, exact=False).update(x, np.arange(60.0)), Moments(3, covariance=True, exact=False).update(x)]


def test_save_and_load_and_pickle():
    for moments in states():
        data = moments.save()
        again = Moments.load(data)
        assert again.save() == data == pickle.loads(pickle.dumps(moments)).save()
        more = samples(50, moments.features, seed=9)
        assert again.update(more).save() == moments.update(more).save()


def test_the_format_is_the_header_s():
    x = np.array([[1.5, -2], [0.25, 4]], np.float32)
    data = Moments(2).update(x).save()
    assert data[:8] == b"GESSOMOM"
    assert struct.unpack("<IIQQ", data[8:32]) == (1, 0, 2, 2)
    for j in range(2):
        words = struct.unpack_from("<20Q", data, 32 + 160 * j)
        values = struct.unpack_from("<2d", data, 32 + 160 * j + 8)
        assert words[0] == 2 and values == (x[:, j].min(), x[:, j].max())
        total = int.from_bytes(data[32 + 160 * j + 24:][:48], "little", signed=True)
        squares = int.from_bytes(data[32 + 160 * j + 72:][:88], "little", signed=True)
        assert Fraction(total) / 2**192 == sum(map(Fraction, x[:, j].tolist()))
        assert Fraction(squares) / 2**384 == sum(Fraction(v) ** 2 for v in x[:, j].tolist())
    rounded = Moments(2, exact=False).update(x, np.array([1.0, 3])).save()
    assert struct.unpack("<IIQQ", rounded[8:32]) == (1, 4, 2, 2)
    assert struct.unpack("<Q6dQ6d", rounded[32:-8]) == (
        2, 0.25, 1.5, 4, 0.25, 0.3125, 1.171875, 2, -2, 4, 4, 4, -1.5, 27)
    h = 0xcbf29ce484222325
    for byte in data[:-8]:
        h = (h ^ byte) * 0x100000001b3 % 2**64
    assert int.from_bytes(data[-8:], "little") == h


def test_any_other_bytes_are_refused():
    for moments in states():
        data = moments.save()
        for size in range(0, len(data), 1 if len(data) < 500 else 7):
            with pytest.raises(DataError):
                Moments.load(data[:size])
        with pytest.raises(DataError):
            Moments.load(data + b"\0" * 8)
        g = random.Random(3)
        for place in list(range(48)) + [g.randrange(len(data)) for _ in range(200)]:
            altered = bytearray(data)
            altered[place % len(data)] ^= 1 << g.randrange(8)
            with pytest.raises(DataError):
                Moments.load(altered)
    g = random.Random(4)
    for _ in range(300):
        with pytest.raises(DataError):
            Moments.load(b"GESSOMOM" + bytes(g.randrange(256) for _ in range(g.randrange(300))))


def signed(data):
    """With the hash that belongs to it: what a forger would write."""
    h = 0xcbf29ce484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001b3 % 2**64
    return bytes(data) + h.to_bytes(8, "little")


def test_a_forged_string_gives_an_error_or_numbers():
    g = random.Random(5)
    loaded = 0
    for moments in states():
        data = moments.save()[:-8]
        for _ in range(300):
            forged = bytearray(data)
            for _ in range(g.randrange(1, 4)):
                forged[g.randrange(len(forged))] = g.choice((0, 1, 0x7f, 0x80, 0xff, g.randrange(256)))
            try:
                state = Moments.load(signed(forged))
                loaded += 1
                for ask in (lambda: state.mean, state.variance, lambda: state.extremes,
                            state.covariance, lambda: state.update(samples(20, state.features)),
                            lambda: state.merge(Moments.load(state.save()))):
                    try:
                        ask()
                    except (DataError, UnsupportedError):
                        pass
            except DataError:
                pass
    assert loaded > 100


# ---- NIST's univariate sets, scaled to integers where that makes them exact ------------------------

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
