"""Writes the vectors of this folder (README.md has the format), or with --check compares them."""

import sys
from pathlib import Path

from reference.activation import activation, activation_from_output, prelu, rrelu
from reference.gain import gains
from reference.init import fans, init, random_bits, scheme, truncated, variance_scaling
from reference.preprocess import preprocess
from reference.streams import philox4x32_10

HERE = Path(__file__).resolve().parent

# file: its rows, and the columns' names
FILES = {
    "activation": (activation, "kind alpha beta x f(x) f'(x)"),
    "activation_from_output": (activation_from_output, "kind alpha beta y f'(f^-1(y))"),
    "prelu": (prelu, "case outer channels inner | slopes ... | element x dy y dx | dslopes ..."),
    "rrelu": (rrelu, "lower upper seed stream offset x slope y"),
    "random_bits": (random_bits, "seed stream offset word"),
    "init": (init, "kind a b seed stream offset value"),
    "truncated": (truncated, "a b low high seed stream offset value"),
    "scheme": (scheme, "scheme fan_in fan_out gain kind a b"),
    "variance_scaling": (variance_scaling, "scale mode fan_in fan_out kind a b"),
    "gains": (gains, "kind alpha beta gain"),
    "fans": (fans, "layout groups fan_in fan_out rank extents"),
    "preprocess": (
        preprocess,
        "case name kind rows features epsilon status tolerance | x ... | y ...",
    ),
}


def lines(rows):
    return [" ".join(row) for row in rows]


def write(name, rows, columns):
    text = [f"# {columns}", *lines(rows)]
    (HERE / f"{name}.txt").write_text("\n".join(text) + "\n")


def committed(name):
    return [
        l for l in (HERE / f"{name}.txt").read_text().splitlines() if l and not l.startswith("#")
    ]


def differences(name, rows):
    there, here = committed(name), lines(rows())
    return [a for a, b in zip(here, there) if a != b] + ["length"] * (len(here) != len(there))


def philox_differences():
    """philox.txt is not generated: it holds Random123's own answers, and judges our Philox."""
    for line in committed("philox"):
        numbers = [int(w, 16) for w in line.split()]
        if philox4x32_10(numbers[:4], numbers[4:6]) != tuple(numbers[6:]):
            yield line


def check():
    bad = {name: differences(name, rows) for name, (rows, _) in FILES.items()}
    bad["philox"] = list(philox_differences())
    for name, found in bad.items():
        print(f"{name}: {'ok' if not found else f'{len(found)} lines differ, first: {found[0]}'}")
    return int(any(bad.values()))


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    for name, (rows, columns) in FILES.items():
        write(name, rows(), columns)
