"""First-party imports and path strings that name nothing, with what they may mean.

The item is the dead name (or module), not the site: one repair closes all its sites. An import in a ``try`` that catches the ImportError is
optional, not dead. What cannot be known without running the code (a dynamic module, a module ``__getattr__``) is not called dead either.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from migrator.facts.values import Arm
from migrator.findings.alive import AliveAfterAll
from migrator.findings.context import DetectContext, Detection
from migrator.findings.dead_candidates import Candidates, CandidateSearch
from migrator.findings.scopes import is_inside
from migrator.findings.values import DeadImport, DeadList, Finding, Measure, Tier
from migrator.model.model import Model
from migrator.model.values import Missing, NameUse, Several, Symbol
from migrator.past.values import Target
from migrator.plan.values import Phase

KIND = "dead-imports"
_LOG_CALLS = frozenset({"getLogger", "get_logger"})
_ASKING_CALLS = frozenset({"find_spec", "importorskip"})
"""The file asks whether a module is there, and goes on, or is left out, without it."""
_MOST_SHOWN = 6


def find_dead_imports(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """One finding a dead name or module; without a scope everywhere, else where target or importer lies in it.

    The measure is the number of dead names; its parts are the lists and the sites.
    """
    dead = _dead_targets(model, phase.scope, AliveAfterAll(model, context.read))
    search = CandidateSearch(model, context.remember, [(each.target, each.names) for each in dead.values()])
    findings = tuple(sorted((_finding(each, search) for each in dead.values()), key=lambda found: found.id))
    listed = [finding.detail.listed for finding in findings if isinstance(finding.detail, DeadImport)]
    measure = Measure(
        value=len(findings),
        goal=0,
        unit="dead names",
        parts=(
            *((each.value, listed.count(each)) for each in DeadList),
            ("sites", sum(len(finding.sites) for finding in findings)),
        ),
    )
    return Detection(findings, measure)


@dataclass
class _Dead:
    """One dead name or module and everything that uses it."""

    target: Target
    missing: Missing
    uses: list[NameUse] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """What is looked up in it, in case it is a module."""


def _dead_targets(model: Model, scope: Sequence[str], alive: AliveAfterAll) -> dict[str, _Dead]:
    suspects = model.uses.unsure
    dead = [(use, missing) for use in suspects if (missing := _missing(use)) is not None]
    modules = {
        (use.importer, _dotted(use.target))
        for use in suspects
        if use.form == "import" and isinstance(use.resolution, Missing)
    }
    asked = {
        (use.importer, _dotted(use.target))
        for use in suspects
        if use.form == "string" and use.call.rpartition(".")[2] in _ASKING_CALLS
    }
    found: dict[str, _Dead] = {}
    for use, missing in dead:
        if scope and not _is_in_scope(use, missing, scope):
            continue
        if (use.form == "attribute" and _is_through(use, modules)) or _is_asked_for(use, asked):
            continue
        if alive.may_be(use, missing):
            continue
        target = _target(use, missing)
        each = found.setdefault(str(target), _Dead(target, missing))
        each.uses.append(use)
        each.names |= _attributes(model, use)
    return found


def _is_through(use: NameUse, modules: Collection[tuple[str, str]]) -> bool:
    """``a.gone.work`` below ``import a.gone``: the import is what is dead, or optional where it is guarded."""
    chain = _dotted(use.target)
    return any(
        importer == use.importer and (module == chain or module.startswith(f"{chain}."))
        for importer, module in modules
    )


def _is_asked_for(use: NameUse, asked: Collection[tuple[str, str]]) -> bool:
    """Whether its file asks if the module is there, or a package around it."""
    named = f"{_dotted(use.target)}."
    return any(importer == use.importer and named.startswith(f"{module}.") for importer, module in asked)


def _attributes(model: Model, use: NameUse) -> set[str]:
    """What the importer looks up in the thing, as if it were a module."""
    if use.form not in {"import", "from"}:
        return set()
    local = use.asname or (use.target.name if use.form == "from" else _dotted(use.target))
    facts = model.facts[use.site.path]
    chains = (one.chain.removeprefix(f"{local}.") for one in facts.uses if one.chain.startswith(f"{local}."))
    return {chain.partition(".")[0] for chain in chains}


def _missing(use: NameUse) -> Missing | None:
    """What the use does not find, where it is really dead."""
    if use.arm is not Arm.NONE:
        return None
    if use.form == "string" and use.call.rpartition(".")[2] in _LOG_CALLS | {""}:
        return None
    if isinstance(use.resolution, Missing):
        return use.resolution
    if isinstance(use.resolution, Several):
        options = [option for option in use.resolution.options if isinstance(option, Missing)]
        return options[0] if len(options) == len(use.resolution.options) else None
    return None


def _target(use: NameUse, missing: Missing) -> Target:
    """A name, or the module where the module itself is imported."""
    if missing.name is None and (
        use.form in {"import", "attribute"} or _dotted(use.target) == missing.module
    ):
        return missing.module if use.form == "attribute" else _dotted(use.target)
    return use.target


def _dotted(symbol: Symbol) -> str:
    return f"{symbol.module}.{symbol.name}" if symbol.module else symbol.name


def _is_in_scope(use: NameUse, missing: Missing, scope: Sequence[str]) -> bool:
    return is_inside(use.importer, scope) or is_inside(missing.module, scope)


def _finding(dead: _Dead, search: CandidateSearch) -> Finding:
    found = search.candidates(dead.target, dead.names)
    uses = sorted(dead.uses, key=lambda use: use.site)
    importers = {use.importer for use in uses}
    return Finding(
        id=f"{KIND}:{dead.target}",
        kind=KIND,
        tier=_tier(found),
        title=_title(dead.target, found),
        modules=tuple(sorted({_module_of(dead.target), *importers})),
        names=tuple(str(each) for each in (dead.target, *found.candidates) if isinstance(each, Symbol)),
        evidence=tuple(_evidence(dead, uses, found)),
        sites=tuple(dict.fromkeys(use.site for use in uses)),
        detail=DeadImport(
            dead.target, found.listed, found.candidates, found.rejected, names=tuple(sorted(dead.names))
        ),
        group=found.listed.value,
    )


def _tier(found: Candidates) -> Tier:
    if found.listed is not DeadList.ONE:
        return Tier.REVIEW
    return Tier.EXACT if found.is_sure else Tier.PROPOSE


def _module_of(target: Target) -> str:
    return target if isinstance(target, str) else target.module


def _title(target: Target, found: Candidates) -> str:
    match found.listed:
        case DeadList.ONE:
            only = found.candidates[0]
            is_same = _last_part(only) == _last_part(target)
            return f"{target} does not exist; {only} has its name" if is_same else f"{target} is {only} now"
        case DeadList.SEVERAL:
            count = len(found.candidates)
            is_same = all(_last_part(each) == _last_part(target) for each in found.candidates)
            return f"{target} does not exist; {count} things {'have its name' if is_same else 'may be meant'}"
        case DeadList.REMOVED:
            return f"{target} was removed, and nothing took its place"
        case DeadList.NEVER:
            return f"{target} does not exist, and nothing has its name"


def _last_part(target: Target) -> str:
    return target.rpartition(".")[2] if isinstance(target, str) else target.name


def _evidence(dead: _Dead, uses: Sequence[NameUse], found: Candidates) -> Iterable[str]:
    if dead.missing.name is None:
        yield f"There is no module {dead.missing.module}."
    else:
        yield f"{dead.missing.module} has no name {dead.missing.name}, and nothing in it could make one at run time."
    yield from found.said
    for use in uses[:_MOST_SHOWN]:
        yield f"{use.site.path}:{use.site.line}: `{use.site.text}`."
    if len(uses) > _MOST_SHOWN:
        yield f"And at {len(uses) - _MOST_SHOWN} more sites."
    shown = ", ".join(map(str, found.candidates)) or "none"
    yield f"Candidates ({found.why}): {shown}."
    if found.rejected:
        yield f"Not meant, though of its name: {', '.join(map(str, found.rejected))}."
