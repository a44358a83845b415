"""A change as the program plans it for its user: recipes, overlay, proofs, effect."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from migrator.analysis import Analysis, analyse
from migrator.batches.assemble import new_contents, overlay, plan_batch
from migrator.batches.diff import file_text, unified, unified_move
from migrator.batches.effect import effect_of
from migrator.batches.proofs import prove
from migrator.batches.values import Batch, Effect, PlannedBatch, Proof
from migrator.plan.values import Finds, Phase, Plan
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Recipe
from tests.recipes.conftest import DictTree

PLAN = Plan(
    name="laws",
    packages=("pkg",),
    consumers=("tests", "scripts"),
    phases=tuple(
        Phase(id=finds.value, title=finds.value, finds=finds)
        for finds in (
            Finds.DEAD_IMPORTS,
            Finds.IMPORT_CYCLES,
            Finds.DUPLICATE_CLASSES,
        )
    ),
)
"""Phases whose measures nothing may raise. Paths are not among them: shims are paths, and what a move may leave is its user's choice."""


@dataclass(frozen=True)
class Change:
    """What was planned on an analysed repository; ``after`` and the rest are None where it is refused or empty."""

    before: Analysis
    planned: PlannedBatch
    after: Analysis | None = None
    proofs: tuple[Proof, ...] = ()
    effect: Effect | None = None

    @property
    def change_set(self) -> ChangeSet:
        return self.planned.change_set

    @property
    def refused(self) -> str:
        """Why it is refused, or ``""``."""
        failed = [proof for proof in self.proofs if not proof.holds]
        if self.planned.refused or not failed:
            return self.planned.refused
        return f"the proof '{failed[0].name}' does not hold: {failed[0].details}"


def analysed(files: Mapping[str, bytes], executor: Executor | None = None) -> Analysis:
    """The analysis of files."""
    return analyse(DictTree(files), PLAN, executor=executor)


def plan_of(analysis: Analysis, recipes: Sequence[Recipe]) -> Change:
    """Plan recipes as one batch and prove it."""
    batch = Batch(id="b", phase="laws", title="laws", recipes=tuple(recipes), closes=(), sites=0)
    planned = plan_batch(analysis, batch)
    if planned.refused or planned.change_set.is_empty:
        return Change(analysis, planned)
    after = overlay(analysis, planned.change_set)
    proofs = prove(analysis, after, planned.change_set)
    return Change(analysis, planned, after, proofs, effect_of(analysis, after))


def contents_after(change: Change, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """All files as the preview has them."""
    new = {**files, **new_contents(change.before, change.change_set)}
    return {path: raw for path, raw in sorted(new.items()) if raw is not None}


def diff_of(change: Change, files: Mapping[str, bytes]) -> bytes:
    """The diff that is shown, as bytes."""
    after = contents_after(change, files)
    gone = {one.path for one in change.change_set.files if one.is_gone}
    moved = {
        one.origin: one.path
        for one in change.change_set.files
        if one.origin in gone and after[one.path] == files[one.origin]
    }
    parts = []
    for one in change.change_set.files:
        if one.path in moved:
            parts.append(unified_move(one.path, moved[one.path]))
        elif one.path not in moved.values():
            parts.append(unified(file_text(one, b"" if one.blob is None else files[one.path])))
    return b"".join(parts)


def as_text(change: Change) -> str:
    """All of it, to be compared with what another process says."""
    parts = (change.planned, change.proofs, change.effect)
    return "\n".join(ascii(part) for part in parts)
