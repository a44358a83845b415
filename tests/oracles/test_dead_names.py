"""The judge of dead names, on a package made for it."""

import sys
from pathlib import Path

import pytest

from bench.oracles.dead_names import Verdict, ask
from migrator.model.values import Symbol


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "__init__.py": "",
        "core.py": "HERE = 1\n",
        "needy.py": "import something_that_nobody_has\nHERE = 1\n",
        "angry.py": "raise SystemExit(3)\n",
        "lazy.py": "def __getattr__(name):\n    if name == 'made':\n        return 1\n    raise AttributeError(name)\n",
    }
    for name, text in files.items():
        (tmp_path / "pkg").mkdir(exist_ok=True)
        (tmp_path / "pkg" / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        (Symbol("pkg.core", "HERE"), Verdict.ALIVE),
        (Symbol("pkg", "core"), Verdict.ALIVE),
        (Symbol("pkg.lazy", "made"), Verdict.ALIVE),
        ("pkg.core", Verdict.ALIVE),
        (Symbol("pkg.core", "GONE"), Verdict.DEAD),
        (Symbol("pkg", "gone"), Verdict.DEAD),
        (Symbol("pkg.gone", "HERE"), Verdict.DEAD),
        (Symbol("pkg.lazy", "other"), Verdict.DEAD),
        ("pkg.gone.deep", Verdict.DEAD),
        (Symbol("pkg.needy", "HERE"), Verdict.UNDECIDED),
        (Symbol("pkg.angry", "HERE"), Verdict.UNDECIDED),
        (Symbol("pkg", "needy"), Verdict.UNDECIDED),
    ],
)
def test_python_says_what_it_can_import(root: Path, target: Symbol | str, verdict: Verdict) -> None:
    assert ask(Path(sys.executable), [root], target).verdict is verdict
