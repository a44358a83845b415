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
from migrator.findings.importers import Importers
from migrator.findings.scopes import is_inside
from migrator.findings.values import Finding, ImportPath, Tier
from migrator.landing.values import CheckResult
from migrator.model.discovery import FoundPackages, find_packages
from migrator.model.model import Model
from migrator.plan.load import default_plan
from migrator.plan.parse import campaign_name
from migrator.plan.values import Check, Finds, Keep, Plan
from migrator.plan.write import Comments, Suggestions
from migrator.proposal import comments as said
from migrator.proposal.canonical import propose_canonical
from migrator.proposal.checks import propose_checks
from migrator.proposal.duplicates import Choice, choose_classes, choose_creators
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
    found = find_packages(tuple(tree.entries()), read=tree.read)
    if not found.packages:
        raise RefusedError(
            "No Python package was found here", hint="Run this in the repository that holds one."
        )
    exclusions = propose_exclusions(tree.entries(), found.packages)
    start = _starting(folder, found, exclusions)
    everything = analyse(start)
    subject, why = _subject(everything, scope)
    choices = _Choices.of(everything, subject)
    name = campaign_name(subject.replace(".", "-") if "." in subject else folder)
    checks = propose_checks(tree.entries(), _smoke(everything.model, subject), tree.read)
    results = try_checks(name, [check for check, _ in checks]) if try_checks is not None else {}
    kept = tuple(check for check, _ in checks if said.proves_something(check, results))
    plan = replace(
        start,
        name=name,
        branch=f"migration/{name}",
        remote=remote,
        phases=phases_for(
            everything.model,
            subject,
            classes=choices.classes,
            creators=choices.creators,
            paths=[path for path, _ in choices.paths],
            has_checks=bool(kept),
            has_remote=bool(remote),
        ),
        checks=kept,
        path="migration.toml",
    )
    analysis = analyse(plan)
    keeps = _keeps(analysis)
    suggested = Suggestions(
        keeps={phase: found_keeps[:MOST_SHOWN] for phase, found_keeps in keeps.items()},
        checks=tuple(check for check, _ in checks if check not in kept),
    )
    comments: dict[str, tuple[str, ...]] = {
        "": said.opening(analysis, everything, subject),
        "campaign.packages": (why,),
        "campaign.exclude": tuple(what for _, what in exclusions),
        "campaign.branch": ("What lands goes to this branch; the checkout you work in stays as it is.",),
    }
    comments |= {f"phase {state.phase.id}": tuple(said.phase_said(state)) for state in analysis.phases}
    comments |= choices.comments()
    comments |= {
        f"suggested keeps {phase}": said.keeps_said(found_keeps) for phase, found_keeps in keeps.items()
    }
    comments |= {
        f"check {check.name}": said.check_said(why_found, results.get(check.name), tried_at=tried_at)
        for check, why_found in checks
    }
    return ProposedPlan(
        plan, {key: tuple(map(visible_line, lines)) for key, lines in comments.items()}, suggested
    )


@dataclass(frozen=True)
class _Choices:
    """What should stay of what is there several times."""

    classes: tuple[Choice, ...]
    creators: tuple[Choice, ...]
    paths: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, everything: Analysis, subject: str) -> "_Choices":
        model, importers = everything.model, Importers(everything.model)
        classes = choose_classes(
            importers, _found(everything, Finds.DUPLICATE_CLASSES), subject, shared_module(model, subject)
        )
        creators = choose_creators(importers, _found(everything, Finds.DUPLICATE_FACTORIES), subject, classes)
        paths = [
            finding
            for finding in _found(everything, Finds.IMPORT_PATHS)
            if isinstance(finding.detail, ImportPath)
            and is_inside(finding.detail.definition.module, (subject,))
        ]
        return cls(classes, creators, propose_canonical(model, paths))

    def comments(self) -> dict[str, tuple[str, ...]]:
        """The reason of each."""
        records = [choice for choice in self.classes if choice.is_record]
        others = [choice for choice in self.classes if not choice.is_record]
        reasons: dict[str, tuple[str, ...]] = {
            f"canonical paths {path}": (f"{why}.",) for path, why in self.paths
        }
        for phase, choices in (("types", records), ("classes", others), ("factories", self.creators)):
            reasons |= said.choices_said(phase, choices)
        return reasons


def _starting(folder: str, found: FoundPackages, exclusions: Iterable[tuple[str, str]]) -> Plan:
    """The plan under which everything is looked for."""
    return replace(
        default_plan(folder, found),
        consumers=tuple(consumer for consumer in found.consumers if _is_kept(consumer, exclusions)),
        exclude=tuple(pattern for pattern, _ in exclusions),
        phases=EVERYTHING,
    )


def _found(analysis: Analysis, finds: Finds) -> Iterable[Finding]:
    return (finding for state in analysis.phases if state.phase.finds is finds for finding in state.findings)


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
