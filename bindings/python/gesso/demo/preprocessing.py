"""Two pixels' scatter and all pixels' covariance after each step of pre-processing."""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.colors import SymLogNorm

import gesso

from .style import BLUE, ORANGE, digits, save

STEPS = (("raw", None), ("centred", "center"), ("normalised", "standardize"),
         ("decorrelated", "decorrelate"), ("whitened (PCA)", "whiten_pca"))


def covariance(x):
    centred = x.astype(np.float64) - x.mean(0, dtype=np.float64)
    return centred.T @ centred / len(x)


def most_correlated(x):
    """The pair of pixels with the largest correlation: the one where rotating shows most."""
    correlation = np.triu(np.abs(covariance(gesso.standardize(x))), 1)
    return np.unravel_index(correlation.argmax(), correlation.shape)


def draw(path, quick, advance):
    pixels, _ = digits()
    first, second = most_correlated(pixels)
    # The scatter's own pair is transformed as two features; the covariance below is of all 64.
    pair = np.ascontiguousarray(pixels[:, [first, second]])
    # Pixels have 17 levels: without the noise 1,797 dots fall onto a few.
    pair += gesso.init.uniform(pair.shape, -0.4, 0.4, seed=1)
    figure, axes = plt.subplots(2, len(STEPS), figsize=(14, 5.8), layout="constrained")
    lines = []
    for column, (title, kind) in enumerate(STEPS):
        x = gesso.preprocess(kind, pair) if kind else pair
        matrix = covariance(gesso.preprocess(kind, pixels) if kind else pixels)
        scatter, image = axes[:, column]
        scatter.axhline(0, color="#9aa0a6", linewidth=0.8)
        scatter.axvline(0, color="#9aa0a6", linewidth=0.8)
        scatter.scatter(*x.T, s=4, color=BLUE, alpha=0.35, linewidths=0)
        scatter.plot(*x.mean(0), "o", color=ORANGE, markeredgecolor="white", markersize=8)
        reach = 18 if np.abs(x).max() > 5 else 4
        scatter.set(title=title, xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        drawn = image.imshow(matrix, cmap="RdBu_r", norm=SymLogNorm(0.1, vmin=-200, vmax=200))
        image.grid(False)
        image.set(xticks=[], yticks=[])
        off = np.abs(matrix - np.diag(np.diag(matrix))).max()
        caption = f"diagonal {np.diag(matrix).min():.3g} to {np.diag(matrix).max():.3g}"
        image.set_xlabel(f"{caption}\nlargest off it {off:.2g}")
        lines.append(f"{title}: covariance {caption}, largest off it {off:.2g}")
        advance((column + 1) / len(STEPS))
    axes[0, 0].set_ylabel(f"pixels {first} and {second}\n(orange: their mean)")
    axes[1, 0].set_ylabel("covariance of the 64 pixels")
    figure.colorbar(drawn, ax=axes[1, -1], shrink=0.8, ticks=[-100, -10, -1, 0, 1, 10, 100],
                    format="%g")
    save(figure, path)
    return lines
