"""References to old paths in text that is no code: Sphinx roles, directives, fields and doctest imports, in docs and docstrings.

Only forms that tools resolve are rewritten; a path that merely stands in a sentence is reported, for a person to judge.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from migrator.model.values import Symbol
from migrator.recipes.import_edits import Splice
from migrator.recipes.targets import Targets


@dataclass(frozen=True)
class Reference:
    """One place in a text. ``splice`` is None where it is only reported."""

    start: int
    splice: Splice | None
    said: str
    """What it is: ``Sphinx role``, ``doctest import``…"""
    old: str
    new: str


def mentioned_pattern(targets: Targets) -> re.Pattern[bytes]:
    """Matches wherever an old path or a replaced module is spelled out; never where there is nothing to find."""
    paths = {f"{one.module}.{one.name}" for one in targets.symbols} | {
        f"{one.module}:{one.name}" for one in targets.symbols
    }
    spelled_out = sorted(paths | set(targets.modules), key=lambda one: (-len(one), one))
    if not spelled_out:
        return re.compile(rb"(?!)")
    return re.compile(
        rb"(?<![\w.])(?:" + b"|".join(re.escape(one.encode()) for one in spelled_out) + rb")(?!\w)"
    )


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


def _imports(raw: bytes, start: int, end: int, targets: Targets) -> Iterable[Reference]:
    """``from old import C`` in code blocks and doctests."""
    by_module: dict[str, list[Symbol]] = {}
    for one in targets.symbols:
        by_module.setdefault(one.module, []).append(one)
    for module, symbols in sorted(by_module.items()):
        pattern = re.compile(
            rb"^[ \t]*(?:>>> |\.\.\. )?[ \t]*from[ \t]+(?P<module>"
            + re.escape(module.encode())
            + rb")[ \t]+import[ \t]+(?P<name>\w+)(?P<rest>[^\r\n]*)",
            re.MULTILINE,
        )
        for found in pattern.finditer(raw, start, end):
            symbol = next((one for one in symbols if one.name == found["name"].decode()), None)
            if symbol is None:
                continue
            new = targets.symbols[symbol]
            said = f"from {module} import {symbol.name}"
            if found["rest"].strip() or new.name != symbol.name:
                yield Reference(
                    found.start("module"), None, "import of several names in a text", said, str(new)
                )
                continue
            splice = Splice(*found.span("module"), new.module.encode())
            yield Reference(
                found.start("module"),
                splice,
                "import in a text",
                said,
                f"from {new.module} import {new.name}",
            )
