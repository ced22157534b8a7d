"""Ten ReLU layers of 500 units: Xavier loses half the variance in each, He keeps it."""

from matplotlib import pyplot as plt

import gesso

from .style import GREEN, RED, digits, layer_histogram, save
from .tanh_layers import LAYERS, forward

SCHEMES = (("Xavier", RED, gesso.init.xavier_normal), ("He", GREEN, gesso.init.he_normal))


def draw(path, quick, advance):
    x = gesso.standardize(digits()[0])
    figure, axes = plt.subplots(2, LAYERS, figsize=(16, 4.4), layout="constrained", sharex=True,
                                sharey=True)
    lines = []
    for row, (name, color, scheme) in zip(axes, SCHEMES):
        numbers = []
        layers = forward(x, gesso.relu, lambda shape, layer: scheme(shape, seed=1, stream=layer))
        for axis, (layer, a) in zip(row, enumerate(layers, 1)):
            seen = gesso.init.statistics(a[a > 0], bins=30, limits=(0, 3))
            whole = gesso.init.statistics(a)
            std, zero, dead = whole.std, whole.dead, (a == 0).all(0).mean()
            numbers.append((std, zero, dead))
            layer_histogram(axis, seen.histogram, (a > 0).sum(), (0, 3), color)
            axis.set_title(f"layer {layer}\nstd {std:.2g}\nzero {zero:.0%} · dead {dead:.0%}")
            axis.set_ylim(0, 0.5)
        row[0].set_ylabel(f"{name} weights\nshare of activations > 0")
        lines.append(f"{name}: " + "; ".join(
            f"layer {layer} std {numbers[layer - 1][0]:.2g}, {numbers[layer - 1][1]:.0%} zero, "
            f"{numbers[layer - 1][2]:.1%} of units dead" for layer in (1, LAYERS)))
    figure.supxlabel("activation   (zero: share of activations that are 0; "
                     "dead: share of units that are 0 for all 1,797 digits)", fontsize=9)
    save(figure, path)
    return lines
