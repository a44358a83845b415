"""`__all__` after a move: the new module offers the name, the old one keeps it while a shim does and loses it otherwise.

Only literal lists are edited (``=``, ``+=``, ``extend``, ``append``); what is built in any other way is left and said.
"""

import ast
from collections.abc import Collection, Iterator, Sequence

from migrator.recipes.editing.edits import newline_near
from migrator.recipes.editing.import_edits import Splice, remove_statement
from migrator.recipes.editing.placement import top_level
from migrator.recipes.editing.syntax import SourceFile


def has_exports(file: SourceFile) -> bool:
    """Whether the module has a literal ``__all__``."""
    return any(True for _index, _node in _literals(file))


def add_exports(file: SourceFile, names: Sequence[str]) -> list[Splice]:
    """Add names at the end of the first literal ``__all__``, in its own layout; none twice."""
    there = {one.value for _index, node in _literals(file) for one in _entries(node)}
    new = [name for name in names if name not in there]
    found = next(_literals(file), None)
    if not new or found is None:
        return []
    _index, literal = found
    start, end = file.span(literal)
    if not isinstance(literal, ast.List | ast.Tuple) or file.raw[start : start + 1] not in {b"[", b"("}:
        return []
    quote = _quote(file, literal)
    texts = [f"{quote}{name}{quote}" for name in new]
    if not literal.elts:
        comma = "," if isinstance(literal, ast.Tuple) and len(texts) == 1 else ""
        return [Splice(start + 1, end - 1, file.encode(", ".join(texts) + comma))]
    return _appended(file, literal, texts)


def remove_exports(file: SourceFile, names: Collection[str]) -> list[Splice]:
    """Take names out of every literal ``__all__``, ``append`` calls included."""
    splices: list[Splice] = []
    for index, node in _literals(file):
        if isinstance(node, ast.Constant):
            if node.value in names:
                splices += remove_statement(file, top_level(file, index))
            continue
        splices += _without_entries(file, node, names)
    return splices


def computed_exports(file: SourceFile, names: Collection[str]) -> Iterator[tuple[int, str]]:
    """Lines on which one of the names stands in an ``__all__`` that is computed, where `remove_exports` cannot take it out."""
    literal = {id(one) for _index, node in _literals(file) for one in _entries(node)}
    for statement in file.tree.body:
        if not any(_is_all(node) for node in ast.walk(statement) if isinstance(node, ast.Name)):
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and id(node) not in literal and node.value in names:
                yield node.lineno, str(node.value)


def _appended(file: SourceFile, literal: ast.List | ast.Tuple, texts: Sequence[str]) -> list[Splice]:
    end = file.span(literal)[1]
    last_start, last_end = file.span(literal.elts[-1])
    has_comma = file.raw[last_end : end - 1].lstrip().startswith(b",")
    owns_line = not file.raw[file.line_start(last_start) : last_start].strip() and file.line_of(
        end - 1
    ) > file.line_of(last_end)
    if owns_line:
        indent, newline = file.indentation(last_start), newline_near(file.raw, last_end)
        lines = b"".join(newline + indent + file.encode(text) + b"," for text in texts)
        place = file.line_end(last_end)
        if has_comma:
            return [Splice(place, place, lines)]
        if place == last_end:
            return [Splice(place, place, b"," + lines)]
        return [Splice(last_end, last_end, b","), Splice(place, place, lines)]
    if has_comma:
        after = file.raw.index(b",", last_end) + 1
        # A tuple of one needs its comma, one of several is mostly written without.
        comma = "" if isinstance(literal, ast.Tuple) and len(literal.elts) == 1 else ","
        return [Splice(after, after, file.encode(" " + ", ".join(texts) + comma))]
    return [Splice(last_end, last_end, file.encode(", " + ", ".join(texts)))]


def _without_entries(file: SourceFile, literal: ast.expr, names: Collection[str]) -> Iterator[Splice]:
    elements = list(getattr(literal, "elts", ()))
    gone = [
        index for index, one in enumerate(elements) if isinstance(one, ast.Constant) and one.value in names
    ]
    start, end = file.span(literal)
    if gone and len(gone) == len(elements):
        yield Splice(start + 1, end - 1, b"")
        return
    stays = len(elements) - len(gone)
    if gone and stays == 1 and isinstance(literal, ast.Tuple) and len(elements) - 1 not in gone:
        last = file.span(elements[-1])[1]
        if not file.raw[last : end - 1].lstrip().startswith(b","):
            yield Splice(last, last, b",")
    for index in gone:
        first, last = file.span(elements[index])
        comma = file.raw.find(b",", last, end)
        is_last = not any(later not in gone for later in range(index + 1, len(elements)))
        owns_line = not file.raw[file.line_start(first) : first].strip()
        if owns_line and 0 <= comma < file.line_end(last) and not _shares_line(file, elements, index):
            yield Splice(file.line_start(first), file.next_line(last), b"")
        elif not is_last:
            yield Splice(first, file.span(elements[index + 1])[0], b"")
        else:
            keeps_comma = isinstance(literal, ast.Tuple) and stays == 1
            before = file.span(elements[index - 1])[1]
            yield Splice(
                before + (1 if keeps_comma else 0),
                comma + 1 if 0 <= comma < end and keeps_comma else last,
                b"",
            )


def _shares_line(file: SourceFile, elements: Sequence[ast.expr], index: int) -> bool:
    line = file.line_of(file.span(elements[index])[0])
    return any(
        file.line_of(file.span(one)[0]) == line for other, one in enumerate(elements) if other != index
    )


def _literals(file: SourceFile) -> Iterator[tuple[int, ast.expr]]:
    """The literal values that make up ``__all__``, with the statements they stand in; a Constant for ``append``."""
    for index, node in enumerate(file.tree.body):
        value: ast.expr | None = None
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and _is_all(targets[0]):
            value = node.value
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and len(node.value.args) == 1:
            called = node.value.func
            if (
                isinstance(called, ast.Attribute)
                and _is_all(called.value)
                and called.attr in {"extend", "append"}
            ):
                value = node.value.args[0]
        for part in _parts(value):
            yield index, part


def _parts(value: ast.expr | None) -> Iterator[ast.expr]:
    if isinstance(value, ast.BinOp):
        yield from (part for side in (value.left, value.right) for part in _parts(side))
    elif isinstance(value, ast.List | ast.Tuple) or (
        isinstance(value, ast.Constant) and isinstance(value.value, str)
    ):
        yield value


def _entries(node: ast.expr) -> list[ast.Constant]:
    elements = [node] if isinstance(node, ast.Constant) else getattr(node, "elts", [])
    return [one for one in elements if isinstance(one, ast.Constant)]


def _is_all(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _quote(file: SourceFile, literal: ast.expr) -> str:
    entries = _entries(literal)
    return (
        "'" if entries and file.raw[file.span(entries[0])[0] : file.span(entries[0])[0] + 1] == b"'" else '"'
    )
