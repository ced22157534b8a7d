"""V4's bits where the CPU has no AVX-512: the golden program on a machine in software."""

import os
import unittest

import golden


class UnderBochs(unittest.TestCase):
    maxDiff = None

    def test_v4(self):
        if golden.Run("v4", needs=golden.V4).possible():
            self.skipTest("this CPU runs v4 itself")
        program = os.environ["GESSO_GOLDEN"]
        expected = golden.lines(program, golden.Run(""), one_nan=True)[1:]
        got = golden.lines(program, golden.UNDER_BOCHS, one_nan=True)
        self.assertEqual(golden.compare(golden.UNDER_BOCHS, got, expected), [])


if __name__ == "__main__":
    unittest.main()
