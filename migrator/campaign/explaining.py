"""The ways to close one finding, each planned and proved as it would land: what a person asks before choosing.

Only the recipes of this one finding are planned, each on the analysed tree, and its effect is the analysis of its overlay. That costs an analysis a
way, so it is done for the finding that somebody asks about, never for a list.
"""

from dataclasses import dataclass, replace

from migrator.analysis import Analysis, PhaseState
from migrator.batches.identity import batch_id, title_of
from migrator.batches.values import Batch, Effect
from migrator.batches.ways import PossibleWay, considered, ways_of
from migrator.campaign.campaign import Campaign
from migrator.campaign.review import Review, open_review
from migrator.findings.values import Finding
from migrator.recipes.values import Left
from migrator.records.intentions import Recipe


@dataclass(frozen=True)
class TriedWay:
    """A way with what came of planning it.

    Attributes:
        said: What it is.
        recipes: What does it; none where only a person can.
        batch: The proposed batch of the same recipes, or ``""``.
        refused: Why it cannot land, or ``""``.
        closes: The finding is gone afterwards.
        sites: How many places change.
        files: In how many files.
        left: Places left for a person.
        notes: What a person should know.
        effect: On the campaign; None where nothing could be planned.
    """

    said: str
    recipes: tuple[Recipe, ...] = ()
    batch: str = ""
    refused: str = ""
    closes: bool = False
    sites: int = 0
    files: int = 0
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()
    effect: Effect | None = None


@dataclass(frozen=True)
class Explanation:
    """What is known of one finding beyond its evidence: what was weighed, and the ways out with their effect."""

    weighed: tuple[str, ...]
    ways: tuple[TriedWay, ...]


def explain(campaign: Campaign, finding: Finding, state: PhaseState) -> Explanation:
    """Work out the ways to close a finding."""
    with campaign.looking():
        analysis = campaign.analysis()
        batch = campaign.batch_closing(finding, state)
        own = ways_of(analysis, state.phase, finding)
        proposed = [] if batch is None else [_proposed(campaign, finding, batch)]
        taken = () if batch is None else batch.recipes
        others = [
            _tried(analysis, finding, state, _beside(way, batch))
            for way in own
            if not way.recipes or way.recipes != taken
        ]
        return Explanation(considered(analysis, state.phase, finding), (*proposed, *others))


def _beside(way: PossibleWay, batch: Batch | None) -> PossibleWay:
    """A way beside the proposed batch; of one that is a part of it this is said."""
    if batch is None or not way.recipes or not set(way.recipes) <= set(batch.recipes):
        return way
    return replace(way, said=f"{way.said} It is part of batch {batch.id}, here by itself.")


def _proposed(campaign: Campaign, finding: Finding, batch: Batch) -> TriedWay:
    review = campaign.preview(batch, prove_it=True)
    said = f"{batch.title}: {'; '.join(batch.reasons)}." if batch.reasons else f"{batch.title}."
    return _outcome(said, batch.id, finding, review)


def _tried(analysis: Analysis, finding: Finding, state: PhaseState, way: PossibleWay) -> TriedWay:
    if not way.recipes:
        return TriedWay(way.said)
    batch = Batch(
        id=batch_id(state.phase.id, way.recipes),
        phase=state.phase.id,
        title=title_of(way.recipes[0]),
        recipes=way.recipes,
        closes=(),
        sites=len(finding.sites),
    )
    return _outcome(way.said, "", finding, open_review(analysis, batch, {}))


def _outcome(said: str, batch: str, finding: Finding, review: Review) -> TriedWay:
    planned = review.approved
    after = review.after
    return TriedWay(
        said=said,
        recipes=planned.batch.recipes,
        batch=batch,
        refused=review.refused,
        closes=after is not None and after.finding(finding.id) is None,
        sites=len(planned.hunks),
        files=len(planned.change_set.files),
        left=planned.left,
        notes=planned.change_set.notes,
        effect=review.effect,
    )
