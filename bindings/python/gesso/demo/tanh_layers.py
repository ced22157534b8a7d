"""Ten tanh layers of 500 units: what the weights' spread does to the activations."""

from matplotlib import pyplot as plt

import gesso

from .style import GREEN, RED, digits, layer_histogram, save

LAYERS, UNITS, SATURATED = 10, 500, 0.97

SPREADS = (
    ("weights N(0, 0.01²)", RED, 1.0,
     lambda shape, layer: gesso.init.normal(shape, 0, 0.01, seed=1, stream=layer)),
    ("weights N(0, 1)", RED, 0.5,
     lambda shape, layer: gesso.init.normal(shape, 0, 1, seed=1, stream=layer)),
    ("Xavier weights", GREEN, 0.12,
     lambda shape, layer: gesso.init.xavier_normal(shape, seed=1, stream=layer)),
)


def forward(x, activation, draw_weights):
    """The activations of each layer, fed with x. `activation` may write over its input."""
    for layer in range(LAYERS):
        weights = draw_weights((UNITS, x.shape[1]), layer)
        x = x @ weights.T
        activation(x, out=x)
        yield x


def panels(layers, size):
    """Figure with a row for each spread, a column for each of `layers`; and every layer's numbers."""
    x = gesso.standardize(digits()[0])
    figure, axes = plt.subplots(len(SPREADS), len(layers), figsize=size, layout="constrained",
                                sharex=True, sharey="row")
    numbers = []
    for row, (title, color, height, draw_weights) in zip(axes, SPREADS):
        for layer, a in enumerate(forward(x, gesso.tanh, draw_weights), 1):
            seen = gesso.init.statistics(a, -SATURATED, SATURATED, 41, (-1, 1))
            std, saturated = seen.std, seen.saturated
            numbers.append((title, layer, std, saturated))
            if layer not in layers:
                continue
            axis = row[layers.index(layer)]
            layer_histogram(axis, seen.histogram, a.size, (-1, 1), color)
            axis.set_ylim(0, height)
            axis.set_title(f"layer {layer}\nstd {std:.2g} · sat {saturated:.0%}")
        row[0].set_ylabel(f"{title}\nshare of activations")
    figure.supxlabel(f"activation   (sat: share with |a| ≥ {SATURATED})", fontsize=9)
    return figure, numbers


def draw(path, quick, advance):
    figure, numbers = panels(range(1, LAYERS + 1), (16, 6))
    save(figure, path)
    advance(0.6)
    # The copy in the repository is bindings/python/README-picture.png.
    save(panels((1, 2, 4, 7, 10), (9, 5))[0], path.with_stem("README-picture"))
    return [f"{title}: std {first[2]:.2g} in layer 1, {last[2]:.2g} in layer {LAYERS}; saturated "
            f"{first[3]:.0%}, {last[3]:.0%}"
            for title, first, last in ((numbers[i][0], numbers[i], numbers[i + LAYERS - 1])
                                       for i in range(0, len(numbers), LAYERS))]
