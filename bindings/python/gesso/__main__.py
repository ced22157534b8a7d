"""python -m gesso: `info` tells what runs, `demo` draws the pictures, `fit` and `apply` preprocess files."""

import argparse
import os
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
    except (gesso.GessoError, OSError) as error:
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
    if arguments.command == "demo":
        demo(arguments.output, arguments.quick)
    else:
        {"info": lambda _: info(), "fit": files.fit, "apply": files.apply}[arguments.command](arguments)
    if sys.stdout:
        sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except OSError as error:  # of what is printed
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1 if isinstance(error, BrokenPipeError) else f"gesso: {error}")
