"""Pieces that pages share: headings, facts, bars, code, charts."""

from collections.abc import Iterable, Sequence

from migrator.tui.diff_lines import coloured
from migrator.tui.diffs import word_marks
from migrator.tui.page_view import PageLine
from migrator.tui.runs import EMPTY, Line, Run, line, run
from migrator.tui.syntax import colours

LABEL = 12
_EIGHTHS = " ▁▂▃▄▅▆▇█"


def heading(text: str, said: str = "") -> Line:
    """A heading, with what is said beside it."""
    return line((text, "title"), (f"   {said}" if said else "", "muted"))


def fact(label: str, *pieces: tuple[str, str] | str) -> Line:
    """``LABEL   what``: a label in its own column."""
    return line((f"{label:<{LABEL}}", "accent"), *pieces)


def bullets(texts: Iterable[str], *, glyph: str = "•", role: str = "muted") -> list[PageLine]:
    """Sentences below each other."""
    return [line((f"  {glyph} ", role), text) for text in texts]


def section(title: str, lines: Sequence[PageLine]) -> list[PageLine]:
    """A heading and its lines with a blank line before; nothing where there are no lines."""
    return [EMPTY, heading(title), *lines] if lines else []


def code(number: int, text: str, *, gutter: int = 5) -> Line:
    """A line of code with its number."""
    return (Run(f"{number:>{gutter}} ", "faint"), *coloured(text, colours([text])[0], (), ""))


def change(old: str, new: str, *, limit: int = 6) -> list[PageLine]:
    """What becomes what: old lines, then new ones, differing words marked."""
    before, after = _lines(old), _lines(new)
    pairs = [word_marks(first, second) for first, second in zip(before, after, strict=False)]
    result: list[PageLine] = []
    for number, text in enumerate(before[:limit]):
        marks = pairs[number][0] if number < len(pairs) else ()
        result.append(
            (
                (Run("    - ", "removed"), *coloured(text, colours([text])[0], marks, "removed.word")),
                "removed",
            )
        )
    result += _more(len(before) - limit)
    for number, text in enumerate(after[:limit]):
        marks = pairs[number][1] if number < len(pairs) else ()
        result.append(
            ((Run("    + ", "added"), *coloured(text, colours([text])[0], marks, "added.word")), "added")
        )
    result += _more(len(after) - limit)
    return result


def shape_words(text: str, role: str = "strong") -> Line:
    """The words of a shape: what stands between backticks as code, the rest quietly."""
    parts = text.split("`")
    said = [part.replace(" -> ", " → ") for part in parts]
    return line(*((part, role if number % 2 else "muted") for number, part in enumerate(said) if part))


def several(label: str, texts: Sequence[str], *, limit: int = 3) -> list[PageLine]:
    """Sentences under one label, the first few of them."""
    page: list[PageLine] = [
        fact(label if number == 0 else "", text) for number, text in enumerate(texts[:limit])
    ]
    left = len(texts) - limit
    return [*page, fact("", (f"… and {left} more", "muted"))] if left > 0 else page


def bar(share: float, width: int = 24) -> Line:
    """A share from 0 to 1 as a bar."""
    full = round(max(0.0, min(share, 1.0)) * width)
    return (Run("━" * full, "good" if share >= 1 else "link"), Run("┄" * (width - full), "faint"))


def chart(values: Sequence[int], *, width: int = 60, height: int = 6) -> list[PageLine]:
    """Values over time as columns in eighths of a cell, the largest value at the left edge."""
    if len(values) < 2:
        return []
    top = max(values) or 1
    across = min(width, max(len(values), width // 2))
    columns = [values[min(place * len(values) // across, len(values) - 1)] for place in range(across)]
    label = max(len(f"{top:,}"), 1)
    result: list[PageLine] = []
    for level in range(height, 0, -1):
        cells = []
        for value in columns:
            eighths = round(value / top * height * 8) - (level - 1) * 8
            cells.append(_EIGHTHS[max(0, min(eighths, 8))])
        edge = f"{top:,}" if level == height else ""
        result.append(line((f"  {edge:>{label}} ┤", "faint"), ("".join(cells), "link")))
    result.append(line((f"  {0:>{label}} ┼{'─' * across}", "faint")))
    return result


def spark(values: Sequence[int], cells: int = 12) -> str:
    """Values as one row of small columns, the last ``cells`` of them."""
    shown = values[-cells:]
    top = max(shown, default=0)
    return "".join(_EIGHTHS[max(1, round(value / top * 8))] if top else _EIGHTHS[1] for value in shown)


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").replace("\r\n", "\n").split("\n") if text else []


def _more(count: int) -> list[PageLine]:
    return [(run(f"      … {count} more", "muted"),)] if count > 0 else []
