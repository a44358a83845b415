"""Which public names a change may have touched: those of the changed modules, and what others take from these.

A module that is unchanged means by its other names what it meant. What it takes from an unchanged module that takes it from a changed one is that
module's to answer for. To ask all importers for all their names costs seconds and a hundred megabytes where thousands import one module.
"""

from collections.abc import Mapping

from migrator.model.model import Model
from migrator.recipes.values import ChangeSet


def names_near(model: Model, change_set: ChangeSet) -> Mapping[str, tuple[str, ...]]:
    """By module, the public names that a change may have touched: all of the changed modules, and what others import from those."""
    changed = {
        module.name for change in change_set.files if (module := model.module_at(change.path)) is not None
    }
    near = {edge.importer for name in changed for edge in model.edges_to(name)}
    everything = bool(change_set.modules)  # then a module may have become another one
    return {
        name: model.public_names(name)
        if everything or name in changed
        else _names_taken(model, name, changed)
        for name in changed | near
        if name in model.modules
    }


def _names_taken(model: Model, module: str, changed: set[str]) -> tuple[str, ...]:
    """The public names of a module that it imports from changed ones; all of them where it imports with a star: who knows which those are."""
    facts = model.facts_of(module)
    has_star = facts is None or any(one.name == "*" for each in facts.imports for one in each.names)
    if has_star:
        return model.public_names(module)
    taken = {
        use.asname or use.target.name
        for use in model.uses.by_module[module].uses
        if use.form != "string" and {use.target.module, str(use.target).replace(":", ".")} & changed
    }
    return tuple(name for name in model.public_names(module) if name in taken)
