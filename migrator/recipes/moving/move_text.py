"""The text of moved definitions in their new home: the same bytes, but for what would mean something else there.

Renamed symbols, what was imported from the new home, relative imports inside functions, and annotations that were never evaluated in the
old module and would be in the new one: nothing else changes.
"""

import ast
import re
from collections.abc import Callable, Collection, Iterator, Mapping

from migrator.model.values import Symbol
from migrator.recipes.editing.global_reads import annotations_of
from migrator.recipes.editing.import_edits import Splice, absolute_module, relative_module, remove_statement
from migrator.recipes.editing.origins import Place
from migrator.recipes.editing.placement import is_definition, own_span
from migrator.recipes.editing.quoted import literal_start
from migrator.recipes.editing.syntax import AFTER_WORD, BEFORE_WORD, Placed, SourceFile
from migrator.recipes.moving.move_values import Closure, MoveRefusedError

_LINE_END = re.compile(r"\r\n|\r|\n")
_NAMED = frozenset(
    {"TypeVar", "ParamSpec", "TypeVarTuple", "NewType", "NamedTuple", "namedtuple", "TypedDict", "Enum"}
)


def text_splices(place: Place, closure: Closure, target: str, package: str) -> list[Splice]:
    """What changes inside the definitions that leave ``place``; offsets are those of its file."""
    file = place.file
    splices: list[Splice] = []
    for rewrite in closure.rewrites:
        if rewrite.module != place.module.name:
            continue
        node, depth = rewrite.read.node, rewrite.depth
        if isinstance(node, ast.Constant):
            splices += name_in_string(file, node, rewrite.read.name, rewrite.new)
            continue
        last = rewrite.read.attributes[depth - 1] if depth else node
        start, end = file.span(node)[0], file.span(last)[1]
        if not file.raw[start:end].startswith(file.encode(rewrite.read.name)):
            raise MoveRefusedError(
                "a renamed use cannot be found in the text",
                f"{file.path}:{node.lineno} uses {rewrite.read.name} inside an f-string",
            )
        splices.append(Splice(start, end, file.encode(rewrite.new)))
    for index in sorted(closure.statements.get(place.module.name, ())):
        statement = place.body[index]
        splices += _relative_imports(place, statement, target, package)
        splices += _own_name_strings(file, statement, place.module.name, closure.names)
        splices += _definition_names(place, index, closure.names)
    return _unique(splices)


def quoting_splices(
    place: Place, indexes: Collection[int], is_available: Callable[[str], bool]
) -> list[Splice]:
    """Quotes around the annotations that would be evaluated in the new home and were not in the old one."""
    file, splices = place.file, []
    for index in sorted(indexes):
        for annotation in annotations_of(place.body[index]):
            if _is_safe(annotation, is_available):
                continue
            start, end = file.span(annotation)
            text = file.raw[start:end]
            quote = next((one for one in (b'"', b"'") if one not in text), None)
            if quote is None or b"\n" in text or b"\\" in text:
                raise MoveRefusedError(
                    "an annotation cannot be quoted",
                    f"{file.path}:{annotation.lineno} is never evaluated in {place.module.name}, but would be in the new module",
                    hint="add `from __future__ import annotations` to the new module",
                )
            splices += [Splice(start, start, quote), Splice(end, end, quote)]
    return splices


def moved_text(file: SourceFile, node: ast.stmt, splices: Collection[Splice]) -> str:
    """A statement with what belongs to it, rewritten; each line but the last ends with a line feed."""
    start, end = own_span(file, node)
    pieces, position = [], start
    for one in sorted(
        (one for one in splices if start <= one.start and one.end <= end), key=lambda one: one[:2]
    ):
        if one.start < position:
            raise MoveRefusedError(
                "two changes claim the same text", f"{file.path}:{file.line_of(one.start)}"
            )
        pieces += [file.raw[position : one.start], one.new]
        position = one.end
    text = b"".join([*pieces, file.raw[position:end]]).decode(file.codec)
    return _LINE_END.sub("\n", text)


def joined_block(
    places: Mapping[str, Place], chunks: list[tuple[str, int, str]]
) -> tuple[str, tuple[bool, bool]]:
    """Definitions as one block: (module, index, text) in order; the second value says whether its ends are classes or functions."""
    parts: list[str] = []
    for position, (module, index, text) in enumerate(chunks):
        if position:
            parts.append("\n" * (1 + _gap(places, chunks[position - 1], (module, index, text))))
        parts.append(text)
    first, last = chunks[0], chunks[-1]
    ends = [is_definition(places[one[0]].body[one[1]]) for one in (first, last)]
    return "".join(parts), (ends[0], ends[1])


def _gap(places: Mapping[str, Place], before: tuple[str, int, str], after: tuple[str, int, str]) -> int:
    """Blank lines between two definitions: what it was where they were neighbours, else the usual."""
    place = places[after[0]]
    if before[0] == after[0] and before[1] + 1 == after[1]:
        file = place.file
        between = file.raw[own_span(file, place.body[before[1]])[1] : own_span(file, place.body[after[1]])[0]]
        if not between.strip():
            return max(0, len(_LINE_END.findall(between.decode(file.codec))) - 1)
    both = (places[before[0]].body[before[1]], place.body[after[1]])
    return 2 if any(is_definition(node) for node in both) else 0


def name_in_string(file: SourceFile, node: ast.Constant, old: str, new: str) -> Iterator[Splice]:
    """The places where a string annotation or a type comment has a name. Raises MoveRefusedError where its text is not what it means."""
    start, end = file.span(node)
    if file.raw[start : start + 1] != b"#" and literal_start(file, node) is None:
        raise MoveRefusedError(
            "a renamed use cannot be found in the text",
            f"{file.path}:{node.lineno} names {old} in a joined or escaped string",
        )
    pattern = re.compile(BEFORE_WORD + re.escape(file.encode(old)) + AFTER_WORD)
    for found in pattern.finditer(file.raw, start, end):
        yield Splice(found.start(), found.end(), file.encode(new))


def _relative_imports(place: Place, statement: ast.stmt, target: str, package: str) -> Iterator[Splice]:
    """Imports inside functions and class bodies: relative ones are counted from the new package, those of the new home vanish."""
    file = place.file
    for placed in file.statements:
        node = placed.node
        if placed.parents[1:2] != (statement,) or not isinstance(node, ast.ImportFrom):
            continue
        module = absolute_module(node, place.module.package)
        if module == target:
            yield from _own_names(file, placed, node)
        elif node.level and module is not None:
            spelled = relative_module(module, package) or module
            if spelled != "." * node.level + (node.module or ""):
                start = file.span(node)[0]
                found = re.compile(rb"from\s*(?P<module>\.[\w.\s]*?)\s*import\b").match(file.raw, start)
                if found is None:
                    raise MoveRefusedError(
                        "a relative import cannot be re-based", f"{file.path}:{node.lineno}"
                    )
                yield Splice(start, found.end(), file.encode(f"from {spelled} import"))


def _own_names(file: SourceFile, placed: Placed, node: ast.ImportFrom) -> Iterator[Splice]:
    """An import of the new home inside what lives there now: its names are there, one under another name is an assignment."""
    renamed = [one for one in node.names if one.asname not in {None, one.name}]
    if not renamed:
        yield from remove_statement(file, placed)
        return
    start, end = file.span(node)
    yield Splice(start, end, file.encode("; ".join(f"{one.asname} = {one.name}" for one in renamed)))


def _own_name_strings(
    file: SourceFile, node: ast.stmt, module: str, names: Mapping[Symbol, Symbol]
) -> Iterator[Splice]:
    """``T = TypeVar("T")``: the string is the name, so it is renamed with it."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or not isinstance(node.value, ast.Call):
        return
    named = [one.value for one in node.value.keywords if one.arg in {"name", "typename"}]
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    first, called = next(iter([*node.value.args[:1], *named]), None), node.value.func
    kind = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if not isinstance(target, ast.Name) or not isinstance(first, ast.Constant):
        return
    new = names.get(Symbol(module, target.id))
    if new is None or new.name == target.id:
        return
    begin = literal_start(file, first)
    if kind in _NAMED and first.value == target.id and begin is not None:
        yield Splice(begin, begin + len(file.encode(target.id)), file.encode(new.name))


def _definition_names(place: Place, index: int, names: Mapping[Symbol, Symbol]) -> Iterator[Splice]:
    """The defining name itself, where it changes."""
    file, node = place.file, place.body[index]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        new = names.get(Symbol(place.module.name, node.name))
        if new is not None and new.name != node.name:
            start = file.span(node)[0]
            found = re.compile(rb"(?:(?:async\s+)?def|class)\s+(?P<name>\S*?)(?=[\s(:\[])").match(
                file.raw, start
            )
            if found is not None:
                yield Splice(*found.span("name"), file.encode(new.name))
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for name in (one for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)):
            new = names.get(Symbol(place.module.name, name.id))
            if new is not None and new.name != name.id:
                yield Splice(*file.span(name), file.encode(new.name))


def _is_safe(annotation: ast.expr, is_available: Callable[[str], bool]) -> bool:
    if isinstance(annotation, ast.Constant):
        return annotation.value is None or isinstance(annotation.value, str)
    node = annotation
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and is_available(node.id)


def _unique(splices: list[Splice]) -> list[Splice]:
    return list(dict.fromkeys(splices))
