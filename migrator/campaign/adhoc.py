"""Ad hoc changes: `move` and `canonical` in any repository, with a plan or without.

They are the campaign's own recipes without a finding behind them: the same planning, the same proofs, the same landing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from migrator.analysis import Analysis
from migrator.batches.assemble import new_contents, overlay, plan_batch, planned_bytes
from migrator.batches.effect import effect_of
from migrator.batches.identity import batch_id, title_of
from migrator.batches.message import message_for
from migrator.batches.proofs import prove
from migrator.batches.values import Batch, Effect, PlannedBatch, Proof
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.campaign.review import record_of
from migrator.errors import RefusedError, UsageError
from migrator.landing.land import land
from migrator.landing.values import FileWrite, Landed
from migrator.landing.write import write
from migrator.model.values import Defined, Symbol
from migrator.plan.values import ShimChoice
from migrator.recipes.editing.edits import apply_edits
from migrator.records.intentions import Moved, MoveSymbols, Recipe, RewriteImports
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

    @property
    def refused(self) -> str:
        """Why it cannot be written, or ``""``."""
        failed = [proof for proof in self.proofs if not proof.holds]
        if self.planned.refused or not failed:
            return self.planned.refused
        details = f" ({failed[0].details[0]})" if failed[0].details else ""
        return f"the proof '{failed[0].name}' does not hold: {failed[0].said}{details}"


def plan_move(campaign: Campaign, symbols: Sequence[str], target: str, shim: ShimChoice) -> AdHoc:
    """Move definitions of one module to another.

    Args:
        campaign: An opened repository.
        symbols: As ``pkg.module:NAME[,NAME...]``.
        target: ``pkg.module`` or, for a single symbol, ``pkg.module:NEWNAME``.
        shim: What stays at the old path.
    """
    olds = [symbol for text in symbols for symbol in parse_symbols(text)]
    module, _, new_name = target.partition(":")
    if new_name and len(olds) != 1:
        raise UsageError(
            "A new name needs exactly one symbol", hint="move them one by one, or keep their names"
        )
    moves = tuple(Moved(old, Symbol(module, new_name or old.name)) for old in olds)
    return plan_recipe_alone(campaign, MoveSymbols(moves=moves, target=module, shim=shim))


def plan_canonical(campaign: Campaign, path: str) -> AdHoc:
    """Rewrite every import of a definition to one path. Raises `UsageError` where the path reaches no definition."""
    canonical, *others = parse_symbols(path)
    if others:
        raise UsageError(f"{path!r} names more than one path", hint="one name at a time: pkg.module:Name")
    resolution = campaign.analysis().model.resolve(canonical.module, canonical.name)
    if not isinstance(resolution, Defined):
        raise UsageError(
            f"{canonical} reaches no definition of this repository",
            hint="name a path that can be imported, such as pkg.module:Name",
        )
    return plan_recipe_alone(campaign, RewriteImports(definition=resolution.symbol, canonical=canonical))


def plan_recipe_alone(campaign: Campaign, recipe: Recipe) -> AdHoc:
    """Plan and prove one recipe on what is analysed."""
    analysis = campaign.analysis()
    batch = Batch(
        id=batch_id(PHASE, [recipe]),
        phase=PHASE,
        title=title_of(recipe),
        recipes=(recipe,),
        closes=(),
        sites=0,
    )
    planned = plan_batch(analysis, batch)
    if planned.refused or planned.change_set.is_empty:
        return AdHoc(analysis, planned, (), None)
    after = overlay(analysis, planned.change_set)
    return AdHoc(analysis, planned, prove(analysis, after, planned.change_set), effect_of(analysis, after))


def write_ad_hoc(campaign: Campaign, change: AdHoc) -> None:
    """Write it into the working tree; the campaign must be one of the working tree, so that it was planned on those bytes."""
    _expect_not_refused(change)
    files: dict[str, NewContent] = {}
    for file in change.planned.change_set.files:
        raw = planned_bytes(change.analysis.tree, file)
        expected = None if file.blob is None else raw
        files[file.path] = NewContent(expected=expected, content=apply_edits(raw, file.edits))
    write(campaign.repo, files)


def commit_ad_hoc(acts: Acts, change: AdHoc) -> Landed:
    """Verify it and commit it to the campaign's branch, with a record."""
    _expect_not_refused(change)
    campaign = acts.campaign
    record = record_of(change.analysis, change.planned)
    contents = new_contents(change.analysis, change.planned.change_set)
    writes = [FileWrite(path, content) for path, content in sorted(contents.items())]
    writes.append(FileWrite(record.path, render_record(record)))
    message = message_for(change.analysis.plan, change.planned, change.effect)
    request = acts.request(record.id, tuple(writes), message)
    return land(campaign.repo, request, campaign.listener.landing, acts.cancelled)


def parse_symbols(text: str) -> tuple[Symbol, ...]:
    """``pkg.module:A,B`` as symbols. Raises `UsageError`."""
    module, colon, names = text.partition(":")
    parts = [name.strip() for name in names.split(",") if name.strip()]
    if not colon or not module or not parts:
        raise UsageError(f"{text!r} names no symbol", hint="write it as pkg.module:Name or pkg.module:A,B")
    return tuple(Symbol(module, name) for name in parts)


def _expect_not_refused(change: AdHoc) -> None:
    if change.refused:
        raise RefusedError("This cannot be done here", change.refused)
