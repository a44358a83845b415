"""References to old paths in text that is no code: Sphinx roles, directives, fields and doctest imports, in docs and docstrings.

Only forms that tools resolve are rewritten; a path that merely stands in a sentence is reported, for a person to judge.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from migrator.model.values import Symbol
from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.editing.syntax import AFTER_WORD, BEFORE_WORD, WORD
from migrator.recipes.sites.targets import Targets


@dataclass(frozen=True)
class Reference:
    """One place in a text. ``splice`` is None where it is only reported."""

    start: int
    splice: Splice | None
    said: str
    """What it is: ``Sphinx role``, ``doctest import``…"""
    old: str
    new: str


@lru_cache(maxsize=8)
def _patterns(targets: Targets) -> tuple[re.Pattern[bytes], ...]:
    """What a text is searched for.

    An old path spelled out; an import from its module that starts a line; its module at the start of a longer word or a string; such an import
    anywhere; and its module as a word.
    """
    paths = {f"{one.module}{mark}{one.name}" for one in targets.symbols for mark in ".:"}
    spelled_out = _any_of(paths | set(targets.modules))
    modules = _any_of({one.module for one in targets.symbols})
    if targets.modules:
        modules += rb"|(?:" + _any_of(targets.modules) + rb")(?:\." + WORD + rb"+)*"
    return (
        re.compile(BEFORE_WORD + rb"(?:" + spelled_out + rb")" + AFTER_WORD),
        re.compile(
            rb"^[ \t]*(?:>>> |\.\.\. )?[ \t]*from[ \t]+(?P<module>"
            + modules
            + rb")[ \t]+import[ \t]+(?P<name>"
            + WORD
            + rb"+)(?P<rest>[^\r\n]*)",
            re.MULTILINE,
        ),
        re.compile(BEFORE_WORD + rb"(?:" + _any_of(targets.old_modules) + rb")[.:\"'{]"),
        re.compile(
            rb"\bfrom[ \t]+(?P<module>" + modules + rb")[ \t]+import[ \t]*(?P<names>\([^)]*\)?|[^;\r\n'\"]*)"
        ),
        re.compile(BEFORE_WORD + rb"(?:" + _any_of(targets.old_modules) + rb")" + AFTER_WORD),
    )


def _any_of(words: Iterable[str]) -> bytes:
    longest_first = sorted(words, key=lambda one: (-len(one), one))
    return b"|".join(re.escape(one.encode()) for one in longest_first) or b"(?!)"


def mentioned_pattern(targets: Targets) -> re.Pattern[bytes]:
    """Matches wherever an old path or a replaced module is spelled out; never where there is nothing to find."""
    return _patterns(targets)[0]


def may_refer(raw: bytes, targets: Targets) -> bool:
    """Whether a text may hold a reference: a quick look at the bytes."""
    return any(pattern.search(raw) for pattern in _patterns(targets)[:2])


def may_mention(raw: bytes, targets: Targets) -> bool:
    """Whether an old module is spelled out anywhere in a text: a quick look at the bytes."""
    return any(module in raw for module in targets.spelled_out) and bool(_patterns(targets)[4].search(raw))


def imported_in_text(raw: bytes, targets: Targets) -> Iterator[str]:
    """The old paths that ``from old import C`` takes anywhere in a text, in a command or in code that is a string."""
    for found in _patterns(targets)[3].finditer(raw):
        module = found["module"].decode()
        for name in re.findall(rb"(" + WORD + rb"+)(?:[ \t]+as[ \t]+" + WORD + rb"+)?", found["names"]):
            if Symbol(module, name.decode(errors="replace")) in targets.symbols:
                yield f"{module}.{name.decode()}"


def may_name(raw: bytes, targets: Targets) -> bool:
    """Whether a file that nobody could parse may take an old path in some form: its module's last word and its name both stand there."""
    words = set(re.findall(WORD + rb"+", raw))
    paths = {(one.module.rpartition(".")[2], one.name) for one in targets.symbols}
    paths |= {(module.rpartition(".")[2],) * 2 for module in targets.modules}
    return any({part.encode() for part in path} <= words for path in paths)


def may_be_spelled(raw: bytes, targets: Targets) -> bool:
    """Whether a string of the file may start with an old path: a quick look at the bytes."""
    return may_refer(raw, targets) or bool(_patterns(targets)[2].search(raw))


def references(raw: bytes, start: int, end: int, targets: Targets) -> list[Reference]:
    """Every reference to an old path between two offsets, in the order of the text."""
    result = list(_imports(raw, start, end, targets))
    taken = [(one.splice.start, one.splice.end) for one in result if one.splice]
    for found in mentioned_pattern(targets).finditer(raw, start, end):
        if any(first <= found.start() < last for first, last in taken):
            continue
        said = _kind(raw, found.start(), found.end())
        old = found[0].decode()
        new = replaced_path(old, targets)
        is_certain = bool(said) and new is not None
        splice = Splice(found.start(), found.end(), (new or "").encode()) if is_certain else None
        result.append(Reference(found.start(), splice, said or "mention", old, new or ""))
    return sorted(result, key=lambda one: one.start)


def replaced_path(old: str, targets: Targets) -> str | None:
    """The new spelling of an old dotted path (``a.b.C`` or ``a.b:C``), exact; None where it is none."""
    module, mark, name = old.rpartition(":") if ":" in old else old.rpartition(".")
    new = targets.symbols.get(Symbol(module, name))
    if new is not None:
        return f"{new.module}{mark}{new.name}"
    return targets.module(old)


def _kind(raw: bytes, start: int, end: int) -> str:
    line_start = max(raw.rfind(b"\n", 0, start), raw.rfind(b"\r", 0, start)) + 1
    before = raw[line_start:start]
    if re.search(rb":[A-Za-z][\w:+-]*:`(?:[^`]*<)?[~!]?\Z", before) and re.match(
        rb"[\w.]*(?:\(\))?>?`", raw[end:]
    ):
        return "Sphinx role"
    if re.search(
        rb"\.\. (?:[a-z]+:)?(?:auto)?(?:module|class|function|data|exception|method|attribute|currentmodule|py:\w+|automodule)::[ \t]+\Z",
        before,
    ):
        return "Sphinx directive"
    if re.search(rb":(?:type|rtype|param|raises?|vartype)\b[^:\n]*:?[^:\n]*\Z", before):
        return "docstring field"
    return ""


def _imports(raw: bytes, start: int, end: int, targets: Targets) -> Iterator[Reference]:
    """``from old import C`` in code blocks and doctests."""
    for found in _patterns(targets)[1].finditer(raw, start, end):
        module, name = found["module"].decode(), found["name"].decode(errors="replace")
        new = targets.symbols.get(Symbol(module, name))
        said = f"from {module} import {name}"
        moved = targets.module(module)
        if new is None and moved is not None:
            made = f"from {moved} import {name}"
            splice = Splice(*found.span("module"), moved.encode())
            yield Reference(found.start("module"), splice, "import in a text", said, made)
        if new is None:
            continue
        if found["rest"].strip() or new.name != name:
            yield Reference(found.start("module"), None, "import of several names in a text", said, str(new))
        else:
            splice = Splice(*found.span("module"), new.module.encode())
            made = f"from {new.module} import {new.name}"
            yield Reference(found.start("module"), splice, "import in a text", said, made)
