"""Text of the repository inside Markdown: it is shown, and it never becomes a heading, a link, an image, a table cell or HTML.

Names, paths and commands go into code spans; prose is escaped. A word that a forge would make a link or a mention of goes into a code
span too, because no escape stops that.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from migrator.display import visible_line

_BETWEEN_WORDS = re.compile(r"(\s+|\|)")
_LINKED = re.compile(r"@\w|://|www\.", re.IGNORECASE)
_SPECIAL = re.compile(r"[\\`*\[\]<~$]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w])|#(?=#|$)")
_LEADING = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+=>]))")


def escape(text: str) -> str:
    """Prose on one line, every sign of Markdown in it taken as itself."""
    words = _BETWEEN_WORDS.split(visible_line(text).strip())
    return _LEADING.sub(r"\1\\", "".join(map(_word, words)))


def code(text: str) -> str:
    """A name, a path or a command as a code span; escaped prose where a table would cut it at a ``|``."""
    shown = visible_line(text)
    if not shown.strip() or "|" in shown:
        return escape(shown)
    fence = "`" * (_longest_run(shown) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def fenced(lines: Iterable[str], language: str = "") -> Iterator[str]:
    """Lines as a block of code that none of them can end."""
    shown = [visible_line(line) for line in lines]
    fence = "`" * max(3, *(_longest_run(line) + 1 for line in shown), 3)
    yield f"{fence}{language}"
    yield from shown
    yield fence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table of cells that are Markdown already; a column whose title ends in a ``:`` is aligned to the right."""
    yield f"| {' | '.join(title.removesuffix(':') for title in head)} |"
    yield f"|{'|'.join('---:' if title.endswith(':') else '---' for title in head)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _word(word: str) -> str:
    if word == "|":
        return r"\|"
    if _LINKED.search(word):
        return code(word)
    return _SPECIAL.sub(r"\\\g<0>", word)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
