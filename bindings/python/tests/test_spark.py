"""The Spark example, with the machine's Java."""

import os
import runpy
import shutil
from pathlib import Path

import pytest

import gesso

pytest.importorskip("pyspark")
pytest.importorskip("pandas")


@pytest.mark.skipif(not shutil.which("java"), reason="needs Java")
def test_the_example(capsys, monkeypatch):
    # The workers are to import the gesso that this test has.
    found = Path(gesso.__file__).resolve().parents[1]
    monkeypatch.setenv("PYTHONPATH", f"{found}:{os.environ.get('PYTHONPATH', '')}")
    example = Path(__file__).resolve().parents[1] / "examples/spark.py"
    runpy.run_path(str(example), run_name="__main__")
    assert "10000 rows, the bits of one machine" in capsys.readouterr().out
