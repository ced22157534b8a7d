"""The pictures: a line a candidate over the sizes, and two maps of all cells."""

import math

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

# One colour a family, one line style a version.
STYLE = {
    "Gesso": ("black", "-"),
    "PyTorch": ("tab:red", "-"),
    "oneDNN 3.2": ("tab:blue", ":"),
    "oneDNN Debian": ("tab:blue", "--"),
    "oneDNN 3.13": ("tab:blue", "-"),
    "XNNPACK 2022": ("tab:green", ":"),
    "XNNPACK": ("tab:green", "-"),
    "SLEEF": ("tab:purple", "-"),
    "MKL-HA*": ("tab:orange", "-"),
    "MKL-LA*": ("tab:orange", "--"),
    "MKL-EP*": ("tab:orange", ":"),
    "NumPy": ("tab:brown", "-"),
    "JAX": ("tab:pink", "-"),
    "limit": ("grey", "-"),
}
FIGURES = {
    "ns": ("ns an element", lambda cell, ns: ns),
    "gb": ("GB/s", lambda cell, ns: cell.bytes / ns),
}


def lines(path, results, direction, threads, figure):
    """A panel a function, apart."""
    chosen = {
        c: r
        for c, r in results.items()
        if (c.direction, c.threads, c.in_place) == (direction, threads, False)
    }
    functions = list(dict.fromkeys(c.function for c in chosen))
    if not functions or len({c.n for c in chosen}) < 2:
        return
    columns = min(4, len(functions))
    rows = math.ceil(len(functions) / columns)
    shape, axes = plt.subplots(
        rows, columns, figsize=(max(4 * columns, 9), 3.2 * rows + 0.9), squeeze=False, sharex=True
    )
    title, value = FIGURES[figure]
    for axis in axes.flat[len(functions) :]:
        axis.axis("off")
    for function, axis in zip(functions, axes.flat):
        series = {}
        for cell, best in chosen.items():
            if cell.function == function:
                for name, ns in best.items():
                    series.setdefault(name, []).append((cell.n, value(cell, ns)))
        for name, points in sorted(series.items(), key=lambda item: item[0] == "Gesso"):
            colour, style = STYLE[name]
            axis.plot(
                *zip(*sorted(points)),
                style,
                color=colour,
                label=name,
                linewidth=2.4 if name in ("Gesso", "limit") else 1.1,
                alpha=0.35 if name == "limit" else 1,
            )
        axis.set(title=function, xscale="log", yscale="log")
        axis.grid(alpha=0.25)
    for axis in axes[:, 0]:
        axis.set_ylabel(title)
    for axis in axes.flat[max(0, len(functions) - columns) : len(functions)]:
        axis.set_xlabel("n")
        axis.tick_params(labelbottom=True)
    handles = {}
    for axis in axes.flat:
        handles.update({l: h for h, l in zip(*axis.get_legend_handles_labels())})
    order = [n for n in STYLE if n in handles]
    shape.suptitle(f"{direction}, {threads} thread{'s' * (threads > 1)}, not in place")
    shape.legend(
        [handles[n] for n in order],
        order,
        loc="lower center",
        ncols=min(7, len(order)),
        frameon=False,
    )
    shape.tight_layout(rect=(0, 0.9 / (3.2 * rows + 0.9) * 0.75, 1, 1))
    shape.savefig(path, dpi=110)
    plt.close(shape)


def heat(path, verdicts, title, value):
    """Rows: function and direction; columns: sizes, by threads and place. Blue: Gesso ahead; red: behind."""
    rows = list(dict.fromkeys((c.function, c.direction) for c in verdicts))
    columns = sorted({(c.threads, c.in_place, c.n) for c in verdicts})
    grid = [[float("nan")] * len(columns) for _ in rows]
    for cell, verdict in verdicts.items():
        ratio = value(verdict)
        if ratio:
            at = columns.index((cell.threads, cell.in_place, cell.n))
            grid[rows.index((cell.function, cell.direction))][at] = ratio
    shape, axis = plt.subplots(figsize=(0.52 * len(columns) + 3, 0.3 * len(rows) + 2))
    logs = [[math.log2(v) if v == v else v for v in row] for row in grid]
    picture = axis.imshow(logs, cmap="RdBu", vmin=-2, vmax=2, aspect="auto")
    for y, row in enumerate(grid):
        for x, v in enumerate(row):
            if v == v:
                axis.text(
                    x,
                    y,
                    f"{v:.2f}" if v < 10 else f"{v:.0f}",
                    ha="center",
                    va="center",
                    fontsize=6.5,
                    color="white" if abs(math.log2(v)) > 1.3 else "black",
                )
    axis.set_yticks(range(len(rows)), [f"{f} {d}" for f, d in rows], fontsize=8)
    axis.set_xticks(
        range(len(columns)),
        [f"{n:.0e}".replace("e+0", "e") + f"\n{t}T{' in' if p else ''}" for t, p, n in columns],
        fontsize=6.5,
    )
    axis.set_title(title, fontsize=10)
    bar = shape.colorbar(picture, ax=axis, ticks=[-2, -1, 0, 1, 2], fraction=0.03, pad=0.01)
    bar.ax.set_yticklabels(["1/4", "1/2", "1", "2", "4"])
    shape.tight_layout()
    shape.savefig(path, dpi=110)
    plt.close(shape)


def draw(output, results, verdicts):
    for direction in dict.fromkeys(c.direction for c in results):
        for threads in sorted({c.threads for c in results}):
            for figure in FIGURES:
                lines(
                    output / f"{figure}-{direction}-{threads}.png",
                    results,
                    direction,
                    threads,
                    figure,
                )
    if verdicts:
        heat(
            output / "ratio-accurate.png",
            verdicts,
            "times faster than the fastest peer within 4.5 ULP (empty: none)",
            lambda v: v.ratio,
        )
        heat(
            output / "ratio-any.png",
            verdicts,
            "times faster than the fastest peer of any accuracy",
            lambda v: v.ratio_any,
        )
        heat(
            output / "ratio-limit.png",
            verdicts,
            "speed as a part of the best copy loop's",
            lambda v: v.limit,
        )
