"""Several recipes of one batch, planned on the same tree.

What can be merged is merged, so that a reviewer reads one diff against the base. A recipe that touches a statement which another one edits is
handed back: whoever asked plans it on the result of the others.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from migrator.model.model import Model
from migrator.plugins.loading import NO_PLUGINS, Plugins
from migrator.recipes.editing.merging import merge_on_base
from migrator.recipes.planning import plan_recipe
from migrator.recipes.repair_dead_import import plan_repairs
from migrator.recipes.rewrite_imports import plan_rewrites
from migrator.recipes.sites.cycle_guard import is_of_a_cycle
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import (
    Exclusion,
    MoveModule,
    MoveSymbols,
    Recipe,
    RepairDeadImport,
    RetireCreator,
    RewriteImports,
)
from migrator.source.values import Tree


@dataclass(frozen=True)
class PlannedTogether:
    """What could be planned on one tree, and the recipes that have to wait for its result."""

    change_set: ChangeSet
    waiting: tuple[Recipe, ...]


def plan_together(  # noqa: PLR0913  what planning needs
    recipes: Sequence[Recipe],
    model: Model,
    tree: Tree,
    exclusions: Sequence[Exclusion] = (),
    plugins: Plugins = NO_PLUGINS,
    *,
    lengthens: bool = False,
) -> PlannedTogether:
    """Plan recipes on one tree. ``model`` must be the model of ``tree``; a refusal of one refuses all. ``lengthens`` is that of `plan_recipe`.

    Recipes that wait for another's result keep their order; a creator is retired after its calls are gone, and imports that a cycle forbids are
    rewritten after all that may open it.
    """
    contradiction = _two_places(recipes)
    if contradiction:
        return PlannedTogether(ChangeSet(refused=contradiction), ())
    total = ChangeSet()
    waiting: list[Recipe] = []
    last: list[Recipe] = []
    for group in _groups(recipes):
        waits = waiting or _must_wait(group, total)
        merged = None
        if not waits:
            planned = _planned(group, model, tree, exclusions, plugins, lengthens=lengthens)
            if _may_do_more_last(group, planned, recipes):
                last += group
                continue
            merged = merge_on_base(tree, total, planned)
        if merged is None:
            waiting += group
        else:
            total = merged
    return PlannedTogether(nothing_where_refused(total), (*waiting, *last))


def _may_do_more_last(group: Sequence[Recipe], planned: ChangeSet, recipes: Sequence[Recipe]) -> bool:
    """Whether imports stay because of a cycle that moves may open, and nothing that is rewritten here moves.

    Planned before them it would leave sites that it rewrites when the batch is done again.
    """
    rewrites = [one for one in group if isinstance(one, RewriteImports)]
    moves = [one for one in recipes if isinstance(one, MoveSymbols | MoveModule)]
    if not rewrites or not moves or len(rewrites) + len(moves) < len(recipes):
        return False
    moved = {path for one in moves for pair in _moves_of(one) for path in pair}
    paths = {str(path) for one in rewrites for path in (one.definition, one.canonical)}
    homes = {f"{path.partition(':')[0]}." for path in paths}
    is_touched = bool(paths & moved) or any(home.startswith(f"{one}.") for home in homes for one in moved)
    return not is_touched and any(is_of_a_cycle(one.reason) for one in planned.left)


def _two_places(recipes: Sequence[Recipe]) -> str:
    """Where one thing is to move to two places: the second would only move what the first leaves for others at the old path."""
    chosen: dict[str, str] = {}
    for recipe in recipes:
        for old, new in _moves_of(recipe):
            other = chosen.setdefault(old, new)
            if other != new:
                return f"{old} is to move to {other} and to {new}: it can live in one place"
    return ""


def _moves_of(recipe: Recipe) -> Sequence[tuple[str, str]]:
    match recipe:
        case MoveSymbols(moves=moves):
            return [(str(moved.old), str(moved.new)) for moved in moves]
        case MoveModule(old=old, new=new):
            return [(old, new)]
        case _:
            return ()


def nothing_where_refused(change_set: ChangeSet) -> ChangeSet:
    """A refusal of one refuses all: what the others would do is not shown as if it were planned."""
    if not change_set.refused:
        return change_set
    return ChangeSet(left=change_set.left, notes=change_set.notes, refused=change_set.refused)


def _must_wait(group: Sequence[Recipe], total: ChangeSet) -> bool:
    """Whether recipes need the result of those before them: a creator without calls, a definition or module where a move puts it."""
    if isinstance(group[0], RetireCreator):
        return bool(total.files)
    touched = {symbol for pair in total.renames for symbol in pair}
    modules = {module for pair in total.modules for module in pair}
    return any(
        (isinstance(one, RewriteImports) and {one.definition, one.canonical} & touched)
        or (isinstance(one, MoveSymbols) and {moved.old for moved in one.moves} & touched)
        or any(_is_in(named, modules) for named in _modules_of(one))
        for one in group
    )


def _modules_of(recipe: Recipe) -> Sequence[str]:
    match recipe:
        case MoveSymbols(moves=moves, target=target):
            return (target, *(moved.old.module for moved in moves))
        case MoveModule(old=old, new=new):
            return (old, new)
        case RewriteImports(definition=definition, canonical=canonical):
            return (definition.module, canonical.module)
        case _:
            return ()


def _is_in(module: str, modules: Collection[str]) -> bool:
    """Whether a module is one of these, in one of them, or around one of them."""
    return any(f"{module}.".startswith(f"{one}.") or one.startswith(f"{module}.") for one in modules)


def _groups(recipes: Sequence[Recipe]) -> list[list[Recipe]]:
    """Recipes that are planned as one because they meet in the same statements: all repairs, all rewritten imports; others alone."""
    groups: list[list[Recipe]] = []
    joined: dict[type, list[Recipe]] = {}
    for recipe in recipes:
        group = joined.get(type(recipe)) if isinstance(recipe, RepairDeadImport | RewriteImports) else None
        if group is None:
            group = joined[type(recipe)] = []
            groups.append(group)
        group.append(recipe)
    return groups


def _planned(  # noqa: PLR0913  what planning needs
    group: Sequence[Recipe],
    model: Model,
    tree: Tree,
    exclusions: Sequence[Exclusion],
    plugins: Plugins,
    *,
    lengthens: bool,
) -> ChangeSet:
    repairs = [recipe for recipe in group if isinstance(recipe, RepairDeadImport)]
    if repairs:
        return plan_repairs(repairs, model, tree, exclusions)
    rewrites = [recipe for recipe in group if isinstance(recipe, RewriteImports)]
    if rewrites:
        return plan_rewrites(rewrites, model, tree, exclusions)
    return plan_recipe(group[0], model, tree, exclusions=exclusions, plugins=plugins, lengthens=lengthens)
