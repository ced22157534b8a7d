#!/bin/sh
# setup.sh VENV: puts the peers that can be had into a virtual environment. A peer that cannot be is left
# out; the benchmark reports it as absent. Nothing is fetched again that is there.
#
# --no-deps throughout: a plain `pip install torch` or `onednn` pulls gigabytes of GPU libraries that
# no CPU function looks at.
set -u
venv=$1
python=$venv/bin/python
[ -x "$python" ] || "${DEBIAN_PYTHON:-python3}" -m venv "$venv" || exit 1
"$python" -m pip install --quiet numpy matplotlib rich scikit-learn threadpoolctl || exit 1

# get NAME PACKAGES…: once, as a whole or not at all.
get() {
  name=$1
  shift
  [ -e "$venv/got-$name" ] && return 0
  echo "peer: $name"
  "$python" -m pip install --quiet --no-deps "$@" && : > "$venv/got-$name"
}

# PyTorch: the CPU build where pip is set up to find it; else PyPI's, whose libtorch_cpu needs two small
# CUDA libraries to load and nothing else of CUDA.
get torch 'torch==2.13.0+cpu' 2> /dev/null || get torch torch nvidia-cuda-runtime nvidia-cuda-cupti
# What `import torch` wants besides.
get torch-imports typing_extensions filelock fsspec jinja2 markupsafe networkx sympy mpmath

# oneDNN: the last version that was built for OpenMP, with headers whose C API is the later ones' too, and
# a recent one, whose CPU engine wants SYCL, a SYCL device and so Intel's OpenCL for CPUs.
get onednn-3.2 --ignore-installed --prefix "$venv/onednn-3.2" \
  onednn-cpu-gomp==2023.2.0 onednn-devel-cpu-gomp==2023.2.0
get onednn-3.13 --ignore-installed --prefix "$venv/onednn-3.13" onednn==2026.1.0 tbb==2023.2.0 \
  dpcpp-cpp-rt==2026.2.0 intel-sycl-rt==2026.2.0 intel-cmplr-lib-rt==2026.2.0 \
  intel-cmplr-lib-ur==2026.2.0 intel-opencl-rt==2026.2.0 umf==1.2.0 tcmlib==1.6.0
get mkl mkl==2026.2.0
# Its wheel holds a recent XNNPACK, which Debian 12 does not.
get xnnpack --ignore-installed --prefix "$venv/litert" ai-edge-litert==2.3.0
[ -e "$venv/got-jax" ] || { "$python" -m pip install --quiet jax && : > "$venv/got-jax"; }
exit 0
