"""Rows whose features go with each other, and what is fitted to them."""

import numpy as np

from gesso import Moments, Transform
from gesso.preprocess import KINDS

FULL = [kind for kind in KINDS if kind == "decorrelate" or kind.startswith("whiten")]
WHITENING = [kind for kind in FULL if kind != "decorrelate"]
COLUMNS = [kind for kind in KINDS if kind not in FULL and kind != "l2"]


def mixed(rows=2000, features=6, seed=0):
    g = np.random.default_rng(seed)
    mix = g.normal(size=(features, features)) + np.eye(features)
    return (g.normal(size=(rows, features)) @ mix + 10 * np.arange(features)).astype(np.float32)


def fit(kind, x, **options):
    moments = Moments(x.shape[1], covariance=kind in FULL).update(np.asarray(x))
    return Transform(kind, moments, **options)


def whiteness(t, covariance):
    return np.abs(t.matrix.T @ covariance @ t.matrix - np.eye(t.output_features)).max()
