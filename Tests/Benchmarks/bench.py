"""make bench: Gesso beside its peers in one process. Options are words such as FUNCTIONS=tanh,relu."""

import csv
import ctypes
import os
import pathlib
import platform
import sys
import time

# Before any peer starts its pool: NumPy's and JAX's own pools stay out of the way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import accuracy
import peers
import plots
import report
from measure import TOGETHER, Bench, Cell
from native import DIRECTIONS, ROOT, VENV, Absent, Shim
from reference import FUNCTIONS
from verdict import judge

SIZES = [1000, 4000, 32_000, 200_000, 2_000_000, 30_000_000]
OPTIONS = {
    "FUNCTIONS": (str, None),
    "SIZES": (lambda s: int(float(s)), SIZES),
    "THREADS": (int, [1, 2]),
    "DIRECTIONS": (str, ["forward", "backward_x", "backward_y"]),
    "PLACES": (str, ["apart", "in"]),
    "PEERS": (str, None),
    "OUTPUT": (str, ["gesso-bench"]),
    "AGAIN": (int, [2]),
}


def options(words):
    chosen = {name: default for name, (_, default) in OPTIONS.items()}
    for word in words:
        name, _, value = word.partition("=")
        if name not in OPTIONS:
            raise SystemExit(f"unknown option {name}; there are {', '.join(OPTIONS)}")
        if value:
            chosen[name] = [OPTIONS[name][0](v.strip()) for v in value.split(",")]
    return chosen


def kinds():
    """The kinds that the library has, PReLU and softmax; those without mathematics of their own are left out."""
    so = ctypes.CDLL(str(ROOT / ".build/release/libgesso.so"))
    so.gesso_activation_name.restype = ctypes.c_char_p
    names = [so.gesso_activation_name(i).decode() for i in range(so.gesso_activation_count())]
    # The header's name may be gelu or gelu_erf; here it is gelu.
    return [n for n in names if n in FUNCTIONS] + ["prelu", "softmax", "log_softmax"], [
        n for n in names if n not in FUNCTIONS
    ]


def cells(chosen, functions):
    for function in functions:
        for direction in chosen["DIRECTIONS"]:
            if direction == "backward_y" and function == "prelu":
                continue
            if function in FUNCTIONS and FUNCTIONS[function][DIRECTIONS.index(direction)] is None:
                continue
            for n in chosen["SIZES"]:
                for threads in chosen["THREADS"]:
                    for place in chosen["PLACES"]:
                        yield Cell(function, direction, n, threads, place == "in")


def main():
    chosen = options(sys.argv[1:])
    output = pathlib.Path(ROOT / chosen["OUTPUT"][0])
    output.mkdir(exist_ok=True)
    available, left_out = kinds()
    functions = chosen["FUNCTIONS"] or available
    unknown = [f for f in functions if f not in available]
    if unknown:
        raise SystemExit(f"the library has no {', '.join(unknown)}; it has {', '.join(available)}")
    here, absent = peers.opened(chosen["PEERS"])
    started = time.time()
    try:
        bench = Bench(here, Shim("limits"), max(*chosen["SIZES"], TOGETHER))
    except Absent as reason:
        raise SystemExit(f"the copy loops: {reason}")

    results, errors = {}, {}
    for cell in cells(chosen, functions):
        key = cell.function, cell.direction
        if key not in errors:
            errors[key] = accuracy.errors(bench, *key)
            print(f"{time.time() - started:5.0f} s  {cell.function} {cell.direction}", flush=True)
        best = bench.time(cell)
        if "Gesso" not in best:
            continue
        # A cell that falls short may have met a noisy moment: Gesso and its best rivals go again.
        for _ in range(chosen["AGAIN"][0]):
            verdict = judge(best, errors[key])
            if verdict.good:
                break
            rivals = {"Gesso", verdict.accurate, verdict.fastest}
            for name, ns in bench.time(cell, rivals).items():
                best[name] = min(best[name], ns)
        results[cell] = best

    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} CPUs, {cpu()}"
    verdicts = {c: judge(best, errors[c.function, c.direction]) for c, best in results.items()}
    with open(output / "bench.csv", "w", newline="") as file:
        csv.writer(file).writerows(report.rows(results, errors))
    report.write(output / "bench.md", machine, results, verdicts, errors, absent, left_out)
    report.show(verdicts, absent, left_out)
    plots.draw(output, results, verdicts)
    print(f"{time.time() - started:.0f} s; {output.name}/ has bench.csv, bench.md and the plots")


def cpu():
    with open("/proc/cpuinfo") as lines:
        return next((l.split(":")[1].strip() for l in lines if l.startswith("model name")), "?")


def with_search_path():
    """Intel's OpenCL, which one oneDNN needs, finds its own parts only by the path that a process starts
    with."""
    folder = str(VENV / "onednn-3.13/lib")
    if folder not in os.environ.get("LD_LIBRARY_PATH", ""):
        os.environ["LD_LIBRARY_PATH"] = folder
        os.execv(sys.executable, [sys.executable, *sys.argv])


if __name__ == "__main__":
    with_search_path()
    main()
