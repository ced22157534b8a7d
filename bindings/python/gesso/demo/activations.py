"""Every activation of the library with its derivative."""

import numpy as np
from matplotlib import pyplot as plt

import gesso

from .style import BLUE, GREY, ORANGE, save

REACH = 4


def curves(x):
    """Name, f(x), f'(x) and whether each x draws anew, for every activation."""
    ones = np.ones_like(x)
    for name in gesso.activation_names():
        yield name, gesso.activation(name, x), gesso.activation_backward(name, x, ones), False
    slope = np.full(1, 0.25, np.float32)
    yield "prelu, slope 0.25", gesso.prelu(x, slope), gesso.prelu_backward(x, slope, ones)[0], False
    yield "rrelu", gesso.rrelu(x, seed=1), gesso.rrelu_backward(x, ones, seed=1), True


def draw(path, quick, advance):
    x = np.linspace(-REACH, REACH, 801, dtype=np.float32)
    drawn = list(curves(x))
    columns = 6
    rows = -(-len(drawn) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(15, 2.4 * rows), layout="constrained",
                                sharex=True, squeeze=False)
    for axis, (name, y, dy, random) in zip(axes.flat, drawn):
        style = {"linestyle": "", "marker": ".", "markersize": 2.5} if random else {"linewidth": 2}
        axis.axhline(0, color=GREY, linewidth=0.8)
        axis.axvline(0, color=GREY, linewidth=0.8)
        # A jump of the derivative is a jump, not a steep line.
        jump = np.flatnonzero(np.abs(np.diff(dy)) > 0.1) + 1
        gaps = ([], []) if random else (jump, np.nan)
        axis.plot(np.insert(x, gaps[0], gaps[1]), np.insert(dy, gaps[0], gaps[1]), color=ORANGE,
                  label="derivative", **style)
        axis.plot(x, y, color=BLUE, label="activation", **style)
        bounded = np.abs(y).max() <= 1
        axis.set(title=name, xlim=(-REACH, REACH), ylim=(-1.25, 1.25) if bounded else (-2, 4))
    for axis in axes.flat[len(drawn):]:
        axis.set_visible(False)
    axes[0, 0].legend(loc="upper left", markerscale=4)
    save(figure, path)
    return [f"{len(drawn)} activations: {', '.join(name for name, *_ in drawn)}"]
