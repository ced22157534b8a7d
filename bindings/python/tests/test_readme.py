"""The Python that the project's README shows."""

import re
from pathlib import Path

import pytest

PYTHON = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("path", [PYTHON.parents[1] / "README.md", PYTHON / "README.md"],
                         ids=["root", "python"])
def test_the_first_snippet_runs(path):
    snippet = re.search(r"^```python\n(.*?)^```", path.read_text(), re.S | re.M)
    assert snippet, f"{path} has no Python block"
    exec(compile(snippet[1], str(path), "exec"), {"__name__": "readme"})
