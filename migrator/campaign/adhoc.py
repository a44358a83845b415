"""Ad hoc changes: `move` and `canonical` in any repository, with a plan or without.

They are the campaign's own recipes without a finding behind them: the same planning, the same proofs, the same landing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from migrator.analysis import Analysis
from migrator.batches.assemble import new_contents, overlay, plan_batch, planned_bytes
from migrator.batches.effect import effect_of
from migrator.batches.identity import batch_id, title_of
from migrator.batches.message import message_for
from migrator.batches.proofs import prove
from migrator.batches.values import Batch, Effect, PlannedBatch, Proof
from migrator.campaign.acts import Acts
from migrator.campaign.asked import Asked, AskedPath, asked_move, asked_path
from migrator.campaign.campaign import Campaign
from migrator.campaign.review import file_writes, record_of
from migrator.campaign.snapshot import uncommitted
from migrator.display import plural
from migrator.errors import RefusedError, UsageError
from migrator.landing.land import land
from migrator.landing.values import FileWrite, Landed
from migrator.landing.write import expect_no_interrupted_write, write
from migrator.model.values import Defined, Symbol
from migrator.plan.values import ShimChoice
from migrator.records.intentions import MoveSymbols, Recipe, RewriteImports
from migrator.records.write import render_record
from migrator.source.writing import NewContent

PHASE = "ad hoc"


@dataclass(frozen=True)
class AdHoc:
    """An ad hoc change, planned and proved, not yet written anywhere."""

    analysis: Analysis
    planned: PlannedBatch
    proofs: tuple[Proof, ...]
    effect: Effect | None
    after: Analysis | None = None
    """The analysis of what it makes; None where it changes nothing."""

    @property
    def refused(self) -> str:
        """Why it cannot be written, or ``""``."""
        failed = [proof for proof in self.proofs if not proof.holds]
        if self.planned.refused or not failed:
            return self.planned.refused
        details = f" ({failed[0].details[0]})" if failed[0].details else ""
        return f"the proof '{failed[0].name}' does not hold: {failed[0].said}{details}"


def plan_move(campaign: Campaign, symbols: Sequence[str], target: str, shim: ShimChoice) -> AdHoc:
    """Move definitions, or a whole module; see `asked_move` for the words. Raises `UsageError` where they do not fit together."""
    return plan_asked(campaign, (asked_move(symbols, target, shim),))


def plan_canonical(campaign: Campaign, path: str) -> AdHoc:
    """Rewrite every import of a definition to one path. Raises `UsageError` where the path reaches no definition."""
    return plan_asked(campaign, (asked_path(path),))


def plan_asked(campaign: Campaign, asked: Sequence[Asked]) -> AdHoc:
    """Plan and prove what was asked for as one batch, on what is analysed. Raises `UsageError` where a path reaches no definition."""
    return _planned(campaign.analysis(), asked)


def plan_each(campaign: Campaign, asked: Sequence[Asked]) -> tuple[AdHoc, ...]:
    """Plan and prove each as a batch of its own, each on the result of those before it; what comes after a refused one is not planned."""
    changes: list[AdHoc] = []
    analysis = campaign.analysis()
    for one in asked:
        change = _planned(analysis, (one,))
        changes.append(change)
        if change.refused:
            break
        analysis = change.after or analysis
    return tuple(changes)


def _planned(analysis: Analysis, asked: Sequence[Asked]) -> AdHoc:
    recipes = _recipes(analysis, asked)
    title = title_of(recipes[0]) + (f", and {len(recipes) - 1} more" if len(recipes) > 1 else "")
    batch = Batch(id=batch_id(PHASE, recipes), phase=PHASE, title=title, recipes=recipes, closes=(), sites=0)
    planned = _with_choices(analysis, plan_batch(analysis, batch))
    if planned.refused or planned.change_set.is_empty:
        return AdHoc(analysis, planned, (), None)
    after = overlay(analysis, planned.change_set)
    proofs = prove(analysis, after, planned.change_set)
    return AdHoc(analysis, planned, proofs, effect_of(analysis, after), after)


def _with_choices(analysis: Analysis, planned: PlannedBatch) -> PlannedBatch:
    """Without a plan nobody has said which path is canonical but who asks now: no finding against it counts."""
    if analysis.plan.path:
        return planned
    chosen = [one.canonical for one in planned.batch.recipes if isinstance(one, RewriteImports)]
    change_set = msgspec.structs.replace(planned.change_set, canonical=tuple(chosen))
    return msgspec.structs.replace(planned, change_set=change_set)


def _recipes(analysis: Analysis, asked: Sequence[Asked]) -> tuple[Recipe, ...]:
    """The recipes of one batch. A path may be one that a move before it makes: its definition is then the moved one."""
    recipes: list[Recipe] = []
    moved: dict[Symbol, Symbol] = {}
    for one in asked:
        if isinstance(one, AskedPath):
            recipes.append(_rewrite(analysis, one, moved))
            continue
        recipes.append(one)
        if isinstance(one, MoveSymbols):
            moved.update((each.old, each.new) for each in one.moves)
    return tuple(recipes)


def _rewrite(analysis: Analysis, asked: AskedPath, moved: Mapping[Symbol, Symbol]) -> RewriteImports:
    canonical = Symbol(asked.via, asked.name.name)
    if asked.name in moved.values():
        return RewriteImports(definition=asked.name, canonical=canonical)
    resolution = analysis.model.resolve(asked.name.module, asked.name.name)
    if not isinstance(resolution, Defined):
        raise UsageError(
            f"{asked.name} reaches no definition of this repository",
            hint="name a path that can be imported, such as pkg.module:Name",
        )
    definition = resolution.symbol
    return RewriteImports(definition=moved.get(definition, definition), canonical=canonical)


def expect_whole(campaign: Campaign) -> None:
    """Refuse to plan on a working tree that holds a part of an interrupted write. Raises `BusyError`."""
    expect_no_interrupted_write(campaign.repo)


def differing(campaign: Campaign) -> tuple[str, ...]:
    """A note where a change was planned on a commit and files of the checkout hold something else."""
    place = campaign.place()
    paths = sorted(uncommitted(campaign.repo)) if place.commit else []
    if not paths:
        return ()
    shown = f"{paths[0]}{', …' if len(paths) > 1 else ''}"
    return (
        f"planned on {place.said}; {plural(len(paths), 'file')} of the checkout differ ({shown}): --working-tree looks at those, --write writes there",
    )


def write_ad_hoc(campaign: Campaign, change: AdHoc) -> None:
    """Write it into the working tree; the campaign must be one of the working tree, so that it was planned on those bytes."""
    _expect_not_refused(change)
    tree, change_set = change.analysis.tree, change.planned.change_set
    after = new_contents(change.analysis, change_set)
    files = {
        file.path: NewContent(
            expected=None if file.blob is None else planned_bytes(tree, file),
            content=after[file.path],
            is_executable=file.is_executable,
        )
        for file in change_set.files
    }
    write(campaign.repo, files)


def commit_ad_hoc(acts: Acts, change: AdHoc) -> Landed:
    """Verify it and commit it to the campaign's branch, with a record."""
    _expect_not_refused(change)
    campaign = acts.campaign
    record = record_of(change.analysis, change.planned)
    writes = file_writes(change.analysis, change.planned.change_set)
    writes.append(FileWrite(record.path, render_record(record)))
    message = message_for(change.analysis.plan, change.planned, change.effect)
    request = acts.request(record.id, tuple(writes), message)
    return land(campaign.repo, request, campaign.listener.landing, acts.cancelled)


def _expect_not_refused(change: AdHoc) -> None:
    if change.refused:
        raise RefusedError("This cannot be done here", change.refused)
