"""Two classes member by member, and what would be lost: public members of the duplicate that the canonical class lacks, with those who use them.

A merge with a gap that has callers must not be offered as an alias.
"""

from collections.abc import Callable, Iterable, Iterator

from migrator.findings.class_index import ClassIndex, ClassInfo
from migrator.findings.member_uses import Span, member_uses
from migrator.findings.values import MemberGap, MemberRow
from migrator.model.values import Module, Site, Symbol

CreatorsOf = Callable[[Symbol], Iterable[Symbol]]
"""Functions that give an instance of a class."""

HOW_FOUND = "Callers are the places that name the member in files that import the class or get one from a creator; what they call it on cannot be typed."


def member_rows(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> tuple[MemberRow, ...]:
    """All members of both, those of the canonical class first, in the order they are written."""
    ours, theirs = index.bodies(duplicate), index.bodies(canonical)
    inherited = index.members(canonical)
    rows: list[MemberRow] = []
    for name in dict.fromkeys([*_ordered(canonical), *_ordered(duplicate)]):
        lines = canonical.lines.get(name, 0), duplicate.lines.get(name, 0)
        if not lines[1]:
            sign = "-"
        elif not lines[0]:
            sign = "~" if name in inherited else "+"
        elif name in duplicate.methods and name in canonical.methods:
            equal = name in ours and name in theirs and ours[name].exact == theirs[name].exact
            sign = "=" if equal and _same_signature(duplicate, canonical, name) else "~"
        else:
            sign = "=" if _value(duplicate, name) == _value(canonical, name) else "~"
        rows.append(MemberRow(name, sign, *lines))
    return tuple(rows)


def member_gap(
    duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex, creators: CreatorsOf
) -> tuple[MemberGap, ...]:
    """The public members that only the duplicate has, in the order they are written."""
    known = index.members(canonical)
    names = [name for name in _ordered(duplicate) if not name.startswith("_") and name not in known]
    if not names:
        return ()
    callers = _callers(duplicate, names, index, creators)
    movable = known | (set(names) & (set(duplicate.methods) | {one.name for one in duplicate.shape.fields}))
    return tuple(_gap(name, duplicate, index, (movable, callers.get(name, ()))) for name in names)


def _gap(
    name: str, duplicate: ClassInfo, index: ClassIndex, known: tuple[frozenset[str], tuple[Site, ...]]
) -> MemberGap:
    members, callers = known
    body = index.bodies(duplicate).get(name)
    if name not in duplicate.methods:
        is_field = any(field.name == name for field in duplicate.shape.fields)
        reason = "" if is_field else "its methods bind it on self"
        return MemberGap(name, callers, can_move=is_field, reason=reason)
    if body is None:
        return MemberGap(name, callers, can_move=False, reason="its body could not be read")
    lacking = sorted((body.reads | body.calls | set(body.stores)) - members)
    if lacking:
        reason = f"it uses {', '.join(f'self.{one}' for one in lacking)}, which the canonical class lacks"
        return MemberGap(name, callers, can_move=False, reason=reason)
    return MemberGap(name, callers, can_move=True)


def _ordered(info: ClassInfo) -> list[str]:
    return sorted(info.lines, key=lambda name: (info.lines[name], name))


def _value(info: ClassInfo, name: str) -> str | None:
    for field in info.shape.fields:
        if field.name == name:
            return f"{field.annotation}={field.value}"
    return "" if any(one.name == name for one in info.shape.attributes) else None


def _same_signature(duplicate: ClassInfo, canonical: ClassInfo, name: str) -> bool:
    ours, theirs = duplicate.methods[name], canonical.methods[name]
    return (ours.parameters, ours.is_async, ours.decorators) == (
        theirs.parameters,
        theirs.is_async,
        theirs.decorators,
    )


def _callers(
    duplicate: ClassInfo, names: list[str], index: ClassIndex, creators: CreatorsOf
) -> dict[str, tuple[Site, ...]]:
    if index.read is None:
        return {}
    files = sorted(set(_files(duplicate, index, creators)), key=lambda module: module.path)
    own: dict[str, tuple[Span, ...]] = {
        duplicate.module.path: ((duplicate.shape.start, duplicate.shape.end),)
    }
    for info in index.classes.values():
        if duplicate.symbol in info.bases:
            first = own.get(info.module.path, ((0, 0),))
            own[info.module.path] = (*first, (info.shape.start, info.shape.end))
    return member_uses(files, names, index.read, own=own)


def _files(duplicate: ClassInfo, index: ClassIndex, creators: CreatorsOf) -> Iterator[Module]:
    model = index.model
    yield duplicate.module
    for symbol in (duplicate.symbol, *creators(duplicate.symbol)):
        top = Symbol(symbol.module, symbol.name.partition(".")[0])
        yield model.modules[symbol.module]
        yield from (
            model.modules[use.importer] for use in model.uses_of(top) if use.importer in model.modules
        )
