"""The table of peers: what each is, where its library lies, and how it is called."""

import ctypes
import dataclasses
import os
import pathlib
import subprocess

from native import ROOT, VENV, Absent, Shim
from python_peers import Jax, NumPy


@dataclasses.dataclass
class Peer:
    name: str
    how: str  # how it is called, for the report
    open: object  # a function that gives a Shim or a PythonPeer, or raises Absent
    backward: str = "none"  # what its backward passes take


def found(pattern, folder=VENV):
    hits = sorted(pathlib.Path(folder).glob(pattern))
    if not hits:
        raise Absent("not installed")
    return hits[0]


def loaded(pattern, mode=os.RTLD_LAZY):
    """A wheel's library finds another wheel's only if that is in the process already."""
    try:
        return ctypes.CDLL(str(found(pattern)), mode=mode)
    except OSError as error:
        raise Absent(str(error)) from None


def onednn(version):
    return lambda: Shim("onednn", found(f"onednn-{version}/lib/libdnnl.so.3"))


def onednn_sycl():
    """Its CPU engine needs an OpenCL CPU device, which the loader finds by these two variables; the second
    must be set before the process starts (bench.py does)."""
    folder = found("onednn-3.13/lib")
    os.environ["OCL_ICD_FILENAMES"] = str(folder / "libintelocl.so")
    return Shim("onednn", folder / "libdnnl.so.3")


def mkl(accuracy):
    def open_():
        loaded("lib/libmkl_core.so.?", os.RTLD_LAZY | os.RTLD_GLOBAL)
        try:
            return Shim("mkl", f"{accuracy} Z0 {found('lib/libmkl_vml_avx512.so.?')}")
        except Absent:
            return Shim("mkl", f"{accuracy} L9 {found('lib/libmkl_vml_avx2.so.?')}")

    return open_


def xnnpack():
    """Its functions are not exported from the wheel's library; the symbol table tells where they are."""
    library = found("litert/lib/python*/site-packages/ai_edge_litert/libpywrap_litert_common.so")
    symbols = subprocess.run(["nm", library], capture_output=True, text=True).stdout
    wanted = {
        "xnn_initialize",
        "xnn_create_unary_elementwise_nc",
        "xnn_reshape_unary_elementwise_nc",
        "xnn_setup_unary_elementwise_nc",
        "xnn_create_softmax_nc_f32",
        "xnn_reshape_softmax_nc_f32",
        "xnn_setup_softmax_nc_f32",
        "xnn_run_operator",
        "xnn_delete_operator",
        "pthreadpool_create",
    }
    rows = (line.split() for line in symbols.splitlines())
    places = [f"{row[2]}={row[0]}" for row in rows if len(row) == 3 and row[2] in wanted]
    return Shim("xnnpack", " ".join([str(library), *places]))


GESSO = Peer(
    "Gesso",
    "C, public functions",
    lambda: Shim("gesso", ROOT / ".build/release/libgesso.so"),
    "x, y",
)

PEERS = [
    Peer(
        "PyTorch",
        "C++ API, out variants, inference mode; PReLU allocates",
        lambda: Shim("torch"),
        "sigmoid, tanh, exp: y; relu, leaky_relu, elu, clips: either; the others: x",
    ),
    Peer("oneDNN 3.2", "C API, OpenMP build", onednn("3.2"), "x; y where use_dst exists"),
    Peer("oneDNN 3.13", "C API, SYCL build with TBB", onednn_sycl, "x; y where use_dst exists"),
    Peer(
        "oneDNN Debian",
        "C API, Debian 13's (OpenMP)",
        lambda: Shim("onednn", found("libdnnl.so.3", "/usr/lib/x86_64-linux-gnu")),
        "x; y where use_dst exists",
    ),
    Peer("XNNPACK 2022", "C API, Debian's library, pthreadpool", lambda: Shim("xnnpack_2022")),
    Peer("XNNPACK", "C API, the one in ai-edge-litert 2.3, pthreadpool", xnnpack),
    Peer("SLEEF", "C, Sleef_…f16_u10 or …f8_u10avx2 in a loop, OpenMP", lambda: Shim("sleef")),
    Peer("MKL-HA*", "VML's kernels for AVX-512 or AVX2 called directly, OpenMP", mkl("HA")),
    Peer("MKL-LA*", "VML's kernels for AVX-512 or AVX2 called directly, OpenMP", mkl("LA")),
    Peer("MKL-EP*", "VML's kernels for AVX-512 or AVX2 called directly, OpenMP", mkl("EP")),
    Peer("NumPy", "Python, ufuncs with out=; one thread, not in place", NumPy),
    Peer(
        "JAX", "Python, jit, allocates its result; stands with two threads, not in place", Jax, "x"
    ),
]

LIMITS = ["memcpy", "rep movsb", "vector loop", "non-temporal loop"]


def opened(names=None):
    """Peers that are here, and the reasons of those that are not."""
    here, absent = {}, {}
    for peer in [GESSO, *PEERS]:
        if names and peer is not GESSO and peer.name not in names:
            continue
        try:
            here[peer.name] = peer.open()
        except Absent as reason:
            absent[peer.name] = str(reason)
    if "Gesso" in absent:
        raise SystemExit(f"Gesso {absent['Gesso']}: run make build")
    return here, absent
