"""Where a node of the syntax tree stands in the bytes on disk.

``ast`` counts columns in UTF-8 bytes of the decoded line, without the BOM. Edits are made on the file's own bytes, so every column is
turned into a byte offset.
"""

from typing import Protocol

from migrator.source.bytes import SourceText


class Located(Protocol):
    """A node with a place; ``end_*`` are None only in trees that were made by hand."""

    @property
    def lineno(self) -> int:
        """From 1."""

    @property
    def col_offset(self) -> int:
        """In UTF-8 bytes."""

    @property
    def end_lineno(self) -> int | None:
        """From 1."""

    @property
    def end_col_offset(self) -> int | None:
        """In UTF-8 bytes."""


class Positions:
    """Turns (line, column) of ``ast`` into byte offsets of one file."""

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self._starts = source.line_starts
        self._is_utf8 = source.encoding == "utf-8" or source.raw.isascii()

    @property
    def lines(self) -> int:
        """The number of lines; a last one without a line end counts."""
        return len(self._starts) - (self._starts[-1] == len(self._source.raw))

    def offset(self, line: int, column: int) -> int:
        """The byte offset of a column (in UTF-8 bytes) of a line (from 1)."""
        if self._is_utf8:
            return self._starts[line - 1] + column
        return self._source.offset_of_utf8(line, column)

    def start(self, node: Located) -> int:
        """The byte offset where the node begins."""
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: Located) -> int:
        """The byte offset behind the node."""
        line, column = node.end_lineno, node.end_col_offset
        return self.start(node) if line is None or column is None else self.offset(line, column)

    @property
    def source_text(self) -> str:
        """The whole file."""
        return self._source.text

    def text(self, node: Located) -> str:
        """What stands there, as written."""
        return self._source.raw[self.start(node) : self.end(node)].decode(self._source.encoding, "replace")

    def comments_above(self, line: int, most: int) -> list[str]:
        """The comment lines directly above a line, nearest first."""
        found: list[str] = []
        for number in range(line - 1, max(0, line - 1 - most), -1):
            raw = self._source.raw[self._starts[number - 1] : self._starts[number]].strip()
            if not raw.startswith(b"#"):
                break
            found.append(raw.decode(self._source.encoding, "replace"))
        return found

    def decorated_start(self, first_decorator: Located) -> int:
        """The byte offset of the ``@`` before a decorator: the nearest line above that begins with one (a bracket and comments may stand between)."""
        start = self.start(first_decorator)
        for line in range(first_decorator.lineno, 0, -1):
            before = self._source.raw[self._starts[line - 1] : start]
            blank = len(before) - len(before.lstrip(b" \t\f"))
            if before[blank : blank + 1] == b"@":
                return self._starts[line - 1] + blank
        return start
