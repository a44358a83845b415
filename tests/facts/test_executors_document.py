import os
import re
import subprocess  # noqa: TID251  a program is started as a user would
import sys
from pathlib import Path

import pytest

from tests.support.repositories import RepoBuilder

pytest.importorskip("distributed", reason="waits for dask.distributed: install the extra, migrator[dask]")

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "executors.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
    assert isinstance(found, str)
    return found


def test_the_program_of_the_document_prints_what_the_document_says(tmp_path: Path) -> None:
    shop = {"shop/__init__.py": "", "shop/cart.py": "import shop\n"}
    billing = {"__init__": "", "invoice": "import billing.gone\n", "broken": "def f(:\n"}
    RepoBuilder.create(tmp_path / "shop").commit("shop", shop)
    RepoBuilder.create(tmp_path / "billing").commit(
        "billing", {f"billing/{name}.py": text for name, text in billing.items()}
    )
    program = tmp_path / "estate.py"
    program.write_text(block("python"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program), "shop", "billing"],
        cwd=tmp_path,
        env=os.environ | {"MIGRATOR_CACHE_DIR": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == (block("text"), 0), done.stderr
    assert "Warning" not in done.stderr
