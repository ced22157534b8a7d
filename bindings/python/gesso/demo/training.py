"""The four-layer network learns the digits with tanh and with ReLU.

Both get the initialisation made for them (Xavier, He) drawn from the same streams, the same batches
in the same order, and whichever constant rate of RATES took them to 5 % error soonest, on seeds
that are not used again.
"""

import numpy as np
from matplotlib import pyplot as plt
from threadpoolctl import threadpool_limits

import gesso

from .network import BATCH, SIZES, train
from .style import BLUE, GREEN, digits, save

RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
GOALS = (0.25, 0.05)
NETWORKS = (("tanh", gesso.init.xavier_normal, BLUE), ("relu", gesso.init.he_normal, GREEN))
CHOOSING, EPOCHS = range(100, 105), 8


def epochs_to(trace, goal):
    """When the error first was at most `goal`; EPOCHS if it never was."""
    reached = np.flatnonzero(trace[:, 1] <= goal)
    return trace[reached[0], 0] if reached.size else EPOCHS


def search(x, classes, activation, scheme, advance):
    """Mean epochs to each of GOALS, a row for each of RATES."""
    means = []
    for rate in RATES:
        reached = []
        for seed in CHOOSING:
            with np.errstate(over="ignore", invalid="ignore"):  # the largest rates may diverge
                trace = train(x, classes, activation, scheme, rate, seed, EPOCHS, min(GOALS))
            reached.append([epochs_to(trace, goal) for goal in GOALS])
            advance()
        means.append(np.mean(reached, 0))
    return np.array(means)


# Batches of 32 are too small for a second BLAS thread to be anything but in the way.
@threadpool_limits.wrap(limits=1, user_api="blas")
def draw(path, quick, advance):
    pixels, classes = digits()
    x, seeds = gesso.standardize(pixels), range(1, 4 if quick else 11)
    done, runs = 0, len(NETWORKS) * (len(RATES) * len(CHOOSING) + len(seeds))

    def step():
        nonlocal done
        done += 1
        advance(done / runs)

    figure, (curve, start, grid) = plt.subplots(1, 3, figsize=(15, 4.2), layout="constrained")
    layers = "-".join(map(str, SIZES))
    lines = [f"{layers} network, batches of {BATCH}, {len(seeds)} seeds; epochs: mean (least to most)"]
    for name, scheme, color in NETWORKS:
        means = search(x, classes, name, scheme, step)
        rate = RATES[means[:, -1].argmin()]
        for mean, goal, mark in zip(means.T, GOALS, ("o--", "o-")):
            grid.plot(RATES, mean, mark, color=color, label=f"{name} to {goal:.0%}")
        traces = []
        for seed in seeds:
            traces.append(train(x, classes, name, scheme, rate, seed, EPOCHS))
            step()
        epochs, errors = traces[0][:, 0], 100 * np.array([trace[:, 1] for trace in traces])
        for axis in (curve, start):
            axis.fill_between(epochs, errors.min(0), errors.max(0), color=color, alpha=0.2,
                              linewidth=0)
            axis.plot(epochs, errors.mean(0), color=color, label=f"{name}, rate {rate}")
        figures = []
        for goal in GOALS:
            reached = [epochs_to(trace, goal) for trace in traces]
            figures.append(f"{goal:.0%} after {np.mean(reached):.2f} "
                           f"({min(reached):.2f} to {max(reached):.2f})")
        lines.append(f"{name} at rate {rate}: " + ", ".join(figures)
                     + f"; error {errors[:, -1].mean():.2f} % after {EPOCHS}")
        lines.append(f"{name}, epochs to 25 % / 5 % by rate ({EPOCHS} if not reached): " + ", ".join(
            f"{r}: {a:.2f} / {b:.2f}" for r, (a, b) in zip(RATES, means)))
    for goal in GOALS:
        start.axhline(100 * goal, color="#5f6368", linewidth=0.8, linestyle="--")
        start.annotate(f"{goal:.0%}", (1, 100 * goal), xytext=(-24, 3),
                       textcoords="offset points")
    curve.set(title=f"training error, {layers}: mean and range of {len(seeds)} seeds",
              xlabel="epoch", ylabel="error, %", yscale="log", xlim=(0, EPOCHS), ylim=(0.02, 100))
    start.set(title="the first epoch, each network at its best rate", xlabel="epoch",
              ylabel="error, %", xlim=(0, 1), ylim=(0, 100))
    grid.set(title=f"how the rate was chosen: mean of {len(CHOOSING)} other seeds",
             xlabel="learning rate", ylabel=f"epochs ({EPOCHS}: not reached)", xscale="log",
             ylim=(0, EPOCHS + 0.2))
    curve.legend()
    grid.legend()
    save(figure, path)
    return lines
