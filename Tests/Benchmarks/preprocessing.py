"""Preprocessing beside scikit-learn, PyTorch and NumPy: `make bench-preprocessing [SHAPES=100000x784,1000000x32 THREADS=1,2]`.

Candidates take turns on the same float32 data; the least of all rounds counts. The best copy of the data into
memory that is there stands for the memory's speed. Then ZCA on Fashion-MNIST, from file to file, and a table of
ratios; all of it goes into gesso-bench/preprocessing.md too.
"""

import gzip
import pathlib
import sys
import tempfile
import time

import numpy as np
from threadpoolctl import threadpool_limits

import gesso
from preprocessing_peers import standardizing, whitening

IMAGES = pathlib.Path("/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz")
OUTPUT = pathlib.Path("gesso-bench")
ROUNDS = {"standardise": 12, "whiten": 5}


def say(text):
    print(text, flush=True)
    with open(OUTPUT / "preprocessing.md", "a") as file:
        print(text, file=file)


def measure(rows, rounds):
    """{name: [seconds to fit, seconds to transform]}, 0 for what a row lacks."""
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
    say(f"\n{title}\n\n| | fit ms | transform ms | both ms | transform GB/s (read + written) |")
    say("|---|---|---|---|---|")
    for name, (fit, transform) in times.items():
        speed = f"{2 * size / transform / 1e9:.1f}" if transform else ""
        say(f"| {name} | {fit * 1e3:.1f} | {transform * 1e3:.1f} | {(fit + transform) * 1e3:.1f} | {speed} |")


def ratios(standardise, whiten):
    """A line of the last table: each a peer's time over Gesso's, or Gesso's transform in copies."""
    ours, white = standardise["gesso"], sum(whiten["gesso whiten_pca"])

    def fastest(times, word, part=sum):
        return min(part(t) for name, t in times.items() if name.startswith(word))

    cells = [fastest(standardise, word) / sum(ours) for word in ("scikit-learn", "NumPy")]
    cells.append(fastest(standardise, "PyTorch") / sum(ours) if any("PyTorch" in n for n in standardise) else 0)
    cells.append(fastest(standardise, "copy", lambda t: t[1]) / ours[1])
    for fit in (ours, standardise["Gesso's fit with rounded sums"]):
        cells.append(fit[0] / standardise["plain sums in C (1 thread)"][0])
    whole = {name: t for name, t in whiten.items() if "50 axes" not in name}
    for word in ("scikit-learn", "PyTorch", "NumPy"):
        cells.append(fastest(whole, word) / white if any(n.startswith(word) for n in whole) else 0)
    return " | ".join(f"{cell:.2f}" if cell else "absent" for cell in cells)


def fashion():
    if not IMAGES.is_file():
        say("\nFashion-MNIST is not here: Debian package dataset-fashion-mnist")
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
        (OUTPUT / "fashion-zca.png").write_bytes((path / "fashion-zca.png").read_bytes())
        say(f"\nFashion-MNIST, 60000 images: ZCA fit, picture and apply in {seconds:.2f} s; "
              f"largest deviation of the covariance from the identity {deviation:.2e}; "
              f"picture in {OUTPUT}/fashion-zca.png")


def main():
    options = dict(word.split("=", 1) for word in sys.argv[1:])
    shapes = options.get("SHAPES") or "100000x784,1000000x32"
    threads = options.get("THREADS") or "1,2"
    OUTPUT.mkdir(exist_ok=True)
    (OUTPUT / "preprocessing.md").write_text("# Preprocessing\n")
    g = np.random.default_rng(0)
    lines = []
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
                found = {}
                for what, candidates in (("standardise", standardizing), ("whiten", whitening)):
                    found[what] = measure(candidates(x, count), ROUNDS[what])
                    table(f"{what}, {shape}, {count} threads", found[what], x.nbytes)
            lines.append(f"| {shape} | {count} | {ratios(**found)} |")
    gesso.set_threads(0)
    fashion()
    say("\nFit + transform, the fastest of each peer's times over Gesso's; transform in copies of the data; exact and "
        "rounded fits over plain sums\n\n| shape | threads | standardise: scikit-learn | NumPy | PyTorch | transform / copy "
        "| exact / plain | rounded / plain | PCA whitening: scikit-learn | PyTorch | NumPy |\n|---|---|---|---|---|---|---|---|---|---|---|")
    for line in lines:
        say(line)


if __name__ == "__main__":
    main()
