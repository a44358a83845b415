"""Recipe: members that a class lacks are written into it, as another class has them.

The other class keeps its own until it becomes an alias: so nothing is missing anywhere in between. What the members need must be there: the
names they look up are imported, the attributes they use must be attributes of the class that they come to.
"""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from migrator.facts.values import Moment
from migrator.model.model import Model
from migrator.model.values import Defined
from migrator.recipes.duplicates.alias_place import find_duplicate
from migrator.recipes.duplicates.class_members import Member, members_of, own_members, self_attributes
from migrator.recipes.duplicates.definitions import ClassDefinition, Definitions, resolved
from migrator.recipes.duplicates.leftovers import changed_imports
from migrator.recipes.editing.edits import apply_edits, newline_near, why_broken
from migrator.recipes.editing.global_reads import Read, has_future_annotations
from migrator.recipes.editing.hunks import PendingHunk, file_change, keyed_edits
from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.editing.import_placement import ImportStyle
from migrator.recipes.editing.origins import ImportedAs, Place, imports_in, read_place
from migrator.recipes.editing.placement import settled
from migrator.recipes.editing.reindent import reindented
from migrator.recipes.editing.syntax import SourceFile
from migrator.recipes.moving.closure import BUILTINS
from migrator.recipes.sites.cycle_guard import CycleGuard
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Exclusion, MoveMembers
from migrator.source.values import Tree

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def plan_move_members(
    intention: MoveMembers, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """The target with the members; refused where they need what it has not."""
    del exclusions  # the one hunk is the recipe: leaving it out is not doing it
    definitions = Definitions(model, tree)
    path = resolved(model, intention.target)
    target = definitions.class_(path) if path is not None else f"{intention.target} is not defined"
    if isinstance(target, str):
        return ChangeSet(refused=target)
    there = members_of(definitions, target)
    missing = [name for name in intention.members if name not in there]
    if not missing:
        return ChangeSet()
    source = find_duplicate(definitions, intention.source)
    if isinstance(source, str):
        return ChangeSet(refused=source)
    return _Moving(definitions, intention, source.class_, target).change_set(missing, there)


@dataclass
class _Moving:
    """Members on their way from one class to another."""

    definitions: Definitions
    intention: MoveMembers
    source: ClassDefinition
    target: ClassDefinition
    imports: list[ImportedAs] = field(default_factory=list)
    renamed: list[Splice] = field(default_factory=list)

    def change_set(self, missing: Sequence[str], there: dict[str, Member]) -> ChangeSet:
        own = {one.name: one for one in own_members(self.source)}
        problem = self._why_not(missing, own, there)
        if problem:
            return ChangeSet(refused=problem)
        file, module = self.target.home.file, self.target.home.module
        style = ImportStyle(module.package, self.definitions.model.is_first_party)
        splices = [
            self._insertion([name for name in own if name in missing]),
            *changed_imports(file, style, self.imports, ()),
        ]
        newline = newline_near(file.raw, 0)
        said = ", ".join(missing)
        hunk = PendingHunk(
            self.target.symbol.name,
            f"members {said}",
            f"{said} of {self.source.symbol.name} written into {self.target.symbol.name}",
            f"{self.target.symbol} lacks {said}, and it is used",
            settled(splices, newline),
            optional=False,
        )
        origin = f"move-members {self.intention.source} {self.intention.target} {said}"
        edits = keyed_edits(origin, file.path, [hunk])
        broken = why_broken(file.path, file.raw, apply_edits(file.raw, edits))
        if broken:
            return ChangeSet(refused=f"the result would not compile: {broken}")
        note = f"{self.source.symbol} keeps its own {said} until it becomes an alias"
        return ChangeSet(files=(file_change(self.definitions.tree, file.path, edits),), notes=(note,))

    def _why_not(self, missing: Sequence[str], own: dict[str, Member], there: dict[str, Member]) -> str:
        for name in missing:
            member = own.get(name)
            if member is None:
                return f"{self.source.symbol} has no {name} of its own"
            if not member.nodes:
                return f"{name} is only set on instances of {self.source.symbol.name}: nothing of it can be moved"
            problem = self._why_unfit(member, {*missing, *there}) or self._names(member)
            if problem:
                return f"{name} cannot be moved: {problem}"
        first = self.target.node.body[0]
        if first.lineno == self.target.node.lineno:
            return f"{self.target.symbol.name} is written on one line"
        return ""

    def _why_unfit(self, member: Member, known: set[str]) -> str:
        """Why the member would not work on an instance of the target, or ``""``."""
        for node in member.nodes:
            names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            if names & {"super", "__class__"}:
                return f"it uses {', '.join(sorted(names & {'super', '__class__'}))}"
            if not isinstance(node, _FUNCTIONS):
                continue
            lacking = sorted({one.attr for one in self_attributes(node)} - known - set(dir(object)))
            if lacking:
                return f"it uses {', '.join(f'self.{name}' for name in lacking)}, which {self.target.symbol.name} lacks"
        return ""

    def _names(self, member: Member) -> str:
        """See to every global name that the member looks up; why one of them cannot be had, or ``""``."""
        place = read_place(self.source.home.module, self.source.home.file)
        inside = {id(inner) for node in member.nodes for inner in ast.walk(node)}
        for reads in place.reads:
            for read in reads:
                problem = self._need(place, read) if id(read.node) in inside else ""
                if problem:
                    return problem
        return ""

    def _need(self, place: Place, read: Read) -> str:
        name, model = read.name, self.definitions.model
        if name not in place.binds and name in BUILTINS:
            return ""
        if name == self.source.symbol.name:
            return self._rename(read)
        here, there = place.module.name, self.target.home.module.name
        meaning = model.resolve(here, name, typing=True)
        bound = self.target.home.scopes.module.bindings
        if name in bound:
            same = model.resolve(there, name, typing=True) == meaning or self._is_equal(place, name)
            found = model.resolve(there, name, typing=True)
            both = [one.symbol for one in (meaning, found) if isinstance(one, Defined)]
            same = same or (len(both) == 2 and both[0] == both[1])
            return "" if same else f"{name} means something else in {there}"
        if isinstance(meaning, Defined) and meaning.symbol.module == here:
            return f"it needs {name} of {here}: move that first"
        return self._carry(place, read)

    def _carry(self, place: Place, read: Read) -> str:
        there, guard = self.target.home.module.name, CycleGuard(self.definitions.model)
        found = [
            one
            for index in place.binds.get(read.name, ())
            for one in imports_in(place.body[index], place.module.package)
            if one.binds == read.name
        ]
        if not found:
            return f"where {read.name} comes from is not certain"
        one = found[-1]
        is_never = read.moment is Moment.TYPING and has_future_annotations(self.target.home.file.tree)
        typing = one.is_typing or (is_never and guard.closes(there, one.module))
        if not typing and one.module in self.definitions.model.modules and guard.closes(there, one.module):
            return f"it needs {read.name} of {one.module}, and importing that would close an import cycle"
        self.imports.append(ImportedAs(one.module, one.name, one.asname, one.level, typing))
        return ""

    def _rename(self, read: Read) -> str:
        """The class's own name inside the member is the target's there."""
        if self.source.symbol.name == self.target.symbol.name:
            return ""
        if not isinstance(read.node, ast.Name):
            return f"it names {read.name} in a string"
        file = self.source.home.file
        self.renamed.append(Splice(*file.span(read.node), file.encode(self.target.symbol.name)))
        return ""

    def _is_equal(self, place: Place, name: str) -> bool:
        """Both modules make it in the same words: a module logger."""
        other = read_place(self.target.home.module, self.target.home.file)
        dumps = [[ast.dump(one.body[index]) for index in one.binds.get(name, ())] for one in (place, other)]
        return len(dumps[0]) == 1 and dumps[0] == dumps[1]

    def _insertion(self, names: Sequence[str]) -> Splice:
        """The members behind the last method of the target, with its indentation."""
        file = self.target.home.file
        body = self.target.node.body
        methods = [node for node in body if isinstance(node, _FUNCTIONS)]
        last = (methods or body)[-1]
        indent = file.indentation(file.statement_span(body[0])[0])
        newline = newline_near(file.raw, file.span(last)[0])
        place = file.line_end(file.span(last)[1])
        pieces = [newline * 2 + indent + text for text in self._texts(names, indent)]
        return Splice(place, place, b"".join(pieces))

    def _texts(self, names: Sequence[str], indent: bytes) -> list[bytes]:
        """The members' text, comments directly above included, with the target's indentation."""
        home, target = self.source.home.file, self.target.home.file
        file, found = home, {one.name: one for one in own_members(self.source)}
        result = []
        for name in names:
            for node in found[name].nodes:
                start = _with_comments(file, node)
                end = file.line_end(file.span(node)[1])
                text = reindented(file, node, indent, (start, end))
                if any(start <= splice.start < end for splice in self.renamed):
                    text = self._renamed_text(text)
                text = text.replace(b"\r\n", b"\n").replace(b"\n", newline_near(target.raw, 0))
                result.append(text.decode(file.codec).encode(target.codec))
        return result

    def _renamed_text(self, text: bytes) -> bytes:
        """Every bare use of the class's own name under that of the target."""
        old, new = self.source.symbol.name.encode(), self.target.symbol.name.encode()
        return re.sub(rb"(?<![\w.\x80-\xff\"'])" + re.escape(old) + rb"(?![\w\x80-\xff\"'])", new, text)


def _with_comments(file: SourceFile, node: ast.stmt) -> int:
    """Where a statement starts, or the comments that stand directly above it with the same indentation."""
    start = file.statement_span(node)[0]
    indent = file.indentation(start)
    line = file.line_of(start)
    while line > 1:
        above = file.line_starts[line - 2]
        text = file.raw[above : file.line_end(above)]
        if not text.startswith(indent + b"#"):
            break
        start, line = above + len(indent), line - 1
    return start
