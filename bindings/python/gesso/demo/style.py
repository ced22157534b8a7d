"""What the pictures share: the digits, the colours, the histograms of a stack of layers."""

import matplotlib

matplotlib.use("Agg")

import numpy as np
from matplotlib import pyplot as plt
from sklearn.datasets import load_digits

BLUE, ORANGE, GREEN, RED, GREY = "#2a6fbb", "#d9822b", "#3a9d5d", "#c23b3b", "#8a8f98"

plt.rcParams.update({
    "figure.dpi": 130, "figure.facecolor": "white", "font.size": 9, "axes.titlesize": 9,
    "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": "#9aa0a6",
    "axes.grid": True, "grid.color": "#eceff1", "axes.axisbelow": True, "legend.frameon": False,
    "xtick.color": "#5f6368", "ytick.color": "#5f6368",
})


def digits():
    """The 1,797 scans of 8 × 8 pixels as rows of 64 float32, and their classes."""
    pixels, classes = load_digits(return_X_y=True)
    return pixels.astype(np.float32), classes


def save(figure, path):
    figure.savefig(path, bbox_inches="tight")
    plt.close(figure)


def layer_histogram(axis, counts, total, limits, color):
    """The share of activations in each bin. Those beyond the limits are left out of the picture."""
    edges = np.linspace(*limits, len(counts) + 1)
    axis.bar(edges[:-1], counts / total, edges[1] - edges[0], align="edge", color=color)
    axis.set_xlim(limits)
    axis.grid(False)
