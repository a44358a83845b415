"""Names for batches that do not depend on their place in a list.

A batch's id is made of its phase and its recipes: the same proposal has the same id tomorrow, on another machine and after other batches
have landed, so what was reviewed under an id is what lands under it.
"""

import hashlib
from collections.abc import Sequence

import msgspec

from migrator.model.values import Symbol
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


def batch_id(phase: str, recipes: Sequence[Recipe]) -> str:
    """``b`` and seven hexadecimal digits of the digest of phase and recipes."""
    content = msgspec.json.encode((phase, tuple(recipes)))
    return "b" + hashlib.blake2b(content, digest_size=8).hexdigest()[:7]


def in_words(recipe: Recipe) -> str:  # noqa: C901, PLR0911, PLR0912  one arm a recipe
    """The intention in one sentence."""
    match recipe:
        case MoveSymbols(moves=moves, target=target):
            source = ", ".join(sorted({move.old.module for move in moves}))
            return f"move {_names([move.old.name for move in moves])} from {source} to {target}"
        case MoveModule(old=old, new=new):
            return f"move the module {old} to {new}"
        case RewriteImports(canonical=canonical):
            return f"import {canonical.name} from {canonical.module} everywhere"
        case ImportFromDefinition(importer=importer, imported=imported, names=names):
            return f"{importer}: take {_names(names)} from where they are defined, not through {imported}"
        case GuardForTyping(importer=importer, imported=imported, names=names):
            what = _names(names) if names else imported
            return f"{importer}: import {what} under TYPE_CHECKING, it is needed for annotations only"
        case DropImport(importer=importer, imported=imported, names=names):
            what = f"{_names(names)} of {imported}" if names else imported
            return f"{importer}: drop the unused import of {what}"
        case RepairDeadImport(dead=dead, means=means):
            return f"{dead} names nothing: import {means} instead"
        case AliasDuplicate(duplicate=duplicate, canonical=canonical):
            return f"{duplicate} is {canonical} from now on: its body goes, its name stays as an alias"
        case MoveMembers(source=source, target=target, members=members):
            return f"move {_names(members)} from {source} to {target}, which lacks them"
        case ReplaceCalls(creator=creator, canonical=canonical):
            return f"call {canonical} instead of {creator}"
        case RetireCreator(creator=creator, canonical=canonical):
            return f"{creator} stays for others only: it warns and gives what {canonical} gives"
        case CollapseEnum(enum=enum, member=member):
            return f"all members of {enum} mean {member}: the others become its aliases"
        case PlugInRecipe(recipe=name, names=names):
            return f"the plug-in {name} rewrites {_names(names)}"


def title_of(recipe: Recipe) -> str:  # noqa: C901, PLR0911, PLR0912  one arm a recipe
    """The intention as a commit's subject would say it: modules by their last two parts."""
    match recipe:
        case MoveSymbols(moves=moves, target=target):
            return f"Move {_names([move.old.name for move in moves], 1)} to {_short(target)}"
        case MoveModule(old=old, new=new):
            return f"Move {_short(old)} to {_short(new)}"
        case RewriteImports(canonical=canonical):
            return f"Import {canonical.name} from {_short(canonical.module)} only"
        case ImportFromDefinition(importer=importer, names=names):
            return f"Import {_names(names, 1)} from where it is defined in {_short(importer)}"
        case GuardForTyping(importer=importer, imported=imported, names=names):
            what = _names(names, 1) if names else _short(imported)
            return f"Import {what} for typing only in {_short(importer)}"
        case DropImport(importer=importer, imported=imported, names=names):
            what = _names(names, 1) if names else _short(imported)
            return f"Drop the unused import of {what} in {_short(importer)}"
        case RepairDeadImport(dead=dead, means=means):
            return f"Import {means} where {dead} is gone"
        case AliasDuplicate(duplicate=duplicate, canonical=canonical):
            return f"Let {_qualified(duplicate)} be {_qualified(canonical)}"
        case MoveMembers(source=source, target=target, members=members):
            return f"Move {_names(members, 1)} of {source.name} to {target.name}"
        case ReplaceCalls(creator=creator, canonical=canonical):
            return f"Call {canonical.name} instead of {_qualified(creator)}"
        case RetireCreator(creator=creator):
            return f"Retire {_qualified(creator)}"
        case CollapseEnum(enum=enum, member=member):
            return f"Collapse {enum.name} to {member}"
        case PlugInRecipe(recipe=name, names=names):
            return f"Apply {name} to {_names(names, 1)}"


def _qualified(symbol: Symbol) -> str:
    return f"{symbol.module.rpartition('.')[2]}.{symbol.name}"


def _short(module: str) -> str:
    return ".".join(module.split(".")[-2:])


def _names(names: Sequence[str], most: int = 3) -> str:
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"
