"""The estimators keep scikit-learn's conventions, by its own checks."""

import pickle
import subprocess
import sys

import numpy as np
import pytest

sklearn = pytest.importorskip("sklearn")
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.utils.estimator_checks import parametrize_with_checks  # noqa: E402

import gesso  # noqa: E402
from gesso import Decorrelator, MinMaxScaler, Standardizer, Whitener  # noqa: E402

ALL = [Standardizer(), Standardizer(with_std=False), MinMaxScaler(), Decorrelator(),
       Decorrelator(n_components=0.9), Whitener(), Whitener("pca"), Whitener("zca_cor"),
       Whitener("pca_cor", n_components=1), Standardizer(exact=False), Whitener(exact=False)]


@parametrize_with_checks(ALL)
def test_check_estimator(estimator, check):
    check(estimator)


@pytest.fixture
def x():
    g = np.random.default_rng(0)
    return g.normal(size=(500, 5)) @ g.normal(size=(5, 5)) + np.arange(5)


def test_partial_fit_is_fit(x):
    for estimator in (Standardizer(), MinMaxScaler()):
        whole = sklearn.clone(estimator).fit(x)
        parts = sklearn.clone(estimator)
        for part in np.array_split(x, 7):
            parts.partial_fit(part)
        np.testing.assert_array_equal(parts.transform(x), whole.transform(x))
        assert parts.n_samples_seen_ == 500
    whole, parts = Whitener().fit(x), Whitener()
    for part in np.array_split(x, 7):
        parts.partial_fit(part)
    np.testing.assert_allclose(parts.transform(x), whole.transform(x), atol=1e-5)


def test_against_scikit_learn(x):
    from sklearn import decomposition, preprocessing
    weights = np.random.default_rng(1).random(500)
    ours = Standardizer().fit(x, sample_weight=weights)
    theirs = preprocessing.StandardScaler().fit(x, sample_weight=weights)
    np.testing.assert_allclose(ours.mean_, theirs.mean_, rtol=1e-12)
    np.testing.assert_allclose(ours.var_, theirs.var_, rtol=1e-12)
    np.testing.assert_allclose(ours.transform(x), theirs.transform(x), atol=1e-5)
    np.testing.assert_allclose(MinMaxScaler().fit_transform(x),
                               preprocessing.MinMaxScaler().fit_transform(x), atol=1e-6)
    pca = decomposition.PCA(3, whiten=True).fit(x)
    whitener = Whitener("pca", n_components=3, ddof=1).fit(x)
    a, b = whitener.transform(x), pca.transform(x)
    np.testing.assert_allclose(a * np.sign((a * b).sum(0)), b, atol=1e-4)
    np.testing.assert_allclose(whitener.explained_variance_, pca.explained_variance_, rtol=1e-10)
    assert Decorrelator(2).fit(x).explained_variance_.shape == (2,) and whitener.rank_ == 3


@pytest.mark.parametrize("offset", [1e6, 1e8, 1.7e9])
def test_a_far_mean_against_scikit_learn(x, offset):
    from sklearn import decomposition, preprocessing
    x += offset
    integers = np.round(100 * x).astype(np.int64)
    for ours, theirs in ((Standardizer(), preprocessing.StandardScaler()),
                         (MinMaxScaler(), preprocessing.MinMaxScaler())):
        for rows in (x, integers):
            np.testing.assert_allclose(ours.fit_transform(rows), theirs.fit_transform(rows), atol=1e-5)
    a, b = Decorrelator(3).fit_transform(x), decomposition.PCA(3, svd_solver="full").fit_transform(x)
    np.testing.assert_allclose(a * np.sign((a * b).sum(0)), b, atol=1e-4)


def test_nan_is_skipped_and_stays(x):
    x[::4, 1] = np.nan
    y = Standardizer().fit_transform(x)
    assert (np.isnan(y) == np.isnan(x)).all()
    np.testing.assert_allclose(np.nanstd(y.astype(np.float64), 0), 1, rtol=1e-6)
    with pytest.raises(ValueError, match="NaN"):
        Whitener().fit(x)


def test_names_pickles_pandas_and_pipelines(x):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(x, columns=list("abcde"))
    y = Standardizer().set_output(transform="pandas").fit_transform(frame)
    assert list(y.columns) == list("abcde")
    whitener = Whitener("pca", n_components=2).fit(frame)
    assert whitener.get_feature_names_out().tolist() == ["whitener0", "whitener1"]
    again = pickle.loads(pickle.dumps(whitener))
    np.testing.assert_array_equal(again.transform(frame), whitener.transform(frame))
    both = make_pipeline(Standardizer(), Whitener()).fit(frame)
    assert np.abs(np.cov(both.transform(frame), rowvar=False, ddof=0) - np.eye(5)).max() < 1e-4
    np.testing.assert_allclose(both.inverse_transform(both.transform(frame)), x, atol=1e-4)


def test_sparse_is_refused_with_words(x):
    sparse = pytest.importorskip("scipy.sparse")
    for estimator in ALL:
        with pytest.raises(TypeError, match="[Ss]parse"):
            sklearn.clone(estimator).fit(sparse.csr_matrix(x))


def test_parameters_act_at_the_next_fit(x):
    for estimator, parameters in ((Standardizer(), {"ddof": 100}), (Standardizer(), {"with_std": False}),
                                  (Decorrelator(3), {"n_components": 2}), (Whitener(), {"kind": "pca"})):
        expected = sklearn.clone(estimator).fit_transform(x)
        estimator.fit(x)
        variance = getattr(estimator, "var_", None)
        estimator.set_params(**parameters)
        for fitted in (estimator, pickle.loads(pickle.dumps(estimator))):
            np.testing.assert_array_equal(fitted.transform(x), expected)
            np.testing.assert_array_equal(getattr(fitted, "var_", None), variance)
        assert not np.array_equal(estimator.fit(x).transform(x), expected)


@pytest.mark.parametrize("verbose", [False, True])
def test_a_partial_fit_that_fails_adds_nothing(verbose, monkeypatch, capsys):
    pytest.importorskip("tqdm")
    x = np.ones((300_000, 40), np.float32)
    estimator = Standardizer(verbose=verbose).fit(x[:9])
    before = estimator.moments_.save()
    x[-1, -1] = np.inf
    monkeypatch.setattr(Standardizer, "_check", lambda self, x, reset: x)
    with pytest.raises(gesso.errors.DataError):
        estimator.partial_fit(x)
    assert estimator.moments_.save() == before and estimator.n_samples_seen_ == 9


def test_masks_are_refused(x):
    masked = np.ma.masked_greater(x, 1)
    fitted = Standardizer().fit(x)
    for call in (Standardizer().fit, fitted.partial_fit, fitted.transform, fitted.inverse_transform,
                 lambda m: fitted.fit(x, sample_weight=m[:, 0])):
        with pytest.raises(TypeError, match="masked"):
            call(masked)


def test_the_package_does_not_import_scikit_learn():
    code = "import gesso, sys; assert 'sklearn' not in sys.modules; gesso.Whitener; assert 'sklearn' in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError):
        gesso.Whitenr


def test_verbose_shows_progress_and_fits_the_same(capsys):
    pytest.importorskip("tqdm")
    x = np.random.default_rng(3).standard_normal((50_000, 200), dtype=np.float32)
    for estimator in (Standardizer(), Whitener("pca")):
        quiet = estimator.fit(x).transform(x[:9])
        assert capsys.readouterr().err == ""
        estimator.set_params(verbose=True)
        np.testing.assert_allclose(estimator.fit(x).transform(x[:9]), quiet, rtol=1e-5, atol=1e-6)
        assert "fitting" in capsys.readouterr().err
