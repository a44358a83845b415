"""What arrives in the new module: the text of the definitions, their imports, and where both stand.

An existing module is only added to; a new one is written whole. Both are hunks that cannot be left out: without them there is no move.
"""

import ast
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from migrator.facts.values import Moment
from migrator.model.model import Model
from migrator.recipes.editing.edits import newline_near
from migrator.recipes.editing.global_reads import annotations_of
from migrator.recipes.editing.hunks import PendingHunk
from migrator.recipes.editing.import_edits import Splice, insert_after
from migrator.recipes.editing.import_placement import ImportStyle, add_imports, import_lines, styled
from migrator.recipes.editing.origins import ImportedAs, Place, is_import_block
from migrator.recipes.editing.placement import Block, block_splice, header_length, settled
from migrator.recipes.moving.closure import BUILTINS
from migrator.recipes.moving.move_exports import add_exports
from migrator.recipes.moving.move_request import Request
from migrator.recipes.moving.move_target import block_index, check_free, missing_imports, target_changes
from migrator.recipes.moving.move_text import joined_block, moved_text, quoting_splices, text_splices
from migrator.recipes.moving.move_values import Closure, MoveRefusedError

_FUTURE = ImportedAs("__future__", "annotations", None)


@dataclass(frozen=True)
class Arrival:
    """What arrives.

    Attributes:
        model: The repository.
        request: Where it goes.
        closure: What moves.
        places: Where it comes from.
        inner: Further splices inside moved definitions, by module: sites of theirs that name an old path.
    """

    model: Model
    request: Request
    closure: Closure
    places: Mapping[str, Place]
    inner: Mapping[str, list[Splice]]

    @property
    def names(self) -> str:
        """The new names, for shapes."""
        return ", ".join(sorted(new.name for new in self.closure.names.values()))


def new_file(arrival: Arrival) -> bytes:
    """The content of a module that is made by the move."""
    needs_future = _needs_future(arrival)
    imports = [*arrival.closure.imports, *([_FUTURE] if needs_future else [])]
    style = ImportStyle(arrival.request.target.package, arrival.model.is_first_party)
    body = arrival.places[min(arrival.places)].body
    head = "\n".join(import_lines(style, styled(imports, body, style)))
    guards, chunks = _chunks(arrival, frozenset())
    block, ends = joined_block(arrival.places, chunks)
    parts = [part for part in (head, *guards) if part]
    text = "\n\n".join(parts) + ("\n" * (3 if ends[0] else 2) if parts else "") + block + "\n"
    first = arrival.places[min(arrival.places)].file
    newline = newline_near(first.raw, 0).decode()
    return text.replace("\n", newline).encode()


def arrival_hunks(arrival: Arrival, target: Place, taken: frozenset[str]) -> list[PendingHunk]:
    """The hunks of a module that is there already. Raises MoveRefusedError."""
    changes = target_changes(arrival.model, target, arrival.closure, taken)
    check_free(arrival.places, target, arrival.closure, changes)
    imports = list(missing_imports(arrival.model, target, arrival.closure, changes))
    quoted: frozenset[str] = frozenset()
    if _needs_future(arrival) and not target.is_unevaluated:
        if any(True for node in target.body for _annotation in annotations_of(node)):
            quoted = frozenset(name for name, place in arrival.places.items() if place.is_unevaluated)
        else:
            imports.append(_FUTURE)
    index = block_index(target, arrival.closure, arrival.places, changes)
    guards, chunks = _chunks(arrival, quoted, target)
    block, ends = joined_block(arrival.places, chunks)
    block = "\n".join([block, *(f"{local} = {new}" for local, new in changes.aliases)])
    gone = changes.gone(target)
    gone_nodes = frozenset(id(target.body[one]) for one in gone)
    style = ImportStyle(
        target.module.package, arrival.model.is_first_party, frozenset(changes.dropped), gone_nodes
    )
    file = target.file
    newline = newline_near(file.raw, len(file.raw.rstrip(b"\r\n"))).decode()  # where most of it goes
    added = add_imports(file, style, styled(imports, target.body, style)) + _guard_splices(target, guards)
    lines = Block(file.encode(block.replace("\n", newline)), ends)
    added.append(block_splice(file, index, lines, has_new_imports=bool(added), gone=gone))
    splices = [*changes.import_splices(target), *changes.splices, *added, *_exports(arrival, target)]
    shape = f"definition of {arrival.names} moves in"
    key = f"target {target.module.name}: {arrival.names}"
    return [PendingHunk("", key, shape, "its new place", settled(splices, newline.encode()), optional=False)]


def _chunks(
    arrival: Arrival, quoted: Collection[str], target: Place | None = None
) -> tuple[list[str], list[tuple[str, int, str]]]:
    """Guarded imports that are copied, and the definitions in the order in which they need each other."""
    guards: list[str] = []
    chunks: list[tuple[str, int, str]] = []
    package = arrival.request.target.package
    for module in _ordered(arrival):
        place = arrival.places[module]
        statements = arrival.closure.statements.get(module, set())
        splices = text_splices(place, arrival.closure, arrival.request.target.name, package)
        splices += arrival.inner.get(module, [])
        if module in quoted:
            splices += quoting_splices(place, statements, _is_available(arrival, target))
        for index in sorted(statements | arrival.closure.copies.get(module, set())):
            node = place.body[index]
            text = moved_text(place.file, node, splices)
            if not is_import_block(node):
                chunks.append((module, index, text))
            elif target is None or not _has_equal(target, node):
                guards.append(text)
    return guards, chunks


def _has_equal(target: Place, node: ast.stmt) -> bool:
    return any(ast.dump(one) == ast.dump(node) for one in target.body)


def _ordered(arrival: Arrival) -> list[str]:
    """Old modules, those first whose definitions others need at once."""
    names = {new.name: old.module for old, new in arrival.closure.names.items()}
    renamed = {(one.module, id(one.read.node)): one.new for one in arrival.closure.rewrites}
    needs: dict[str, set[str]] = {module: set() for module in arrival.places}
    for place, read in arrival.closure.moved_reads(arrival.places):
        home = names.get(renamed.get((place.module.name, id(read.node)), read.name))
        if home is not None and home != place.module.name and read.moment is Moment.IMPORT_TIME:
            needs[place.module.name].add(home)
    ordered: list[str] = []
    while len(ordered) < len(needs):
        ready = [one for one in sorted(needs) if one not in ordered and needs[one] <= set(ordered)]
        if not ready:
            raise MoveRefusedError(
                "what moves from several modules needs each other at import time", ", ".join(sorted(needs))
            )
        ordered.append(ready[0])
    return ordered


def _needs_future(arrival: Arrival) -> bool:
    return any(
        place.is_unevaluated and any(True for _one in annotations_of(place.body[index]))
        for module, place in arrival.places.items()
        for index in arrival.closure.statements.get(module, ())
    )


def _is_available(arrival: Arrival, target: Place | None) -> Callable[[str], bool]:
    arriving = {new.name for new in arrival.closure.names.values()}
    known = set(BUILTINS) | {one.binds for one in arrival.closure.imports if not one.is_typing}
    if target is not None:
        header = header_length(target.body)
        known |= {
            name
            for name, indexes in target.binds.items()
            if all(index < header and not isinstance(target.body[index], ast.If) for index in indexes)
        }
    return (known - arriving).__contains__


def _guard_splices(target: Place, guards: list[str]) -> list[Splice]:
    if not guards:
        return []
    header = target.body[: header_length(target.body)]
    if not header:
        raise MoveRefusedError(
            f"{target.module.name} has no imports below which a guarded import could stand", target.file.path
        )
    lines = [line for guard in guards for line in ("", *guard.split("\n"))]
    return [insert_after(target.file, header[-1], lines)]


def _exports(arrival: Arrival, target: Place) -> list[Splice]:
    names = []
    for old, new in sorted(arrival.closure.names.items(), key=lambda one: one[1].name):
        facts = arrival.model.facts.get(arrival.places[old.module].file.path)
        exports = facts.exports if facts is not None else None
        if old.name in exports if exports is not None else not new.name.startswith("_"):
            names.append(new.name)
    return add_exports(target.file, names)
