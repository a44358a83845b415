"""Symbolic replay of imports: what happens in a fresh interpreter when a module is imported first.

A cycle of imports is not an error by itself. It becomes one when a module asks another, which is only half executed, for a name that it has
not bound yet. So modules are executed in thought: their imports, definitions and lookups in order, parent packages first, each module with
the names bound so far. Code under conditions counts as run. Modules that cannot lead back to the component are complete at once.
"""

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from migrator.facts.values import Arm, ImportStatement, Use
from migrator.findings.programs import Bind, Import, Look, Program, Programs, Unbind, importers_at_import_time
from migrator.model.model import Model
from migrator.model.values import Unknown

MOST_STEPS = 150_000
"""Imports and lookups executed for one component, over all its entries: about a second. Definitions cost next to nothing."""

Run = Generator["Run", None, None]
Namespace = dict[str, str | None]
"""By bound name the module that it is; None for anything else."""


@dataclass(frozen=True)
class Failure:
    """Where importing an entry module ends.

    Attributes:
        module: The module that asks.
        imported: The module that is asked.
        name: What it has not bound yet, or has not at all.
        is_half_executed: The asked module was still being executed; else what was asked for does not exist at all.
        is_lookup: An attribute or name that is looked up, not imported: guards for ImportError do not catch it.
    """

    module: str
    line: int
    imported: str
    name: str
    is_half_executed: bool
    is_lookup: bool = False

    def sentence(self) -> str:
        """What happens, for people."""
        if self.is_half_executed:
            return (
                f"line {self.line} of {self.module} needs {self.name} of {self.imported}, "
                "which is half executed and has not bound it yet"
            )
        return f"line {self.line} of {self.module} needs {self.name} of {self.imported}, which does not exist"


@dataclass(frozen=True)
class Replay:
    """What was found for the modules of one component.

    Attributes:
        component: Its modules.
        failures: By entry module that fails, where.
        entries: The entry modules that were replayed, sorted.
        left_out: How many were not, because the work is bounded.
    """

    component: tuple[str, ...]
    failures: dict[str, Failure]
    entries: tuple[str, ...]
    left_out: int = 0

    @cached_property
    def fails_from(self) -> tuple[str, ...]:
        """Entry modules that fail because of the cycle, sorted."""
        return tuple(sorted(entry for entry, failure in self.failures.items() if failure.is_half_executed))


class _FailedError(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass
class Replayer:
    """Replays entries of one component; what each module does is worked out once."""

    model: Model
    component: Sequence[str]
    most_steps: int = MOST_STEPS
    leads_back: frozenset[str] = frozenset()
    """The modules from which importing leads into the component; looked up where it is not given."""
    programs: Programs = field(init=False)
    _after_package: dict[str, "Failure | frozenset[str]"] = field(init=False, default_factory=dict)
    _steps: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.programs = Programs(self.model)
        self.leads_back = self.leads_back or leading_to(importers_at_import_time(self.model), self.component)

    def replay(self) -> Replay:
        """Import every module of the component first, each in its own interpreter, as far as the bound on the work allows."""
        failures: dict[str, Failure] = {}
        done: list[str] = []
        for entry in sorted(self.component):
            if self._steps > self.most_steps:
                break
            failure = self.outcome(entry)
            if failure is not None:
                failures[entry] = failure
            done.append(entry)
        left_out = len(self.component) - len(done)
        return Replay(tuple(self.component), failures, tuple(done), left_out)

    def outcome(self, entry: str) -> Failure | None:
        """Where importing the module first fails; None where it does not."""
        package = entry.rpartition(".")[0]
        if package:
            if package not in self._after_package:
                self._after_package[package] = self._execute(package)
            before = self._after_package[package]
            if isinstance(before, Failure):
                return before
            if entry in before:
                return None
        after = self._execute(entry)
        return after if isinstance(after, Failure) else None

    def _execute(self, entry: str) -> Failure | frozenset[str]:
        interpreter = _Interpreter(self.model, self.programs, self.leads_back)
        try:
            _drive(interpreter.import_module(entry, line=0, asked_by=entry))
        except _FailedError as failed:
            return failed.failure
        finally:
            self._steps += interpreter.steps
        return frozenset(interpreter.spaces)


@dataclass
class _Interpreter:
    """``sys.modules`` in the making."""

    model: Model
    programs: Programs
    leads_back: frozenset[str]
    spaces: dict[str, Namespace] = field(default_factory=dict)
    running: set[str] = field(default_factory=set)
    half_stars: dict[str, set[str]] = field(default_factory=dict)
    """By module, the half-executed modules it took a star from."""
    steps: int = 0

    def import_module(self, dotted: str, *, line: int, asked_by: str) -> Run:
        """``import a.b.c``: a, then a.b, then a.b.c, each if it is not there yet; none where a.b.c itself is there.

        The last matters after a package failed and the failure was caught: the package is gone from ``sys.modules``, what it had
        imported from inside itself stays, and Python asks for the whole name first.
        """
        parts = dotted.split(".")
        if dotted in self.spaces or parts[0] not in self.model.modules:
            return
        for length in range(1, len(parts) + 1):
            name = ".".join(parts[:length])
            if name in self.spaces:
                continue
            if name not in self.model.modules:
                parent = name.rpartition(".")[0]
                if name in self.model.opaque or self._may_have_any(parent):
                    return
                raise _FailedError(Failure(asked_by, line, parent, parts[length - 1], is_half_executed=False))
            yield self._execute(name)

    def _execute(self, name: str) -> Run:
        program = self.programs.of(name)
        space: Namespace = {}
        self.spaces[name] = space
        self.steps += 1
        if name not in self.leads_back:
            space.update(dict.fromkeys(program.names))
        else:
            self.running.add(name)
            try:
                yield self._run(name, program, space)
            except _FailedError:
                del self.spaces[name]
                raise
            finally:
                self.running.discard(name)
        parent, _, last = name.rpartition(".")
        if parent in self.spaces:
            self.spaces[parent][last] = name

    def _run(self, name: str, program: Program, space: Namespace) -> Run:
        has_failed = False
        for step in program.steps:
            if isinstance(step, Bind):
                space[step.name] = space.get(step.alias_of) if step.alias_of else None
                continue
            if isinstance(step, Unbind):
                space.pop(step.name, None)
                continue
            self.steps += 1
            if isinstance(step, Look):
                self._look(name, space, step)
            elif not has_failed and (step.statement.arm is Arm.HANDLER or self._take_all(space, step)):
                continue
            elif step.statement.arm is Arm.TRY or step.statement.is_conditional:
                try:
                    yield self._import(name, space, step)
                except _FailedError as failed:
                    is_caught = step.statement.arm is Arm.TRY and not failed.failure.is_lookup
                    if not is_caught and failed.failure.is_half_executed:
                        raise
                    has_failed = True
            else:
                yield self._import(name, space, step)
                has_failed = has_failed and step.statement.arm is Arm.HANDLER

    def _take_all(self, space: Namespace, step: Import) -> bool:
        """Bind what a ``from`` statement takes where nothing has to be executed for it; else leave it to the long way."""
        spaces, taken = self.spaces, step.taken
        if taken is None:
            return False
        source: Namespace = {}
        if step.needed[0] in self.model.modules:
            if any(module not in spaces for module in step.needed):
                return False
            source = spaces[step.base]
            if any(name not in source for name, _ in taken):
                return False
        if not step.statement.scope:
            for name, bound in taken:
                space[bound] = source.get(name)
        return True

    def _import(self, module: str, space: Namespace, step: Import) -> Run:
        statement = step.statement
        if not statement.is_from:
            for alias in statement.names:
                yield self.import_module(alias.name, line=statement.line, asked_by=module)
                bound = alias.name if alias.asname else alias.name.partition(".")[0]
                self._bind(space, statement, alias.binds, bound if bound in self.spaces else None)
            return
        yield self.import_module(step.base, line=statement.line, asked_by=module)
        for alias in statement.names:
            if alias.name == "*":
                yield self._star(module, space, step)
            elif step.base not in self.spaces:
                self._bind(space, statement, alias.binds, None)
            else:
                yield self._take(module, step, alias.name)
                source = self.spaces[step.base]
                below = f"{step.base}.{alias.name}"
                self._bind(
                    space,
                    statement,
                    alias.binds,
                    source.get(alias.name, below if below in self.spaces else None),
                )

    def _bind(self, space: Namespace, statement: ImportStatement, name: str, value: str | None) -> None:
        if not statement.scope:
            space[name] = value

    def _take(self, module: str, step: Import, name: str) -> Run:
        """``from base import name``: a bound name, else a submodule, else an error."""
        base = step.base
        if name in self.spaces[base]:
            return
        below = f"{base}.{name}"
        if below in self.model.modules and self.model.modules[base].package == base:
            yield self.import_module(below, line=step.statement.line, asked_by=module)
        elif (
            below not in self.model.opaque and not self._may_have_any(base) and not self._may_have(base, name)
        ):
            raise _FailedError(
                Failure(module, step.statement.line, base, name, is_half_executed=base in self.running)
            )

    def _star(self, module: str, space: Namespace, step: Import) -> Run:
        base = step.base
        if base not in self.spaces:
            return
        program = self.programs.of(base)
        if program.exports is not None:
            for name in program.exports:
                yield self._take(module, step, name)
        else:
            for name in [name for name in self.spaces[base] if not name.startswith("_")]:
                space[name] = self.spaces[base][name]
        for name in program.exports or ():
            space[name] = self.spaces[base].get(name)
        if base in self.running:
            self.half_stars.setdefault(module, set()).add(base)

    def _look(self, module: str, space: Namespace, step: Look) -> None:
        """A chain that is looked up while the module runs, as far as it leads through modules."""
        use, first = step.use, step.first
        if first not in space:
            for base in sorted(self.half_stars.get(module, ())):
                if first in self.programs.of(base).names:
                    raise _FailedError(_lookup(module, use, base, first))
            return
        here = space[first]
        for part in step.rest:
            if here is None:
                return
            there = self.spaces.get(here)
            if there is None or (part not in there and not self._is_missing(here, part)):
                return
            if part not in there:
                raise _FailedError(_lookup(module, use, here, part))
            here = there[part]

    def _is_missing(self, module: str, name: str) -> bool:
        below = f"{module}.{name}"
        is_complete_elsewhere = below in self.model.opaque or (
            below in self.model.modules and below not in self.leads_back
        )
        is_on_its_way = (
            module in self.running or below in self.running
        )  # a submodule is bound when it is done
        return (
            is_on_its_way
            and not is_complete_elsewhere
            and not self._may_have_any(module)
            and not self._may_have(module, name)
        )

    def _may_have(self, module: str, name: str) -> bool:
        """It cannot be known: the name is bound by another file, for instance."""
        return isinstance(self.model.resolve(module, name), Unknown)

    def _may_have_any(self, module: str) -> bool:
        """Nothing can be said of its names: not read, dynamic, or it has a ``__getattr__`` by now."""
        if module not in self.model.modules:
            return True
        program = self.programs.of(module)
        return program.is_open or (program.has_getattr and "__getattr__" in self.spaces.get(module, {}))


def _lookup(module: str, use: Use, asked: str, name: str) -> Failure:
    return Failure(module, use.line, asked, name, is_half_executed=True, is_lookup=True)


def _drive(run: Run) -> None:
    """Run generators that call each other, with a stack of our own: import chains are longer than the interpreter's stack."""
    stack = [run]
    failed: _FailedError | None = None
    while stack:
        try:
            child = next(stack[-1]) if failed is None else stack[-1].throw(failed)
        except StopIteration:
            stack.pop()
            failed = None
        except _FailedError as error:
            stack.pop()
            failed = error
        else:
            stack.append(child)
            failed = None
    if failed is not None:
        raise failed


def leading_to(importers: Mapping[str, Iterable[str]], component: Collection[str]) -> frozenset[str]:
    """The modules from which importing leads into the component, itself included."""
    found = set(component)
    stack: list[str] = sorted(found)
    while stack:
        for importer in importers.get(stack.pop(), ()):
            if importer not in found:
                found.add(importer)
                stack.append(importer)
    return frozenset(found)


def entries_in_words(replay: Replay, size: int) -> Iterable[str]:
    """What the replay says about a component of that many modules, in sentences."""
    fails = replay.fails_from
    if not fails:
        yield f"It works from each of the {len(replay.entries)} entry modules replayed: the imports need nothing that is not bound yet."
    elif len(fails) == size:
        yield "It fails whichever of its modules is imported first."
    else:
        yield (
            f"It works by luck of import order: importing {_some(fails)} first fails, "
            f"{_some(sorted(set(replay.entries) - set(fails)))} works."
        )
    if fails:
        yield f"Importing {fails[0]} first: {replay.failures[fails[0]].sentence()}."
    if replay.left_out:
        yield f"{replay.left_out} of {size} entry modules were not replayed: the work for one component is bounded."


def _some(names: Sequence[str], most: int = 4) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
