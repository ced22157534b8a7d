"""Moments that workers make and merge are those of one machine."""

import numpy as np
import pytest

import gesso

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")
import dask.array as da  # noqa: E402

from gesso import dask as gesso_dask  # noqa: E402

LIMIT = 400 << 20


@pytest.fixture(scope="module")
def client():
    with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, memory_limit=LIMIT,
            dashboard_address=None) as cluster, distributed.Client(cluster) as client:
        yield client


def block(seed, rows, features):
    return gesso.init.normal((rows, features), mean=3.0, std=2.0, seed=seed)


def test_more_than_a_worker_can_hold(client):
    rows, features, blocks = 100_000, 32, 45
    assert rows * features * 4 * blocks > LIMIT
    make = dask.delayed(block, pure=True)
    data = da.concatenate([
        da.from_delayed(make(seed, rows, features), (rows, features), np.float32)
        for seed in range(blocks)])
    there = gesso_dask.moments(data).compute()
    here = gesso.Moments(features)
    for seed in range(blocks):
        here.update(block(seed, rows, features))
    assert there.save() == here.save()
    fitted = gesso_dask.fit("standardize", data)
    assert fitted.save() == gesso.Transform("standardize", here).save()
    y = gesso_dask.transform(fitted, data)
    assert y.shape == data.shape and y.dtype == np.float32
    np.testing.assert_array_equal(y[100_000:100_500].compute(),
                                  fitted.apply(block(1, rows, features)[:500]))
    assert abs(float(y.mean(dtype=np.float64).compute())) < 1e-6


def test_rounded_sums_over_workers(client):
    x = block(1, 20_000, 8)
    there = gesso_dask.moments(da.from_array(x, chunks=(3000, 8)), exact=False).compute()
    here = gesso.Moments(8).update(x)
    np.testing.assert_allclose(there.mean, here.mean, rtol=1e-14)
    np.testing.assert_allclose(there.variance(), here.variance(), rtol=1e-13)


def test_whitening_over_workers(client):
    mix = gesso.init.normal((8, 8), seed=1)
    x = gesso.init.normal((20_000, 8), seed=2) @ mix
    fitted = gesso_dask.fit("whiten_zca", da.from_array(x, chunks=(3000, 5)))
    here = gesso.Transform("whiten_zca", gesso.Moments(8, covariance=True).update(x))
    np.testing.assert_allclose(fitted.matrix, here.matrix, rtol=1e-9, atol=1e-11)
    y = gesso_dask.transform(fitted, da.from_array(x, chunks=(3000, 8)))
    np.testing.assert_allclose(np.cov(y.compute(), rowvar=False), np.eye(8), atol=1e-3)
    back = gesso_dask.transform(fitted, y, invert=True)
    np.testing.assert_allclose(back.compute(), x, atol=1e-4)


def test_a_dataframe(client):
    pandas = pytest.importorskip("pandas")
    frames = pytest.importorskip("dask.dataframe")
    x = 1.7e9 + np.random.default_rng(0).normal(size=(1000, 3))
    frame = frames.from_pandas(pandas.DataFrame(x, columns=list("abc")), npartitions=4)
    here = gesso.Moments(3).update(x)
    assert gesso_dask.moments(frame).compute().save() == here.save()
    y = gesso_dask.transform(gesso_dask.fit("standardize", frame), frame).compute()
    np.testing.assert_allclose(y.std(0), 1, rtol=1e-6)


def test_masks_are_refused():
    x = da.from_array(np.ma.masked_greater(np.eye(4), 0), chunks=(2, 4))
    with pytest.raises(TypeError, match="masked"):
        gesso_dask.moments(x).compute(scheduler="synchronous")


def test_merging_leaves_its_parts_as_they_were():
    a, b = (gesso.Moments(2).update(np.full((3, 2), v)) for v in (1.0, 5.0))
    before = a.save()
    both = gesso_dask._merge(a, b)
    assert both.count == 6 and a.save() == before
