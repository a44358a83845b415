"""What a lost thing became, told by the commit that took it away: its file's new name, the import it was, the definition that appeared."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrator.facts.values import Facts
from migrator.git.objects import Moved
from migrator.model.values import Symbol
from migrator.past.bound import as_symbol, binds, definition_of, taken_from
from migrator.past.contents import Contents
from migrator.past.pairing import Place, successors_of
from migrator.past.values import Loss, Step, Target
from migrator.past.walk import Line

MOST_FILES = 300
"""Python files of one commit that are all looked into; of more only those that spell the name."""


@dataclass(frozen=True)
class Became:
    """Tells what lost things became.

    Attributes:
        line: Says what a commit changed.
        contents: Reads the blobs.
        roots: The source roots, the longest first.
    """

    line: Line
    contents: Contents
    roots: tuple[str, ...]

    def steps(self, thing: Target, loss: Loss) -> tuple[Step, ...]:
        """The things that it became; none where nothing took its place."""
        if not loss.commit:
            return ()
        changes = self.line.changes(loss.parent, loss.commit) if loss.parent else ()
        if loss.is_module:
            return tuple(self._renamed_module(thing, loss, changes))
        if isinstance(thing, str):
            return ()
        raw = self.contents.raw([loss.old])
        facts = self.contents.facts(raw).get(loss.old)
        if facts is None:
            return ()
        return self.steps_of_binding(thing, facts, loss) or tuple(
            self._defined_elsewhere(thing, loss, raw[loss.old], changes)
        )

    def steps_of_binding(self, thing: Symbol, facts: Facts, loss: Loss) -> tuple[Step, ...]:
        """Where the file took the name from, if it did not define it."""
        is_package = loss.path.endswith("/__init__.py")
        how = f"{thing.module} took it from {{}} until {loss.by}."
        taken = taken_from(facts, thing.module, thing.name, is_package=is_package)
        definition = definition_of(facts, thing.name)
        if definition is None:
            return tuple(_step(one.module, one.name, how) for one in taken)
        first, _, rest = definition.alias_of.partition(".")
        if not first or "." in rest:
            return ()
        how = f"In {thing.module} it was another name for {{}} until {loss.by}."
        if not rest and definition_of(facts, first) is not None:
            return (_step(thing.module, first, how),)
        through = taken_from(facts, thing.module, first, is_package=is_package)
        if not rest:
            return tuple(_step(one.module, one.name, how) for one in through)
        modules = [one.module if one.name is None else f"{one.module}.{one.name}" for one in through]
        return tuple(_step(module, rest, how) for module in modules)

    def module_name(self, path: str) -> str:
        """What a file is imported as."""
        for root in self.roots:
            if root and path.startswith(f"{root}/"):
                path = path[len(root) + 1 :]
                break
        return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def _renamed_module(self, thing: Target, loss: Loss, changes: Sequence[Moved]) -> Iterator[Step]:
        new = _new_path(loss.path, changes)
        if new is None or not new.endswith(".py"):
            return
        module = self.module_name(new)
        target: Target = module if isinstance(thing, str) else as_symbol(module)
        if target != thing:
            yield Step(target, f"{loss.by} renamed {loss.path} to {new}.")

    def _defined_elsewhere(
        self, thing: Symbol, loss: Loss, raw: bytes, changes: Sequence[Moved]
    ) -> Iterator[Step]:
        renamed = _new_path(loss.path, changes) if loss.new is None else None
        after = {
            one.new_path: one for one in changes if one.new_path is not None and one.new_path.endswith(".py")
        }
        if renamed in after and (found := self._bound_in(after[renamed], thing.name)):
            module = self.module_name(renamed or "")
            yield Step(Symbol(module, found), f"{loss.by} renamed {loss.path} to {renamed}.")
            return
        same = loss.path if loss.new is not None else renamed
        for pair in successors_of(raw, thing.name, self._places(thing.name, loss, same, after)):
            target = Symbol(self.module_name(pair.path), pair.name)
            if target != thing:
                yield Step(target, f"{loss.by} {pair.how}: {target}.", is_sure=pair.is_sure)

    def _bound_in(self, change: Moved, name: str) -> str:
        """The name, if the file binds it after the change."""
        oid = change.new_oid or ""
        facts = self.contents.facts(self.contents.raw([oid])).get(oid)
        return name if facts is not None and binds(facts, name) else ""

    def _places(self, name: str, loss: Loss, same: str | None, after: Mapping[str, Moved]) -> Sequence[Place]:
        """The changed files with their bytes before and after, that which is the same file first."""
        raw = self.contents.raw(
            {oid for one in after.values() for oid in (one.old_oid, one.new_oid) if oid is not None}
        )
        spelled = name.encode("utf-8", "surrogatepass")
        places = []
        for path, one in sorted(after.items()):
            content = raw.get(one.new_oid or "")
            if content is None or (len(after) > MOST_FILES and path != same and spelled not in content):
                continue
            before = raw.get(one.old_oid or "") if path != same else raw.get(loss.old)
            places.append(Place(path, before, content, is_same=path == same))
        return sorted(places, key=lambda place: not place.is_same)


def _step(module: str, name: str | None, how: str) -> Step:
    if name is None:
        return Step(as_symbol(module) if "." in module else module, how.format(module))
    return Step(Symbol(module, name), how.format(Symbol(module, name)))


def _new_path(path: str, changes: Iterable[Moved]) -> str | None:
    """What a file is called after a commit, by git's word or by that of the files beside it."""
    renames = {
        one.old_path: one.new_path
        for one in changes
        if one.old_path is not None and one.new_path is not None and one.old_path != one.new_path
    }
    if not path.endswith("/__init__.py"):
        return renames.get(path)
    # An empty file is like any other empty file: where the folder went is told by what else is in it.
    folder = path.removesuffix("__init__.py")
    moved: Counter[str] = Counter()
    for old, new in renames.items():
        rest = old.removeprefix(folder)
        if old.startswith(folder) and old != path and new.endswith(f"/{rest}"):
            moved[new.removesuffix(rest)] += 1
    if moved:
        return f"{min(moved, key=lambda place: (-moved[place], place))}__init__.py"
    return renames.get(path)
