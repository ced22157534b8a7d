"""Preprocessing beside scikit-learn, NumPy and PyTorch: `make bench-preprocessing [SHAPES=100000x784,1000000x32 THREADS=1,2]`.

Candidates take turns on the same float32 data; the least of all rounds counts. A copy of the data into
memory that is there stands for the memory's speed. At the end ZCA on Fashion-MNIST, from file to file.
"""

import gzip
import pathlib
import sys
import tempfile
import time

import numpy as np
from threadpoolctl import threadpool_limits

import gesso

IMAGES = pathlib.Path("/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz")
ROUNDS = 5


def standardizing(x):
    """name: (fit, transform), each of no arguments."""
    from sklearn.preprocessing import StandardScaler
    out = np.empty_like(x)
    d = x.shape[1]
    ours = gesso.Transform("standardize", gesso.Moments(d).update(x))
    theirs = StandardScaler().fit(x)
    mean, deviation = x.mean(0, dtype=np.float64), x.std(0, dtype=np.float64)
    mean32, factor32 = mean.astype(np.float32), (1 / deviation).astype(np.float32)

    def numpy_transform():
        np.subtract(x, mean32, out=out)
        np.multiply(out, factor32, out=out)

    rows = {
        "copy": (None, lambda: np.copyto(out, x)),
        "gesso": (lambda: gesso.Transform("standardize", gesso.Moments(d).update(x)),
                  lambda: ours.apply(x, out=out)),
        "scikit-learn StandardScaler": (lambda: StandardScaler().fit(x),
                                        lambda: theirs.transform(x)),
        "NumPy (float32 sums)": (lambda: (x.mean(0), x.std(0)), numpy_transform),
    }
    try:
        import torch
    except ModuleNotFoundError:
        return rows
    t, o = torch.from_numpy(x), torch.from_numpy(out)
    m, k = torch.from_numpy(mean32), torch.from_numpy(factor32)
    rows["PyTorch (float32 sums)"] = (lambda: torch.var_mean(t, 0),
                                      lambda: torch.sub(t, m, out=o).mul_(k))
    return rows


def whitening(x):
    from sklearn.decomposition import PCA
    d = x.shape[1]
    out = np.empty_like(x)

    def ours(kind):
        moments = gesso.Moments(d, covariance=True).update(x)
        return lambda: gesso.Transform(kind, moments), moments

    rows = {}
    for kind in ("whiten_pca", "whiten_zca"):
        fitted = ours(kind)[0]()
        rows[f"gesso {kind}"] = (lambda kind=kind: ours(kind)[0](),
                                 lambda fitted=fitted: fitted.apply(x, out=out))
    for solver in ("covariance_eigh", "full", "randomized"):
        if solver == "full" and x.size > 4e7:
            continue  # some minutes and gigabytes
        def make(solver=solver):
            return PCA(d if solver != "randomized" else min(d, 50), whiten=True, svd_solver=solver,
                       random_state=0)
        fitted = make().fit(x)
        name = solver + (" (50 axes)" if solver == "randomized" and d > 50 else "")
        rows[f"scikit-learn PCA {name}"] = (lambda make=make: make().fit(x),
                                            lambda fitted=fitted: fitted.transform(x))
    return rows


def measure(rows, rounds=ROUNDS):
    times = {name: [float("inf")] * 2 for name in rows}
    for _ in range(rounds):
        for name, calls in rows.items():
            for i, call in enumerate(calls):
                if call is None:
                    times[name][i] = 0.0
                    continue
                start = time.perf_counter()
                call()
                times[name][i] = min(times[name][i], time.perf_counter() - start)
    return times


def table(title, times, size):
    print(f"\n{title}\n\n| | fit ms | transform ms | both ms | transform GB/s (read + written) |")
    print("|---|---|---|---|---|")
    for name, (fit, transform) in times.items():
        print(f"| {name} | {fit * 1e3:.1f} | {transform * 1e3:.1f} | {(fit + transform) * 1e3:.1f} "
              f"| {2 * size / transform / 1e9:.1f} |", flush=True)


def fashion():
    if not IMAGES.is_file():
        print("\nFashion-MNIST is not here: Debian package dataset-fashion-mnist")
        return
    pixels = np.frombuffer(gzip.decompress(IMAGES.read_bytes()), np.uint8, offset=16)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        np.save(path / "images.npy", pixels.reshape(-1, 28, 28))
        start = time.perf_counter()
        from gesso.__main__ import main
        for command in (["fit", "--kind", "zca", "images.npy", "-o", "zca.gesso", "--plot",
                         "fashion-zca.png"], ["apply", "zca.gesso", "images.npy", "-o", "white.npy"]):
            sys.argv = ["gesso", *(str(path / a) if "." in a else a for a in command)]
            main()
        seconds = time.perf_counter() - start
        white = np.load(path / "white.npy").astype(np.float64)
        deviation = np.abs(np.cov(white, rowvar=False, ddof=0) - np.eye(white.shape[1])).max()
        pathlib.Path("fashion-zca.png").write_bytes((path / "fashion-zca.png").read_bytes())
        print(f"\nFashion-MNIST, 60000 images: ZCA fit, picture and apply in {seconds:.2f} s; "
              f"largest deviation of the covariance from the identity {deviation:.2e}; "
              "picture in fashion-zca.png")


def main():
    options = dict(word.split("=", 1) for word in sys.argv[1:])
    shapes = options.get("SHAPES") or "100000x784,1000000x32"
    threads = options.get("THREADS") or "1,2"
    g = np.random.default_rng(0)
    for shape in shapes.split(","):
        rows, features = map(int, shape.split("x"))
        x = g.standard_normal((rows, features), dtype=np.float32)
        x *= np.linspace(0.5, 2, features, dtype=np.float32)
        for count in map(int, threads.split(",")):
            gesso.set_threads(count)
            gesso.set_lapack()
            with threadpool_limits(count):
                if "torch" in sys.modules:
                    sys.modules["torch"].set_num_threads(count)
                table(f"standardise, {shape}, {count} threads", measure(standardizing(x)), x.nbytes)
                table(f"whiten, {shape}, {count} threads", measure(whitening(x), 2), x.nbytes)
    gesso.set_threads(0)
    fashion()


if __name__ == "__main__":
    main()
