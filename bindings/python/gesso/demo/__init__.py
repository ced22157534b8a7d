"""The pictures of a course on input normalisation, initialisation and activations."""

import time

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import gesso

from . import activations, preprocessing, relu_layers, tanh_layers, training

PICTURES = (preprocessing, tanh_layers, relu_layers, activations, training)


def run(output, quick=False):
    """Draw every picture into the directory `output` and print what they show."""
    output.mkdir(parents=True, exist_ok=True)
    console = Console()
    table = Table(title=f"Gesso {gesso.version()} on {gesso.isa()}, {gesso.threads()} threads",
                  show_lines=True)
    for column in ("Picture", "What it shows"):
        table.add_column(column)
    table.add_column("Seconds", justify="right")
    with Progress(console=console) as progress:
        whole = progress.add_task("demo", total=len(PICTURES))
        for picture in PICTURES:
            name = picture.__name__.rpartition(".")[2]
            task = progress.add_task(name, total=1)
            started = time.perf_counter()

            def advance(fraction):
                progress.update(task, completed=fraction)

            lines = picture.draw(output / f"{name}.png", quick, advance)
            advance(1)
            progress.advance(whole)
            table.add_row(f"{name}.png", "\n".join(lines), f"{time.perf_counter() - started:.1f}")
    console.print(table)
    console.print(f"The pictures are in {output}/")
