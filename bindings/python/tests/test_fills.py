"""Slices, patterns, statistics."""

import math

import numpy as np
import pytest

from gesso import init
from gesso.errors import DataError, KindError, RangeError, SizeError


@pytest.mark.parametrize("kind, numbers", [
    ("constant", [0.25]), ("uniform", [0.25, 0.5]), ("normal", [0.25, 0.5]), ("bernoulli_normal", [0.25, 0.5])])
def test_a_block_is_the_block_of_the_whole(kind, numbers):
    d, shape = init.distribution(kind, *numbers), (6, 7, 40)
    whole = init.draw(d, shape, 3, 4)
    for start, count in (((0, 0, 0), shape), ((2, 0, 0), (3, 7, 40)), ((1, 2, 5), (4, 3, 17)),
                         ((0, 6, 39), (6, 1, 1)), ((5, 0, 1), (1, 7, 3)), ((6, 0, 0), (0, 7, 40))):
        part = init.slice(shape, start, count, d, seed=3, stream=4)
        places = tuple(np.s_[s:s + c] for s, c in zip(start, count))
        np.testing.assert_array_equal(part, whole[places])


def test_a_slice_of_more_than_any_memory():
    d = init.distribution("normal", 0, 1)
    row = init.slice((2**40, 2**23), (2**40 - 1, 2**23 - 9), (1, 9), d, seed=1)
    np.testing.assert_array_equal(row[0], init.normal(9, seed=1, offset=2**63 - 9))


def test_bernoulli_normal():
    w = init.bernoulli_normal(10**6, 0.9, 2.0, seed=1)
    assert (w == 0).mean() == pytest.approx(0.9, abs=1e-3)
    assert w[w != 0].std() == pytest.approx(2, rel=0.01)
    np.testing.assert_array_equal(init.bernoulli_normal(999, 0, 2.0, seed=1),
                                  init.normal(999, 0, 2.0, seed=1))
    assert not init.bernoulli_normal(999, 1, 2.0, seed=1).any()


def test_identity():
    for shape in ((3, 3), (5, 2), (2, 9), (0, 3)):
        np.testing.assert_array_equal(init.identity(shape, 0.5), 0.5 * np.eye(*shape))


@pytest.mark.parametrize("shape, groups", [((8, 3), 1), ((4, 4, 3), 1), ((6, 2, 3, 5), 2),
                                           ((2, 5, 4, 4, 4), 1), ((6, 1, 2), 6)])
def test_dirac(shape, groups):
    w, each = np.zeros(shape, np.float32), shape[0] // groups
    for out in range(shape[0]):
        if out % each < shape[1]:
            w[(out, out % each, *(extent // 2 for extent in shape[2:]))] = 1
    np.testing.assert_array_equal(init.dirac(shape, groups=groups), w)
    keras = np.moveaxis(w, (0, 1), (-1, -2))
    np.testing.assert_array_equal(init.dirac(keras.shape, "keras", groups), keras)


def test_sparse():
    shape, normal = (103, 57), init.normal((103, 57), 0, 0.01, seed=5, stream=6)
    w = init.sparse(shape, 0.1, seed=5, stream=6)
    assert ((w == 0).sum(0) == 11).all() and (w == 0)[:50].any() and (w == 0)[50:].any()
    np.testing.assert_array_equal(w[w != 0], normal[w != 0])
    part = init.sparse(shape, 0.1, seed=5, stream=6, start=(20, 3), count=(50, 9))
    np.testing.assert_array_equal(part, w[20:70, 3:12])
    # Which rows are zero depends on neither the other columns nor the values.
    np.testing.assert_array_equal(init.sparse((103, 2), 0.1, 1, seed=5, stream=6) == 0,
                                  w[:, :2] == 0)
    assert (init.sparse(shape, 0, seed=5) != 0).all() and not init.sparse(shape, 1, seed=5).any()
    rows = (init.sparse((400, 3000), 0.25, seed=1) == 0).mean(1)
    assert rows.mean() == 0.25 and rows.std() == pytest.approx(math.sqrt(0.1875 / 3000), rel=0.15)


def test_gains_hold_the_second_moment():
    assert init.gain("leaky_relu", alpha=0.2) == pytest.approx(math.sqrt(2 / 1.04))
    assert init.residual_gain(12) == pytest.approx(1 / math.sqrt(24))
    assert init.gain("celu", alpha=1) == init.gain("elu", alpha=1)


@pytest.mark.parametrize("n", [1, 15, 17, 1000, 70001])
def test_statistics(n):
    x = init.normal(n, 5, 2, seed=1)
    x[::7] = 0
    found = init.statistics(x, 1, 7, 13, (0, 10))
    wide = x.astype(np.float64)
    assert found.mean == pytest.approx(wide.mean(), rel=1e-13)
    assert found.std == pytest.approx(wide.std(), rel=1e-12, abs=1e-300)
    assert found.saturated == ((x <= 1) | (x >= 7)).mean() and found.dead == (x == 0).mean()
    assert (found.minimum, found.maximum, found.nans) == (x.min(), x.max(), 0)
    np.testing.assert_array_equal(found.histogram, np.histogram(wide, 13, (0, 10))[0])
    holes = x.copy()
    holes[::5] = np.nan
    found = init.statistics(holes)
    assert found.nans == np.isnan(holes).sum()
    if found.nans < n:
        assert found.mean == pytest.approx(np.nanmean(holes, dtype=np.float64), rel=1e-13)
        assert found.maximum == np.nanmax(holes)


def test_a_value_on_an_edge_opens_its_bin():
    for width in range(1, 400):
        values = np.arange(width + 1, dtype=np.float32)
        for bins in range(1, 9):
            expected = np.histogram(values.astype(np.float64), bins, (0, width))[0]
            assert (init.statistics(values, bins=bins, limits=(0, width)).histogram == expected).all()


def test_statistics_of_awkward_data(restore_threads):
    import gesso
    x = 1e6 + init.uniform(10**6, -0.5, 0.5, seed=2)
    x[:3] = 1e30
    one = []
    for threads in (1, 2, 5):
        gesso.set_threads(threads)
        one.append(init.statistics(x)[:7])
        assert init.statistics(x[3:]).std == pytest.approx(x[3:].std(dtype=np.float64), rel=1e-9)
    assert one[0] == one[1] == one[2]
    x[:5] = np.nan, np.inf, np.nan, -np.inf, np.nan  # where each block begins
    assert np.isnan(init.statistics(x).mean)
    x[:5] = np.nan
    assert init.statistics(x).std == pytest.approx(np.nanstd(x.astype(np.float64)), rel=1e-9)
    empty = init.statistics(np.empty(0, np.float32), bins=2)
    assert math.isnan(empty.mean) and empty.dead == 0 and not empty.histogram.any()


def test_lsuv():
    x = init.normal(1000, 3, 4, seed=1)
    assert init.lsuv_factor(x, 0.5) == pytest.approx(0.5 / x.std(), rel=1e-6)
    with pytest.raises(DataError):
        init.lsuv_factor(np.ones(9, np.float32))


D = init.distribution("normal", 0, 1)


@pytest.mark.parametrize("error, call", [
    (SizeError, lambda: init.slice((3, 4), (1, 0), (3, 4), D, seed=1)),
    (SizeError, lambda: init.slice((2**62, 4), (0, 0), (1, 1), D, seed=1)),
    (SizeError, lambda: init.slice((), (), (), D, seed=1)),
    (SizeError, lambda: init.slice((1,) * 9, (0,) * 9, (1,) * 9, D, seed=1)),
    (ValueError, lambda: init.slice((3, 4), (1,), (1, 1), D, seed=1)),
    (ValueError, lambda: init.distribution("gaussian", 0)),
    (ValueError, lambda: init.variance_scaling((3, 4), mode="fan", seed=1)),
    (RangeError, lambda: init.variance_scaling((3, 4), -1, seed=1)),
    (RangeError, lambda: init.sparse((3, 4), 1.5, seed=1)),
    (SizeError, lambda: init.sparse((3, 4, 5), 0.5, seed=1)),
    (RangeError, lambda: init.bernoulli_normal(3, -0.1, seed=1)),
    (RangeError, lambda: init.identity((3, 3), math.nan)),
    (SizeError, lambda: init.dirac((3, 3), groups=2)),
    (KindError, lambda: init.gain("gaussian")),
    (RangeError, lambda: init.gain("hard_shrink", alpha=100)),
    (SizeError, lambda: init.residual_gain(0)),
    (RangeError, lambda: init.lsuv_factor(np.ones(3, np.float32), 0)),
    (RangeError, lambda: init.statistics(np.ones(3, np.float32), 1, 0)),
    (TypeError, lambda: init.statistics(np.ones(3))),
])
def test_bad_arguments(error, call):
    with pytest.raises(error):
        call()
