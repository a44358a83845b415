"""Whether what a recipe is for is so already, on a tree where it cannot be planned.

On its own result a recipe plans nothing. But others work too: the squash of half a campaign has moved on what a recipe names, or somebody has
deleted the duplicate by hand. Then a recipe is refused because its subject is gone, and that is what it wanted.
"""

from migrator.model.model import Model
from migrator.model.values import Defined, IsModule, Symbol
from migrator.recipes.newcomers import is_done
from migrator.records.intentions import (
    AliasDuplicate,
    CollapseEnum,
    DropImport,
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


def why_settled(recipe: Recipe, model: Model) -> str:  # noqa: PLR0911  one arm a recipe
    """Why nothing is left to do for a recipe, or ``""`` where that cannot be said."""
    match recipe:
        case MoveSymbols(moves=moves):
            done = all(is_done(one.old, one.new, model) for one in moves)
            return f"{_names([one.old for one in moves])} moved already" if done else ""
        case MoveModule(old=old, new=new):
            return f"{old} is {new} already" if new in model.modules and old not in model.modules else ""
        case RewriteImports(definition=definition):
            return _gone(definition, model)
        case RepairDeadImport(dead=dead):
            return _repaired(dead, model)
        case AliasDuplicate(duplicate=subject) | CollapseEnum(enum=subject) | RetireCreator(creator=subject):
            return _gone(subject, model)
        case ReplaceCalls(creator=creator, canonical=canonical):
            return (
                f"{creator} is {canonical} already"
                if _is_one(creator, canonical, model)
                else _gone(creator, model)
            )
        case MoveMembers(source=source):
            return _gone(source, model)
        case ImportFromDefinition() | GuardForTyping() | DropImport():
            return _no_such_import(recipe, model)
        case PlugInRecipe():
            return ""


def _gone(subject: Symbol, model: Model) -> str:
    """It is neither defined nor named any more."""
    owner = Symbol(subject.module, subject.name.partition(".")[0])
    if isinstance(model.resolve(owner.module, owner.name), Defined):
        return ""
    if any(use.target == owner for use in model.uses_naming(owner.module)):
        return ""
    return f"{subject} is gone, and nobody names it"


def _repaired(dead: Symbol | str, model: Model) -> str:
    if isinstance(dead, str):
        return f"{dead} exists again" if dead in model.modules else ""
    found = model.resolve(dead.module, dead.name)
    if isinstance(found, Defined | IsModule):
        return f"{dead} exists again"
    named = any(use.target == dead for use in model.uses_naming(dead.module))
    return "" if named else f"nobody names {dead} any more"


def _is_one(one: Symbol, other: Symbol, model: Model) -> bool:
    found = [model.resolve(symbol.module, symbol.name) for symbol in (one, other)]
    symbols = {each.symbol for each in found if isinstance(each, Defined)}
    return len(symbols) == 1 and all(isinstance(each, Defined) for each in found)


def _no_such_import(recipe: ImportFromDefinition | GuardForTyping | DropImport, model: Model) -> str:
    if recipe.importer not in model.modules:
        return f"{recipe.importer} is gone"
    wanted = {Symbol(recipe.imported, name) for name in recipe.names}
    uses = model.uses_naming(recipe.imported)
    named = any(use.importer == recipe.importer and (not wanted or use.target in wanted) for use in uses)
    edges = () if wanted else model.edges_between(recipe.importer, recipe.imported)
    return "" if named or edges else f"{recipe.importer} does not import that from {recipe.imported} any more"


def _names(symbols: list[Symbol]) -> str:
    return ", ".join(str(one) for one in symbols)
