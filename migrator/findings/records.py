"""Data classes, enums and rows of tables: classes that are what they hold, and are compared by that.

What counts are names with what they hold: the fields of a data class by their annotations, the members of an enum by their values. Private class
attributes, ``ClassVar``s and the configuration of a schema are no fields; inherited fields are.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from migrator.facts.shapes import FieldShape
from migrator.findings.class_index import ClassIndex, ClassInfo

_ORM = frozenset({"Model", "DeclarativeBase", "DeclarativeMeta", "Document", "SQLModel"})
_SCHEMA = frozenset({"BaseModel", "Schema", "Serializer", "ModelSerializer", "TypedDict", "Struct"})
_FAMILIES = ("BaseModel", "NamedTuple", "TypedDict", "Struct")
_WORD = re.compile(r"\w+")
_SETTINGS = frozenset({"model_config", "Config", "Meta"})
_SPELLING = frozenset({"Union", "ReadOnly", "Required", "Final", "typing", "t"})
_HALF = 0.5
_TELLING = 2
_MOST_SHOWN = 6


@dataclass(frozen=True)
class Overlap:
    """What two records of one name hold.

    Attributes:
        what: ``fields`` or ``members``.
        kind: What both are, in words.
        shared: Names that hold the same.
        identical: Those of them whose annotations say the same.
        unlike: Names that both have and that hold something else.
        only: Names that only one of them has, with that one.
    """

    what: str
    kind: str
    shared: tuple[str, ...]
    identical: tuple[str, ...]
    unlike: tuple[str, ...]
    only: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def size(self) -> int:
        """All names of both."""
        return len(self.shared) + len(self.unlike) + sum(len(names) for _, names in self.only)

    def is_half(self, names: Collection[str]) -> bool:
        """Whether so many names are at least half of all, and more than one."""
        return len(names) >= _TELLING and len(names) / self.size >= _HALF

    @property
    def said(self) -> tuple[str, ...]:
        """The sentences of the evidence."""
        return tuple(self._said())

    def _said(self) -> Iterator[str]:
        ratio = f"{len(self.shared) / self.size:.2f}"
        share = f"{len(self.shared)} of their {len(self.shared) if not self.size else self.size} {self.what}"
        listed = f": {_listed(self.shared)}" if self.shared else ""
        yield f"Both are {self.kind} of the same name, and have {share} in common (Jaccard {ratio}){listed}."
        if self.unlike:
            meaning = "stand for other values" if self.what == "members" else "hold something else"
            yield f"{_listed(self.unlike)} {meaning} in each."
        for name, names in self.only:
            if names:
                yield f"Only {name} has {_listed(names)}."


def is_record(info: ClassInfo) -> bool:
    """A data class, an enum, a row of a table: fields, and hardly more."""
    columns = any(field.name == "__tablename__" for field in info.shape.fields)
    return info.is_data or info.is_enum or columns


def is_row(info: ClassInfo, index: ClassIndex) -> bool:
    """A row of a table, by its name of a table or a base of a mapper."""
    is_table = any(field.name == "__tablename__" for field in info.shape.fields)
    return is_table or not _ORM.isdisjoint(index.outside(info))


def is_schema(info: ClassInfo, index: ClassIndex) -> bool:
    """What is sent or taken by an interface."""
    return info.is_data or not _SCHEMA.isdisjoint(index.outside(info))


def family(info: ClassInfo, index: ClassIndex) -> str:
    """By what it is made: records of two families are made, checked and written out in different ways."""
    outside = index.outside(info)
    decorated = "data class" if info.is_data else "class"
    return next((name for name in _FAMILIES if name in outside), "enum" if info.is_enum else decorated)


def compared(first: ClassInfo, second: ClassInfo, index: ClassIndex) -> Overlap:
    """Compare what two records hold."""
    ours, theirs = _held(first, index), _held(second, index)
    are_enums = first.is_enum and second.is_enum
    same = _is_same_value if are_enums else _may_hold_the_same
    both = [name for name in ours if name in theirs]
    shared = tuple(name for name in both if same(ours[name], theirs[name]))
    only = (
        (str(first.symbol), tuple(name for name in ours if name not in theirs)),
        (str(second.symbol), tuple(name for name in theirs if name not in ours)),
    )
    are_rows = is_row(first, index) and is_row(second, index)
    kind = "enums" if are_enums else "rows of tables" if are_rows else "data classes"
    unlike = tuple(name for name in both if name not in shared)
    identical = tuple(name for name in shared if _says(ours[name]) == _says(theirs[name]))
    return Overlap("members" if are_enums else "fields", kind, shared, identical, unlike, only)


def _held(info: ClassInfo, index: ClassIndex) -> Mapping[str, FieldShape]:
    every = (one for part in (*reversed(index.ancestors(info)), info) for one in part.shape.fields)
    return {one.name: one for one in every if _is_field(one, is_enum=info.is_enum)}


def _is_field(field: FieldShape, *, is_enum: bool) -> bool:
    is_private = field.name.startswith("_") and (is_enum or not field.annotation)
    is_constant = "ClassVar" in field.annotation
    return (
        not is_private and not field.name.startswith("__") and not is_constant and field.name not in _SETTINGS
    )


def _may_hold_the_same(ours: FieldShape, theirs: FieldShape) -> bool:
    """Whether the annotations of two fields have a name in common; one without an annotation may hold anything."""
    first, second = (
        {word for word in _WORD.findall(field.annotation) if word != "None"} for field in (ours, theirs)
    )
    return not first or not second or not first.isdisjoint(second)


def _says(field: FieldShape) -> frozenset[str]:
    """The words of an annotation, in whichever way the standard types are spelt."""
    words = {"None" if word == "Optional" else word for word in _WORD.findall(field.annotation)}
    return frozenset(word.lower() for word in words - _SPELLING)


def _is_same_value(ours: FieldShape, theirs: FieldShape) -> bool:
    """The same as written but for quotes; what ``auto()`` gives is nobody's business."""
    first, second = (field.value.replace('"', "'") for field in (ours, theirs))
    return first == second or any(value.endswith("auto()") for value in (first, second))


def _listed(names: Collection[str]) -> str:
    every = sorted(names)
    more = f" and {len(every) - _MOST_SHOWN} more" if len(every) > _MOST_SHOWN else ""
    return ", ".join(every[:_MOST_SHOWN]) + more
