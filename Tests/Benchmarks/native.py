"""The C side: compiles the shims, loads them, and hands the clock what it is to time."""

import ctypes
import pathlib
import subprocess
import sysconfig

import numpy as np

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
VENV = ROOT / ".venv-bench"
BUILD = ROOT / ".build-bench"
TORCH = pathlib.Path(sysconfig.get_path("purelib")) / "torch"

C = ["gcc", "-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math", "-fopenmp"]
CXX = ["g++", "-std=c++20", "-O2"]
FLAGS = {
    "clock": [*C],
    "limits": [*C],
    "gesso": [*C, f"-I{ROOT}/include"],
    "sleef": [*C, "-lsleef"],
    "mkl": [*C, "-Wno-maybe-uninitialized"],
    "xnnpack": [*C, "-ldl", "-lm"],
    "xnnpack_2022": [*C, "-lXNNPACK", "-lpthreadpool"],
    "onednn": [*C, f"-I{VENV}/onednn-3.2/include"],
    "torch": [
        *CXX,
        f"-I{TORCH}/include",
        f"-L{TORCH}/lib",
        "-ltorch_cpu",
        "-lc10",
        f"-Wl,-rpath,{TORCH}/lib",
        f"-Wl,-rpath-link,{TORCH}/../nvidia/cu13/lib",
    ],
}

DIRECTIONS = ["forward", "backward_x", "backward_y"]
CHANNELS, COLUMNS = 200, 1000  # peer.h


class Work(ctypes.Structure):
    _fields_ = [
        ("function", ctypes.c_char_p),
        ("direction", ctypes.c_int),
        ("threads", ctypes.c_int),
        ("input", ctypes.c_void_p),
        ("dy", ctypes.c_void_p),
        ("out", ctypes.c_void_p),
        ("slopes", ctypes.c_void_p),
        ("dslopes", ctypes.c_void_p),
        ("n", ctypes.c_size_t),
    ]


class Absent(Exception):
    """A peer that this machine does not have; the text says why."""


def compiled(name):
    """The shim, built again when its source is newer."""
    source = next((HERE / "native").glob(f"{name}.c*"))
    shim = BUILD / f"{name}.so"
    newest = max(
        p.stat().st_mtime
        for p in (source, *(HERE / "native").glob("*.h"), pathlib.Path(__file__))
    )
    if not shim.exists() or shim.stat().st_mtime < newest:
        BUILD.mkdir(exist_ok=True)
        compiler, *flags = FLAGS[name]
        result = subprocess.run(
            [compiler, "-fPIC", "-shared", source, "-o", shim, *flags],
            capture_output=True,
            text=True,
        )
        if result.returncode:
            errors = [line for line in result.stderr.splitlines() if "error" in line] or ["?"]
            raise Absent(f"does not compile: {errors[0]}")
    return shim


class Shim:
    """A peer behind peer.h's four functions."""

    def __init__(self, name, library=""):
        try:
            so = ctypes.CDLL(str(compiled(name)))
        except OSError as error:
            raise Absent(str(error)) from None
        so.peer_open.argtypes, so.peer_open.restype = [ctypes.c_char_p], ctypes.c_void_p
        so.peer_make.argtypes = [ctypes.c_void_p, ctypes.POINTER(Work)]
        so.peer_make.restype = ctypes.c_void_p
        so.peer_run.argtypes = so.peer_free.argtypes = [ctypes.c_void_p]
        self.so = so
        self.opened = so.peer_open(str(library).encode())
        if not self.opened:
            raise Absent(f"its library cannot be opened ({name})")

    def make(self, work):
        return self.so.peer_make(self.opened, ctypes.byref(work))

    def run(self, made):
        self.so.peer_run(made)

    def free(self, made):
        self.so.peer_free(made)


class Clock:
    def __init__(self):
        so = self.so = ctypes.CDLL(str(compiled("clock")))
        so.clock_batches.restype = so.clock_singles.restype = ctypes.c_double
        so.clock_batches.argtypes = [
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_int,
            ctypes.c_int,
            ctypes.c_double,
        ]
        so.clock_singles.argtypes = [
            ctypes.c_void_p,
            ctypes.POINTER(ctypes.c_void_p),
            ctypes.c_int,
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_int,
            ctypes.c_double,
        ]
        so.clock_buffer.argtypes, so.clock_buffer.restype = [ctypes.c_size_t], ctypes.c_void_p
        self.settle = so.clock_settle

    def batches(self, shim, made, batch, repeats, budget):
        return self.so.clock_batches(
            ctypes.cast(shim.so.peer_run, ctypes.c_void_p), made, batch, repeats, budget
        )

    def singles(self, shim, made, target, source, cell, repeats, budget):
        return self.so.clock_singles(
            ctypes.cast(shim.so.peer_run, ctypes.c_void_p),
            (ctypes.c_void_p * len(made))(*made),
            len(made),
            address(target),
            cell.stride,
            address(source),
            cell.n,
            repeats,
            budget,
        )

    def buffer(self, n):
        """A float array on its own pages. All start on a cache line, each on another one of its page, so
        that loads and stores of the same index do not look alike to the CPU's alias check."""
        self.buffers = getattr(self, "buffers", 0) + 1
        at = self.so.clock_buffer(n + 4096) + 64 * 7 * self.buffers
        return np.ctypeslib.as_array(ctypes.cast(at, ctypes.POINTER(ctypes.c_float)), (n,))

    def scratch(self, n, which):
        """A buffer that is used again."""
        kept = self.__dict__.setdefault("kept", {})
        if (n, which) not in kept:
            kept[n, which] = self.buffer(n)
        return kept[n, which]


def address(array):
    return array.ctypes.data
