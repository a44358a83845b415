"""The laws of changing code, held against one example: what is broken, in words. Numbers are those of the laws in the design.

A refusal with its reason is fine, and counted. What a change says it leaves (file and line) is told, so a probe in such a function may say something else.
"""

import codecs
import re
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrator.errors import MigratorError
from migrator.facts.values import Colour
from migrator.findings.digraph import cyclic_edges
from migrator.landing.write import write
from migrator.plan.values import ShimChoice
from migrator.recipes.values import FileChange
from migrator.records.intentions import CollapseEnum, MoveModule, MoveSymbols, Recipe
from migrator.source.writing import NewContent
from tests.laws.observing import Observation, Seen
from tests.laws.planning import Change, analysed, as_text, contents_after, diff_of, plan_of
from tests.laws.public import Texts, docstring_of, offered_paths, probes_at
from tests.laws.replaying import replays
from tests.laws.texts import MARKER
from tests.laws.workplace import Workplace

_STAYS = re.compile(rb"^(?:" + MARKER.encode() + rb"|odd_\d).*$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What became of an example.

    Attributes:
        refused: Why it was refused, or ``""``.
        is_empty: There was nothing to do.
        breaches: What is broken, each beginning with its law.
    """

    refused: str = ""
    is_empty: bool = False
    breaches: tuple[str, ...] = ()

    @property
    def has_landed(self) -> bool:
        """Files were changed."""
        return not self.refused and not self.is_empty


def tried(files: Mapping[str, bytes], recipes: Sequence[Recipe], workplace: Workplace) -> Outcome:
    """Plan, prove, write, look. Whatever the program raises is a breach too: it has to refuse what it cannot do."""
    try:
        return _tried(files, recipes, workplace)
    except Exception as error:  # noqa: BLE001  all of them are what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        return Outcome(breaches=(f"11: it ends with {type(error).__name__}: {error} ({where.name})",))


def _tried(files: Mapping[str, bytes], recipes: Sequence[Recipe], workplace: Workplace) -> Outcome:
    change = plan_of(analysed(files), recipes)
    breaches: list[str] = []
    if as_text(change) != workplace.planned_elsewhere(files, recipes):
        breaches.append("10: another hash seed or number of workers plans something else")
    if change.planned.refused and change.change_set.files:
        breaches.append("3: it is refused and has edits")
    if change.refused or change.change_set.is_empty:
        return Outcome(change.refused, not change.refused, tuple(breaches))
    after = contents_after(change, files)
    names = tuple(Texts.of(files).trees)
    workplace.lay_out(files)
    was = workplace.observe(names)
    breaches += written(change, files, after, workplace)
    breaches += kept_bytes(change, files, after)
    now = workplace.observe(tuple(dict.fromkeys((*names, *Texts.of(after).trees))))
    breaches += Comparison(change, recipes, files, was, now).breaches()
    breaches += forward(change, was, now)
    breaches += again(after, recipes)
    breaches += replays(files, after, recipes)
    return Outcome(breaches=tuple(breaches))


def written(
    change: Change, files: Mapping[str, bytes], after: Mapping[str, bytes], workplace: Workplace
) -> Iterator[str]:
    """Law 5: what is on disk is what was previewed, and so is what git makes of the diff that is shown."""
    changes = {
        one.path: NewContent(
            expected=None if one.blob is None else files[one.path], content=after.get(one.path)
        )
        for one in change.change_set.files
    }
    try:
        write(workplace.repository, changes)
    except MigratorError as error:
        yield f"5: it cannot be written: {error}"
        return
    if workplace.contents() != after:
        yield "5: what was written is not what was previewed"
    made = workplace.patched(files, diff_of(change, files))
    if made != after:
        yield f"5: the diff that is shown makes something else: {made if isinstance(made, str) else 'other bytes'}"


def kept_bytes(change: Change, files: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    """Law 6: what is not edited stays, and so does how the file is written."""
    moved = {one.origin: one.path for one in change.change_set.files if one.origin}
    for path, old in files.items():
        new = after.get(moved.get(path, path))
        if new is None or new == old:
            continue
        if (
            new.startswith(codecs.BOM_UTF8) != old.startswith(codecs.BOM_UTF8)
            or new.count(codecs.BOM_UTF8) > 1
        ):
            yield f"6: {path} has another byte order mark"
        if (b"latin-1" in old[:200]) != (b"latin-1" in new[:200]):
            yield f"6: {path} says another encoding"
        if _endings(old) != _endings(new) and len(_endings(old)) == 1:
            yield f"6: {path} has other line endings"
        if _STAYS.findall(old) != _STAYS.findall(new):
            yield f"6: {path} lost or changed a line of nobody"
    for change_of in change.change_set.files:
        is_edited = change_of.blob is not None and not change_of.is_gone
        if is_edited and not _is_kept_outside(change_of, files[change_of.path], after[change_of.path]):
            yield f"6: {change_of.path} changes outside its edits"


def _endings(raw: bytes) -> set[bytes]:
    return set(re.findall(rb"\r\n|\n|\r", raw))


def _is_kept_outside(change: FileChange, old: bytes, new: bytes) -> bool:
    """Whether every byte between the edits is there, in order."""
    place = start = 0
    for edit in change.edits:
        outside = old[start : edit.start]
        found = new.find(outside, place)
        if found < 0:
            return False
        place, start = found + len(outside), edit.end
    return new.endswith(old[start:])


@dataclass(frozen=True)
class Comparison:
    """Law 7: what the judge saw before and after."""

    change: Change
    recipes: Sequence[Recipe]
    files: Mapping[str, bytes]
    was: Observation
    now: Observation

    def breaches(self) -> Iterator[str]:
        """Everything that worked and works no more, or means something else."""
        texts = Texts.of(self.files)
        listed = {name: names for seen in self.was.values() for name, names in seen.listed.items()}
        offered = offered_paths(texts, listed)
        told = probes_at(texts, ((one.path, one.line) for one in self.change.change_set.left))
        for entry, before in self.was.items():
            if before.imports:
                continue
            entry_now = entry if entry in self._standing else self._modules.get(entry, entry)
            after = self.now.get(entry_now, Seen("it is gone"))
            if after.imports:
                yield f"7: {entry} imported before, and now: {after.imports}"
                continue
            yield from self._paths(entry, before, after, offered)
            for probe, said in before.probes.items():
                found = self._found(after.probes, probe)
                works = not said.startswith("raises ")
                others = {seen.probes.get(probe) for seen in self.was.values()} if "None" in said else {said}
                if (
                    works
                    and probe not in told
                    and found not in {self._expected(one) for one in others if one}
                ):
                    yield f"7: from {entry}, {probe} gave {said} and gives {found}"
        yield from self._new_paths()

    @property
    def _modules(self) -> dict[str, str]:
        return dict(self.change.change_set.modules)

    @property
    def _standing(self) -> set[str]:
        """Modules whose old path is to work."""
        bare = [
            one.old for one in self.recipes if isinstance(one, MoveModule) and one.shim is ShimChoice.NONE
        ]
        return {one for one in self.was if not any(one == old or one.startswith(f"{old}.") for old in bare)}

    def _paths(self, entry: str, before: Seen, after: Seen, offered: set[str]) -> Iterator[str]:
        retired = {str(one) for one in self.change.change_set.retired}
        gone = (one.rpartition(".") for one in self.was if one not in self._standing)
        retired |= {f"{package}:{last}" for package, _, last in gone}
        groups: dict[int, str] = {}
        for path in sorted(before.paths):
            said, group = before.paths[path]
            if path not in offered or path in retired:
                continue
            module = path.partition(":")[0]
            if module not in self._standing and module not in self._modules:
                continue
            found = (
                after.paths.get(path) if module in self._standing else after.paths.get(self._renamed(path))
            )
            if found is None:
                yield f"7: from {entry}, {path} was {said} and is gone"
                continue
            is_fallback = said == "None"  # of an import that fails here and succeeds from elsewhere
            others = (
                {seen.paths[path][0] for seen in self.was.values() if path in seen.paths}
                if is_fallback
                else {said}
            )
            if self._as_before(found[0]) not in {self._expected(one) for one in others}:
                yield f"7: from {entry}, {path} was {said} and is {found[0]}"
            if not group or said.startswith("module "):
                continue
            first = groups.setdefault(group, path)
            other = after.paths.get(first) or after.paths.get(self._renamed(first))
            if other is not None and other[1] != found[1]:
                yield f"7: from {entry}, {path} and {first} were one object and are two"

    def _new_paths(self) -> Iterator[str]:
        for recipe in self.recipes if len(self.recipes) == 1 else ():
            if not isinstance(recipe, MoveSymbols):
                continue
            for moved in recipe.moves:
                for entry, seen in self.now.items():
                    new, old = seen.paths.get(str(moved.new)), seen.paths.get(str(moved.old))
                    if seen.imports or self.was.get(entry, Seen("")).imports:
                        continue
                    if new is None and recipe.target in seen.listed:
                        yield f"7: from {entry}, {moved.new} is not there"
                    elif (
                        new is not None
                        and old is not None
                        and new[1] != old[1]
                        and recipe.shim is not ShimChoice.NONE
                    ):
                        yield f"7: from {entry}, {moved.old} is another object than {moved.new}"

    def _renamed(self, path: str) -> str:
        module, _, name = path.partition(":")
        return f"{self._modules.get(module, module)}:{name}"

    def _found(self, probes: Mapping[str, str], probe: str) -> str | None:
        found = probes.get(probe, probes.get(self._renamed(probe)))
        return None if found is None else self._as_before(found)

    def _as_before(self, said: str) -> str:
        """With modules under their old names."""
        for old, new in self._modules.items():
            said = re.sub(rf"module {re.escape(new)}(?![\w.])", f"module {old}", said)
        return said

    def _expected(self, said: str) -> str:
        """With the members of a collapsed enum as one."""
        said = self._as_before(said)
        for recipe in self.recipes:
            if isinstance(recipe, CollapseEnum):
                definition = f"<{docstring_of(Texts.of(self.files), recipe.enum.module, recipe.enum.name)}>"
                said = re.sub(
                    rf"member {re.escape(definition)}\.\w+", f"member {definition}.{recipe.member}", said
                )
        return said


def forward(change: Change, was: Observation, now: Observation) -> Iterator[str]:
    """Law 8: no measure rises, and no import that runs while loading closes a new cycle."""
    for measure in change.effect.measures if change.effect else ():
        if measure.after.value > measure.before.value:
            yield f"8: {measure.phase} rises from {measure.before.value} to {measure.after.value}"
    old_names = {new: old for old, new in change.change_set.modules}
    known = frozenset(
        (importer, imported)
        for importer, found in change.before.model.successors([Colour.IMPORT_TIME]).items()
        for imported in found
    )
    executed = frozenset(edge for seen in was.values() for edge in seen.edges)
    cyclic = cyclic_edges(known | _inside(executed))
    later = _inside(
        frozenset(
            (old_names.get(one, one), old_names.get(other, other))
            for seen in now.values()
            for one, other in seen.edges
        )
    )
    for importer, imported in sorted(cyclic_edges(later) - cyclic):
        yield f"8: {importer} imports {imported} in a cycle that was not there"


def _inside(edges: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset(
        edge for edge in edges if edge[0] != edge[1] and all(one.split(".")[0] == "pkg" for one in edge)
    )


def again(after: Mapping[str, bytes], recipes: Sequence[Recipe]) -> Iterator[str]:
    """Law 9: applied to its own result it does nothing."""
    second = plan_of(analysed(after), recipes)
    if second.planned.refused:
        yield f"9: done again it is refused: {second.planned.refused}"
    elif not second.change_set.is_empty:
        yield f"9: done again it changes {', '.join(one.path for one in second.change_set.files)}"
