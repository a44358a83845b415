"""The phases of a proposed plan, in the order in which they can be carried out.

Broken imports come first, because nothing else can be trusted while they are there. Data classes that exist twice come before the cycles: a
class cannot move to where another one of its name stands. Cycles come before paths, because curing them moves names; and creators before
classes, because fewer callers are left to look at then. A phase without evidence is not proposed.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from migrator.facts.values import Colour, DefinitionKind
from migrator.findings.scopes import is_inside
from migrator.model.model import Model
from migrator.plan.values import DEFAULT_ROLES, Finds, Phase
from migrator.proposal.choices import Choices
from migrator.proposal.duplicates import Choice

_SHARED = ("types", "_types", "typing", "_typing", "common", "_common")
"""What a module that others share is called, the likeliest first; interfaces and bases are for nothing else."""

EVERYTHING = (
    Phase("broken", "Repair broken imports", Finds.DEAD_IMPORTS),
    Phase("cycles", "No circular imports", Finds.IMPORT_CYCLES),
    Phase("factories", "One creator a product", Finds.DUPLICATE_FACTORIES),
    Phase("classes", "One class a job", Finds.DUPLICATE_CLASSES, roles=("*",)),
    Phase("paths", "One import path a name", Finds.IMPORT_PATHS),
)
"""What is looked for, everywhere, before anything is proposed."""


def phases_for(
    model: Model, subject: str, choices: Choices, *, has_checks: bool, has_remote: bool
) -> tuple[Phase, ...]:
    """The phases.

    Args:
        model: Of everything.
        subject: What the campaign is about.
        choices: What stays of what is there several times.
        has_checks: There is something to run.
        has_remote: There is somewhere to push to.
    """
    broken, cycles, factories, managers, one_path = EVERYTHING
    scope = () if model.packages == (subject,) else (subject,)
    phases = [broken]
    if choices.records:
        types = Phase("types", "One definition of each shared type", Finds.DUPLICATE_CLASSES)
        names = tuple(dict.fromkeys(name for choice in choices.records for name in choice.patterns))
        phases.append(_canonical(replace(types, roles=names), model, subject, choices.records))
    phases.append(replace(cycles, scope=scope, shared_module=shared_module(model, subject)))
    if choices.creators:
        phases.append(_canonical(factories, model, subject, choices.creators))
    if choices.classes:
        phases.append(_canonical(replace(managers, roles=DEFAULT_ROLES), model, subject, choices.classes))
    named = tuple((path, ()) for path, _ in choices.paths.paths)
    phases.append(replace(one_path, scope=scope, policy=choices.paths.policy, canonical=named))
    phases += [Phase("golden", "Every check green", Finds.CHECKS)] if has_checks else []
    phases += [Phase("sync", "Commit and sync", Finds.UNPUSHED)] if has_remote else []
    return tuple(phases)


def shared_module(model: Model, subject: str) -> str:
    """A module of the scope that others already share, that is in no cycle and no mere facade of other modules, or none."""
    cyclic = {module for component in model.components((Colour.IMPORT_TIME,)) for module in component}
    names = [f"{subject}.{word}" for word in _SHARED]
    imports = {edge.importer for edge in model.own_edges((Colour.IMPORT_TIME,)) if edge.imported in cyclic}
    free = [name for name in names if name in model.modules and name not in cyclic | imports]
    return next((name for name in free if _defines(model, name)), "")


def _defines(model: Model, module: str) -> bool:
    facts = model.facts.get(model.modules[module].path)
    return facts is not None and any(one.kind is DefinitionKind.CLASS for one in facts.definitions)


def _canonical(phase: Phase, model: Model, subject: str, choices: Sequence[Choice]) -> Phase:
    """The phase with its canonical names, in the subject if their groups are all in it, else in the package: no group is cut in two."""
    modules = {module for choice in choices for module in choice.modules}
    package = next(name for name in model.packages if is_inside(subject, (name,)))
    scopes = [(subject,), (package,), ()]
    scope = next(scope for scope in scopes if not scope or all(is_inside(name, scope) for name in modules))
    if model.packages == scope:
        scope = ()
    names = tuple((str(choice.symbol), choice.patterns) for choice in choices)
    return replace(phase, scope=scope, canonical=names)
