"""A move between two modules of a small package, written as its old and new text."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from migrator.model.values import Symbol
from migrator.plan.values import ShimChoice
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Moved, MoveSymbols
from tests.recipes.conftest import Make, Sandbox


def move(
    *names: str,
    old: str = "pkg.old",
    to: str = "pkg.new",
    rename: Mapping[str, str] | None = None,
    shim: ShimChoice = ShimChoice.AUTO,
) -> MoveSymbols:
    renamed = rename or {}
    moves = tuple(Moved(Symbol(old, name), Symbol(to, renamed.get(name, name))) for name in names)
    return MoveSymbols(moves, to, shim)


@dataclass(frozen=True)
class Result:
    """What a move made of a package."""

    before: Sandbox
    after: Sandbox
    changes: ChangeSet

    @property
    def old(self) -> str:
        return self.after.text("pkg/old.py")

    @property
    def new(self) -> str:
        return self.after.text("pkg/new.py")

    def text(self, path: str) -> str:
        return self.after.text(path)

    def is_same_object(self, folder: Path, *names: str, first: str = "pkg.old") -> "Result":
        """In a fresh interpreter the old path gives the very object that the new one has."""
        lines = [f"import {first}", "import pkg.old, pkg.new"]
        lines += [f"assert pkg.old.{name} is pkg.new.{name}" for name in names]
        self.after.runs(folder, "\n".join(lines))
        return self


def moved(make: Make, files: Mapping[str, str | bytes], intention: MoveSymbols) -> Result:
    """Carry a move out; fails where it is refused, or where doing it again would do anything."""
    before = make({"pkg/__init__.py": "", **files})
    changes = before.planned(intention)
    assert not changes.refused, changes.refused
    after = before.after(intention)
    again = after.planned(intention)
    assert not again.refused, again.refused
    assert again.is_empty
    return Result(before, after, changes)


def refusal(make: Make, files: Mapping[str, str | bytes], intention: MoveSymbols) -> str:
    """Why a move is refused; nothing must be planned then."""
    changes = make({"pkg/__init__.py": "", **files}).planned(intention)
    assert changes.refused
    assert not changes.files
    return changes.refused
