"""The columns of one line that is not UTF-8: from bytes of its UTF-8, in which `ast` counts, to its own bytes.

Generated files have lines of a hundred thousand characters and as many nodes in them; looking through the line for each would take minutes.
So a line is cut into pieces once, and only the piece that a column is in is looked through.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

_PIECE = re.compile(r"[\s\S]{1,64}[^\x00-\x7f]*[\x00-\x7f]?")
"""Some characters up to one of ASCII: in no encoding does what follows such a character change how it is written."""


@dataclass(frozen=True)
class Columns:
    """A line in pieces.

    Attributes:
        pieces: They are the line.
        utf8: The column of each in UTF-8.
        own: The column of each in the file's encoding.
        encoding: That of the file.
    """

    pieces: tuple[str, ...]
    utf8: tuple[int, ...]
    own: tuple[int, ...]
    encoding: str

    @classmethod
    def of(cls, line: str, encoding: str) -> "Columns":
        """Cut a line."""
        pieces = tuple(_PIECE.findall(line)) or ("",)
        utf8, own = [0], [0]
        for piece in pieces[:-1]:
            utf8.append(utf8[-1] + len(piece.encode("utf-8")))
            own.append(own[-1] + len(piece.encode(encoding)))
        return cls(pieces, tuple(utf8), tuple(own), encoding)

    def own_column(self, utf8_column: int) -> int:
        """The column in the file's bytes."""
        number = bisect_right(self.utf8, utf8_column) - 1
        before = self.pieces[number].encode("utf-8")[: utf8_column - self.utf8[number]].decode("utf-8")
        return self.own[number] + len(before.encode(self.encoding))
