"""`python -m gesso fit` and `apply`: files of any size, in constant memory."""

import csv
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np

import gesso

from .preprocess import KINDS, of_covariance
from .streams import Unreadable, floats, progress, reader, replacing, writer

SHORT = {kind.removeprefix("whiten_"): kind for kind in KINDS}


def share(text):
    """`--components`: a count, or a share of the variance."""
    return int(text) if text.isdigit() else float(text)


def add(commands):
    fit = commands.add_parser("fit", help="fit a transform to a file of rows")
    fit.add_argument("data", type=Path, help=".npy, .csv or .parquet")
    fit.add_argument("--kind", choices=SHORT, default="standardize")
    fit.add_argument("-o", "--output", type=Path, required=True, metavar="FILE",
                     help="where the transform goes")
    fit.add_argument("--components", type=share, metavar="N",
                     help="axes to keep: a count, or a share of the variance such as 0.99")
    fit.add_argument("--epsilon", type=float, default=0.0,
                     help="floor of the eigenvalues, as a share of the largest (default: 0)")
    fit.add_argument("--ddof", type=float, default=0.0)
    fit.add_argument("--skip-nan", action="store_true",
                     help="a NaN is a value that is not there (kinds by column)")
    fit.add_argument("--rounded", action="store_true",
                     help="sums in double instead of exact ones")
    fit.add_argument("--plot", type=Path, metavar="PNG",
                     help="draw the spectrum and the first rows, before and after")
    apply = commands.add_parser("apply", help="apply a fitted transform to a file of rows")
    apply.add_argument("transform", type=Path)
    apply.add_argument("data", type=Path, help=".npy, .csv or .parquet")
    apply.add_argument("-o", "--output", type=Path, required=True, metavar="FILE",
                       help=".npy, .csv or .parquet; float32")
    apply.add_argument("--invert", action="store_true", help="from transformed rows back")


@contextmanager
def about(path):
    """Ends with words and status 1 where something is wrong with a file."""
    try:
        yield
    except ModuleNotFoundError as error:
        sys.exit(f"gesso: {path} needs {error.name}: pip install {error.name}")
    except OSError as error:
        sys.exit(f"gesso: {error.filename or path}: {error.strerror or error}")
    except (ValueError, csv.Error, Unreadable, gesso.GessoError) as error:
        sys.exit(f"gesso: {path}: {error}")


def fit(arguments):
    kind = SHORT[arguments.kind]
    if not arguments.output.parent.is_dir():
        sys.exit(f"gesso: {arguments.output}: its folder is not there")
    with about(arguments.data):
        source = reader(arguments.data)
        moments = gesso.Moments(source.features, of_covariance(kind), arguments.skip_nan,
                                exact=not arguments.rounded)
        first = None
        for block in progress(source, source.rows, "fitting"):
            moments.update(block)
            first = block[:16] if first is None else first
        if first is None:
            raise Unreadable("it has no rows")
        transform = gesso.Transform(kind, moments, components=arguments.components,
                                    epsilon=arguments.epsilon, ddof=arguments.ddof)
    with about(arguments.output), replacing(arguments.output) as part:
        part.write_bytes(transform.save())
    print(f"{kind}: {moments.count} rows, {source.features} features, rank {transform.rank}, "
          f"{transform.output_features} out, into {arguments.output}")
    if arguments.plot:
        with about(arguments.plot):
            plot(arguments.plot, transform, first)


def apply(arguments):
    with about(arguments.transform):
        transform = gesso.Transform.load(arguments.transform.read_bytes())
    with about(arguments.data):
        source = reader(arguments.data)
    run, width = ((lambda y: transform.invert(y.astype(np.float32, copy=False)), transform.input_features)
                  if arguments.invert else (transform.apply, transform.output_features))
    names = source.names if source.names and len(source.names) == width else None
    count = 0
    with about(arguments.output), writer(arguments.output, width, names) as out:
        with about(arguments.data):
            for block in progress(source, source.rows, "applying"):
                y = run(floats(block))
                with about(arguments.output):
                    out.write(y)
                count += len(block)
    print(f"{transform.kind}: {count} rows, {width} features, into {arguments.output}")


def plot(path, transform, rows):
    """The spectrum, and the first rows before and after: as images where they are squares."""
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    figure = pyplot.figure(figsize=(10, 6))
    grids = figure.subfigures(2, 1, height_ratios=(1, 1.2))
    axis = grids[0].subplots()
    try:
        values = transform.values
        axis.semilogy(np.arange(1, len(values) + 1), np.maximum(values, values[0] * 1e-17))
        axis.set(xlabel="axis", ylabel="variance", title=f"{transform.kind}, rank {transform.rank}")
    except gesso.GessoError:
        axis.set(xlabel="feature", ylabel="center", title=transform.kind)
        if transform.kind != "l2":
            axis.plot(transform.mean)
    cells = grids[1].subplots(2, min(len(rows), 8), squeeze=False)
    for line, block in zip(cells, (rows, transform.apply(rows))):
        side = int(block.shape[1] ** 0.5)
        for cell, row in zip(line, block):
            if side > 2 and side * side == block.shape[1]:
                cell.imshow(row.reshape(side, side), cmap="gray")
            else:
                cell.plot(row, linewidth=0.8)
            cell.set_xticks([])
            cell.set_yticks([])
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
