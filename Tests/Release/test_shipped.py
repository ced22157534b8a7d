"""The shipped file keeps every rule. GESSO_LIBRARY is its path; its folder has the objects that it
was linked from."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

import rules
from elf import Library

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def lines(path):
    return [line for line in path.read_text().splitlines() if line and not line.startswith("#")]


class Shipped(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        path = Path(os.environ["GESSO_LIBRARY"])
        cls.library = Library(path, path.resolve().parent)
        cls.declared = subprocess.run([HERE.parent / "CHarness/declared.sh"], check=True, text=True,
                                      stdout=subprocess.PIPE).stdout.split()

    def none(self, complaints):
        if complaints:
            self.fail("\n  " + "\n  ".join(complaints))

    def test_objects_are_there(self):
        self.assertEqual(sorted(self.library.object_symbols), ["2", "3", "4"])

    def test_every_level_has_code_of_its_own(self):
        levels = {level for _, level in rules.rooms(self.library)}
        self.assertEqual(levels, {"", "2", "3", "4"})

    def test_exports(self):
        self.assertGreater(len(self.declared), 20)
        self.none(rules.exports_are(self.library, self.declared))

    def test_version_nodes(self):
        self.none(rules.version_nodes(self.library))

    def test_exports_map(self):
        text = (ROOT / "Sources/Gesso/exports.map").read_text()
        self.none(rules.map_lists(text, self.declared))

    def test_soname(self):
        self.none(rules.soname(self.library))

    def test_needs_libc_only(self):
        self.none(rules.libraries(self.library))

    def test_size(self):
        print(f"{self.library.path.stat().st_size} bytes", file=sys.stderr)
        self.none(rules.size(self.library))

    def test_imports(self):
        self.none(rules.imports_are(self.library, lines(HERE / "imports.txt")))

    def test_forbidden_imports(self):
        self.none(rules.forbidden_imports(self.library))

    def test_constructors(self):
        self.none(rules.constructors(self.library))

    def test_stray_instructions(self):
        self.none(rules.stray_instructions(self.library))

    def test_shared_weak_symbols(self):
        self.none(rules.shared_weak_symbols(self.library))

    def test_traps(self):
        kernels, elsewhere = rules.traps(self.library)
        print("ud2 outside the kernels: " + (", ".join(elsewhere) or "none"), file=sys.stderr)
        self.none(kernels)


if __name__ == "__main__":
    unittest.main()
