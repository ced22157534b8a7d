"""One set of bits on every level, natively and emulated, whatever the number of threads.
GESSO_GOLDEN is the golden program of Tests/CHarness, linked with the shipped library."""

import os
import unittest
from pathlib import Path

import golden


class Golden(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.program = os.environ["GESSO_GOLDEN"]
        cls.expected = golden.lines(cls.program, golden.Run(""))[1:]
        cls.with_one_nan = golden.lines(cls.program, golden.Run(""), one_nan=True)[1:]

    def test_sample_is_whole(self):
        names = [line.partition(" ")[2] for line in self.expected]
        self.assertGreater(len(names), 100)
        self.assertEqual(len(names), len(set(names)))

    def test_hashes_tell_functions_apart(self):
        """A function that writes nothing, or always the same, would give one hash for many."""
        moderate = [line.split()[0] for line in self.expected if line.endswith("moderate")]
        self.assertGreater(len(set(moderate)), len(moderate) * 0.8)

    def test_runs(self):
        for how in golden.RUNS:
            with self.subTest(str(how)):
                if not how.possible():
                    self.skipTest(f"this CPU does not run {how.isa}")
                # gesso.h: that a result is NaN is promised, its sign and payload are not.
                got = golden.lines(self.program, how, one_nan=True)
                self.assertEqual(golden.compare(how, got, self.with_one_nan), [])

    def test_too_old_a_cpu_is_told(self):
        got = golden.lines(self.program, golden.TOO_OLD)
        self.assertEqual(got[0], "isa none")
        self.assertGreater(len(got), 30)
        for line in got[1:]:
            self.assertTrue(line.startswith("GESSO_ERROR_CPU "), line)

    def test_streams_are_frozen(self):
        kept = Path(__file__).with_name("streams.txt").read_text().splitlines()
        self.assertEqual(golden.frozen(self.expected, [k for k in kept if k[:1] != "#"]), [])


if __name__ == "__main__":
    unittest.main()
