"""The object that an import gives is the object at the place that the resolver names."""

from importlib import import_module
from pathlib import Path

import pytest

from migrator.facts.values import Colour
from migrator.model.values import Unknown
from tests.model.generated_answers import as_python_says
from tests.model.trees import model_of, run_python

JUDGE = """
import importlib, json, types
def at(path):
    module, _, name = path.partition(":")
    found = importlib.import_module(module)
    if not name:
        return found
    return getattr(found, name) if hasattr(found, name) else importlib.import_module(f"{module}.{name}")
def can_be_imported(path):
    try:
        return bool((at(path), True))
    except Exception:
        return False
claims = [claim for claim in CLAIMS if can_be_imported(claim[0])]
wrong = [[use, places] for use, places in claims if not any(can_be_imported(place) and at(use) is at(place) for place in places)]
print(json.dumps([len(claims), wrong]))
"""


@pytest.mark.parametrize("package", ["click", "git", "rich", "_pytest"])
def test_the_objects_are_the_same(package: str) -> None:
    root = Path(import_module(package).__file__ or "").parent
    files = {path.relative_to(root.parent).as_posix(): path.read_text() for path in root.rglob("*.py")}
    model = model_of(files, packages=(package,))
    uses = [
        use
        for use in model.name_uses
        if use.colour is Colour.IMPORT_TIME
        and use.form in {"from", "attribute"}
        and use.target.module in model.modules
    ]
    claims = {
        str(use.target): sorted(as_python_says(use.resolution))
        for use in uses
        if not isinstance(use.resolution, Unknown)
    }
    ours = {
        use: [place for place in places if place.partition(":")[0] in model.modules]
        for use, places in claims.items()
    }
    checked = [(use, places) for use, places in ours.items() if places]
    assert sum(isinstance(use.resolution, Unknown) for use in uses) <= len(uses) // 20
    count, wrong = run_python(root.parent, f"CLAIMS = {checked!r}\n{JUDGE}")
    assert count > 50
    assert wrong == []
