"""What tells two classes with equal methods apart: what they hold, what they extend, how they are registered, and what the names in them mean.

Equal text is one class only where it means one thing. A view is told from another by the address that it holds, a driver by the base that it extends, and two
bodies that both call ``send`` do the same only if both modules call one thing ``send``.
"""

import re
from collections.abc import Iterable, Iterator

from migrator.facts.shapes import MethodShape
from migrator.facts.values import Definition, DefinitionKind
from migrator.findings.class_index import OPEN_BASES, ClassIndex, ClassInfo
from migrator.findings.evidence import is_same_name
from migrator.findings.meanings import meaning_of
from migrator.findings.records import is_record
from migrator.model.targets import absolute_target
from migrator.model.values import Symbol
from migrator.source.values import UnreadableFileError

_OPEN = frozenset({"typing", "typing_extensions", "six", "builtins"})
"""Modules that offer the same things under the same names."""
_NO_VALUES = frozenset({"__doc__", "__module__", "__slots__", "__qualname__", "__hash__"})
_FIXED = re.compile(r"\b(?:Literal|ClassVar|Final)\b")
"""An annotation of what is one value for all objects of a class; what a field holds by default may be chosen."""
_MOST_SHOWN = 4
_DEEPEST = 8


def told_apart(
    duplicate: ClassInfo, canonical: ClassInfo, equal: Iterable[str], index: ClassIndex
) -> Iterator[str]:
    """The reasons why one cannot take the place of the other though their bodies are equal, in words; none where nothing tells them apart.

    Args:
        duplicate: The one that would go.
        canonical: The one that would stay.
        equal: Names of the methods whose bodies are equal.
        index: All classes.
    """
    if held := tuple(_other_values(duplicate, canonical, index)):
        yield f"told apart by what they hold: {_listed(held)} is not the same in both."
    if answers := tuple(_other_answers(duplicate, canonical, index)):
        yield f"told apart by what they answer: {_listed(answers)} gives something else in each."
    if asked := tuple(_asked_otherwise(duplicate, canonical)):
        yield f"told apart by how they are asked: {_listed(asked)} takes other arguments in each."
    if only := tuple(_only_one_answers(duplicate, canonical)):
        yield f"told apart by what they answer: only one of them has {_listed(only)}, which {', '.join(duplicate.outside)} may ask for."
    if said := _other_bases(duplicate, canonical, index):
        yield f"parallel hierarchies: {said}."
    ours, theirs = (_registered(info, index) for info in (duplicate, canonical))
    if ours != theirs and not is_record(duplicate):
        yield f"registered apart: `{ours or 'nothing'}` stands at {duplicate.symbol}, `{theirs or 'nothing'}` at {canonical.symbol}."
    bodies = index.bodies(duplicate)
    names = {name for method in equal if method in bodies for name in bodies[method].names}
    if other := [name for name in sorted(names) if not _means_one_thing(name, duplicate, canonical, index)]:
        yield f"the same text about other things: {_listed(other)} means something else in each module."


def as_written(value: str) -> str:
    """A value in one way of writing it: quotes and spaces make no difference."""
    return "".join(value.replace('"', "'").split())


def _other_values(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[str]:
    """Class attributes with another value; those that would be lost, too."""
    if duplicate.is_enum:
        return
    theirs = {one.name: as_written(one.value) for one in canonical.shape.fields}
    known = index.members(canonical)
    for one in duplicate.shape.fields:
        is_default = is_record(duplicate) and one.annotation and not _FIXED.search(one.annotation)
        if one.name in _NO_VALUES or not one.value or is_default:
            continue
        is_lost = one.name not in known and not is_record(duplicate)
        if is_lost or theirs.get(one.name, as_written(one.value)) not in {as_written(one.value), ""}:
            yield one.name


def _other_answers(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[str]:
    """Methods of both that only give a constant or an attribute, and another one."""
    ours, theirs = index.bodies(duplicate), index.bodies(canonical)
    for name, body in ours.items():
        if (
            name in theirs
            and body.is_trivial
            and theirs[name].is_trivial
            and body.exact != theirs[name].exact
        ):
            yield name


def _only_one_answers(duplicate: ClassInfo, canonical: ClassInfo) -> Iterator[str]:
    """What a base from outside may call, so that to have it changes what happens."""
    if set(duplicate.outside) <= OPEN_BASES or is_record(duplicate):
        return
    for name in sorted({*duplicate.methods} ^ {*canonical.methods}):
        if not name.startswith("_") or name.endswith("__"):
            yield name


def _asked_otherwise(duplicate: ClassInfo, canonical: ClassInfo) -> Iterator[str]:
    """Methods of both whose callers pass other things, or pass them under other names; what is private has no callers outside."""
    for name, ours in duplicate.methods.items():
        theirs = canonical.methods.get(name)
        is_private = name.startswith("_") and not name.startswith("__")
        if theirs is not None and not is_private and _parameters(ours) != _parameters(theirs):
            yield name


def _parameters(method: MethodShape) -> tuple[object, ...]:
    """Names, kinds and defaults of what callers pass, and whether it is asked of the class."""
    is_of_class = sorted({"staticmethod", "classmethod", "property"}.intersection(method.decorators))
    taken = method.parameters if "staticmethod" in is_of_class else method.parameters[1:]
    return is_of_class, [(one.name, one.kind, as_written(one.default or "")) for one in taken]


def _other_bases(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex, depth: int = 0) -> str:
    """Which bases differ, in words, or ``""``. Copies of one base are the same."""
    ours, theirs = (_bases(info) for info in (duplicate, canonical))
    left = [base for base in ours if base not in theirs]
    others = [base for base in theirs if base not in ours]
    for base in left:
        twin = next((one for one in others if _name(one) == _name(base)), None)
        if twin is None or not _are_one(base, twin, index, depth):
            break
        others.remove(twin)
    else:
        if not others:
            return ""
    if not is_same_name(duplicate, canonical) and index.members(duplicate) <= index.members(canonical):
        return ""
    named = [", ".join(map(str, bases)) or "nothing" for bases in (ours, theirs)]
    return f"{duplicate.symbol} extends {named[0]}, {canonical.symbol} extends {named[1]}"


def _bases(info: ClassInfo) -> tuple[Symbol | str, ...]:
    """What it extends; what makes a record a record is compared by the family of records."""
    return info.bases if is_record(info) else (*info.bases, *info.outside)


def _are_one(base: Symbol | str, twin: Symbol | str, index: ClassIndex, depth: int) -> bool:
    if isinstance(base, str) or isinstance(twin, str):
        return base == twin
    first, second = index.classes.get(base), index.classes.get(twin)
    if first is None or second is None or depth > _DEEPEST:
        return False
    bodies = [{name: body.exact for name, body in index.bodies(info).items()} for info in (first, second)]
    return bodies[0] == bodies[1] and not _other_bases(first, second, index, depth + 1)


def _registered(info: ClassInfo, index: ClassIndex) -> str:
    """Decorators and keywords of the class statement, as written; ``""`` where it has none."""
    raw = _raw(info.module.path, index)[info.shape.start : info.shape.end]
    above = raw.partition(b"class ")[0].decode(errors="replace") if raw.startswith(b"@") else ""
    keywords = ", ".join(f"{name}={value}" for name, value in info.shape.keywords)
    return " ".join(f"{above} {keywords}".split())


def _means_one_thing(name: str, first: ClassInfo, second: ClassInfo, index: ClassIndex) -> bool:
    """Whether both modules call one thing, or copies of one thing, by a name."""
    if first.module == second.module:
        return True
    ours = meaning_of(index.model, first.module.name, name)
    theirs = meaning_of(index.model, second.module.name, name)
    if ours is not None and theirs is not None:
        is_self = {ours[0].name, theirs[0].name} <= {first.shape.name, second.shape.name}
        return ours == theirs or is_self or _are_copies(ours[0], theirs[0], index)
    ours_from, theirs_from = _imported_as(name, first, index), _imported_as(name, second, index)
    if {one.partition(".")[0] for one in (ours_from, theirs_from)} <= _OPEN:
        return ours_from.rpartition(".")[2] == theirs_from.rpartition(".")[2]
    return ours_from == theirs_from and ours is None and theirs is None


def _are_copies(ours: Symbol, theirs: Symbol, index: ClassIndex) -> bool:
    first, second = index.classes.get(ours), index.classes.get(theirs)
    if first is not None and second is not None:
        return _are_one(ours, theirs, index, 0) and not any(_other_values(first, second, index))
    texts = [_defined(one, index) for one in (ours, theirs)]
    return texts[0] is not None and texts[0] == texts[1]


def _defined(symbol: Symbol, index: ClassIndex) -> bytes | None:
    """The text of a definition; None where it is none of its own statement."""
    facts, module = index.model.facts_of(symbol.module), index.model.modules.get(symbol.module)
    if facts is None or module is None:
        return None
    found: Definition | None = next((one for one in facts.definitions if one.name == symbol.name), None)
    if found is None or found.kind is DefinitionKind.OTHER:
        return None
    return _raw(module.path, index)[found.start : found.end] or None


def _imported_as(name: str, info: ClassInfo, index: ClassIndex) -> str:
    """The dotted name that an import at module level binds, or the name itself."""
    facts = index.model.facts_of(info.module.name)
    for statement in facts.imports if facts is not None else ():
        for alias in statement.names:
            if alias.binds == name and not statement.scope:
                target = absolute_target(info.module, statement) or ""
                dotted = alias.name if alias.asname or statement.is_from else name
                return f"{target}.{dotted}".lstrip(".")
    return name


def _raw(path: str, index: ClassIndex) -> bytes:
    try:
        return index.read(path) if index.read is not None else b""
    except (OSError, LookupError, UnreadableFileError):
        return b""


def _name(base: Symbol | str) -> str:
    return base if isinstance(base, str) else base.name


def _listed(names: Iterable[str]) -> str:
    every = [f"`{name}`" for name in names]
    more = f" and {len(every) - _MOST_SHOWN} more" if len(every) > _MOST_SHOWN else ""
    return ", ".join(every[:_MOST_SHOWN]) + more
