"""From an intention to a change set: which recipe plans what, and which findings it can close."""

from collections.abc import Sequence

from migrator.model.model import Model
from migrator.plan.values import Finds
from migrator.plugins.loading import NO_PLUGINS, Plugins
from migrator.recipes.alias_duplicate import plan_alias
from migrator.recipes.collapse_enum import plan_collapse
from migrator.recipes.drop_import import plan_drop
from migrator.recipes.guard_for_typing import plan_guard
from migrator.recipes.import_from_definition import plan_import_from_definition
from migrator.recipes.move_members import plan_move_members
from migrator.recipes.move_module import plan_move_module
from migrator.recipes.move_symbols import plan_move, why_not_movable
from migrator.recipes.plugged import plan_plugged
from migrator.recipes.repair_dead_import import plan_repair
from migrator.recipes.replace_calls import plan_replace_calls
from migrator.recipes.retire_creator import plan_retire
from migrator.recipes.rewrite_imports import plan_rewrite
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import (
    AliasDuplicate,
    CollapseEnum,
    DropImport,
    Exclusion,
    GuardForTyping,
    ImportFromDefinition,
    MoveMembers,
    MoveModule,
    MoveSymbols,
    PlugInRecipe,
    Recipe,
    RepairDeadImport,
    ReplaceCalls,
    RetireCreator,
    RewriteImports,
)
from migrator.source.values import Tree

_OfDuplicates = AliasDuplicate | MoveMembers | ReplaceCalls | RetireCreator | CollapseEnum
_OF_DUPLICATES = (AliasDuplicate, MoveMembers, ReplaceCalls, RetireCreator, CollapseEnum)


def plan_recipe(  # noqa: PLR0911, PLR0913  one arm a recipe, and what planning needs
    recipe: Recipe,
    model: Model,
    tree: Tree,
    *,
    exclusions: Sequence[Exclusion] = (),
    plugins: Plugins = NO_PLUGINS,
    lengthens: bool = False,
) -> ChangeSet:
    """What the recipe means for this tree. ``model`` must be the model of ``tree``. With ``lengthens`` a new module may be in the cycles of the one that it is taken from.

    Excluded sites stay as they are and are listed as left. Applied to its own result a recipe plans nothing.
    """
    if isinstance(recipe, _OF_DUPLICATES):
        return _plan_duplicate(recipe, model, tree, exclusions)
    match recipe:
        case MoveSymbols():
            return plan_move(recipe, model, tree, exclusions, lengthens=lengthens)
        case MoveModule():
            return plan_move_module(recipe, model, tree, exclusions)
        case RewriteImports():
            return plan_rewrite(recipe, model, tree, exclusions)
        case RepairDeadImport():
            return plan_repair(recipe, model, tree, exclusions)
        case ImportFromDefinition() | GuardForTyping() | DropImport():
            return _plan_cut(recipe, model, tree, exclusions)
        case PlugInRecipe():
            return plan_plugged(recipe, model, tree, exclusions, plugins)


def why_refused(recipe: Recipe, model: Model, tree: Tree, plugins: Plugins = NO_PLUGINS) -> str:
    """Why the recipe cannot be planned on this tree, or ``""``; for a move as far as can be told without looking at its use sites."""
    if isinstance(recipe, MoveSymbols):
        return why_not_movable(recipe, model, tree)
    change_set = plan_recipe(recipe, model, tree, plugins=plugins)
    return change_set.refused or ("nothing would change" if change_set.is_empty else "")


def can_close(recipe: Recipe) -> frozenset[Finds]:
    """The kinds of finding that the recipe can close."""
    match recipe:
        case RewriteImports():
            return frozenset({Finds.IMPORT_PATHS, Finds.SHIMS})
        case RepairDeadImport():
            return frozenset({Finds.DEAD_IMPORTS})
        case MoveSymbols() | MoveModule() | ImportFromDefinition() | GuardForTyping() | DropImport():
            return frozenset({Finds.IMPORT_CYCLES, Finds.LAYERS})
        case AliasDuplicate() | MoveMembers() | CollapseEnum():
            return frozenset({Finds.DUPLICATE_CLASSES})
        case ReplaceCalls() | RetireCreator():
            return frozenset({Finds.DUPLICATE_FACTORIES})
        case PlugInRecipe():
            return frozenset({Finds.PLUGIN})


def _plan_cut(
    recipe: ImportFromDefinition | GuardForTyping | DropImport,
    model: Model,
    tree: Tree,
    exclusions: Sequence[Exclusion],
) -> ChangeSet:
    match recipe:
        case ImportFromDefinition():
            return plan_import_from_definition(recipe, model, tree, exclusions)
        case GuardForTyping():
            return plan_guard(recipe, model, tree, exclusions)
        case DropImport():
            return plan_drop(recipe, model, tree, exclusions)


def _plan_duplicate(
    recipe: _OfDuplicates, model: Model, tree: Tree, exclusions: Sequence[Exclusion]
) -> ChangeSet:
    match recipe:
        case AliasDuplicate():
            return plan_alias(recipe, model, tree, exclusions)
        case MoveMembers():
            return plan_move_members(recipe, model, tree, exclusions)
        case ReplaceCalls():
            return plan_replace_calls(recipe, model, tree, exclusions)
        case RetireCreator():
            return plan_retire(recipe, model, tree, exclusions)
        case CollapseEnum():
            return plan_collapse(recipe, model, tree, exclusions)
