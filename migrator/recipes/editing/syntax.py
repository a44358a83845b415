"""A file that recipes edit: its tree, and where each node stands in its exact bytes.

`ast` says what code means but counts columns in UTF-8 bytes of decoded lines; edits need offsets into the file as it is, BOM, form feeds,
carriage returns and other encodings included. A file whose bytes could not be kept (an encoding that does not give the same bytes back)
is not edited at all.
"""

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from migrator.source.bytes import Undecodable, decode_source

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BLANK = b" \t\f"
WORD = rb"[\w\x80-\xff]"
"""A byte that may be part of a name, for patterns on bytes: beyond ASCII most are letters, and a name must not be found inside a longer one."""
BEFORE_WORD = rb"(?<![\w.\x80-\xff])"
"""Stands where a dotted name may begin."""
AFTER_WORD = rb"(?!" + WORD + rb")"
"""Stands where a name ends."""
_TAIL = re.compile(rb"[ \t\f]*(?P<comment>#[^\r\n]*)?(?=[\r\n]|\Z)")


@dataclass(frozen=True)
class Unreadable:
    """Why a file is not edited. ``line`` counts from 1."""

    reason: str
    line: int = 1


@dataclass(frozen=True)
class SourceFile:
    """A parsed file with exact positions.

    Attributes:
        path: Relative to the root.
        raw: The bytes that all offsets refer to.
        tree: What CPython parses them to.
        codec: ``utf-8`` or what the coding cookie names.
        line_starts: Byte offset of each line; the first is 3 where there is a BOM.
    """

    path: str
    raw: bytes
    tree: ast.Module
    codec: str
    line_starts: tuple[int, ...]

    def offset(self, line: int, column: int) -> int:
        """The byte offset of an `ast` position: ``line`` from 1, ``column`` in UTF-8 bytes."""
        start = self.line_starts[line - 1]
        if self.codec == "utf-8":
            return start + column
        text = self.raw[start : self.line_end(start)].decode(self.codec)
        prefix = text.encode()[:column].decode()
        return start + len(prefix.encode(self.codec))

    def span(self, node: ast.expr | ast.stmt | ast.alias | ast.arg | ast.keyword) -> tuple[int, int]:
        """Start and end of a node, decorators left out."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return self.offset(node.lineno, node.col_offset), self.offset(end_line, end_column)

    def statement_span(self, node: ast.stmt) -> tuple[int, int]:
        """Start and end of a statement, its decorators included."""
        start, end = self.span(node)
        decorators = getattr(node, "decorator_list", [])
        if decorators:
            first = self.span(decorators[0])[0]
            start = self.raw.rfind(b"@", 0, first)
        return start, end

    def line_of(self, offset: int) -> int:
        """The line of a byte offset, from 1."""
        return max(1, bisect_right(self.line_starts, offset))

    def line_start(self, offset: int) -> int:
        """Where the line of ``offset`` starts (after a BOM)."""
        return self.line_starts[self.line_of(offset) - 1]

    def line_end(self, offset: int) -> int:
        """Where the line of ``offset`` ends, before its line ending."""
        found = _LINE_END.search(self.raw, offset)
        return found.start() if found else len(self.raw)

    def next_line(self, offset: int) -> int:
        """Where the next line starts, or the end of the file."""
        found = _LINE_END.search(self.raw, offset)
        return found.end() if found else len(self.raw)

    def indentation(self, offset: int) -> bytes:
        """The white space that the line of ``offset`` starts with."""
        start = self.line_start(offset)
        end = start
        while self.raw[end : end + 1] and self.raw[end] in _BLANK:
            end += 1
        return self.raw[start:end].lstrip(b"\f")

    def text(self, start: int, end: int) -> str:
        """The bytes of a span, decoded."""
        return self.raw[start:end].decode(self.codec)

    def source_of(self, node: ast.expr | ast.stmt | ast.alias) -> str:
        """The text of a node."""
        return self.text(*self.span(node))

    def encode(self, text: str) -> bytes:
        """New text in the file's encoding. Raises UnicodeEncodeError where it has no such character."""
        return text.encode(self.codec)

    def stands_alone(self, node: ast.stmt) -> bool:
        """No other code shares the statement's lines: only white space before it, at most a comment after it."""
        start, end = self.statement_span(node)
        first = self.line_start(start)
        if self.raw[first:start].strip(_BLANK) or not _TAIL.match(self.raw, end):
            return False
        before = self.raw[:first].rstrip(b"\r\n")
        return not (
            before.endswith(b"\\") and b"#" not in before[self.line_starts[max(0, self.line_of(start) - 2)] :]
        )

    def comment_after(self, offset: int) -> bytes:
        """The comment that follows on the same line, or ``b""``."""
        found = _TAIL.match(self.raw, offset)
        return (found["comment"] or b"") if found else b""

    def comment_above(self, offset: int) -> bool:
        """Whether the line directly above is a comment: it speaks of what follows."""
        number = self.line_of(offset)
        above = self.raw[self.line_starts[number - 2] : self.line_starts[number - 1]] if number > 1 else b""
        return above.lstrip(_BLANK).startswith(b"#")

    @cached_property
    def statements(self) -> tuple["Placed", ...]:
        """Every statement, in the order of the text."""
        return tuple(placed_statements(self.tree))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, the outer before the inner, walked once; those that only say how a name is used are left out."""
        return tuple(_walked(self.tree))

    @cached_property
    def longest_line(self) -> int:
        """The length of the longest line, in bytes."""
        ends = (*self.line_starts[1:], len(self.raw))
        return max((end - start for start, end in zip(self.line_starts, ends, strict=True)), default=0)


@dataclass(frozen=True)
class Placed:
    """A statement in its block: ``block[index] is node``. ``parents`` leads from the module inwards."""

    node: ast.stmt
    block: Sequence[ast.stmt]
    index: int
    parents: tuple[ast.AST, ...]

    @property
    def scope_node(self) -> ast.AST:
        """The function, class or module whose names the statement binds."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return next((one for one in reversed(self.parents) if isinstance(one, kinds)), self.parents[0])

    @property
    def scope(self) -> str:
        """Dotted name of the scope it stands in, ``""`` at module level."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return ".".join(one.name for one in self.parents if isinstance(one, kinds))

    @property
    def is_deferred(self) -> bool:
        """It stands in a function."""
        return any(isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) for one in self.parents)

    @property
    def is_typing(self) -> bool:
        """It stands in the body of an ``if TYPE_CHECKING``."""
        inner = (*self.parents[1:], self.node)
        return any(
            isinstance(one, ast.If) and is_typing_test(one.test) and child in one.body
            for one, child in zip(self.parents, inner, strict=True)
        )

    @property
    def is_tried(self) -> bool:
        """It stands in a ``try`` statement."""
        return any(isinstance(one, ast.Try | ast.TryStar) for one in self.parents)

    @property
    def is_guarded(self) -> bool:
        """It stands in a ``try`` that goes on when an import fails, or in what it does then."""
        tries = [one for one in self.parents if isinstance(one, ast.Try | ast.TryStar)]
        return any(_catches_import_error(handler) for one in tries for handler in one.handlers)

    @property
    def is_conditional(self) -> bool:
        """It stands under an ``if`` that is no ``TYPE_CHECKING`` test."""
        return any(isinstance(one, ast.If) and not is_typing_test(one.test) for one in self.parents)


def _catches_import_error(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {one.id for one in kinds if isinstance(one, ast.Name)}
    return bool(names & {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def is_typing_test(test: ast.expr) -> bool:
    """Whether an ``if`` asks for ``TYPE_CHECKING``."""
    if isinstance(test, ast.Attribute):
        return test.attr == "TYPE_CHECKING"
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def has_one_name_each(tree: ast.Module) -> bool:
    """Whether a file writes a from-import of its own for each name: some module is imported from twice, and no statement has two names."""
    froms = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    modules = [(node.level, node.module) for node in froms]
    return len(set(modules)) < len(modules) and all(len(node.names) == 1 for node in froms)


def _walked(tree: ast.AST) -> list[ast.AST]:
    """As `ast.walk` gives them, in half the time: half of what it takes goes into generators, and a third of the nodes is a `Load`."""
    found = [tree]
    for node in found:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                found.extend(one for one in value if isinstance(one, ast.AST))
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                found.append(value)
    return found


def placed_statements(tree: ast.Module) -> Iterator[Placed]:
    """Every statement with its block, in the order of the text, without recursion."""
    stack: list[tuple[Sequence[ast.stmt], int, tuple[ast.AST, ...]]] = [(tree.body, 0, (tree,))]
    while stack:
        block, index, parents = stack.pop()
        if index >= len(block):
            continue
        node = block[index]
        yield Placed(node, block, index, parents)
        stack.append((block, index + 1, parents))
        inner = _blocks(node)
        stack.extend((one, 0, (*parents, node, *between)) for one, between in reversed(inner))


def _blocks(node: ast.stmt) -> list[tuple[Sequence[ast.stmt], tuple[ast.AST, ...]]]:
    blocks: list[tuple[Sequence[ast.stmt], tuple[ast.AST, ...]]] = []
    for field in ("body", "handlers", "cases", "orelse", "finalbody"):
        children = getattr(node, field, None)
        if not isinstance(children, list):
            continue
        if field in {"handlers", "cases"}:
            blocks += [(child.body, (child,)) for child in children]
        else:
            blocks.append((children, ()))
    return blocks


def parse_source(path: str, raw: bytes) -> SourceFile | Unreadable:
    """Parse a file for editing, or say why it cannot be edited."""
    source = decode_source(raw)
    if isinstance(source, Undecodable):
        return Unreadable(source.reason, source.line)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(raw, path)
    except SyntaxError as error:
        return Unreadable(f"does not parse: {error.msg}", error.lineno or 1)
    except (ValueError, RecursionError, MemoryError) as error:
        return Unreadable(f"does not parse: {error}")
    return SourceFile(path, raw, tree, source.encoding, source.line_starts)
