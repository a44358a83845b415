"""What is wrong with facts, held against nothing but the bytes they were made of: every place must hold what is said of it.

The judge is Python's own parser, asked about the piece alone. It does not use the program's way of counting.
"""

import ast
import re
import unicodedata
import warnings
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from migrator.facts.shapes import CallText
from migrator.facts.values import Definition, DefinitionKind, Facts, ImportedName, ImportStatement
from migrator.source.bytes import SourceText, Undecodable, decode_source

_LINE_END = re.compile(rb"\r\n|\r|\n")
_STRING = re.compile(r"[a-zA-Z]{0,2}['\"]")
_IDENTIFIER_ASCII = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_CUT = 120
"""Texts of arguments are cut there; a cut one need not parse."""


def complaints_of(raw: bytes, facts: Facts) -> list[str]:
    """Everything that is said of a file and does not stand in it."""
    source = decode_source(raw)
    if isinstance(source, Undecodable):
        return [f"facts of a file that cannot be decoded: {source.reason}"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd escapes are the file's affair
        return list(_Judge(source, facts).complaints())


def python_reads(raw: bytes) -> bool:
    """Whether Python itself parses the bytes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        try:
            ast.parse(raw)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


class _Judge:
    def __init__(self, source: SourceText, facts: Facts) -> None:
        self.source = source
        self.facts = facts
        self.ends = [found.end() for found in _LINE_END.finditer(source.raw)]

    def complaints(self) -> Iterator[str]:
        yield from self._lines()
        for statement in self.facts.imports:
            yield from self._import(statement)
        for definition in self.facts.definitions:
            yield from self._definition(definition)
        yield from self._uses()
        yield from self._strings()
        yield from self._shapes()

    def _lines(self) -> Iterator[str]:
        last = self.ends[-1] if self.ends else 0
        lines = len(self.ends) + (last < len(self.source.raw))
        if self.facts.lines != lines:
            yield f"{self.facts.lines} lines instead of {lines}"
        deleted = (*self.facts.deleted, *self.facts.rebound)
        for name, start in zip(deleted, (*self.facts.deleted_at, *self.facts.rebound_at), strict=True):
            if not self._is_name(start, name):
                yield f"del {name} is not at {start}"
        for binding in self.facts.outside:
            if not 1 <= binding.line <= max(1, lines):
                yield f"{binding} lies outside the file"

    def _import(self, statement: ImportStatement) -> Iterator[str]:
        text = self._text(statement.start, statement.end)
        node = _only_statement(text)
        if not text.startswith(("import", "from")) or not isinstance(node, ast.Import | ast.ImportFrom):
            yield f"no import statement: {text!r}"
            return
        said = [(name.name, name.asname) for name in statement.names]
        module, level = (node.module or "", node.level) if isinstance(node, ast.ImportFrom) else ("", 0)
        if (said, statement.module, statement.level) != (
            [(one.name, one.asname) for one in node.names],
            module,
            level,
        ):
            yield f"{text!r} is not {statement}"
        for name in statement.names:
            yield from self._imported_name(statement, name)
        yield from self._line(statement.start, statement.line, "import")

    def _imported_name(self, statement: ImportStatement, name: ImportedName) -> Iterator[str]:
        text = self._text(name.start, name.end)
        if not statement.start < name.start < name.end <= statement.end:
            yield f"the name {text!r} lies outside its statement"
        whole = f"from x import ({text}\n)" if statement.is_from and text != "*" else f"import {text}"
        node = _only_statement("from x import *" if text == "*" else whole)
        names = (
            [(one.name, one.asname) for one in node.names]
            if isinstance(node, ast.Import | ast.ImportFrom)
            else []
        )
        if names != [(name.name, name.asname)]:
            yield f"{text!r} is not {name}"

    def _definition(self, found: Definition) -> Iterator[str]:
        text = self._text(found.start, found.end)
        if found.kind is DefinitionKind.OTHER:
            if found.name not in unicodedata.normalize("NFKC", text):
                yield f"{found.name} is not in {text!r}"
            yield from self._line(found.start, found.line, found.name)
            return
        yield from self._statement(found.start, found.end, found.name)
        if not self._line_of(found.start) <= found.line <= self._line_of(found.end):
            yield f"{found.name} in line {found.line} lies outside its span"

    def _statement(self, start: int, end: int, name: str) -> Iterator[str]:
        """The piece is one statement that binds the name, by itself or where its first line is as far in as the others."""
        text = self._text(start, end)
        above = bisect_right(self.ends, start)
        line_start = self.ends[above - 1] if above else len(self.source.bom)
        before = self._text(line_start, start)
        if name not in _bound(text, "" if before.strip() else before):
            yield f"no statement that binds {name}: {text[:200]!r}"

    def _uses(self) -> Iterator[str]:
        for use in self.facts.uses:
            rest = self._rest(use.start, 40)
            first = use.chain.partition(".")[0]
            if not (rest.startswith("(") or _STRING.match(rest) or self._is_name(use.start, first)):
                yield f"{use.chain} at {use.start} is {rest!r}"
            yield from self._line(use.start, use.line, use.chain)

    def _strings(self) -> Iterator[str]:
        for string in self.facts.strings:
            text = self._text(string.start, string.end)
            try:
                value = ast.literal_eval(f"({text}\n)")
            except (SyntaxError, ValueError):
                value = None
            if value != string.value:
                yield f"{text!r} is not {string.value!r}"
            yield from self._line(string.start, string.line, string.value)

    def _shapes(self) -> Iterator[str]:
        for found in self.facts.classes:
            yield from self._statement(found.start, found.end, found.name)
        for shape in self.facts.functions:
            name = shape.name.rpartition(".")[2]
            yield from self._statement(shape.start, shape.end, name)
            for parameter in shape.parameters:
                yield from _expression(parameter.default)
            for call in shape.returns:
                yield from _arguments(call)

    def _line(self, start: int, line: int, what: str) -> Iterator[str]:
        if self._line_of(start) != line:
            yield f"{what} at {start} is in line {self._line_of(start)}, not {line}"

    def _line_of(self, offset: int) -> int:
        return 1 + bisect_right(self.ends, offset)

    def _text(self, start: int, end: int) -> str:
        if not len(self.source.bom) <= start <= end <= len(self.source.raw):
            return f"?{start}..{end}"
        return self.source.raw[start:end].decode(self.source.encoding, "replace")

    def _rest(self, start: int, size: int) -> str:
        return self._text(start, min(start + size, len(self.source.raw)))

    def _is_name(self, start: int, name: str) -> bool:
        """Whether that identifier begins there, as Python reads it."""
        rest = self._rest(start, 40 + 12 * len(name))
        found = _IDENTIFIER_ASCII.match(rest)
        length = found.end() if found else 0
        while length < len(rest) and rest[: length + 1].isidentifier():
            length += 1
        return unicodedata.normalize("NFKC", rest[:length]) == name


def _only_statement(text: str) -> ast.stmt | None:
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return body[0] if len(body) == 1 else None


@lru_cache(maxsize=100)
def _bound(text: str, indent: str) -> frozenset[str]:
    """The names that one statement binds at its own level; cached, since `x = y = ...` is one statement of many definitions."""
    node = _only_statement(text)
    if node is None and indent:
        block = _only_statement(f"if 1:\n{indent}{text}")
        node = block.body[0] if isinstance(block, ast.If) and len(block.body) == 1 else None
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return frozenset({node.name})
    if node is None or type(node).__name__ not in {"Assign", "AnnAssign", "TypeAlias"}:
        return frozenset()
    return frozenset(
        one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    )


def _expression(text: str | None) -> Iterator[str]:
    if text is not None and len(text) < _CUT and _only_statement(f"({text}\n)") is None:
        yield f"no expression: {text!r}"


def _arguments(call: CallText) -> Iterator[str]:
    for text in call.positional:
        if len(text) < _CUT and _only_statement(f"f({text}\n)") is None:
            yield f"no argument: {text!r}"
    for _, text in call.keywords:
        yield from _expression(text)
