"""Two states of a small repository and the proofs that hold one against the other, whatever made the change."""

from collections.abc import Mapping, Sequence

from migrator.analysis import Analysis, analyse
from migrator.batches.proofs import prove
from migrator.batches.values import Proof
from migrator.model.values import Symbol
from migrator.plan.values import Finds, Phase, Plan
from migrator.recipes.editing.edits import apply_edits
from migrator.recipes.values import ChangeSet, Edit, FileChange
from migrator.source.trees import OverlayTree
from tests.facts.listed_tree import ListedTree

PLAN = Plan(
    name="test",
    packages=("pkg",),
    consumers=("tests",),
    phases=(
        Phase(id="broken", title="Broken", finds=Finds.DEAD_IMPORTS),
        Phase(id="cycles", title="Cycles", finds=Finds.IMPORT_CYCLES),
        Phase(id="paths", title="Paths", finds=Finds.IMPORT_PATHS),
        Phase(id="shims", title="Shims", finds=Finds.SHIMS),
    ),
)


def analysed(files: Mapping[str, str]) -> Analysis:
    return analyse(ListedTree({path: text.encode() for path, text in files.items()}), PLAN)


def change_set(
    before: Analysis,
    changed: Mapping[str, str],
    *,
    renames: tuple[tuple[str, str], ...] = (),
    shims: tuple[str, ...] = (),
    retired: tuple[str, ...] = (),
) -> ChangeSet:
    """A hand-made change set that puts whole new texts in place."""
    files = []
    for path, text in sorted(changed.items()):
        entry = before.tree.entries().get(path)
        old = before.tree.read(path) if entry else b""
        edit = Edit(0, len(old), text.encode(), f"hunk of {path}", "by hand", "by hand", optional=False)
        files.append(FileChange(path, entry.blob if entry else None, (edit,)))
    return ChangeSet(
        files=tuple(files),
        renames=tuple((Symbol.parse(old), Symbol.parse(new)) for old, new in renames),
        shims=tuple(Symbol.parse(shim) for shim in shims),
        retired=tuple(Symbol.parse(path) for path in retired),
    )


def proofs(
    files: Mapping[str, str],
    changed: Mapping[str, str],
    *,
    renames: tuple[tuple[str, str], ...] = (),
    shims: tuple[str, ...] = (),
    retired: tuple[str, ...] = (),
) -> dict[str, Proof]:
    """All proofs of a hand-made change, by name."""
    before = analysed(files)
    made = change_set(before, changed, renames=renames, shims=shims, retired=retired)
    contents = {path: text.encode() for path, text in changed.items()}
    after = analyse(OverlayTree(before.tree, contents), PLAN, previous=before)
    return {proof.name: proof for proof in prove(before, after, made)}


def failing(found: Mapping[str, Proof]) -> dict[str, tuple[str, ...]]:
    """The details of those that do not hold."""
    return {name: proof.details for name, proof in found.items() if not proof.holds}


def prove_edits(before: Analysis, path: str, spans: Sequence[tuple[int, int, bytes]]) -> dict[str, Proof]:
    """All proofs of edits of one file, by name."""
    edits = tuple(Edit(start, end, new, "hunk", "by hand", "by hand") for start, end, new in spans)
    made = ChangeSet(files=(FileChange(path, before.tree.entries()[path].blob, edits),))
    contents = {path: apply_edits(before.tree.read(path), edits)}
    after = analyse(OverlayTree(before.tree, contents), PLAN, previous=before)
    return {proof.name: proof for proof in prove(before, after, made)}
