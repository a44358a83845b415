"""Newcomers: sites that began to use an old path after its definition had moved.

A move that is done plans nothing more, and its shim keeps such a site working. Where the campaign is carried to another base, people have gone
on to use the old path there, not knowing better; their sites follow as those before them did.
"""

from collections.abc import Mapping, Sequence

from migrator.model.model import Model
from migrator.model.values import Defined, Symbol
from migrator.recipes.sites.cycle_guard import CycleGuard
from migrator.recipes.sites.sites import SiteOptions, rewrite_sites
from migrator.recipes.sites.string_sites import Verdict
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Exclusion, MoveModule, MoveSymbols, Recipe
from migrator.source.values import Tree

ORIGIN = "newcomers"


def is_done(old: Symbol, new: Symbol, model: Model) -> bool:
    """Whether a definition has left its old place and the new path leads to it, there or where a later move took it."""
    there = model.resolve(new.module, new.name)
    if not isinstance(there, Defined) or there.symbol == old:
        return False
    was = model.resolve(old.module, old.name)
    return not isinstance(was, Defined) or was.symbol == there.symbol


def done_moves(
    recipes: Sequence[Recipe], renames: Sequence[tuple[Symbol, Symbol]], model: Model
) -> Mapping[Symbol, Symbol]:
    """Old to new path of what these recipes moved, as far as it is moved in this model.

    Args:
        recipes: Of a batch that landed.
        renames: What its record says was renamed: what moved along is in it.
        model: Of the tree that is looked at.
    """
    asked = {
        one.old: one.new for recipe in recipes if isinstance(recipe, MoveSymbols) for one in recipe.moves
    }
    if not asked:
        return {}
    old_modules = {old.module for old in asked}
    pairs = asked | {old: new for old, new in renames if old.module in old_modules}
    return {old: new for old, new in sorted(pairs.items()) if is_done(old, new, model)}


def done_modules(recipes: Sequence[Recipe], model: Model) -> Mapping[str, str]:
    """Old to new name of the modules that these recipes moved; of the old one a shim is left, or nothing."""
    return {
        recipe.old: recipe.new
        for recipe in recipes
        if isinstance(recipe, MoveModule) and recipe.new in model.modules
    }


def plan_newcomers(
    symbols: Mapping[Symbol, Symbol],
    modules: Mapping[str, str],
    model: Model,
    tree: Tree,
    exclusions: Sequence[Exclusion] = (),
) -> ChangeSet:
    """Every use of an old path becomes one of the new path.

    Files in which people had left a site of the move on purpose are not looked at: which site it was cannot be told by another plan's keys.

    Args:
        symbols: See `done_moves`.
        modules: See `done_modules`.
        model: Of the tree.
        tree: What is planned on.
        exclusions: Those of the batch that moved them.
    """
    if not symbols and not modules:
        return ChangeSet()
    inside = {one.module for pair in symbols.items() for one in pair}
    own = {model.modules[name].path for name in inside if name in model.modules}
    own |= {one.path for name, one in model.modules.items() if _is_within(name, modules)}
    options = SiteOptions(
        origin=ORIGIN,
        modules=modules,
        skip_paths=frozenset(own | {one.path for one in exclusions}),
        objection=CycleGuard(model).objection,
        outside=True,
        patch_rule=_rewritten if modules else None,
    )
    sites = rewrite_sites(model, tree, symbols, why="it lives elsewhere now", options=options)
    return ChangeSet(files=sites.files, left=sites.left, notes=sites.notes)


def _rewritten(_old: Symbol, _new: Symbol) -> Verdict:
    return Verdict.REWRITE


def _is_within(name: str, modules: Mapping[str, str]) -> bool:
    return any(f"{name}.".startswith(f"{old}.") for old in modules)
