"""Random fills beside PyTorch, NumPy, MKL and JAX: `make bench-init [SIZES=1e4,1e6,3e7 THREADS=1,2]`.

Candidates take turns; the least of all rounds counts, in ns an element. NumPy, MKL and JAX fill with one
thread whatever is asked, and JAX makes a new array each time. The limit is a fill with a constant.
"""

import ctypes
import os
import pathlib
import sys
import time

import numpy as np

import gesso
from gesso import init


def mkl():
    """{distribution: call} of MKL's Philox stream, or {} where it is not installed."""
    found = sorted(pathlib.Path(sys.prefix).glob("lib/libmkl_rt.so*"))
    if not found:
        return {}
    os.environ["MKL_THREADING_LAYER"] = "SEQUENTIAL"  # its fills have no threads
    library = ctypes.CDLL(str(found[-1]))
    stream, philox = ctypes.c_void_p(), 16 << 20  # VSL_BRNG_PHILOX4X32X10
    if library.vslNewStream(ctypes.byref(stream), philox, 1):
        return {}

    def fill(name, method, out):
        getattr(library, name)(method, stream, ctypes.c_int(out.size),
                               out.ctypes.data_as(ctypes.c_void_p), ctypes.c_float(0),
                               ctypes.c_float(1))

    return {"uniform": {"MKL": lambda out: fill("vsRngUniform", 0, out)},
            "normal": {"MKL Box-Muller": lambda out: fill("vsRngGaussian", 1, out),
                       "MKL ICDF": lambda out: fill("vsRngGaussian", 2, out)}}


def torch_rows(threads):
    try:
        import torch
    except ModuleNotFoundError:
        return {}
    torch.set_num_threads(threads)
    view = torch.from_numpy
    return {"uniform": {"PyTorch": lambda out: view(out).uniform_()},
            "normal": {"PyTorch": lambda out: view(out).normal_()},
            "truncated": {"PyTorch": lambda out: torch.nn.init.trunc_normal_(view(out))}}


def jax_rows(n):
    try:
        import jax
    except ModuleNotFoundError:
        return {}
    key = jax.random.key(1)

    def compiled(draw):
        run = jax.jit(lambda k: draw(k, (n,)))
        return {"JAX": lambda out: run(key).block_until_ready()}

    return {"uniform": compiled(jax.random.uniform), "normal": compiled(jax.random.normal),
            "truncated": compiled(lambda k, s: jax.random.truncated_normal(k, -2, 2, s))}


def numpy_rows():
    rows = {"uniform": {}, "normal": {}}
    for bits in (np.random.PCG64, np.random.Philox):
        g, name = np.random.Generator(bits(1)), f"NumPy {bits.__name__}"
        rows["uniform"][name] = lambda out, g=g: g.random(out=out, dtype=np.float32)
        rows["normal"][name] = lambda out, g=g: g.standard_normal(out=out, dtype=np.float32)
    return rows


def gesso_rows():
    return {"uniform": {"gesso": lambda out: init.uniform(out.shape, seed=1, out=out)},
            "normal": {"gesso": lambda out: init.normal(out.shape, seed=1, out=out)},
            "truncated": {"gesso": lambda out: init.truncated_normal(out.shape, seed=1, out=out)},
            "limit": {"fill": lambda out: init.constant(out.shape, 1.0, out=out)}}


def least(calls, out):
    """Seconds of each call, the candidates taking turns."""
    times = dict.fromkeys(calls, float("inf"))
    for _ in range(max(3, min(200, int(3e7 / out.size)))):
        for name, call in calls.items():
            start = time.perf_counter()
            call(out)
            times[name] = min(times[name], time.perf_counter() - start)
    return times


def main():
    options = dict(word.split("=", 1) for word in sys.argv[1:])
    sizes = [int(float(n)) for n in (options.get("SIZES") or "1e4,1e6,3e7").split(",")]
    for threads in map(int, (options.get("THREADS") or "1,2").split(",")):
        gesso.set_threads(threads)
        for n in sizes:
            out = np.empty(n, np.float32)
            sources = [gesso_rows(), torch_rows(threads), numpy_rows(), mkl(), jax_rows(n)]
            print(f"\n{n} elements, {threads} threads, ns an element")
            for what in ("limit", "uniform", "normal", "truncated"):
                calls = {k: call for rows in sources for k, call in rows.get(what, {}).items()}
                times = least(calls, out)
                print(f"{what:10}" + "  ".join(f"{k} {t / n * 1e9:.3f}" for k, t in times.items()),
                      flush=True)
    out = np.empty((4096, 4096), np.float32)
    calls = {"gesso": lambda w: init.xavier_normal(w.shape, seed=1, out=w)}
    if "torch" in sys.modules:
        torch = sys.modules["torch"]
        calls["PyTorch"] = lambda w: torch.nn.init.xavier_normal_(torch.from_numpy(w))
    print("\nXavier normal 4096 x 4096, ms: " + "  ".join(
        f"{k} {t * 1e3:.1f}" for k, t in least(calls, out).items()))


if __name__ == "__main__":
    main()
