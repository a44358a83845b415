"""Fuzz the recipes: ``python -m tests.fuzz.rewriting [COUNT] [--seed N]``; ends with 1 where a recipe did what it must not.

Each drawn source becomes a module that takes a name by an old path, at its top or its end, and both recipes that rewrite imports are planned on
packages of such modules. What must hold whatever the source: no error, what compiled compiles, nothing but the edits changes, the site follows or
is listed, and a second time nothing happens.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from migrator.batches.beside_edits import changed_beside
from migrator.model.values import Symbol
from migrator.plan.values import Plan
from migrator.recipes.editing.edits import apply_edits, compile_problem
from migrator.recipes.values import ChangeSet, FileChange
from migrator.records.intentions import Moved, MoveSymbols, Recipe, RewriteImports
from tests.fuzz.complaints import python_reads
from tests.fuzz.sources import INSTALLED, Source, sources
from tests.recipes.conftest import DictTree, Sandbox

AT_ONCE = 25
"""Modules in one package."""
PACKAGE = {
    "pkg/__init__.py": b"",
    "pkg/real.py": b"class Thing:\n    pass\n",
    "pkg/face.py": b"from pkg.real import Thing\n\n__all__ = ['Thing']\n",
}
THING = Symbol("pkg.real", "Thing")
RECIPES: Mapping[bytes, Recipe] = {
    b"pkg.face": RewriteImports(definition=THING, canonical=THING),
    b"pkg.real": MoveSymbols(moves=(Moved(THING, Symbol("pkg.types", "Thing")),), target="pkg.types"),
}
"""Each with the module that its sites take the name from."""
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:#[^\r\n]*(?:\r\n|\r|\n)){0,2}")


@dataclass(frozen=True)
class Fault:
    """What a recipe did that it must not."""

    path: str
    raw: bytes
    said: str


def with_site(raw: bytes, site: bytes) -> bytes | None:
    """The source with an import in it: at the top, below what has to be first, else at the end; None where it fits at neither place."""
    head = _HEAD.match(raw)
    top = head.end() if head else 0
    newline = b"\r\n" if b"\r\n" in raw else b"\n"
    site = site.replace(b"\n", newline)
    below = b"" if raw.endswith((b"\n", b"\r")) or not raw else newline
    texts = (raw[:top] + site + raw[top:], raw + below + site)
    return next((text for text in texts if not compile_problem("m.py", text)), None)


def package(some: Sequence[Source], module: bytes) -> dict[str, bytes]:
    """A package of modules with sites; a source that Python does not read stays as it is, with a site that nobody may touch."""
    site = b"from " + module + b" import Thing as Site\n"
    files = dict(PACKAGE)
    for number, source in enumerate(some):
        text = with_site(source.raw, site) if python_reads(source.raw) else site + source.raw
        if text is not None:
            files[f"pkg/m{number}.py"] = text
    return files


def faults(files: dict[str, bytes], recipe: Recipe) -> list[Fault]:
    """What goes wrong in one package."""
    before = Sandbox(DictTree(files), Plan(name="fuzz", packages=("pkg",)))
    planned = before.planned(recipe)
    if planned.refused:
        return [Fault("pkg", b"", f"refused: {planned.refused}")]
    found = [fault for change in planned.files for fault in _of_file(before.tree, change)]
    found += _unmentioned(files, planned)
    if not found:
        after = before.after(recipe)
        again = after.planned(recipe)
        found += [
            Fault(one.path, files.get(one.path, b""), "changes a second time")
            for one in again.files
            if one.edits
        ]
    return found


def _of_file(tree: DictTree, change: FileChange) -> Iterator[Fault]:
    if change.blob is None:
        return
    raw = tree.read(change.path)
    after = apply_edits(raw, change.edits)
    problem = compile_problem(change.path, after)
    if problem:
        yield Fault(change.path, raw, f"does not compile any more: {problem}")
    beside = changed_beside(change.path, raw, after, change.edits)
    if beside:
        yield Fault(change.path, raw, f"changed beside its edits: {beside}")


def _unmentioned(files: dict[str, bytes], planned: ChangeSet) -> Iterator[Fault]:
    said = {one.path for one in planned.files} | {one.path for one in planned.left}
    for path, raw in files.items():
        if path not in PACKAGE and path not in said:
            yield Fault(path, raw, "has a site that is neither changed nor listed")
    for left in planned.left:
        if "failed on it" in left.reason:
            yield Fault(left.path, files[left.path], left.reason)


def run(count: int, seed: int, roots: Sequence[Path]) -> tuple[int, list[Fault]]:
    """How many modules were given to a recipe, and what went wrong."""
    number, found = 0, list[Fault]()
    drawn = sources(count, seed, roots)
    while some := list(islice(drawn, AT_ONCE)):
        for module, recipe in RECIPES.items():
            files = package(some, module)
            number += len(files) - len(PACKAGE)
            found += faults(files, recipe)
    return number, found


def main() -> int:
    """Run, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.rewriting", description="Fuzz the recipes.")
    parser.add_argument("count", nargs="?", type=int, default=1000, help="how many sources (default 1000)")
    parser.add_argument("--seed", type=int, default=0, help="equal seeds draw equal sources")
    asked = parser.parse_args()
    number, found = run(asked.count, asked.seed, INSTALLED)
    for fault in found[:20]:
        sys.stdout.write(f"{fault.path}: {fault.said}\n{fault.raw[:2000]!r}\n")
    sys.stdout.write(
        f"{number} modules given to one of {len(RECIPES)} recipes, seed {asked.seed}: {len(found)} faults\n"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
