"""What exists for an old path only, with those who still use it.

A shim that this program made is known from the record of its batch, exactly. Beside those, modules that do nothing but re-export and say so in
their docstring are shown for review; they are not counted, because a word in a docstring is no proof.
"""

import re
from collections.abc import Iterable, Sequence

from migrator.facts.values import Definition, Facts
from migrator.findings.context import DetectContext, Detection
from migrator.findings.scopes import is_inside, phase_scope
from migrator.findings.values import Finding, Measure, Shim, Tier
from migrator.model.model import Model
from migrator.model.values import Defined, Module, NameUse, Site, Symbol
from migrator.plan.values import Phase

KIND = "shims"
_MARKER = re.compile(
    r"\b(deprecated|legacy|compat|compatibility|backwards?[- ]compatib\w+|moved|shim|use \S+ instead|old (name|path|place)s?)\b",
    re.IGNORECASE,
)
_PLUMBING = frozenset({"__all__", "__getattr__", "__dir__"})
_MOST_SHOWN = 6


def find_shims(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """Declared shims in the scope, and modules that look like one.

    The measure is the number of declared shims; its parts are shims, unused ones and their users, and those for review.
    """
    scope = phase_scope(phase.scope, model.packages)
    users = _users(model)
    declared = [path for path in sorted(context.declared_shims) if is_inside(path.module, scope)]
    exact = [
        found
        for path in declared
        if (found := _declared(model, path, context.declared_shims[path], users.get(path, ()))) is not None
    ]
    known = frozenset(context.declared_shims)
    review = [
        found
        for module in model.modules.values()
        if is_inside(module.name, scope)
        for found in _looks_like(model, module, users, known)
    ]
    remaining = [len(found.sites) for found in exact]
    measure = Measure(
        value=len(exact),
        goal=0,
        unit="shims",
        parts=(
            ("shims", len(exact)),
            ("unused", remaining.count(0)),
            ("users", sum(remaining)),
            ("for review", len(review)),
        ),
    )
    return Detection(tuple(sorted(exact + review, key=lambda finding: finding.id)), measure)


def _users(model: Model) -> dict[Symbol, list[NameUse]]:
    found: dict[Symbol, list[NameUse]] = {}
    for use in model.name_uses:
        if use.importer != use.target.module:
            found.setdefault(use.target, []).append(use)
    return found


def _declared(model: Model, path: Symbol, batch: str, users: Sequence[NameUse]) -> Finding | None:
    """None where the old path is gone, or is a definition again."""
    if path.module not in model.modules:
        return None
    meaning = model.resolve(path.module, path.name)
    if isinstance(meaning, Defined):
        target = meaning.symbol
    else:
        facts = model.facts.get(model.modules[path.module].path)
        is_lazy = facts is not None and facts.has_getattr
        named = [symbol for symbol in model.symbols_named(path.name) if symbol != path]
        if not is_lazy or len(named) != 1:
            return None
        target = named[0]
    if target == path:
        return None
    return _finding(path, target, users, Tier.EXACT, batch)


def _looks_like(
    model: Model, module: Module, users: dict[Symbol, list[NameUse]], known: frozenset[Symbol]
) -> Iterable[Finding]:
    facts = model.facts.get(module.path)
    if facts is None or not _only_reexports(facts) or not _MARKER.search(facts.docstring_first_line):
        return
    for name in model.public_names(module.name):
        path = Symbol(module.name, name)
        meaning = model.resolve(module.name, name)
        if isinstance(meaning, Defined) and meaning.symbol != path and path not in known:
            yield _finding(path, meaning.symbol, users.get(path, ()), Tier.REVIEW, "")


def _only_reexports(facts: Facts) -> bool:
    return bool(facts.imports) and all(_is_plumbing(one) for one in facts.definitions)


def _is_plumbing(definition: Definition) -> bool:
    return bool(definition.alias_of) or definition.name in _PLUMBING


def _finding(path: Symbol, target: Symbol, users: Sequence[NameUse], tier: Tier, batch: str) -> Finding:
    sites: tuple[Site, ...] = tuple(sorted({use.site for use in users}))
    return Finding(
        id=f"{KIND}:{path}",
        kind=KIND,
        tier=tier,
        title=f"{path} stands for {target}" + ("" if sites else ", and nobody uses it"),
        modules=tuple(sorted({path.module, target.module})),
        names=(str(path), str(target)),
        evidence=tuple(_evidence(path, target, sites, batch)),
        sites=sites,
        detail=Shim(path, target, users=len(sites), made_by=batch),
        counts=tier is Tier.EXACT,
        group=path.module,
    )


def _evidence(path: Symbol, target: Symbol, sites: Sequence[Site], batch: str) -> Iterable[str]:
    yield f"{path} gives {target}."
    if batch:
        yield f"The record of batch {batch} declares it as a shim."
    else:
        yield f"{path.module} only re-exports, and its docstring says that it is for old paths."
    if not sites:
        yield "Nobody uses it: it can be removed."
    for site in sites[:_MOST_SHOWN]:
        yield f"Still used at {site.path}:{site.line}: `{site.text}`."
    if len(sites) > _MOST_SHOWN:
        yield f"And at {len(sites) - _MOST_SHOWN} more sites."
