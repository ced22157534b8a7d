"""The byte string of a transform."""

import pickle
import random

import numpy as np
import pytest

from gesso import Transform
from gesso.errors import DataError
from gesso.preprocess import KINDS

from exact import signed
from mixed import FULL, fit, mixed


def test_save_and_load():
    x = mixed(80, 5)
    for kind in KINDS:
        for options in ({}, {"precise": True}, {"components": 2} if kind in FULL[:2] else {}):
            t = fit(kind, x, **options)
            data = t.save()
            for again in (Transform.load(data), pickle.loads(pickle.dumps(t))):
                assert again.save() == data
                np.testing.assert_array_equal(again.apply(x), t.apply(x))
                assert (again.kind, again.rank) == (t.kind, t.rank)
    g = random.Random(2)
    for size in range(0, len(data), 3):
        with pytest.raises(DataError):
            Transform.load(data[:size])
    for _ in range(300):
        altered = bytearray(data)
        altered[g.randrange(len(data))] ^= 1 << g.randrange(8)
        with pytest.raises(DataError):
            Transform.load(altered)


def test_forged_strings_give_an_error_or_numbers():
    x, g, loaded = mixed(40, 3), random.Random(6), 0
    for kind in KINDS:
        data = fit(kind, x).save()[:-8]
        for _ in range(150):
            forged = bytearray(data)
            forged[g.randrange(len(forged)) if g.random() < 0.5 else g.randrange(48)] = g.choice(
                (0, 1, 2, 0x7f, 0x80, 0xff))
            try:
                t = Transform.load(signed(forged))
                loaded += 1
                rows = np.ones((9, t.input_features), np.float32)
                assert t.apply(rows).shape == (9, t.output_features)
            except DataError:
                pass
    assert loaded > 100
