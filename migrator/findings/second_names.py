"""Module-level names for a class that is defined under another one: ``OldBroker = Broker``.

Under a plan each is a second name of the class that stays. Without one they are only taken for old names where nothing says that they are something else:
a path (the class's own name in another module), an abbreviation, a constant, the public name of a private class, or one of two arms of an ``if`` or a ``try``. A comment has to say that one is old: a name
for what a class is used for (``GuildCreateEvent = Guild``) is written in the same way.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from migrator.facts.values import Definition, DefinitionKind
from migrator.findings.class_index import ClassIndex, ClassInfo
from migrator.findings.role_names import matching
from migrator.findings.scopes import is_inside
from migrator.model.uses import defined_symbols
from migrator.model.values import Module, Site, Symbol
from migrator.source.values import UnreadableFileError

_SHORTEST = 3
_FARTHEST = 12
_OLD = re.compile(
    r"compat|deprecat|legacy|obsolete|renamed|formerly|moved to|\b(?:old|former|previous) (?:name|path|import)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SecondName:
    """One name and its class."""

    symbol: Symbol
    target: ClassInfo
    site: Site
    is_conditional: bool
    comment: str

    @property
    def is_old_name(self) -> bool:
        """A comment says so, and nothing that it is there for another reason."""
        name, of = self.symbol.name, self.target.shape.name
        is_class_like = not name.isupper() and not name[:1].islower() and len(name) >= _SHORTEST
        is_plain = is_class_like and name != of and not self.is_conditional and not of.startswith("_")
        return is_plain and _OLD.search(self.comment) is not None


def second_names(
    index: ClassIndex, scope: Sequence[str], patterns: Sequence[str], declared: Collection[Symbol]
) -> Iterator[SecondName]:
    """Those of a scope whose names fit a pattern and that no record declares."""
    for module in index.model.modules.values():
        facts = index.model.facts.get(module.path)
        if facts is None or not is_inside(module.name, scope):
            continue
        for definition in facts.definitions:
            symbol = Symbol(module.name, definition.name)
            is_alias = definition.kind in {DefinitionKind.ASSIGNMENT, DefinitionKind.TYPE_ALIAS}
            if is_alias and definition.alias_of and symbol not in declared:
                yield from _named(symbol, definition, module, index, patterns)


def _named(
    symbol: Symbol, definition: Definition, module: Module, index: ClassIndex, patterns: Sequence[str]
) -> Iterator[SecondName]:
    if not matching(definition.name, patterns):
        return
    found = defined_symbols(index.model.resolve(symbol.module, symbol.name))
    target = next((index.classes[one] for one in found if one in index.classes), None)
    if target is not None and target.symbol != symbol:
        text = f"{definition.name} = {definition.alias_of}"
        site = Site(module.path, definition.line, definition.start, definition.end, module.name, text=text)
        comment = _comment(index, module.path, definition)
        yield SecondName(symbol, target, site, definition.is_conditional, comment)


def _comment(index: ClassIndex, path: str, definition: Definition) -> str:
    """What is written beside it and above the lines that it stands among, up to the next empty line."""
    try:
        lines = index.read(path).splitlines() if index.read is not None else []
    except (OSError, LookupError, UnreadableFileError):
        return ""
    block = lines[max(0, definition.line - 1 - _FARTHEST) : definition.line]
    found: list[bytes] = []
    for line in reversed(block):
        if not line.strip():
            break
        found.append(line.partition(b"#")[2])
    return b" ".join(reversed(found)).decode(errors="replace")
