"""Recipe: import a definition by its canonical path, everywhere.

The modules that provide the canonical path (a facade and what it goes through) keep importing as they do: they are what makes it work.
"""

from collections.abc import Iterator, Sequence

from migrator.model.model import Model
from migrator.model.values import Defined, NameUse, Resolution, Several, Symbol
from migrator.recipes.exclusions import exclude
from migrator.recipes.sites.cycle_guard import CycleGuard
from migrator.recipes.sites.file_sites import Asked
from migrator.recipes.sites.sites import SiteOptions, rewrite_sites
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Exclusion, RewriteImports
from migrator.source.values import Tree

ORIGIN = "rewrite-imports"
"""What the keys of hunks are made of: a site is the same site whichever other names are rewritten along with it."""
_NAMED_AT_MOST = 3


def plan_rewrite(
    intention: RewriteImports, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """Every use of another path of the definition becomes one of the canonical path."""
    return plan_rewrites((intention,), model, tree, exclusions)


def plan_rewrites(
    intentions: Sequence[RewriteImports], model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """Several definitions at once: one statement may take several of them, and is edited once."""
    contradiction = _contradiction(intentions)
    if contradiction:
        return ChangeSet(refused=contradiction)
    mapping: dict[Symbol, Symbol] = {}
    providers: dict[Symbol, frozenset[str]] = {}
    for intention in intentions:
        canonical = model.resolve(intention.canonical.module, intention.canonical.name)
        if not _means(canonical, intention.definition):
            return ChangeSet(refused=f"{intention.canonical} does not lead to {intention.definition}")
        around = {intention.canonical.module, intention.definition.module, *_route(canonical)}
        for path in old_paths(intention, model):
            mapping[path] = intention.canonical
            providers[path] = frozenset(around)
    guard = CycleGuard(model)

    def objection(asked: Asked) -> str | None:
        return "" if asked.importer in providers.get(asked.old, ()) else guard.objection(asked)

    said = "; ".join(
        f"{one.definition.name} is imported from {one.canonical.module}"
        for one in intentions[:_NAMED_AT_MOST]
    )
    sites = rewrite_sites(
        model, tree, mapping, why=said, options=SiteOptions(origin=ORIGIN, objection=objection)
    )
    change_set = ChangeSet(files=sites.files, left=sites.left, notes=sites.notes)
    return exclude(change_set, tree, exclusions)


def _contradiction(intentions: Sequence[RewriteImports]) -> str:
    """Where two paths are asked for as the one of a definition: done twice that would go to and fro."""
    chosen: dict[Symbol, Symbol] = {}
    for one in intentions:
        other = chosen.setdefault(one.definition, one.canonical)
        if other != one.canonical:
            return f"{other} and {one.canonical} are both asked for as the one path of {one.definition}"
    return ""


def old_paths(intention: RewriteImports, model: Model) -> tuple[Symbol, ...]:
    """The paths in use that lead to the definition and are not the canonical one; strings make no paths."""
    uses: Iterator[NameUse] = (use for use in model.uses_of(intention.definition) if use.form != "string")
    paths = {use.target for use in uses if _means(use.resolution, intention.definition)}
    paths |= set(intention.paths)
    wanted = {path for path in paths if not intention.paths or path in intention.paths}
    return tuple(sorted(wanted - {intention.canonical}))


def _origin(intention: RewriteImports) -> str:
    """What the keys of hunks are made of: not the list of old paths, which shrinks while a campaign goes on."""
    return f"rewrite-imports {intention.definition} {intention.canonical}"


def _means(resolution: Resolution, definition: Symbol) -> bool:
    if isinstance(resolution, Several):
        return bool(resolution.options) and all(_means(one, definition) for one in resolution.options)
    return isinstance(resolution, Defined) and resolution.symbol == definition


def _route(resolution: Resolution) -> frozenset[str]:
    """The modules that the canonical path goes through."""
    through = resolution.through if isinstance(resolution, Defined) else ()
    return frozenset(one.module for one in through)
