"""Puts libgesso.so into the wheel: the one GESSO_LIBRARY_FILE names, or one built with Swift."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parents[2]
# Outside the source tree, so that a module that was deleted cannot come back from an older build.
SCRATCH = tempfile.TemporaryDirectory(prefix="gesso-build-")


def library():
    if given := os.environ.get("GESSO_LIBRARY_FILE"):
        if not Path(given).is_file():
            sys.exit(f"libgesso: GESSO_LIBRARY_FILE names {given}, which is not a file")
        return Path(given)
    if not (ROOT / "Package.swift").is_file():
        sys.exit("libgesso: install from a clone of the repository, or set GESSO_LIBRARY_FILE "
                 "to a built libgesso.so")
    if not shutil.which("swift"):
        sys.exit("libgesso: swift is not on PATH: install it from https://swift.org/install, or "
                 "set GESSO_LIBRARY_FILE to a built libgesso.so")
    subprocess.run(["swift", "build", "-c", "release", "--product", "gesso"], cwd=ROOT, check=True)
    return ROOT / ".build" / "release" / "libgesso.so"


class BuildWithLibrary(build_py):
    def run(self):
        super().run()
        # An editable install uses the source tree itself.
        folder = self.get_package_dir("gesso") if self.editable_mode else os.path.join(self.build_lib, "gesso")
        self.copy_file(library(), os.path.join(folder, "libgesso.so"))


class AnyPythonWheel(bdist_wheel):
    """The .so does not depend on Python's version: py3-none, but of one platform."""

    def get_tag(self):
        return ("py3", "none", super().get_tag()[2])


class BinaryDistribution(Distribution):
    def has_ext_modules(self):
        return True


setup(
    distclass=BinaryDistribution,
    cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": AnyPythonWheel},
    options={"build": {"build_base": SCRATCH.name}, "egg_info": {"egg_base": SCRATCH.name}},
)
