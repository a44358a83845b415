"""A plan for a repository that has none.

The proposal is computed from two analyses: one that looks for everything in every package, which tells where the work is, and one under the
proposed plan itself, which gives the numbers in its comments. Nothing is written here, and nothing of the repository is run.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from migrator.analysis import Analysis
from migrator.display import plural, visible_line
from migrator.errors import RefusedError
from migrator.findings.values import Tier
from migrator.landing.values import CheckResult
from migrator.model.discovery import FoundPackages, find_packages
from migrator.model.model import Model
from migrator.plan.load import PLAN_FILE, default_plan
from migrator.plan.parse import campaign_name
from migrator.plan.values import Check, Finds, Keep, Plan
from migrator.plan.write import Comments, Suggestions
from migrator.proposal import comments as said
from migrator.proposal.checks import propose_checks
from migrator.proposal.choices import Choices
from migrator.proposal.exclusions import propose_exclusions
from migrator.proposal.keeps import MOST_SHOWN, suggest_keeps
from migrator.proposal.phases import EVERYTHING, phases_for, shared_module
from migrator.proposal.scopes import expect_scope, propose_scope
from migrator.source.values import Tree

TryChecks = Callable[[str, Sequence[Check]], Mapping[str, CheckResult]]
"""Runs checks, for the campaign of that name, and says by name what came of them."""


@dataclass(frozen=True)
class ProposedPlan:
    """A plan with the reason of each of its parts.

    Attributes:
        plan: What is proposed.
        comments: As `migrator.plan.write.render_plan` takes them.
        suggested: What stands beside it as a comment.
    """

    plan: Plan
    comments: Comments
    suggested: Suggestions


def propose_plan(  # noqa: PLR0913  what a proposal depends on, each by keyword
    tree: Tree,
    analyse: Callable[[Plan], Analysis],
    *,
    folder: str,
    remote: str = "",
    scope: str = "",
    try_checks: TryChecks | None = None,
    tried_at: str = "",
) -> ProposedPlan:
    """Propose a plan.

    Args:
        tree: The tree it is for.
        analyse: Analyses that tree under a plan.
        folder: The name of the repository's folder.
        remote: A remote that exists, where the campaign's branch could go.
        scope: What the campaign is about, where a person said so.
        try_checks: Runs the checks that are found, where a person said so.
        tried_at: On which commit.

    Raises:
        RefusedError: The tree has no Python package.
        UsageError: There is no such scope.
    """
    found = _expect_packages(tree)
    exclusions = propose_exclusions(tree.entries(), found.packages)
    everything = analyse(_starting(folder, found, exclusions))
    subject, why = _subject(everything, scope)
    choices = Choices.of(everything, subject, shared_module(everything.model, subject))
    name = campaign_name(subject.replace(".", "-") if "." in subject else folder)
    checks = propose_checks(tree.entries(), _smoke(everything.model, subject), tree.read)
    results = try_checks(name, [check for check, _ in checks]) if try_checks is not None else {}
    kept = tuple(check for check, _ in checks if said.proves_something(check, results))
    phases = phases_for(everything.model, subject, choices, has_checks=bool(kept), has_remote=bool(remote))
    named = {"name": name, "branch": f"migration/{name}", "remote": remote, "path": PLAN_FILE}
    plan = replace(everything.plan, phases=phases, checks=kept, **named)
    analysis = analyse(plan)
    keeps = _keeps(analysis)
    comments = {
        "": said.opening(analysis, everything, subject, choices.unsure),
        "campaign.packages": (why,),
        "campaign.exclude": tuple(what for _, what in exclusions),
        **said.parts_said(analysis, keeps),
        **choices.comments(),
        **said.checks_said(checks, results, tried_at=tried_at),
    }
    suggested = Suggestions(
        keeps={phase: found_keeps[:MOST_SHOWN] for phase, found_keeps in keeps.items()},
        checks=tuple(check for check, _ in checks if check not in kept),
    )
    safe = {key: tuple(map(visible_line, lines)) for key, lines in comments.items()}
    return ProposedPlan(plan, safe, suggested)


def _expect_packages(tree: Tree) -> FoundPackages:
    found = find_packages(tuple(tree.entries()), read=tree.read_many)
    if not found.packages:
        raise RefusedError(
            "No Python package was found here", hint="Run this in the repository that holds one."
        )
    return found


def _starting(folder: str, found: FoundPackages, exclusions: Iterable[tuple[str, str]]) -> Plan:
    """The plan under which everything is looked for."""
    return replace(
        default_plan(folder, found),
        consumers=tuple(consumer for consumer in found.consumers if _is_kept(consumer, exclusions)),
        exclude=tuple(pattern for pattern, _ in exclusions),
        phases=EVERYTHING,
    )


def _keeps(analysis: Analysis) -> dict[str, tuple[Keep, ...]]:
    """What is for review in each phase that finds creators."""
    found = {
        state.phase.id: suggest_keeps(analysis.model, state.findings)
        for state in analysis.phases
        if state.phase.finds is Finds.DUPLICATE_FACTORIES
    }
    return {phase: keeps for phase, keeps in found.items() if keeps}


def _is_kept(consumer: str, exclusions: Iterable[tuple[str, str]]) -> bool:
    return not any(
        pattern.strip("*/") and consumer.startswith(pattern.rstrip("*/")) for pattern, _ in exclusions
    )


def _subject(analysis: Analysis, scope: str) -> tuple[str, str]:
    """What the campaign is about, and the sentence that says why."""
    if scope:
        return expect_scope(analysis.model, scope), f"The phases below are about {scope}, as asked for."
    findings = [
        finding for state in analysis.phases for finding in state.findings if finding.tier is not Tier.REVIEW
    ]
    subject, touching, total = propose_scope(analysis.model, findings)
    if not total:
        return subject, "Nothing was found; the phases below keep it so."
    return (
        subject,
        f"The phases below are about {subject}: {touching} of {plural(total, 'finding')} touch it.",
    )


def _smoke(model: Model, subject: str) -> tuple[str, ...]:
    named = dict.fromkeys((*model.packages, subject))
    return tuple(name for name in named if name in model.modules and model.modules[name].is_importable)
