"""Recipes as serialisable intentions: "move these symbols there", "import this name from here".

An intention is stored in the record of its batch and can be replayed on another commit, so it names symbols and modules, never lines.
It stands below the room that plans it, because a record must be readable without planning anything.
"""

import msgspec

from migrator.model.values import Symbol
from migrator.plan.values import ShimChoice


class Exclusion(msgspec.Struct, frozen=True):
    """A place that people decided to leave: it is planned around, and remembered with its reason.

    ``key`` is a hunk's key (see ``Edit.hunk``).
    """

    path: str
    key: str
    reason: str = ""


class Moved(msgspec.Struct, frozen=True):
    """One symbol that moves, under its new name."""

    old: Symbol
    new: Symbol


class MoveSymbols(msgspec.Struct, frozen=True, tag="move-symbols"):
    """These definitions live in ``target`` now."""

    moves: tuple[Moved, ...]
    target: str
    shim: ShimChoice = ShimChoice.AUTO


class MoveModule(msgspec.Struct, frozen=True, tag="move-module"):
    """The module or package ``old`` lives at ``new`` now, with all that is in it."""

    old: str
    new: str
    shim: ShimChoice = ShimChoice.AUTO


class RewriteImports(msgspec.Struct, frozen=True, tag="rewrite-imports"):
    """Import this definition by this path, everywhere. ``paths`` narrows it to some of the old paths; empty means all."""

    definition: Symbol
    canonical: Symbol
    paths: tuple[Symbol, ...] = ()


class ImportFromDefinition(msgspec.Struct, frozen=True, tag="import-from-definition"):
    """``importer`` takes these names of ``imported`` from where they are defined, not through the re-exporter."""

    importer: str
    imported: str
    names: tuple[str, ...]


class GuardForTyping(msgspec.Struct, frozen=True, tag="guard-for-typing"):
    """``importer`` needs these names of ``imported`` for annotations only (no names: the module itself)."""

    importer: str
    imported: str
    names: tuple[str, ...]


class DropImport(msgspec.Struct, frozen=True, tag="drop-import"):
    """``importer`` does not use these names of ``imported``, and nobody takes them from it."""

    importer: str
    imported: str
    names: tuple[str, ...]


class RepairDeadImport(msgspec.Struct, frozen=True, tag="repair-dead-import"):
    """This unresolved name means that definition; a ``str`` is a module."""

    dead: Symbol | str
    means: Symbol | str


class AliasDuplicate(msgspec.Struct, frozen=True, tag="alias-duplicate"):
    """The class ``duplicate`` is the class ``canonical``: its body goes, its name stays as an alias."""

    duplicate: Symbol
    canonical: Symbol


class MoveMembers(msgspec.Struct, frozen=True, tag="move-members"):
    """These members of the class ``source`` are needed, and ``target`` lacks them: they are moved there."""

    source: Symbol
    target: Symbol
    members: tuple[str, ...]


class ReplaceCalls(msgspec.Struct, frozen=True, tag="replace-calls"):
    """Call ``canonical`` instead of ``creator``. The name of a creator that is a method is ``Class.method``."""

    creator: Symbol
    canonical: Symbol


class RetireCreator(msgspec.Struct, frozen=True, tag="retire-creator"):
    """Nobody here calls ``creator`` any more: for others it stays, warns, and gives what ``canonical`` gives."""

    creator: Symbol
    canonical: Symbol


class CollapseEnum(msgspec.Struct, frozen=True, tag="collapse-enum"):
    """All members of ``enum`` mean ``member`` now: the others stay as its aliases, uses name it."""

    enum: Symbol
    member: str


class PlugInRecipe(msgspec.Struct, frozen=True, tag="plug-in"):
    """What the recipe of a plug-in does with the finding of these names."""

    recipe: str
    names: tuple[str, ...]


Recipe = (
    MoveSymbols
    | MoveModule
    | RewriteImports
    | ImportFromDefinition
    | GuardForTyping
    | DropImport
    | RepairDeadImport
    | AliasDuplicate
    | MoveMembers
    | ReplaceCalls
    | RetireCreator
    | CollapseEnum
    | PlugInRecipe
)
