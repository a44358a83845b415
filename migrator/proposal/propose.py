"""A plan for a repository that has none.

The proposal is computed from two analyses: one over every package, which tells where the work is, and one under the proposed plan itself,
which gives the numbers in its comments. Nothing is written here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from migrator.analysis import Analysis, PhaseState
from migrator.display import plural, visible_line
from migrator.errors import RefusedError
from migrator.facts.values import Colour
from migrator.findings.values import Measure
from migrator.model.discovery import find_packages
from migrator.model.model import Model
from migrator.plan.load import default_plan
from migrator.plan.parse import campaign_name
from migrator.plan.values import Check, Finds, Phase, Plan
from migrator.plan.write import Comments
from migrator.proposal.canonical import propose_canonical
from migrator.proposal.checks import propose_checks
from migrator.proposal.exclusions import propose_exclusions
from migrator.proposal.scopes import expect_scope, propose_scope
from migrator.source.values import Tree

_SHARED = ("types", "_types", "typing", "_typing", "protocols", "interfaces", "base", "common")
"""What a module that others share is called, the likeliest first."""


@dataclass(frozen=True)
class ProposedPlan:
    """A plan with the reason of each of its parts.

    Attributes:
        plan: What is proposed.
        comments: As `migrator.plan.write.render_plan` takes them.
    """

    plan: Plan
    comments: Comments


def propose_plan(
    tree: Tree, analyse: Callable[[Plan], Analysis], *, folder: str, remote: str = "", scope: str = ""
) -> ProposedPlan:
    """Propose a plan.

    Args:
        tree: The tree it is for.
        analyse: Analyses that tree under a plan.
        folder: The name of the repository's folder.
        remote: A remote that exists, where the campaign's branch could go.
        scope: What the campaign is about, where a person said so.

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
    consumers = tuple(consumer for consumer in found.consumers if _is_kept(consumer, exclusions))
    patterns = tuple(pattern for pattern, _ in exclusions)
    start = replace(default_plan(folder, found), consumers=consumers, exclude=patterns)
    everything = analyse(start)
    subject, why = _subject(everything, scope)
    name = campaign_name(subject.replace(".", "-") if "." in subject else folder)
    drafted = Plan(
        name=name,
        packages=found.packages,
        consumers=consumers,
        exclude=start.exclude,
        source_roots=found.source_roots,
        branch=f"migration/{name}",
        remote=remote,
        phases=_phases(everything.model, subject),
        path="migration.toml",
    )
    analysis = analyse(drafted)
    checks = propose_checks(tree.entries(), _smoke(analysis.model, subject), tree.read)
    paths = analysis.phase("paths")
    canonical = propose_canonical(analysis.model, paths.findings if paths is not None else ())
    plan = _completed(drafted, [check for check, _ in checks], [path for path, _ in canonical])
    comments: dict[str, tuple[str, ...]] = {
        "": _opening(analysis),
        "campaign.packages": (why,),
        "campaign.exclude": tuple(said for _, said in exclusions),
        "campaign.branch": ("What lands goes to this branch; the checkout you work in stays as it is.",),
    }
    comments |= {f"phase {state.phase.id}": tuple(_phase_said(state)) for state in analysis.phases}
    comments |= {f"canonical {path}": (said,) for path, said in canonical}
    comments |= {f"check {check.name}": (f"Found: {said}.",) for check, said in checks}
    return ProposedPlan(plan, {key: tuple(map(visible_line, lines)) for key, lines in comments.items()})


def _is_kept(consumer: str, exclusions: Iterable[tuple[str, str]]) -> bool:
    return not any(
        pattern.strip("*/") and consumer.startswith(pattern.rstrip("*/")) for pattern, _ in exclusions
    )


def _subject(analysis: Analysis, scope: str) -> tuple[str, str]:
    """What the campaign is about, and the sentence that says why."""
    if scope:
        return expect_scope(analysis.model, scope), f"The phases below are about {scope}, as asked for."
    findings = [finding for state in analysis.phases for finding in state.findings]
    subject, touching, total = propose_scope(analysis.model, findings)
    if not total:
        return subject, "Nothing was found; the phases below keep it so."
    return (
        subject,
        f"The phases below are about {subject}: {touching} of {plural(total, 'finding')} touch it.",
    )


def _phases(model: Model, subject: str) -> tuple[Phase, ...]:
    """Broken imports first, because nothing else can be trusted before; cycles before paths, because curing them moves names."""
    scope = () if model.packages == (subject,) else (subject,)
    return (
        Phase("broken", "Repair broken imports", Finds.DEAD_IMPORTS),
        Phase("cycles", "No circular imports", Finds.IMPORT_CYCLES, scope, _shared_module(model, subject)),
        Phase("paths", "One import path a name", Finds.IMPORT_PATHS, scope),
    )


def _shared_module(model: Model, subject: str) -> str:
    """A module of the scope that others already share and that is in no cycle, or none."""
    cyclic = {module for component in model.components((Colour.IMPORT_TIME,)) for module in component}
    names = [f"{subject}.{word}" for word in _SHARED]
    imports = {edge.importer for edge in model.own_edges((Colour.IMPORT_TIME,)) if edge.imported in cyclic}
    return next((name for name in names if name in model.modules and name not in cyclic | imports), "")


def _smoke(model: Model, subject: str) -> tuple[str, ...]:
    named = dict.fromkeys((*model.packages, subject))
    return tuple(name for name in named if name in model.modules and model.modules[name].is_importable)


def _completed(plan: Plan, checks: Iterable[Check], canonical: Iterable[str]) -> Plan:
    named = tuple((path, ()) for path in canonical)
    phases = tuple(
        replace(phase, canonical=named) if phase.finds is Finds.IMPORT_PATHS else phase
        for phase in plan.phases
    )
    return replace(plan, phases=phases, checks=tuple(checks))


def _opening(analysis: Analysis) -> tuple[str, ...]:
    coverage = analysis.model.coverage
    lines = [
        "The plan of a campaign, proposed by `migrator init`. Read it, change what you like, commit it.",
        "",
    ]
    lines.append(f"Analysed: {plural(coverage.parsed, 'file')} of {coverage.files:,}.")
    if coverage.unparsable:
        lines.append(
            f"Not read: {plural(len(coverage.unparsable), 'file')}; `migrator status` says which and why."
        )
    lines.append(
        "Numbers in comments are those of the day of the proposal; `migrator status` computes today's."
    )
    return tuple(lines)


def _phase_said(state: PhaseState) -> Iterable[str]:
    if not state.remaining:
        yield "Nothing to do now; the phase keeps it so."
        return
    yield f"{plural(len(state.remaining), 'finding')}: {_measured(state.measure)}."
    if state.phase.finds is Finds.IMPORT_CYCLES and not state.phase.shared_module:
        yield 'Where names have to move, shared-module = "pkg.module" says where to.'
    if state.phase.finds is Finds.IMPORT_PATHS:
        yield "Canonical is where a name is defined; list other paths that should stay in canonical = [...]."


def _measured(measure: Measure) -> str:
    parts = [_counted(count, name) for name, count in measure.parts if count and name != measure.unit]
    return _counted(measure.value, measure.unit) + (f" ({', '.join(parts)})" if parts else "")


def _counted(count: int, name: str) -> str:
    """Units and parts are named in the plural, but for ``several ...``, which says what list it is."""
    is_one = count == 1 and not name.startswith("several")
    return f"{count:,} {name.removesuffix('s') if is_one else name}"
