"""First-party imports and path strings that name nothing, with what they may mean.

The item is the dead name (or module), not the site: one repair closes all its sites. An import in a ``try`` that catches the ImportError is
optional, not dead. What cannot be known without running the code (a dynamic module, a module ``__getattr__``) is not called dead either.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from migrator.facts.values import Arm
from migrator.findings.context import DetectContext, Detection, Target
from migrator.findings.scopes import is_inside
from migrator.findings.values import DeadImport, DeadList, Finding, Measure, Tier
from migrator.model.model import Model
from migrator.model.values import Missing, Module, ModuleRole, NameUse, Several, Symbol
from migrator.plan.values import Phase

KIND = "dead-imports"
_LOG_CALLS = frozenset({"getLogger", "get_logger"})
_MOST_SHOWN = 6


def find_dead_imports(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """One finding a dead name or module; without a scope everywhere, else where target or importer lies in it.

    The measure is the number of dead names; its parts are the three lists and the sites.
    """
    dead = _dead_targets(model, phase.scope)
    search = _Search(model, context)
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


def _dead_targets(model: Model, scope: Sequence[str]) -> dict[str, _Dead]:
    suspects = model.uses.unsure
    dead = [(use, missing) for use in suspects if (missing := _missing(use)) is not None]
    modules = {
        (use.importer, _dotted(use.target))
        for use in suspects
        if use.form == "import" and isinstance(use.resolution, Missing)
    }
    found: dict[str, _Dead] = {}
    for use, missing in dead:
        if scope and not _is_in_scope(use, missing, scope):
            continue
        if use.form == "attribute" and _is_through(use, modules):
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


def _finding(dead: _Dead, search: "_Search") -> Finding:
    candidates, why = search.candidates(dead)
    listed = DeadList.NEVER if not candidates else DeadList.ONE if len(candidates) == 1 else DeadList.SEVERAL
    uses = sorted(dead.uses, key=lambda use: use.site)
    importers = {use.importer for use in uses}
    return Finding(
        id=f"{KIND}:{dead.target}",
        kind=KIND,
        tier=Tier.EXACT if listed is DeadList.ONE else Tier.REVIEW,
        title=_title(dead.target, candidates),
        modules=tuple(sorted({_module_of(dead.target), *importers})),
        names=tuple(str(each) for each in (dead.target, *candidates) if isinstance(each, Symbol)),
        evidence=tuple(_evidence(dead, uses, candidates, why)),
        sites=tuple(dict.fromkeys(use.site for use in uses)),
        detail=DeadImport(dead.target, listed, candidates),
        group=listed.value,
    )


@dataclass(frozen=True)
class _Search:
    """What dead names may mean. What several of them need is looked up once."""

    model: Model
    context: DetectContext

    def candidates(self, dead: _Dead) -> tuple[tuple[Target, ...], str]:
        """What the name may mean, sorted, and how that is known."""
        if isinstance(dead.target, str):
            found: tuple[Target, ...] = self._modules_like(dead.target, dead.names)
            provides = f" and provide {', '.join(sorted(dead.names))}" if dead.names else ""
            why = f"modules whose last part is {dead.target.rpartition('.')[2]}{provides}"
        else:
            found = self._definitions_like(dead.target)
            why = f"definitions of {dead.target.name} in the packages"
            if not found and (found := self._submodules_like(dead.target, dead.names)):
                why = f"modules called {dead.target.name}"
        if len(found) != 1 and self.context.history_candidates is not None:
            remembered = self.context.history_candidates(dead.target)
            if remembered:
                return tuple(remembered), "where it was defined when it last resolved"
        return found, why

    def _definitions_like(self, target: Symbol) -> tuple[Target, ...]:
        named = (symbol for symbol in self.model.symbols_named(target.name) if symbol != target)
        return tuple(
            sorted(symbol for symbol in named if _can_be_imported(self.model.modules[symbol.module]))
        )

    def _submodules_like(self, target: Symbol, names: Iterable[str]) -> tuple[Target, ...]:
        """``from a import b`` may have meant a module; it is repaired like a name of its package."""
        parts = (_split(name) for name in self._modules_like(_dotted(target), names))
        return tuple(Symbol(package, last) for package, last in parts if package)

    def _modules_like(self, dotted: str, names: Iterable[str]) -> tuple[str, ...]:
        """Modules of the packages with the same last part that provide all that is taken."""
        same = [name for name in self._by_last_part.get(_split(dotted)[1], ()) if name != dotted]
        return tuple(sorted(name for name in same if all(self._provides(name, each) for each in names)))

    def _provides(self, module: str, name: str) -> bool:
        return not isinstance(self.model.resolve(module, name), Missing)

    @cached_property
    def _by_last_part(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for module in self.model.modules.values():
            if _can_be_imported(module) and not module.is_namespace:
                found.setdefault(_split(module.name)[1], []).append(module.name)
        return found


def _can_be_imported(module: Module) -> bool:
    return module.role is ModuleRole.PACKAGE and module.is_importable


def _split(dotted: str) -> tuple[str, str]:
    package, _, last = dotted.rpartition(".")
    return package, last


def _module_of(target: Target) -> str:
    return target if isinstance(target, str) else target.module


def _title(target: Target, candidates: Sequence[Target]) -> str:
    if not candidates:
        return f"{target} does not exist, and nothing has its name"
    if len(candidates) == 1:
        return f"{target} does not exist; {candidates[0]} has its name"
    return f"{target} does not exist; {len(candidates)} things have its name"


def _evidence(dead: _Dead, uses: Sequence[NameUse], candidates: Sequence[Target], why: str) -> Iterable[str]:
    if dead.missing.name is None:
        yield f"There is no module {dead.missing.module}."
    else:
        yield f"{dead.missing.module} has no name {dead.missing.name}, and nothing in it could make one at run time."
    for use in uses[:_MOST_SHOWN]:
        yield f"{use.site.path}:{use.site.line}: `{use.site.text}`."
    if len(uses) > _MOST_SHOWN:
        yield f"And at {len(uses) - _MOST_SHOWN} more sites."
    shown = ", ".join(map(str, candidates)) or "none"
    yield f"Candidates ({why}): {shown}."
