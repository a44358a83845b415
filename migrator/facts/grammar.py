"""Why a file does not parse: an error, another Python's grammar, or Python 2.

The running interpreter knows one grammar. A file that needs a newer one is not broken, and people are told which Python would read it;
a guess from the message and the line is enough for that, since such files are only ever listed.
"""

import re
import sys
from collections.abc import Iterable

_PYTHON_2_MESSAGES = (
    "Missing parentheses in call to 'print'",
    "Missing parentheses in call to 'exec'",
    "leading zeros in decimal integer literals",
)
_PYTHON_2_LINES = (
    re.compile(r"^\s*print\s+[\"'%\w]|^\s*print\s*>>"),
    re.compile(r"^\s*exec\s+[\"'\w].*(\bin\b|$)"),
    re.compile(r"^\s*raise\s+\w[\w.]*\s*,"),
    re.compile(r"^\s*except\s+[\w.]+\s*,\s*[a-z_]\w*\s*:"),
    re.compile(r"^\s*except\s*\([^)]*\)\s*,\s*[a-z_]\w*\s*:"),
    re.compile(r"`[^`]+`|\b0[0-7]+\b|\b\d+[lL]\b|\b[uU][rR][\"']|<>"),
    re.compile(r"^\s*def\s+\w+\s*\(.*\(\s*\w+\s*,"),
)
_NEWER_LINES: tuple[tuple[tuple[int, int], re.Pattern[str]], ...] = (
    ((3, 15), re.compile(r"^\s*lazy\s+(import|from)\s")),
    ((3, 14), re.compile(r"^\s*except\*?\s+[\w.]+\s*(,\s*[A-Z][\w.]*\s*)+:")),
    ((3, 14), re.compile(r"(?<![\w\"'])([tT][rR]?|[rR][tT])[\"']")),
    ((3, 13), re.compile(r"^\s*(class|def|async\s+def|type)\s+\w+\s*\[[^\]]*=[^\]]*\]\s*[(:=]")),
    ((3, 12), re.compile(r"^\s*type\s+\w+\s*(\[.*\])?\s*=")),
    ((3, 12), re.compile(r"^\s*(class|def|async\s+def)\s+\w+\s*\[")),
)
_FSTRING_3_12 = (
    "f-string expression part cannot include",
    "f-string: expecting '}'",
    "f-string: unmatched",
    "f-string: unterminated",
)
_FSTRING = re.compile(r"(?<![\w\"'])([fF][rR]?|[rR][fF])([\"'])[^{]*\{.*\2")
_LONGEST = 2000
"""Characters of a line that are looked at: some of the expressions take time by its square."""


def needed_python(message: str, line: str, text_lines: Iterable[str] = ()) -> str | None:
    """The Python that would read a file which this one cannot: ``"2"``, ``"3.12"``…, or None where the file is just wrong.

    Args:
        message: What the parser said.
        line: The line it stopped at.
        text_lines: The lines before it, the nearest first: the parser may stop later than where the new grammar begins.
    """
    if any(part in message for part in _PYTHON_2_MESSAGES):
        return "2"
    line = line[:_LONGEST]
    newer = _newer(message, line)
    if newer is not None:
        return newer
    if any(pattern.search(line) for pattern in _PYTHON_2_LINES):
        return "2"
    return next((found for near in text_lines if (found := _newer("", near[:_LONGEST])) is not None), None)


def _newer(message: str, line: str) -> str | None:
    for version, pattern in _NEWER_LINES:
        if sys.version_info < version and pattern.search(line):
            return f"{version[0]}.{version[1]}"
    if sys.version_info < (3, 12) and (
        message.startswith(_FSTRING_3_12) or (message and _FSTRING.search(line))
    ):
        return "3.12"
    return None
