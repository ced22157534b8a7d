"""The byte string of moments."""

import pickle
import random
import struct
from fractions import Fraction

import numpy as np
import pytest

from gesso import Moments
from gesso.errors import DataError, UnsupportedError

from exact import samples, signed


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


def test_repr():
    assert list(map(repr, states())) == [
        "Moments(3 features, 0 rows)", "Moments(3 features, 60 rows)", "Moments(3 features, 60 rows)",
        "Moments(3 features, 60 rows, covariance)", "Moments(3 features, 60 rows, skip_nan)", "Moments(0 features, 0 rows)",
        "Moments(3 features, 60 rows, rounded)", "Moments(3 features, 60 rows, covariance, rounded)"]
    assert [repr(Moments.load(moments.save())) for moments in states()] == list(map(repr, states()))


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
