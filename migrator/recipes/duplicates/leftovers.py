"""What a module no longer needs once a body is gone from it: imports and private helpers that only that body used.

Found by comparing what the module looks up before and after. What others take from it, what stands in ``__all__`` and what may do
something when it is made stays, and so does anything where that is not certain.
"""

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from migrator.model.model import Model
from migrator.model.values import Module
from migrator.recipes.duplicates.forwarded import is_still
from migrator.recipes.editing.edits import apply_edits, newline_near
from migrator.recipes.editing.import_edits import (
    ImportContext,
    Splice,
    Wanted,
    absolute_module,
    current,
    rewrite_statement,
)
from migrator.recipes.editing.import_placement import ImportStyle, add_imports
from migrator.recipes.editing.origins import ImportedAs, Place, read_place
from migrator.recipes.editing.placement import remove_definitions, settled
from migrator.recipes.editing.syntax import Placed, SourceFile, is_typing_test, parse_source
from migrator.recipes.values import Edit

_STORES = frozenset(
    {
        "dict",
        "list",
        "set",
        "Lock",
        "RLock",
        "WeakValueDictionary",
        "WeakKeyDictionary",
        "defaultdict",
        "OrderedDict",
    }
)


@dataclass
class Leftovers:
    """What can go: names bound by imports, and top-level statements (by index) that define private helpers."""

    imports: set[str] = field(default_factory=set)
    statements: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def leftovers(model: Model, module: Module, file: SourceFile, splices: Iterable[Splice]) -> Leftovers:
    """What the file no longer needs once the splices are applied; indexes are those of the file before."""
    result = Leftovers()
    facts = model.facts.get(module.path)
    edits = [Edit(*one, hunk="", shape="", why="") for one in splices]
    after_file = parse_source(file.path, apply_edits(file.raw, edits))
    if facts is None or facts.is_dynamic or not isinstance(after_file, SourceFile):
        return result
    before, after = read_place(module, file), read_place(module, after_file)
    kept = set(_kept(model, module))
    is_open = module.is_package or (module.name in model.starred_modules and facts.exports is None)
    while found := [name for name in _orphans(before, after, result.names) if name not in kept]:
        for name in found:
            if _is_import(before, name) and not is_open:
                result.imports.add(name)
            elif not _is_import(before, name) and _is_harmless(before, name):
                result.statements |= set(before.binds[name])
            else:
                kept.add(name)
                continue
            result.names.add(name)
    return result


def changed_imports(
    file: SourceFile,
    style: ImportStyle,
    added: Collection[ImportedAs],
    dropped: Collection[str],
) -> list[Splice]:
    """Splices that add imports at module level and take others out; each statement is rewritten once."""
    losing = _losing(file, dropped)
    guards = _emptied_guards(file, losing)
    style = replace(style, busy=frozenset(losing))
    rest: list[ImportedAs] = []
    for one in sorted(set(added), key=lambda each: (each.module, each.name or "", each.asname or "")):
        host = next((found for found in losing.values() if _fits(found[0], one, style.package)), None)
        if host is None:
            rest.append(one)
        else:
            host[1][-1].append(Wanted(current(host[0].node)[0].module, one.name or "", one.asname))
    context = ImportContext(file, style.package, frozenset(losing))
    splices = remove_definitions(file, guards, with_comments=False)
    for placed, wanted in losing.values():
        if file.tree.body.index(placed.parents[1] if len(placed.parents) > 1 else placed.node) not in guards:  # type: ignore[arg-type]  # a statement
            splices += rewrite_statement(context, placed, wanted).splices
    return [*add_imports(file, style, rest), *splices]


def without_leftovers(
    model: Model,
    module: Module,
    file: SourceFile,
    splices: Collection[Splice],
    *,
    added: Collection[ImportedAs] = (),
) -> list[Splice]:
    """The splices, the imports they need, and what they make superfluous taken out."""
    found = leftovers(model, module, file, splices)
    newline = newline_near(file.raw, 0)
    gone = frozenset(id(node) for node in file.tree.body if _is_deleted(file, node, splices))
    style = ImportStyle(module.package, model.is_first_party, gone=gone)
    imports = changed_imports(file, style, added, found.imports)
    every = settled([*imports, *remove_definitions(file, found.statements), *splices], newline)
    return _without_gap_above(file, every)


def _is_deleted(file: SourceFile, node: ast.stmt, splices: Collection[Splice]) -> bool:
    start, end = file.statement_span(node)
    return any(one.start <= start and end <= one.end and not one.new for one in splices)


def _without_gap_above(file: SourceFile, splices: Collection[Splice]) -> list[Splice]:
    """Blank lines that would come to stand at the top of the file go with what stood above them."""
    result = []
    for one in splices:
        end = one.end
        above = any(other.new and other.start <= one.start for other in splices)
        if one.start == file.line_starts[0] and not one.new and one.start < end and not above:
            following = [other.start for other in splices if other.start >= end]
            while (
                end < len(file.raw)
                and not file.raw[end : file.line_end(end)].strip()
                and end not in following
            ):
                end = file.next_line(end)
        result.append(Splice(one.start, end, one.new))
    return result


def _kept(model: Model, module: Module) -> frozenset[str]:
    taken = {
        use.target.name
        for use in model.name_uses
        if use.target.module == module.name and (use.importer != module.name or use.form == "string")
    }
    facts = model.facts_of(module.name)
    return frozenset(taken | set((facts.exports or ()) if facts is not None else ()))


def _orphans(before: Place, after: Place, known: Collection[str]) -> list[str]:
    """Names that something looked up before and nothing but what is superfluous does now."""
    dead = {index for name in known for index in after.binds.get(name, ())}
    result = []
    for name, indexes in after.binds.items():
        if name in known or not indexes or name not in before.binds:
            continue
        readers = after.readers(name) - dead - set(indexes)
        had = before.readers(name) - set(before.binds[name])
        own = any(index in after.readers(name) for index in indexes) and _is_import(after, name)
        if had and not readers and not own:
            result.append(name)
    return result


def _is_import(place: Place, name: str) -> bool:
    return all(
        isinstance(place.body[index], ast.Import | ast.ImportFrom)
        or (isinstance(place.body[index], ast.If) and is_typing_test(place.body[index].test))  # type: ignore[attr-defined]  # an If
        for index in place.binds[name]
    )


def _is_harmless(place: Place, name: str) -> bool:
    """A private definition whose making does nothing."""
    indexes = place.binds[name]
    if not name.startswith("_") or name.startswith("__") or len(indexes) != 1:
        return False
    node = place.body[indexes[0]]
    if place.names_of(indexes[0]) != (name,):
        return False
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return not node.decorator_list
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return False
    value = node.value
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).rpartition(".")[2] in _STORES and all(
            is_still(one) for one in value.args
        )
    return value is None or is_still(value)


def _losing(file: SourceFile, dropped: Collection[str]) -> dict[int, tuple[Placed, list[list[Wanted]]]]:
    found: dict[int, tuple[Placed, list[list[Wanted]]]] = {}
    for placed in file.statements:
        node = placed.node
        is_plain = len(placed.parents) == 1 or (len(placed.parents) == 2 and placed.is_typing)
        if not is_plain or not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        names = current(node)
        drops = [
            one.binds in dropped and one.asname != one.name and one.module != "__future__" for one in names
        ]
        if any(drops) and not file.comment_after(file.span(node)[1]):
            found[id(node)] = (
                placed,
                [[] if drop else [one] for drop, one in zip(drops, names, strict=True)],
            )
    return found


def _emptied_guards(file: SourceFile, losing: dict[int, tuple[Placed, list[list[Wanted]]]]) -> set[int]:
    """The top-level ``if TYPE_CHECKING`` statements that would be left without a statement."""
    return {
        index
        for index, node in enumerate(file.tree.body)
        if isinstance(node, ast.If)
        and is_typing_test(node.test)
        and not node.orelse
        and all(id(one) in losing and not any(losing[id(one)][1]) for one in node.body)
    }


def _fits(placed: Placed, wanted: ImportedAs, package: str) -> bool:
    node = placed.node
    is_top = len(placed.parents) == 1 and isinstance(node, ast.ImportFrom)
    return is_top and not wanted.is_typing and absolute_module(node, package) == wanted.module  # type: ignore[arg-type]  # an ImportFrom
