"""Where the names of an import statement stand: their commas, comments and lines, and how to take some of them out.

Apart from the rest of import editing because it is about text only: no module is named here.
"""

import ast
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from migrator.recipes.editing.syntax import SourceFile

_COMMA = re.compile(rb"(?:[ \t\f\r\n]|\\\r?\n|#[^\r\n]*)*,")
_REST = re.compile(rb"[ \t\f]*,?[ \t\f]*(?P<comment>#[^\r\n]*)?(?=[\r\n]|\Z)")
_GAP = re.compile(rb"(?:[ \t\f]|\\\r?\n)*")
_WORDS = re.compile(r"[^\s\\]+")


@dataclass(frozen=True)
class AliasSpan:
    """One name of an import statement.

    Attributes:
        start: Where ``name [as asname]`` starts.
        end: Where it ends.
        comma: Where the comma after it ends, 0 without one.
        owns_line: It is the only name on its line.
        comment: The comment that follows it on its line, where it owns that line.
        spelled: The words it consists of, as they are written.
        above: The comment lines directly above it that are about it alone, without indentation.
        above_start: Where the first of them starts its line; the start of its own line without any.
    """

    start: int
    end: int
    comma: int
    owns_line: bool
    comment: bytes
    spelled: tuple[str, ...] = ()
    above: tuple[bytes, ...] = ()
    above_start: int = 0

    def as_spelled(self, name: str) -> str:
        """A name as this alias writes it: Python takes ``µ`` (micro sign) and ``μ`` (Greek letter) for one name, people's text stays theirs."""
        return next((one for one in self.spelled if means(one, name)), name)


def means(written: str, name: str) -> bool:
    """Whether an identifier in a text is the one that the syntax tree calls so: the tree has it in normal form NFKC."""
    return written == name or unicodedata.normalize("NFKC", written) == name


def alias_spans(file: SourceFile, node: ast.stmt) -> list[AliasSpan]:
    """The names of an import statement, in order."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return []
    _start, stop = file.span(node)
    result = []
    for alias in node.names:
        start, end = file.span(alias)
        comma = _COMMA.match(file.raw, end, stop)
        rest = _REST.match(file.raw, end)
        before = file.raw[file.line_start(start) : start]
        owns = rest is not None and not before.strip(b" \t\f") and start > file.span(node)[0]
        comment = (rest["comment"] or b"") if rest is not None and owns else b""
        spelled = tuple(_WORDS.findall(file.text(start, end)))
        above = _own_comments(file, start, end) if owns and file.stands_alone(node) else ()
        first = file.line_starts[file.line_of(start) - 1 - len(above)]
        comma_end = comma.end() if comma else 0
        result.append(AliasSpan(start, end, comma_end, owns, comment, spelled, above, first))
    return result


def _own_comments(file: SourceFile, start: int, end: int) -> tuple[bytes, ...]:
    """The comment lines directly above a name. Above several names they are a heading, which belongs to none of them."""
    below = file.next_line(end)
    if file.raw[below : file.line_end(below)].strip()[:1] not in {b"", b"#", b")"}:
        return ()
    found: list[bytes] = []
    line = file.line_of(start) - 1
    while line >= 1:
        text = file.raw[file.line_starts[line - 1] : file.line_end(file.line_starts[line - 1])].strip()
        if not text.startswith(b"#"):
            break
        found.insert(0, text)
        line -= 1
    return tuple(found)


def removal_splices(
    file: SourceFile, aliases: Sequence[AliasSpan], dropped: Iterable[int]
) -> list[tuple[int, int]]:
    """The spans to delete so that exactly the names at ``dropped`` are gone; at least one name must stay."""
    gone = set(dropped)
    result: list[tuple[int, int]] = []
    if _can_drop_lines(file, aliases, gone):
        return [(aliases[one].above_start, file.next_line(aliases[one].end)) for one in sorted(gone)]
    index = 0
    while index < len(aliases):
        if index not in gone:
            index += 1
            continue
        first = index
        while index < len(aliases) and index in gone:
            index += 1
        result.append(_run_span(file, aliases, first, index - 1))
    return result


def _can_drop_lines(file: SourceFile, aliases: Sequence[AliasSpan], gone: set[int]) -> bool:
    """Each dropped name owns its line, and what stays keeps valid commas."""
    return all(aliases[one].owns_line and _has_parenthesis(file, aliases) for one in gone)


def _has_parenthesis(file: SourceFile, aliases: Sequence[AliasSpan]) -> bool:
    before = file.raw[: aliases[0].start].rstrip()
    while b"#" in before[file.line_start(len(before)) :]:
        before = before[: before.rfind(b"#")].rstrip()
    return before.endswith(b"(")


def _run_span(file: SourceFile, aliases: Sequence[AliasSpan], first: int, last: int) -> tuple[int, int]:
    """The span of names ``first..last`` (inclusive) with the commas that belong to them."""
    if last + 1 == len(aliases):
        start = aliases[first - 1].end
        if b"#" in file.raw[start : aliases[first].start]:
            start = file.line_start(aliases[first].start)
        return start, aliases[last].end
    after = aliases[last + 1].start
    gap = _GAP.match(file.raw, aliases[last].comma)
    if gap is not None and gap.end() == after:
        return aliases[first].start, after
    same_line = first and file.line_of(aliases[first - 1].end) == file.line_of(aliases[first].start)
    if same_line:
        return aliases[first - 1].end, aliases[last].end
    between = file.raw[aliases[last].comma : after]
    if not between.strip():
        return aliases[first].start, after
    return aliases[first].start, aliases[last].comma
