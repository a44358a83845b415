"""Recipe: the members of an enum that all mean one become aliases of it, and uses name that one.

The class keeps all its names, so nobody's code breaks. What depends on a member's own value or on there being several (look-up by value,
iteration, ``.value`` and ``.name``, keys of one dictionary) changes its meaning and is listed for a person.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from migrator.model.model import Model
from migrator.recipes.duplicates.class_members import methods_of, self_attributes
from migrator.recipes.duplicates.definitions import ClassDefinition, Definitions, decorator_names, resolved
from migrator.recipes.duplicates.enum_uses import EnumUse, enum_uses, value_uses
from migrator.recipes.duplicates.meanings import FileMeanings
from migrator.recipes.editing.edits import apply_edits, newline_near, why_broken
from migrator.recipes.editing.hunks import PendingHunk, file_change, keyed_edits
from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.editing.syntax import SourceFile
from migrator.recipes.exclusions import exclude
from migrator.recipes.replace_calls import naming_modules
from migrator.recipes.values import ChangeSet, Edit, FileChange, Left
from migrator.records.intentions import CollapseEnum, Exclusion
from migrator.source.values import Tree

Assigned = ast.Assign | ast.AnnAssign


def plan_collapse(
    intention: CollapseEnum, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """The enum with one member and its aliases; refused where its other members cannot be aliases."""
    definitions = Definitions(model, tree)
    path = resolved(model, intention.enum)
    enum = (
        definitions.class_(path)
        if path is not None
        else f"{intention.enum} is not defined in this repository"
    )
    if isinstance(enum, str):
        return ChangeSet(refused=enum)
    collapsing = _Collapsing(definitions, intention, enum)
    problem = collapsing.why_not()
    return ChangeSet(refused=problem) if problem else exclude(collapsing.change_set(), tree, exclusions)


def enum_members(node: ast.ClassDef) -> dict[str, Assigned]:
    """The members of an enum's body, by name, in the order of the text."""
    result: dict[str, Assigned] = {}
    for one in node.body:
        target = (
            one.targets[0]
            if isinstance(one, ast.Assign) and len(one.targets) == 1
            else getattr(one, "target", None)
        )
        is_member = isinstance(one, ast.Assign | ast.AnnAssign) and one.value is not None
        if isinstance(target, ast.Name) and is_member and not target.id.startswith("_"):
            result[target.id] = one  # type: ignore[assignment]  # an assignment, as just asked
    return result


@dataclass
class _Collapsing:
    """One enum under rewriting."""

    definitions: Definitions
    intention: CollapseEnum
    enum: ClassDefinition
    left: list[Left] = field(default_factory=list)

    @property
    def file(self) -> SourceFile:
        return self.enum.home.file

    @property
    def members(self) -> dict[str, Assigned]:
        return enum_members(self.enum.node)

    @property
    def others(self) -> dict[str, Assigned]:
        """The members that are no alias yet."""
        return {
            name: node
            for name, node in self.members.items()
            if name != self.intention.member and not self._is_alias(node)
        }

    def why_not(self) -> str:
        name, keep = self.enum.symbol.name, self.intention.member
        bases = [ast.unparse(one).rpartition(".")[2] for one in self.enum.node.bases]
        if not any(one.endswith("Enum") for one in bases):
            return f"{self.enum.symbol} is no enum"
        if keep not in self.members:
            return f"{self.enum.symbol} has no member {keep}"
        if self._is_alias(self.members[keep], of=None):
            return f"{keep} of {name} is itself an alias"
        if any(one.rpartition(".")[2] in {"unique", "verify"} for one in decorator_names(self.enum.node)):
            return f"{name} is decorated so that it may have no aliases"
        others = self.others
        is_moved = bool(others) and min(one.lineno for one in others.values()) < self.members[keep].lineno
        if is_moved and not isinstance(self.members[keep].value, ast.Constant):
            return f"{keep} stands below other members, and what it is may depend on its place"
        alone = all(self.file.stands_alone(node) for node in self.members.values())
        return "" if alone else f"members of {name} share a line"

    def change_set(self) -> ChangeSet:
        changes: dict[str, list[PendingHunk]] = {}
        definition = self._definition()
        if definition:
            changes[self.file.path] = [definition]
        names = set(self.members) - {self.intention.member}
        for module in naming_modules(self.definitions, self.enum.symbol):
            home = self.definitions.file(module)
            if isinstance(home, str):
                self.left.append(Left(self.definitions.model.modules[module].path, 1, home))
                continue
            hunks = self._uses(home, names)
            if hunks:
                changes.setdefault(home.file.path, []).extend(hunks)
        files = [self._change(path, hunks) for path, hunks in sorted(changes.items())]
        return ChangeSet(
            files=tuple(one for one in files if one is not None),
            left=tuple(sorted(set(self.left))),
            notes=tuple(self._notes()),
        )

    def _change(self, path: str, hunks: list[PendingHunk]) -> FileChange | None:
        raw = self.definitions.tree.read(path)
        edits: list[Edit] = keyed_edits(
            f"collapse-enum {self.intention.enum} {self.intention.member}", path, hunks
        )
        broken = why_broken(path, raw, apply_edits(raw, edits))
        if broken:
            self.left.append(Left(path, 1, f"the result would not compile: {broken}"))
            return None
        return file_change(self.definitions.tree, path, edits)

    def _is_alias(self, node: Assigned, *, of: str | None = "") -> bool:
        wanted = self.intention.member if of == "" else of
        is_name = isinstance(node.value, ast.Name)
        return is_name and (wanted is None or node.value.id == wanted)  # type: ignore[union-attr]  # a Name

    def _definition(self) -> PendingHunk | None:
        others, keep = self.others, self.intention.member
        if not others:
            return None
        splices = [
            Splice(*self.file.span(node.value), self.file.encode(keep))
            for node in others.values()
            if node.value is not None
        ]
        first = min(others.values(), key=lambda one: one.lineno)
        kept = self.members[keep]
        if first.lineno < kept.lineno:
            splices += self._moved_up(kept, first)
        said = ", ".join(others)
        return PendingHunk(
            self.enum.symbol.name,
            f"members {said}",
            f"{said} become aliases of {keep}",
            f"all members of {self.enum.symbol.name} mean {keep}",
            splices,
            optional=False,
        )

    def _moved_up(self, kept: Assigned, first: Assigned) -> list[Splice]:
        """The remaining member above its first alias: a name must be bound before it is looked up."""
        start = self.file.line_start(self.file.span(kept)[0])
        end = self.file.line_end(self.file.span(kept)[1])
        place = self.file.line_start(self.file.span(first)[0])
        newline = newline_near(self.file.raw, start)
        stop = self.file.next_line(end)
        if stop == end:
            start = self.file.line_end(self.file.line_starts[self.file.line_of(start) - 2])
            text = self.file.raw[self.file.line_start(self.file.span(kept)[0]) : end]
            return [Splice(place, place, text + newline), Splice(start, end, b"")]
        return [Splice(place, place, self.file.raw[start:end] + newline), Splice(start, stop, b"")]

    def _uses(self, home: FileMeanings, names: set[str]) -> list[PendingHunk]:
        hunks = []
        for use in (*enum_uses(home, self.enum, names), *self._own_uses(home, names)):
            if use.problem:
                self.left.append(Left(home.file.path, use.node.lineno, use.problem))
            elif isinstance(use.node, ast.Attribute):
                hunks.append(self._hunk(home.file, use.node))
        values = {
            name: node.value
            for name, node in self.members.items()
            if name in names and isinstance(node.value, ast.Constant)
        }
        self.left += value_uses(home, self.enum, values)
        return hunks

    def _own_uses(self, home: FileMeanings, names: set[str]) -> Iterator[EnumUse]:
        """``cls.OTHER`` and ``self.OTHER`` in the enum's own methods."""
        if home.file is self.file:
            for method in methods_of(self.enum.node):
                yield from (EnumUse(one) for one in self_attributes(method) if one.attr in names)

    def _hunk(self, file: SourceFile, node: ast.Attribute) -> PendingHunk:
        start, end = file.span(node)
        name = file.text(start, end)
        new = f"{name[: -len(node.attr)]}{self.intention.member}"
        splice = Splice(end - len(file.encode(node.attr)), end, file.encode(self.intention.member))
        scope, old = _statement(file, start)
        why = f"{node.attr} means {self.intention.member}"
        return PendingHunk(scope, old, f"`{name}` -> `{new}`", why, [splice])

    def _notes(self) -> Iterator[str]:
        kept = self.members[self.intention.member].value
        for name, node in self.others.items():
            if node.value is not None and kept is not None and ast.dump(node.value) != ast.dump(kept):
                said = ast.unparse(node.value)
                yield f"{name} was {said}: stored values of it are found no more, {self.enum.symbol.name}({said}) fails"


def _statement(file: SourceFile, offset: int) -> tuple[str, str]:
    """Scope and first line of the innermost statement around an offset: what a hunk is known by."""
    around = [
        one
        for one in file.statements
        if file.statement_span(one.node)[0] <= offset < file.statement_span(one.node)[1]
    ]
    inner = around[-1]
    return inner.scope, file.text(file.line_start(offset), file.line_end(offset)).strip()
