"""Records of a tree, read as untrusted input.

Anybody who can commit can write into `.migrator/batches`: a record is data that may be malformed, huge, or say one thing in its name and
another inside. What is not a record becomes a note and changes nothing; nothing in a record is a path that is opened or text that is run.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import msgspec

from migrator.display import visible_line
from migrator.errors import MigratorError
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
from migrator.records.values import RECORD_FOLDER, RECORD_SCHEMA, Record

SIZE_LIMIT = 4 << 20
"""Bytes of one record; a batch of 10,000 hunks stays below a tenth of it."""
COUNT_LIMIT = 10_000

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_PART = re.compile(r"[\w-]+(?:\.[\w-]+)*")


class RecordsTree(Protocol):
    """What is asked of a tree here."""

    def entries(self) -> Mapping[str, object]:
        """By path."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        ...


def read_records(tree: RecordsTree) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    """The records of a tree, sorted by id, and a note for each file that is none."""
    records: list[Record] = []
    notes: list[str] = []
    paths = sorted(path for path in tree.entries() if path.startswith(f"{RECORD_FOLDER}/"))
    for path in paths[:COUNT_LIMIT]:
        if not path.endswith(".json"):
            continue
        try:
            records.append(parse_record(tree.read(path), path))
        except (ValueError, OSError, MigratorError) as error:
            notes.append(f"{visible_line(path)} is left out: {visible_line(str(error))}")
    if len(paths) > COUNT_LIMIT:
        notes.append(f"{RECORD_FOLDER} has more than {COUNT_LIMIT:,} files; the others are left out")
    return tuple(records), tuple(notes)


def parse_record(raw: bytes, path: str) -> Record:
    """The record that a file holds.

    Args:
        raw: The file's bytes.
        path: Where it is kept; its name must be the record's id.

    Raises:
        ValueError: It is no record of this version, in words.
    """
    if len(raw) > SIZE_LIMIT:
        raise ValueError(f"it is larger than {SIZE_LIMIT:,} bytes")
    _check_schema(raw)
    record = msgspec.json.decode(raw, type=Record)
    if not _ID.fullmatch(record.id) or ".." in record.id:
        raise ValueError(f"its id {record.id!r} is no id of a batch")
    if record.path != path:
        raise ValueError(f"its id {record.id!r} is not the name of its file")
    if record.undoes and not _ID.fullmatch(record.undoes):
        raise ValueError(f"it undoes {record.undoes!r}, which is no id of a batch")
    if record.adopts and not _COMMIT.fullmatch(record.adopts):
        raise ValueError(f"it adopts {record.adopts!r}, which is no id of a commit")
    for name in _names(record):
        if not _is_name(name):
            raise ValueError(f"{name!r} is no name of a module or symbol")
    for exclusion in record.exclusions:
        if not is_inside(exclusion.path):
            raise ValueError(f"the path {exclusion.path!r} leads out of the repository")
    return record


def renames(
    records: Iterable[Record], pending: Iterable[tuple[Symbol, Symbol]] = ()
) -> Mapping[Symbol, Symbol]:
    """Where symbols live now, by where they lived; taken-back batches left out, chains followed to their end.

    Args:
        records: Those of the tree.
        pending: Old and new names of changes on top of the tree that no record says yet.
    """
    direct = {old: new for record in standing(records) for old, new in record.renames if old != new}
    direct |= {old: new for old, new in pending if old != new}
    return {old: _end(direct, old) for old in sorted(direct)}


def declared_shims(records: Iterable[Record]) -> Mapping[Symbol, str]:
    """Old paths kept working on purpose, with the id of the batch that declares each; taken-back batches left out."""
    shims = {shim: record.id for record in standing(records) for shim in record.shims}
    return dict(sorted(shims.items()))


def standing(records: Iterable[Record]) -> tuple[Record, ...]:
    """The records that nobody took back, sorted by id. An undo that was itself undone takes nothing back."""
    by_id = {record.id: record for record in sorted(records, key=lambda record: record.id)}
    undone_by: dict[str, list[str]] = {}
    for record in by_id.values():
        if record.undoes:
            undone_by.setdefault(record.undoes, []).append(record.id)
    return tuple(record for record in by_id.values() if not record.undoes and _stands(record.id, undone_by))


def is_inside(path: str) -> bool:
    """Whether a path of a record is relative and stays inside the root."""
    parts = path.split("/")
    is_clean = all(part not in {"", ".", ".."} for part in parts)
    return is_clean and "\\" not in path and "\0" not in path and not re.match(r"[A-Za-z]:", path)


def _stands(batch: str, undone_by: Mapping[str, list[str]]) -> bool:
    """Whether no undo that itself stands takes the batch back."""
    level = [batch]
    seen = {batch}
    chain = [level]
    while level := [undo for one in level for undo in undone_by.get(one, ()) if undo not in seen]:
        seen.update(level)
        chain.append(level)
    # From the far end: an undo stands when nothing that stands takes it back.
    standing: set[str] = set()
    for level in reversed(chain):
        standing |= {one for one in level if not standing.intersection(undone_by.get(one, ()))}
    return batch in standing


def _end(direct: Mapping[Symbol, Symbol], old: Symbol) -> Symbol:
    seen = {old}
    now = direct[old]
    while now in direct and now not in seen:
        seen.add(now)
        now = direct[now]
    return now


def _check_schema(raw: bytes) -> None:
    """Say that a record is of another version before saying that its fields are unknown."""
    try:
        value = json.loads(raw)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    schema = value.get("schema") if isinstance(value, dict) else None
    if schema != RECORD_SCHEMA:
        raise ValueError(f"it has schema {schema!r}, this program reads schema {RECORD_SCHEMA}")


def _names(record: Record) -> Iterator[Symbol | str]:
    for old, new in record.renames:
        yield from (old, new)
    yield from record.shims
    for recipe in record.recipes:
        yield from _names_in(recipe)


def _names_in(recipe: Recipe) -> Iterator[Symbol | str]:  # noqa: C901  one arm a recipe
    match recipe:
        case MoveSymbols():
            yield recipe.target
            for moved in recipe.moves:
                yield from (moved.old, moved.new)
        case MoveModule():
            yield from (recipe.old, recipe.new)
        case RewriteImports():
            yield from (recipe.definition, recipe.canonical, *recipe.paths)
        case ImportFromDefinition() | GuardForTyping() | DropImport():
            yield from (recipe.importer, recipe.imported)
            yield from (Symbol(recipe.imported, name) for name in recipe.names)
        case RepairDeadImport():
            yield from (recipe.dead, recipe.means)
        case AliasDuplicate():
            yield from (recipe.duplicate, recipe.canonical)
        case MoveMembers():
            yield from (recipe.source, recipe.target)
            yield from (_member(recipe.target, name) for name in recipe.members)
        case ReplaceCalls() | RetireCreator():
            yield from (recipe.creator, recipe.canonical)
        case CollapseEnum():
            yield from (recipe.enum, _member(recipe.enum, recipe.member))
        case PlugInRecipe():
            yield recipe.recipe
            yield from map(Symbol.parse, recipe.names)


def _member(owner: Symbol, name: str) -> Symbol:
    return Symbol(owner.module, f"{owner.name}.{name}")


def _is_name(name: Symbol | str) -> bool:
    """Consumers outside packages are named by their path with dots, so a part may have a dash or begin with a digit."""
    if isinstance(name, str):
        return bool(_PART.fullmatch(name))
    return bool(_PART.fullmatch(name.module)) and (name.name == "*" or bool(_DOTTED.fullmatch(name.name)))
