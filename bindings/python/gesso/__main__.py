"""python -m gesso: `info` tells what runs, `demo` draws the pictures, `fit` and `apply` preprocess files."""

import argparse
import sys
from pathlib import Path

import gesso
from gesso import commands as files


def info():
    try:
        gesso.set_lapack()
        lapack = "found"
    except gesso.GessoError as error:
        lapack = str(error)
    for name, value in (("version", gesso.version()), ("isa", gesso.isa()),
                        ("threads", gesso.threads()), ("lapack", lapack)):
        print(f"{name:8} {value}")


def demo(output, quick):
    try:
        from .demo import run
    except ModuleNotFoundError as error:
        sys.exit(f"gesso: the demo needs {error.name}: pip install 'libgesso[demo]'")
    try:
        run(output, quick)
    except gesso.GessoError as error:
        sys.exit(f"gesso: {error}")


def main():
    parser = argparse.ArgumentParser(prog="python -m gesso")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("info", help="version, CPU level, threads, LAPACK")
    command = commands.add_parser("demo", help="draw the pictures, with the library's own numbers")
    command.add_argument("--output", type=Path, default=Path("gesso-demo"), metavar="DIR",
                         help="where the PNG files go (default: ./gesso-demo)")
    command.add_argument("--quick", action="store_true",
                         help="fewer seeds and epochs in the training picture")
    files.add(commands)
    arguments = parser.parse_args()
    if arguments.command == "info":
        info()
    elif arguments.command in ("fit", "apply"):
        files.run(arguments)
    else:
        demo(arguments.output, arguments.quick)


if __name__ == "__main__":
    main()
