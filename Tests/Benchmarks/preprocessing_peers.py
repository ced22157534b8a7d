"""What preprocessing.py times: {name: (fit, transform)}, calls without arguments."""

import ctypes
import subprocess
import tempfile
from pathlib import Path

import numpy as np

import gesso


def standardizing(x, threads):
    from sklearn.preprocessing import StandardScaler
    out = np.empty_like(x)
    d = x.shape[1]
    ours = gesso.Transform("standardize", gesso.Moments(d).update(x))
    theirs = StandardScaler().fit(x)
    mean32 = x.mean(0, dtype=np.float64).astype(np.float32)
    factor32 = (1 / x.std(0, dtype=np.float64)).astype(np.float32)

    def numpy_transform():
        np.subtract(x, mean32, out=out)
        np.multiply(out, factor32, out=out)

    rows = {
        "copy": (None, lambda: np.copyto(out, x)),
        "gesso": (lambda: gesso.Transform("standardize", gesso.Moments(d).update(x)),
                  lambda: ours.apply(x, out=out)),
        "Gesso's fit with rounded sums": (lambda: gesso.Moments(d, exact=False).update(x), None),
        "scikit-learn StandardScaler": (lambda: StandardScaler().fit(x),
                                        lambda: theirs.transform(x)),
        "NumPy (float32 sums)": (lambda: (x.mean(0), x.std(0)), numpy_transform),
        **plain_sums(x),
    }
    torch = pytorch(threads)
    if torch:
        t, o = torch.from_numpy(x), torch.from_numpy(out)
        m, k = torch.from_numpy(mean32), torch.from_numpy(factor32)
        rows["copy by PyTorch"] = (None, lambda: o.copy_(t))
        rows["PyTorch (float32 sums)"] = (lambda: torch.var_mean(t, 0),
                                          lambda: torch.sub(t, m, out=o).mul_(k))
    return rows


def pytorch(threads):
    try:
        import torch
    except ModuleNotFoundError:
        return None
    torch.set_num_threads(threads)
    return torch


def plain_sums(x):
    """What exact sums cost: native/columns.c, on one thread."""
    source = Path(__file__).parent / "native/columns.c"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["gcc", "-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math", "-shared",
                        "-fPIC", source, "-o", f"{folder}/columns.so"], check=True)
        library = ctypes.CDLL(f"{folder}/columns.so")
    results = np.empty((2, x.shape[1]))
    arguments = [array.ctypes.data_as(ctypes.c_void_p) for array in (x, *results)]
    arguments[1:1] = map(ctypes.c_size_t, x.shape)
    return {f"{name} in C (1 thread)": (lambda call=getattr(library, symbol): call(*arguments), None)
            for name, symbol in (("plain sums", "column_sums"), ("Welford", "column_welford"),
                                 ("two passes", "column_two_passes"))}


def whitening(x, threads):
    from sklearn.decomposition import PCA
    d = x.shape[1]
    out = np.empty_like(x)

    def fit(kind):
        return gesso.Transform(kind, gesso.Moments(d, covariance=True).update(x))

    rows = {}
    for kind in ("whiten_pca", "whiten_zca"):
        rows[f"gesso {kind}"] = (lambda kind=kind: fit(kind),
                                 lambda fitted=fit(kind): fitted.apply(x, out=out))
    for solver in ("covariance_eigh", "full", "randomized"):
        if solver == "full" and x.size > 4e7:
            continue  # some minutes and gigabytes
        few = solver == "randomized" and d > 50
        pca = PCA(50 if few else d, whiten=True, svd_solver=solver, random_state=0)
        rows[f"scikit-learn PCA {solver}" + " (50 axes)" * few] = (
            lambda pca=pca: pca.fit(x), lambda fitted=pca.fit(x): fitted.transform(x))

    def numpy_fit():
        centered = x - x.mean(0)
        values, axes = np.linalg.eigh(centered.T @ centered / len(x))
        return axes / np.sqrt(values)

    mean, matrix = x.mean(0), numpy_fit()
    rows["NumPy (float32)"] = (numpy_fit, lambda: np.matmul(x - mean, matrix, out=out))
    torch = pytorch(threads)
    if torch:
        t, o = torch.from_numpy(x), torch.from_numpy(out)
        m, w = torch.from_numpy(mean), torch.from_numpy(matrix)

        def torch_fit():
            centered = t - t.mean(0)
            values, axes = torch.linalg.eigh(centered.T @ centered / len(t))
            return axes / values.sqrt()

        rows["PyTorch (float32)"] = (torch_fit, lambda: torch.matmul(t - m, w, out=o))
    return rows
