"""Why two classes that look alike are not one: each veto was the reason of a wrong proposal, and is said in words."""

from collections import Counter
from collections.abc import Iterator

from migrator.findings.async_twins import are_async_twins
from migrator.findings.class_index import OPEN_BASES, ClassIndex, ClassInfo
from migrator.findings.evidence import RARE, SAME_ROLE, Evidence, shared_bodies
from migrator.findings.extractable import common_bases, is_copy
from migrator.findings.records import is_row, is_schema
from migrator.findings.scopes import is_of_tests
from migrator.source.foreign import VENDORED

_MIGRATIONS = frozenset({"migrations", "alembic", "versions"})
SIBLINGS = "siblings of a base"
_MAKERS = ("Factory", "Builder", "Provider")
_SEVERAL = 2


def vetoes(
    duplicate: ClassInfo, canonical: ClassInfo, evidence: Evidence, index: ClassIndex
) -> tuple[str, ...]:
    """The reasons, none where a merge may be proposed. A class that says that it is for an old name is spared those about relation."""
    found = list(_of_kind(duplicate, canonical, index))
    if not evidence.is_for_an_old_name:
        found.extend(_of_relation(duplicate, canonical, index))
    if not found and evidence.rung == RARE:
        found.extend(_of_interface(duplicate, canonical, index))
    if not found and evidence.rung == SAME_ROLE:
        found.extend(_of_role(duplicate, canonical, index))
    return tuple(found)


def _of_role(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[str]:
    shared = sorted(name for name in duplicate.methods if name in canonical.methods and name[:2] != "__")
    is_other = duplicate.shape.name != canonical.shape.name
    if is_other and not any(index.is_rare(name) for name in shared):
        both = (
            f"what both have ({', '.join(shared)}) says nothing"
            if shared
            else "they have no method in common"
        )
        yield f"another role: the names differ, and {both}."


def _of_kind(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[str]:
    pair = (duplicate, canonical)
    if duplicate.is_enum != canonical.is_enum:
        yield f"enum against class: {_which(pair, is_first=duplicate.is_enum)} is an enum, the other is none."
    makers = [info.shape.name.endswith(_MAKERS) for info in pair]
    if makers[0] != makers[1]:
        yield f"creator and product: {_which(pair, is_first=makers[0])} makes objects, and is none of those it makes."
    if all(_is_exception(info, index) for info in pair):
        yield "exception families: errors are told apart by their class, however alike they are."
    rows = [is_row(info, index) for info in pair]
    if rows[0] != rows[1]:
        is_sent = any(is_schema(info, index) for info in pair)
        what = "API schema" if is_sent else "an object"
        other = "what is sent" if is_sent else "an object apart from its table"
        yield f"ORM model against {what}: {_which(pair, is_first=rows[0])} is a row of a table, the other {other}."
    if all(rows) and set(duplicate.bases).isdisjoint(canonical.bases) and duplicate.bases and canonical.bases:
        bases = " and ".join(str(info.bases[0]) for info in pair)
        yield f"tables of two databases: they are mapped by {bases}, and a row belongs to one of them."
    for info in pair:
        if not _MIGRATIONS.isdisjoint(info.module.name.split(".")):
            yield f"migrations folder: {info.symbol} is the state of one day, and stays."
        if not VENDORED.isdisjoint(info.module.name.split(".")):
            yield f"vendored: {info.symbol} is a copy of other people's code, which is replaced as a whole."


def _of_relation(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[str]:
    pair = (duplicate, canonical)
    for lower, upper in (pair, pair[::-1]):
        if upper.is_protocol or upper.is_abstract:
            if (upper in index.ancestors(lower) or _implements(lower, upper)) and not lower.is_protocol:
                kind = "Protocol" if upper.is_protocol else "ABC"
                yield f"{kind} with its implementation: {lower.symbol} is what {upper.symbol} asks for."
        elif upper in index.ancestors(lower):
            yield f"subclass relation without marker: {lower.symbol} extends {upper.symbol}, and nothing says that it is for an old name."
        elif upper.shape.name in _bases_that_are_not_followed(lower, index):
            yield f"subclass relation: {lower.symbol} extends a {upper.shape.name} that cannot be followed to where it is defined."
        elif index.refers_to(lower, upper):
            yield f"facade with its parts: {lower.symbol} makes or holds a {upper.symbol}."
        elif held := _adapted(lower, upper, index):
            yield f"adapter: {lower.symbol} passes what it is asked on to `self.{held}`, which is asked the same as {upper.symbol}."
    yield from _of_siblings(duplicate, canonical, index)
    yield from _of_tests(pair)


def _of_siblings(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[str]:
    if said := are_async_twins(duplicate, canonical, index):
        yield f"async twin: {said}, so that one cannot take the place of the other."
    siblings = common_bases(duplicate, canonical, index)
    if siblings and not is_copy(duplicate, canonical, index):
        helper = ""
        if equal := shared_bodies(duplicate, canonical, index):
            helper = f" What they share ({', '.join(sorted(equal))}) may move to the base instead."
        yield f"{SIBLINGS}: both extend {', '.join(siblings)}.{helper}"


def _bases_that_are_not_followed(info: ClassInfo, index: ClassIndex) -> set[str]:
    unknown = (base.name for base in info.bases if base not in index.classes)
    return {name.lstrip("_") for name in (*info.outside, *unknown)}


def _of_tests(pair: tuple[ClassInfo, ClassInfo]) -> Iterator[str]:
    parts = [is_of_tests(info.module.name) for info in pair]
    if parts[0] != parts[1]:
        yield f"test double: {_which(pair, is_first=parts[0])} belongs to tests."
    if all(parts):
        yield "tests: they look alike because each tests a thing that looks like the other."


def _of_interface(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[str]:
    """Names without bodies say little where a Protocol asks for them, or a base that cannot be read may."""
    rare = {name for name in duplicate.methods if name in canonical.methods and index.is_rare(name)}
    for base in index.ancestors(duplicate):
        if base.is_protocol and base in index.ancestors(canonical) and len(rare - {*base.methods}) < _SEVERAL:
            yield f"implementations of one Protocol: what both have is what {base.symbol} asks for."
    shared = sorted({*duplicate.outside} & {*canonical.outside} - OPEN_BASES)
    if shared:
        yield f"{SIBLINGS}: both extend {', '.join(shared)}, from outside, which may ask for what both have."


def _adapted(lower: ClassInfo, upper: ClassInfo, index: ClassIndex) -> str:
    """The attribute to which half of what both offer is passed on under the same name, or ``""``."""
    shared = [name for name in lower.methods if name in upper.methods and not name.startswith("__")]
    bodies = index.bodies(lower)
    passed = Counter(
        held for name in shared if name in bodies for held, method in bodies[name].through if method == name
    )
    held, count = max(passed.items(), key=lambda one: (one[1], one[0]), default=("", 0))
    return held if count >= _SEVERAL and 2 * count >= len(shared) else ""


def _which(pair: tuple[ClassInfo, ClassInfo], *, is_first: bool) -> str:
    return str(pair[0 if is_first else 1].symbol)


def _is_exception(info: ClassInfo, index: ClassIndex) -> bool:
    return any(
        name.endswith(("Error", "Exception", "Warning")) for name in index.outside(info)
    ) or info.shape.name.endswith(("Error", "Exception"))


def _implements(lower: ClassInfo, upper: ClassInfo) -> bool:
    """Without saying so: it has all that the Protocol asks for, with the same parameters."""
    asked = {name: _asks(upper, name) for name in upper.methods if not name.startswith("__")}
    return (
        bool(asked)
        and upper.is_protocol
        and all(name in lower.methods and _asks(lower, name) == given for name, given in asked.items())
    )


def _asks(info: ClassInfo, name: str) -> list[str]:
    return [parameter.name for parameter in info.methods[name].parameters]
