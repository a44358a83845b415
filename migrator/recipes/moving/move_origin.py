"""The module that definitions leave: what of it goes with them, and what keeps its paths working.

The definition goes with its comments, then the imports that only it used, unless somebody takes them from here. What the rest of the
module still uses is imported back; what others may use is kept by a shim, plain where that closes no import-time cycle.
"""

import ast
from collections.abc import Collection
from dataclasses import dataclass, field

from migrator.facts.values import Moment
from migrator.model.values import Symbol
from migrator.plan.values import ShimChoice
from migrator.recipes.editing.edits import newline_near
from migrator.recipes.editing.hunks import PendingHunk
from migrator.recipes.editing.import_edits import (
    ImportContext,
    Splice,
    Wanted,
    absolute_module,
    current,
    rewrite_statement,
)
from migrator.recipes.editing.import_placement import ImportStyle, add_imports, prefers_relative
from migrator.recipes.editing.origins import ImportedAs, Place
from migrator.recipes.editing.placement import (
    append_block,
    blank_top,
    remove_definitions,
    settled,
)
from migrator.recipes.editing.shims import chain_lazy, lazy_functions, plain_import
from migrator.recipes.editing.syntax import Placed, is_typing_test
from migrator.recipes.moving.move_exports import computed_exports, has_exports, remove_exports
from migrator.recipes.moving.move_values import Closure, MoveRefusedError, Surroundings
from migrator.recipes.values import Left


@dataclass
class OriginChanges:
    """What changes in an old module.

    Attributes:
        hunks: The edits.
        shims: Old paths kept working.
        is_lazy: They are kept by a ``__getattr__``.
        left: What of the module stays as it is though it names what is gone.
    """

    hunks: list[PendingHunk] = field(default_factory=list)
    shims: list[Symbol] = field(default_factory=list)
    is_lazy: bool = False
    left: list[Left] = field(default_factory=list)


@dataclass(frozen=True)
class OldModule:
    """An old module with all that decides about it.

    Attributes:
        around: The repository and what moves.
        closure: What moves.
        place: The module.
        shimmed: Names whose old path is to keep working.
        exports: Its literal ``__all__``.
        is_starred: Somebody imports it with a star.
        busy: Spans of it that are rewritten as use sites.
    """

    around: Surroundings
    closure: Closure
    place: Place
    shimmed: frozenset[str]
    exports: frozenset[str]
    is_starred: bool
    busy: tuple[tuple[int, int], ...] = ()


def origin_changes(old: OldModule) -> OriginChanges:
    """What changes in an old module. Raises MoveRefusedError where its paths cannot be kept."""
    place, closure, result = old.place, old.closure, OriginChanges()
    module = place.module.name
    moved = {symbol.name: new for symbol, new in closure.names.items() if symbol.module == module}
    reads = [read for read in closure.remaining_reads(place) if read.name in moved]
    used = {read.name for read in reads}
    result.is_lazy = _is_lazy(old, used, is_typing=all(read.moment is Moment.TYPING for read in reads))
    back: list[ImportedAs] = []
    level = 1 if prefers_relative(place.body, old.around.model.is_first_party) else 0
    for name in sorted(used | (old.shimmed if not result.is_lazy else frozenset())):
        is_kept = name in used or name in old.exports
        back.append(plain_import(Symbol(module, name), moved[name], is_used=is_kept, level=level))
    if result.is_lazy:
        back = [_for_typing(one) for one in back]
        lazy = {name: moved[name] for name in old.shimmed}
        back += [
            ImportedAs(new.module, new.name, name, level, is_typing=True)
            for name, new in lazy.items()
            if name not in used
        ]
    orphans = _orphans(old, frozenset(moved), is_lazy=result.is_lazy)
    splices = _import_splices(old, back, orphans)
    removals = _removals(old)
    removals += blank_top(place.file, [*removals, *splices])
    _add_hunks(old, result, removals, splices)
    if result.is_lazy and old.shimmed:
        result.hunks.append(_lazy_hunk(old, removals, {name: moved[name] for name in sorted(old.shimmed)}))
    retired = frozenset(moved) - old.shimmed
    result.left = [
        Left(place.file.path, line, f"`__all__` is computed and lists {name}, which is no longer here")
        for line, name in computed_exports(place.file, retired - used)
    ]
    if retired and has_exports(place.file):
        result.hunks.append(_hunk(old, "shim", "`__all__` loses it", remove_exports(place.file, retired)))
    result.shims = [Symbol(module, name) for name in sorted(old.shimmed)]
    return result


def _is_lazy(old: OldModule, used: Collection[str], *, is_typing: bool) -> bool:
    """Whether the old module must not import the new one at import time. Raises MoveRefusedError where it has to."""
    module, target = old.place.module.name, old.around.target
    chain = old.closure.graph.chain(target, module)
    if used and not is_typing:
        if chain and not old.closure.graph.is_lengthened(chain):
            raise MoveRefusedError(
                "the move would close an import-time cycle",
                f"{module} still uses {', '.join(sorted(used))}, and {target} needs {module}: "
                + " -> ".join((*chain, target)),
            )
        return False
    wants_shim = bool(old.shimmed)
    if old.around.shim is ShimChoice.PLAIN and chain and wants_shim:
        raise MoveRefusedError(
            "a plain shim would close an import-time cycle",
            " -> ".join((*chain, target)),
            hint="use a lazy shim",
        )
    lazy = bool(chain) or (old.around.shim is ShimChoice.LAZY and wants_shim)
    if lazy and wants_shim and old.is_starred and not old.exports:
        raise MoveRefusedError(
            "a lazy shim would not be seen by a star import",
            f"{module} is imported with a star, has no `__all__`, and a plain shim would close a cycle",
            hint=f"give {module} an `__all__` first",
        )
    return lazy


def _for_typing(one: ImportedAs) -> ImportedAs:
    return ImportedAs(one.module, one.name, one.asname, one.level, is_typing=True)


def _removals(old: OldModule) -> list[Splice]:
    try:
        return remove_definitions(old.place.file, old.closure.statements.get(old.place.module.name, ()))
    except ValueError as error:
        raise MoveRefusedError("several statements on one line cannot be torn apart", str(error)) from error


def _add_hunks(old: OldModule, result: OriginChanges, removals: list[Splice], imports: list[Splice]) -> None:
    names = ", ".join(
        sorted(symbol.name for symbol in old.closure.names if symbol.module == old.place.module.name)
    )
    result.hunks.append(_hunk(old, "definition", f"definition of {names} moves out", removals))
    shape = (
        f"shim for {', '.join(sorted(old.shimmed))}"
        if old.shimmed
        else f"import of {names} from its new place"
    )
    result.hunks.append(_hunk(old, "shim", shape, imports))


def _hunk(old: OldModule, kind: str, shape: str, splices: list[Splice]) -> PendingHunk:
    why = f"what it names lives in {old.around.target} now"
    return PendingHunk("", f"{kind} {old.place.module.name}: {shape}", shape, why, splices, optional=False)


def _lazy_hunk(old: OldModule, removals: Collection[Splice], lazy: dict[str, Symbol]) -> PendingHunk:
    file = old.place.file
    starred = old.exports if old.is_starred else frozenset()
    splices = chain_lazy(file, lazy, starred)
    if splices is None:
        ends = any(one.end == len(file.raw) and not one.new for one in removals)
        newline = newline_near(file.raw, 0)
        text = file.encode(lazy_functions(lazy, starred)).replace(b"\n", newline)
        has_line_end = ends or file.raw.endswith((b"\n", b"\r")) or not file.raw
        splices = [append_block(file, text, has_line_end=has_line_end)]
    return _hunk(old, "shim", f"lazy shim for {', '.join(lazy)}", splices)


def _import_splices(
    old: OldModule, back: Collection[ImportedAs], orphans: dict[int, tuple[Placed, list[list[Wanted]]]]
) -> list[Splice]:
    """Imports back, joined to what is there, and imports that nobody needs any more taken out: each statement is rewritten once."""
    place = old.place
    moved = frozenset(id(place.body[index]) for index in old.closure.statements.get(place.module.name, ()))
    style = ImportStyle(place.module.package, old.around.model.is_first_party, frozenset(orphans), moved)
    rest: list[ImportedAs] = []
    for one in sorted(back, key=lambda each: (each.module, each.name or "")):
        host = next((found for found in orphans.values() if _fits(found[0], one, place)), None)
        if host is None or one.is_typing:
            rest.append(one)
        else:
            now = current(host[0].node)[0] if isinstance(host[0].node, ast.ImportFrom) else style.wanted(one)
            host[1][-1].append(Wanted(now.module, one.name or "", one.asname))
    context = ImportContext(place.file, place.module.package, frozenset(orphans))
    emptied = _emptied_guards(place, orphans)
    splices: list[Splice] = remove_definitions(place.file, emptied.values(), with_comments=False)
    for placed, wanted in orphans.values():
        if id(placed.parents[-1]) not in emptied:
            splices += rewrite_statement(context, placed, wanted).splices
    newline = newline_near(place.file.raw, 0)
    return settled([*add_imports(place.file, style, rest), *splices], newline)


def _emptied_guards(place: Place, orphans: dict[int, tuple[Placed, list[list[Wanted]]]]) -> dict[int, int]:
    """The top-level ``if TYPE_CHECKING`` that would be left without a statement: by id of the node, its index."""
    gone = {key for key, (_placed, wanted) in orphans.items() if not any(wanted)}
    return {
        id(node): index
        for index, node in enumerate(place.body)
        if isinstance(node, ast.If)
        and is_typing_test(node.test)
        and not node.orelse
        and all(id(child) in gone for child in node.body)
    }


def _fits(placed: Placed, wanted: ImportedAs, place: Place) -> bool:
    node = placed.node
    is_top = len(placed.parents) == 1
    return (
        is_top
        and isinstance(node, ast.ImportFrom)
        and absolute_module(node, place.module.package) == wanted.module
    )


def _orphans(
    old: OldModule, moved: frozenset[str], *, is_lazy: bool
) -> dict[int, tuple[Placed, list[list[Wanted]]]]:
    """Import statements that lose the names that only moved code used, or a guard that has nothing left to guard."""
    place, closure = old.place, old.closure
    if place.module.is_package or (old.is_starred and not has_exports(place.file)):
        return {}
    facts = old.around.model.facts.get(place.module.path)
    if facts is not None and (facts.is_dynamic or facts.is_exports_open):
        return {}
    went = {read.name for origin, read in closure.moved_reads({place.module.name: place})}
    stays = {read.name for read in closure.remaining_reads(place)}
    found = _losing(old, went - stays - moved)
    emptied = set() if is_lazy else set(_emptied_guards(place, found).values())
    if emptied:
        moving = closure.statements.get(place.module.name, set())
        left = [reads for index, reads in enumerate(place.reads) if index not in emptied | moving]
        went |= {read.name for index in emptied for read in place.reads[index]}
        found = _losing(old, went - {read.name for reads in left for read in reads} - moved)
    return found


def _losing(old: OldModule, names: Collection[str]) -> dict[int, tuple[Placed, list[list[Wanted]]]]:
    """The import statements that lose these names, but for those that others take from here."""
    place, module = old.place, old.place.module.name
    gone = {
        name
        for name in set(names) - old.exports
        if not any(use.form != "string" for use in old.around.uses.get(Symbol(module, name), ()))
    }
    found: dict[int, tuple[Placed, list[list[Wanted]]]] = {}
    for placed in place.file.statements:
        node = placed.node
        if not isinstance(node, ast.Import | ast.ImportFrom) or not _is_plain(placed):
            continue
        now = current(node)
        drops = [one.binds in gone and one.asname != one.name and one.module != "__future__" for one in now]
        comment = place.file.comment_after(place.file.span(node)[1])
        start, end = place.file.span(node)
        is_busy = any(first <= end and start <= last for first, last in old.busy)
        if any(drops) and not comment and not is_busy:
            found[id(node)] = (
                placed,
                [[] if drop else [one] for drop, one in zip(drops, now, strict=True)],
            )
    return found


def _is_plain(placed: Placed) -> bool:
    return len(placed.parents) == 1 or (len(placed.parents) == 2 and placed.is_typing)
