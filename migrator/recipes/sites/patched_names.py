"""Patch strings of names that moved code looks up: ``patch("old.helper")`` must become ``patch("new.helper")``.

The name itself did not move. But who looked it up did, and a patch works where a name is looked up. Where code on both sides looks it up,
one string cannot say it, and a person has to.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migrator.model.values import NameUse, Symbol
from migrator.recipes.editing.hunks import PendingHunk
from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.editing.quoted import literal_start
from migrator.recipes.editing.syntax import SourceFile, parse_source
from migrator.recipes.values import Left
from migrator.source.values import Tree

_PATCHERS = frozenset({"patch", "setattr", "delattr", "spy", "stub"})


@dataclass(frozen=True)
class LookedUp:
    """A name that moved code looks up in its module, and whether code that stays does so too."""

    old: Symbol
    new: Symbol
    also_stays: bool


def patched_names(
    tree: Tree, uses: Mapping[Symbol, tuple[NameUse, ...]], looked_up: Iterator[LookedUp]
) -> tuple[dict[str, list[PendingHunk]], list[Left]]:
    """Hunks by path, and the strings that would have to name both places."""
    hunks: dict[str, list[PendingHunk]] = {}
    left: list[Left] = []
    files: dict[str, SourceFile | None] = {}
    for one in looked_up:
        for use in uses.get(one.old, ()):
            if use.form != "string" or use.call.rpartition(".")[2] not in _PATCHERS:
                continue
            path = use.site.path
            if path not in files:
                parsed = parse_source(path, tree.read(path))
                files[path] = parsed if isinstance(parsed, SourceFile) else None
            file = files[path]
            spelled = f"{one.old.module}.{one.old.name}"
            if one.also_stays:
                reason = f'"{spelled}" is looked up in {one.old.module} and, by what moved, in {one.new.module}: it may have to patch both'
                left.append(Left(path, use.site.line, reason))
            elif file is not None:
                hunk = _rewritten(file, use, one)
                if hunk is None:
                    left.append(
                        Left(path, use.site.line, f'"{spelled}" is written in pieces or with escapes')
                    )
                else:
                    hunks.setdefault(path, []).append(hunk)
    return hunks, left


def _rewritten(file: SourceFile, use: NameUse, one: LookedUp) -> PendingHunk | None:
    old, new = f"{one.old.module}.{one.old.name}", f"{one.new.module}.{one.new.name}"
    for node in ast.walk(file.tree):
        if (
            not isinstance(node, ast.Constant)
            or not isinstance(node.value, str)
            or file.span(node)[0] != use.site.start
        ):
            continue
        start = literal_start(file, node)
        if start is None or not (node.value == old or node.value.startswith(f"{old}.")):
            return None
        splice = Splice(start, start + len(file.encode(old)), file.encode(new))
        shape = f'`"{old}"` -> `"{new}"`, string in {use.call}'
        return PendingHunk(
            use.site.scope,
            f"{use.call}({node.value!r})",
            shape,
            f"what looks {one.old.name} up moved to {one.new.module}",
            [splice],
        )
    return None
