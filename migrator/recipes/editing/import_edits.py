"""Editing one import statement the way a careful person would.

A statement whose names all go to one other module has its module's text replaced and nothing else. One that keeps some names is split:
each name takes its comment along. A new import joins an import of the same module that is there already, never one in another block.
Relative stays relative, aliases stay, order stays, and nothing is ever reformatted.
"""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from migrator.recipes.editing.alias_spans import AliasSpan, alias_spans, means, removal_splices
from migrator.recipes.editing.edits import newline_near
from migrator.recipes.editing.syntax import Placed, SourceFile, has_one_name_each

_FROM = re.compile(
    rb"from(?P<before>(?:[ \t\f]|\\\r?\n)*)(?P<module>[^#]+?)(?P<after>(?:[ \t\f]|\\\r?\n)*)import(?![\w])",
    re.DOTALL,
)
_PRAGMA = re.compile(
    rb"#.*\b(noqa|type:\s*ignore|isort:|pylint:|pragma:|pyright:|ruff:|fmt:|nosec)", re.IGNORECASE
)
_WIDTH = 88


class Splice(NamedTuple):
    """Replace the bytes ``start:end``."""

    start: int
    end: int
    new: bytes


@dataclass(frozen=True)
class Wanted:
    """What an alias becomes. ``module`` is the text after ``from``, dots included; ``""`` for a plain ``import``."""

    module: str
    name: str
    asname: str | None = None

    @property
    def text(self) -> str:
        """``name`` or ``name as asname``."""
        return f"{self.name} as {self.asname}" if self.asname else self.name

    @property
    def binds(self) -> str:
        """The local name it binds."""
        return self.asname or (self.name if self.module else self.name.partition(".")[0])

    def spelled_by(self, alias: AliasSpan) -> "Wanted":
        """The same with the names that an alias has written as that alias writes them."""
        asname = None if self.asname is None else alias.as_spelled(self.asname)
        return Wanted(self.module, alias.as_spelled(self.name), asname)

    @property
    def statement(self) -> str:
        """A whole import statement for it alone."""
        return f"from {self.module} import {self.text}" if self.module else f"import {self.text}"


@dataclass
class StatementEdit:
    """The splices of one rewritten statement, and what to call them in a shape."""

    splices: list[Splice] = field(default_factory=list)
    manner: str = ""
    """How it was done: ``alone on its line``, ``statement split``, ``joined to an existing import``…"""


@dataclass(frozen=True)
class ImportContext:
    """Where a statement is edited.

    Attributes:
        file: The parsed file.
        package: What relative imports in it count from.
        busy: Ids of statement nodes that are rewritten too: nothing joins them.
        joined: What was already added to which statement, so that two hunks do not add it twice.
    """

    file: SourceFile
    package: str
    busy: frozenset[int] = frozenset()
    joined: set[tuple[int, str]] = field(default_factory=set)


def current(node: ast.stmt) -> tuple[Wanted, ...]:
    """What each alias of an import statement says now. Raises TypeError for any other statement."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        raise TypeError(f"no import statement: {ast.dump(node)}")
    module = "." * node.level + (node.module or "") if isinstance(node, ast.ImportFrom) else ""
    return tuple(Wanted(module, one.name, one.asname) for one in node.names)


def absolute_module(node: ast.ImportFrom, package: str) -> str | None:
    """The module a from-import names, seen from ``package``; None where it has too many dots."""
    if not node.level:
        return node.module or ""
    parts = package.split(".") if package else []
    if node.level > len(parts):
        return None
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


def relative_module(module: str, package: str) -> str | None:
    """How ``package`` names ``module`` relatively; None where they have no package in common."""
    parts, target = package.split("."), module.split(".")
    common = 0
    while common < min(len(parts), len(target)) and parts[common] == target[common]:
        common += 1
    if not package or not common:
        return None
    return "." * (len(parts) - common + 1) + ".".join(target[common:])


def spelled(module: str, *, like: ast.ImportFrom, package: str) -> str:
    """``module`` in the style of a statement: relative where that one is, as far as that is possible."""
    return (relative_module(module, package) if like.level else None) or module


def module_splice(file: SourceFile, node: ast.stmt, module: str) -> Splice:
    """Replace what stands after ``from``, dots included. Raises ValueError where the statement is no from-import."""
    start, _end = file.span(node)
    found = _FROM.match(file.raw, start)
    if found is None:
        raise ValueError(f"no from-import at {file.path}:{file.line_of(start)}")
    before = b"" if found["before"] or module.startswith(".") else b" "
    after = b"" if found["after"] or module.endswith(".") else b" "
    return Splice(*found.span("module"), before + file.encode(module) + after)


def rewrite_statement(
    context: ImportContext, placed: Placed, wanted: Sequence[Sequence[Wanted]]
) -> StatementEdit:
    """Make each alias of an import what ``wanted`` says for it, in order: nothing (dropped), itself, another, or several.

    Raises UnicodeEncodeError where the file's encoding lacks a character of the new text.
    """
    node = placed.node
    now = current(node)
    if all(list(want) == [is_now] for want, is_now in zip(wanted, now, strict=True)):
        return StatementEdit()
    rewriter = _Rewriter(context, placed, now, [list(want) for want in wanted])
    if isinstance(node, ast.Import) and all(not one.module for want in wanted for one in want):
        return rewriter.plain_import()
    return rewriter.from_import()


class _Rewriter:
    """One statement under rewriting; the spans of its aliases are found once."""

    def __init__(
        self, context: ImportContext, placed: Placed, now: tuple[Wanted, ...], wanted: list[list[Wanted]]
    ) -> None:
        self.context, self.file, self.placed = context, context.file, placed
        self.start, self.end = self.file.span(placed.node)
        self.aliases: list[AliasSpan] = alias_spans(self.file, placed.node)
        self.now = tuple(one.spelled_by(alias) for one, alias in zip(now, self.aliases, strict=True))
        self.wanted = [
            [one.spelled_by(alias) for one in want] for want, alias in zip(wanted, self.aliases, strict=True)
        ]
        self.module = now[0].module

    def plain_import(self) -> StatementEdit:
        """``import a, b``: aliases are replaced in place, further ones follow them."""
        if not any(self.wanted):
            return StatementEdit(remove_statement(self.file, self.placed), "import removed")
        if len(self.now) == 1 and len(self.wanted[0]) > 1 and self.file.stands_alone(self.placed.node):
            first, *others = self.wanted[0]
            splices = [] if first == self.now[0] else [self._replace(0, [first])]
            return StatementEdit(
                [*splices, *self._after([one.statement for one in others])], "import added beside"
            )
        splices = [
            self._replace(index, want)
            for index, want in enumerate(self.wanted)
            if want and want != [self.now[index]]
        ]
        dropped = [index for index, want in enumerate(self.wanted) if not want]
        splices += [Splice(*one, b"") for one in removal_splices(self.file, self.aliases, dropped)]
        return StatementEdit(splices, self._place_manner())

    def from_import(self) -> StatementEdit:
        """``from a import b, c``: in place where one module follows another, else split."""
        modules = {one.module for want in self.wanted for one in want}
        if not modules:
            return StatementEdit(remove_statement(self.file, self.placed), "import removed")
        if modules == {self.module}:
            return StatementEdit(self._in_place(), "name changed in place")
        if self.module not in modules and len(modules) == 1 and isinstance(self.placed.node, ast.ImportFrom):
            return self._whole(modules.pop())
        return self._split()

    def _whole(self, module: str) -> StatementEdit:
        joined = self._join(module, [one for want in self.wanted for one in want])
        if joined is not None and self._may_vanish():
            manner = "joined to an existing import" if joined else "already imported"
            return StatementEdit([*joined, *remove_statement(self.file, self.placed)], manner)
        if not module:
            text = "; ".join(one.statement for want in self.wanted for one in want)
            return StatementEdit([Splice(self.start, self.end, self.file.encode(text))], self._place_manner())
        return StatementEdit(
            [module_splice(self.file, self.placed.node, module), *self._in_place()], self._place_manner()
        )

    def _split(self) -> StatementEdit:
        stays: list[list[Wanted]] = [
            [one for one in want if one.module == self.module] for want in self.wanted
        ]
        if isinstance(self.placed.node, ast.Import):
            stays = [[one for one in want if not one.module] for want in self.wanted]
        leaving: dict[str, list[tuple[int, Wanted]]] = {}
        for index, want in enumerate(self.wanted):
            for one in want:
                if one not in stays[index]:
                    leaving.setdefault(one.module, []).append((index, one))
        splices, statements, manner = [], [], "statement split"
        for module, group in leaving.items():
            joined = self._join(module, [one for _index, one in group]) if not self._comments(group) else None
            if joined is None:
                statements += self._new_statements(module, group)
            else:
                splices += joined
                manner = "statement split, joined to an existing import"
        if not any(stays):
            return StatementEdit([*splices, *self._replace_statement(statements)], manner)
        if all(is_now in stay for is_now, stay in zip(self.now, stays, strict=True)):
            manner = "import added beside"
        return StatementEdit([*splices, *self._in_place(stays), *self._after(statements)], manner)

    def _replace(self, index: int, want: Sequence[Wanted]) -> Splice:
        alias = self.aliases[index]
        return Splice(alias.start, alias.end, self.file.encode(", ".join(one.text for one in want)))

    def _in_place(self, wanted: Sequence[Sequence[Wanted]] | None = None) -> list[Splice]:
        wanted = self.wanted if wanted is None else wanted
        dropped = [index for index, want in enumerate(wanted) if not want]
        changed = [
            self._replace(index, want)
            for index, want in enumerate(wanted)
            if want and [one.text for one in want] != [self.now[index].text]
        ]
        return [*changed, *(Splice(*one, b"") for one in removal_splices(self.file, self.aliases, dropped))]

    def _join(self, module: str, names: list[Wanted]) -> list[Splice] | None:
        """Splices that add the names to an import of ``module`` in the same block; ``[]`` where all are there; None: no such import."""
        host = joinable_import(self.context, self.placed, module)
        if host is None or any((id(host), one.text) in self.context.joined for one in names):
            return None
        splices = join_names(self.file, host, names)
        self.context.joined.update((id(host), one.text) for one in names if splices)
        return splices

    def _may_vanish(self) -> bool:
        alone = self.file.stands_alone(self.placed.node) and not self.file.comment_above(self.start)
        comments = any(self.file.comment_after(end) for end in (self.end, *(one.end for one in self.aliases)))
        return alone and not comments and b"#" not in self.file.raw[self.start : self.end]

    def _comments(self, group: Sequence[tuple[int, Wanted]]) -> bool:
        return any(self.aliases[index].comment or self.aliases[index].above for index, _one in group)

    def _new_statements(self, module: str, group: Sequence[tuple[int, Wanted]]) -> list[str]:
        if not module:
            return [one.statement for _index, one in group]
        one_line = f"from {module} import {', '.join(one.text for _index, one in group)}"
        if not self.file.stands_alone(self.placed.node):
            return [one_line]
        comments = [self._text(self.aliases[index].comment) for index, _one in group]
        above = [[self._text(line) for line in self.aliases[index].above] for index, _one in group]
        if len(group) == 1 or not self._comments(group):
            said = comments[0] or self._pragma()
            if len(one_line) <= max(_WIDTH, self.file.longest_line) or len(group) == 1:
                return ["\n".join([*above[0], f"{one_line}  {said}" if said else one_line])]
        inner = "\t" if self.file.indentation(self.start).startswith(b"\t") else "    "
        lines = [
            "\n".join(inner + line for line in (*over, f"{one.text},{'  ' + comment if comment else ''}"))
            for (_index, one), comment, over in zip(group, comments, above, strict=True)
        ]
        return ["\n".join([f"from {module} import (", *lines, ")"])]

    def _pragma(self) -> str:
        comment = self.file.comment_after(self.end)
        return self._text(comment) if _PRAGMA.match(comment) else ""

    def _text(self, raw: bytes) -> str:
        return raw.decode(self.file.codec)

    def _after(self, statements: Sequence[str]) -> list[Splice]:
        if not statements:
            return []
        if not self.file.stands_alone(self.placed.node):
            return [Splice(self.end, self.end, self.file.encode("".join(f"; {one}" for one in statements)))]
        return [insert_after(self.file, self.placed.node, statements)]

    def _replace_statement(self, statements: Sequence[str]) -> list[Splice]:
        if not statements:
            return remove_statement(self.file, self.placed)
        if not self.file.stands_alone(self.placed.node):
            return [Splice(self.start, self.end, self.file.encode("; ".join(statements)))]
        return [Splice(self.start, self.end, _lines(self.file, self.start, statements))]

    def _place_manner(self) -> str:
        return "alone on its line" if self.file.stands_alone(self.placed.node) else "sharing its line"


def _lines(file: SourceFile, offset: int, statements: Sequence[str]) -> bytes:
    newline, indent = newline_near(file.raw, offset), file.indentation(offset)
    lines = [line for one in statements for line in one.split("\n")]
    return (newline + indent).join(file.encode(line) for line in lines)


def insert_after(file: SourceFile, node: ast.stmt, statements: Sequence[str]) -> Splice:
    """New lines below a statement that stands alone, with its indentation; a missing final newline stays missing."""
    start, end = file.statement_span(node)
    place = file.line_end(end)
    newline, indent = newline_near(file.raw, place), file.indentation(start)
    return Splice(place, place, newline + indent + _lines(file, start, statements))


def insert_before(file: SourceFile, node: ast.stmt, statements: Sequence[str]) -> Splice:
    """New lines above a statement that is first on its line, with its indentation."""
    start, _end = file.statement_span(node)
    newline, indent = newline_near(file.raw, start), file.indentation(start)
    return Splice(start, start, _lines(file, start, statements) + newline + indent)


def remove_statement(file: SourceFile, placed: Placed, *, leaving: int | None = None) -> list[Splice]:
    """Take a statement out, with its line where it is alone on it. ``leaving`` is how many others of its block stay (default: all)."""
    start, end = file.statement_span(placed.node)
    others = len(placed.block) - 1 if leaving is None else leaving
    if not others and len(placed.parents) > 1:
        return [Splice(start, end, b"pass")]
    if file.stands_alone(placed.node):
        return [_without_line(file, file.line_start(start), end)]
    after = re.compile(rb"[ \t\f]*;[ \t\f]*").match(file.raw, end)
    if after and not re.compile(rb"[#\r\n]|\Z").match(file.raw, after.end()):
        return [Splice(start, after.end(), b"")]
    before = re.compile(rb";[ \t\f]*\Z").search(file.raw[file.line_start(start) : start])
    if before:
        return [Splice(file.line_start(start) + before.start(), end, b"")]
    return [Splice(start, after.end() if after else end, b"" if after and not others else b"pass")]


def _without_line(file: SourceFile, start: int, end: int) -> Splice:
    stop = file.next_line(end)
    if stop == len(file.raw) and not file.raw.endswith((b"\n", b"\r")) and start > file.line_starts[0]:
        start = file.line_end(file.line_starts[file.line_of(start) - 2])
    return Splice(start, stop, b"")


def joinable_import(context: ImportContext, placed: Placed, module: str) -> ast.ImportFrom | None:
    """An import of ``module`` (as spelled, or meaning the same) in the block of ``placed`` that further names may join.

    It stands before, or after with nothing but imports between, so that no name is bound later than it was.
    """
    asked = ast.ImportFrom(module.lstrip(".") or None, [], len(module) - len(module.lstrip(".")))
    meaning = absolute_module(asked, context.package)
    imports_only = True
    later: list[ast.ImportFrom] = []
    for node in placed.block[placed.index + 1 :]:
        imports_only = imports_only and isinstance(node, ast.Import | ast.ImportFrom)
        if imports_only and isinstance(node, ast.ImportFrom):
            later.append(node)
    earlier = [node for node in placed.block[: placed.index] if isinstance(node, ast.ImportFrom)]
    for node in (*reversed(earlier), *later):
        fits = absolute_module(node, context.package) == meaning and bool(node.level) == bool(asked.level)
        if fits and id(node) not in context.busy and all(one.name != "*" for one in node.names):
            return node
    return None


def join_names(file: SourceFile, host: ast.ImportFrom, names: Sequence[Wanted]) -> list[Splice] | None:
    """Add names to an import statement; those that are there already are not repeated.

    None where the line would become too long, a comment stands in the way, or each name has a statement of its own in this file.
    """
    new = [one for one in names if not any(_is_there(one, alias) for alias in host.names)]
    if not new:
        return []
    if has_one_name_each(file.tree):
        return None
    _start, end = file.span(host)
    last = alias_spans(file, host)[-1]
    has_parenthesis = file.raw[end - 1 : end] == b")"
    if has_parenthesis and last.owns_line:
        indent = file.indentation(last.start)
        newline = newline_near(file.raw, last.end)
        place = file.line_end(last.end)
        if not last.comma:
            lines = b"".join(b"," + newline + indent + file.encode(one.text) for one in new)
            return None if last.comment else [Splice(last.end, last.end, lines)]
        return [
            Splice(place, place, b"".join(newline + indent + file.encode(one.text) + b"," for one in new))
        ]
    text = "".join(f", {one.text}" for one in new)
    line = file.text(file.line_start(last.end), file.line_end(last.end))
    if len(line) + len(text) > max(_WIDTH, file.longest_line):
        return None
    return [Splice(last.end, last.end, file.encode(text))]


def _is_there(wanted: Wanted, alias: ast.alias) -> bool:
    if (wanted.asname is None) != (alias.asname is None):
        return False
    return means(wanted.name, alias.name) and means(wanted.asname or "", alias.asname or "")
