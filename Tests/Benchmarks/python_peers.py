"""Peers that are called from Python: the call's own cost, about a microsecond for NumPy and tens for JAX,
is in their figures, and JAX allocates its results."""

import time

import numpy as np
from native import COLUMNS, Absent

# The functions that NumPy has, and the usual way to write the others with it.
NUMPY = {
    "tanh": lambda x, out: np.tanh(x, out=out),
    "exp": lambda x, out: np.exp(x, out=out),
    "relu": lambda x, out: np.maximum(x, np.float32(0), out=out),
    "hard_tanh": lambda x, out: np.clip(x, np.float32(-1), np.float32(1), out=out),
    "relu6": lambda x, out: np.clip(x, np.float32(0), np.float32(6), out=out),
    "sigmoid": lambda x, out: np.reciprocal(
        np.add(np.exp(np.negative(x, out=out), out=out), np.float32(1), out=out), out=out
    ),
}
JAX = {
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "relu": "relu",
    "relu6": "relu6",
    "elu": "elu",
    "celu": "celu",
    "selu": "selu",
    "leaky_relu": "leaky_relu",
    "silu": "silu",
    "mish": "mish",
    "softplus": "softplus",
    "log_sigmoid": "log_sigmoid",
    "hard_tanh": "hard_tanh",
    "hard_sigmoid": "hard_sigmoid",
    "hard_swish": "hard_swish",
    "gelu": "gelu",
    "gelu_tanh": "gelu",
    "softmax": "softmax",
    "log_softmax": "log_softmax",
}


class PythonPeer:
    """The same face as native.Shim, with a function of Python as what is made."""

    def run(self, made):
        made()

    def free(self, made):
        pass

    def batches(self, made, batch, repeats, budget):
        best, began = float("inf"), time.perf_counter_ns()
        for done in range(repeats):
            start = time.perf_counter_ns()
            if done >= 3 and start - began > budget:
                break
            for _ in range(batch):
                made()
            best = min(best, (time.perf_counter_ns() - start) / batch)
        return best


class NumPy(PythonPeer):
    version = np.__version__

    def make_arrays(self, function, direction, threads, x, dy, out):
        call = NUMPY.get(function)
        if direction != "forward" or threads != 1 or call is None or x is out:
            return None
        return lambda: call(x, out)


class Jax(PythonPeer):
    """Its pool's size is fixed when it starts, so it stands with the cells of two threads; `backward` is
    jax.vjp, compiled, which computes from x."""

    def __init__(self):
        try:
            import jax
        except ImportError as error:
            raise Absent(str(error)) from None
        jax.config.update("jax_platforms", "cpu")
        self.jax, self.version = jax, jax.__version__
        self.kept = {}

    def make_arrays(self, function, direction, threads, x, dy, out):
        jax = self.jax
        if direction == "backward_y" or threads == 1 or out is x or out is dy:
            return None
        if function == "exp":
            f = jax.numpy.exp
        elif function in JAX:
            f = getattr(jax.nn, JAX[function])
            if function.startswith("gelu"):
                f = lambda x, g=f: g(x, approximate=function == "gelu_tanh")
        else:
            return None
        compiled = jax.jit(f if direction == "forward" else lambda x, dy: jax.vjp(f, x)[1](dy)[0])
        arguments = [jax.numpy.asarray(a) for a in ([x] if direction == "forward" else [x, dy])]
        if function.endswith("softmax"):
            arguments = [a.reshape(-1, COLUMNS) for a in arguments]

        def call():
            compiled(*arguments).block_until_ready()

        def copied():
            out[:] = np.asarray(compiled(*arguments)).ravel()

        call.copied = copied  # for the measurement of errors
        call()
        return call
