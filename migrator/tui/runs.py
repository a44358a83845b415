"""Lines of text with a role for each piece: what every panel is drawn from.

A role says what a piece means ("accent", "removed"), never how it looks: colours belong to the theme, and text of a repository can never
become markup, because there is no markup here. Everything that comes from outside passes `visible_line` in `run`, so no piece can hold a
control character. Widths are in terminal cells, as wide characters take two.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from migrator.display import visible_line


class Run(NamedTuple):
    """A piece of a line. Make it with `run`, which makes the text safe to show."""

    text: str
    role: str = "text"


Line = tuple[Run, ...]
"""One line, before it is wrapped or cropped."""

EMPTY: Line = ()

_LABEL = 16
"""A first piece up to this width that ends with a blank is a label or a bullet."""


def run(text: str, role: str = "text") -> Run:
    """A piece whose text is safe for a terminal: tabs are blanks, controls are visible escapes."""
    return Run(visible_line(text.replace("\t", "    ")), role)


def line(*pieces: tuple[str, str] | str) -> Line:
    """A line of strings (plain) and of ``(text, role)`` pairs."""
    return tuple(run(piece) if isinstance(piece, str) else run(*piece) for piece in pieces)


def width_of(pieces: Iterable[Run]) -> int:
    """How many cells the pieces take."""
    return sum(cell_len(piece.text) for piece in pieces)


def plain(pieces: Iterable[Run]) -> str:
    """The text without its roles."""
    return "".join(piece.text for piece in pieces)


def crop(pieces: Iterable[Run], width: int) -> Line:
    """The pieces in at most ``width`` cells; an ellipsis stands for what was cut."""
    kept: list[Run] = []
    left = width
    pieces = tuple(pieces)
    if width_of(pieces) <= width:
        return pieces
    for piece in pieces:
        size = cell_len(piece.text)
        if size < left:
            kept.append(piece)
            left -= size
            continue
        text = set_cell_size(piece.text, max(left - 1, 0)).rstrip()
        kept.append(Run(text + "…" if width > 0 else "", piece.role))
        break
    return tuple(kept)


def spread(left: Iterable[Run], right: Iterable[Run], width: int) -> Line:
    """``left`` at the left edge and ``right`` at the right one; the left gives way when both do not fit."""
    right = crop(right, width)
    room = width - width_of(right)
    left = crop(left, max(room - 1, 0) if right else room)
    return (*left, Run(" " * (width - width_of(left) - width_of(right))), *right)


def wrap(pieces: Line, width: int) -> list[Line]:
    """The line as lines of at most ``width`` cells, broken between words; what follows hangs below the first word."""
    if width <= 0 or width_of(pieces) <= width:
        return [pieces]
    text = plain(pieces)
    indent = min(_hang(pieces, text), width // 2)
    lines: list[list[Run]] = [[]]
    used = 0
    for word in _words(pieces, max(width - indent, 1)):
        size = cell_len(word.text)
        if used + size > width and (used > indent or len(lines) == 1):
            lines.append([Run(" " * indent)])
            used = indent
            if not word.text.strip():
                continue
        lines[-1].append(word)
        used += size
    return [tuple(pieces) for pieces in lines]


def _hang(pieces: Line, text: str) -> int:
    """Where further lines start: below what follows a label or a bullet, else below the first word."""
    label = pieces[0].text
    if len(pieces) > 1 and label.endswith(" ") and len(label) <= _LABEL:
        return cell_len(label)
    return len(text) - len(text.lstrip())


_JOINTS = "./:"
"""Long dotted names and paths may be broken after these."""


def _words(pieces: Line, longest: int) -> Iterator[Run]:
    """Words and gaps, none longer than ``longest`` cells."""
    for piece in pieces:
        start = 0
        text = piece.text
        for end in range(1, len(text) + 1):
            gap = end < len(text) and text[end].isspace() != text[end - 1].isspace()
            ends = end == len(text) or gap or (text[end - 1] in _JOINTS and end - start > 1)
            if ends or cell_len(text[start : end + 1]) > longest:
                yield Run(text[start:end], piece.role)
                start = end
