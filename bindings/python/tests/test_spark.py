"""The Spark example, with the machine's Java."""

import os
import runpy
import shutil
from pathlib import Path

import pytest

pytest.importorskip("pyspark")
pytest.importorskip("pandas")


@pytest.mark.skipif(not shutil.which("java"), reason="needs Java")
def test_the_example(capsys, monkeypatch):
    package = Path(__file__).resolve().parents[1]
    monkeypatch.setenv("PYTHONPATH", f"{package}:{os.environ.get('PYTHONPATH', '')}")
    runpy.run_path(package / "examples/spark.py", run_name="__main__")
    assert "10000 rows, the bits of one machine" in capsys.readouterr().out
