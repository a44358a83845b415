"""Symbolic replay of imports: what happens in a fresh interpreter when a module is imported first.

A cycle of imports is not an error by itself. It becomes one when a module asks another, which is only half executed, for a name that it has
not bound yet. So modules are executed in thought: their imports, definitions and lookups in order, parent packages first, each module with
the names bound so far. Code under conditions counts as run. Modules that cannot lead back to the component are complete at once.
"""

import gc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from migrator.facts.values import Colour
from migrator.findings.programs import Programs, ReadFile
from migrator.findings.symbolic_imports import Asker, Modules
from migrator.findings.symbolic_statements import Statements, TooMuchError
from migrator.findings.symbolic_values import Doing, Failure, ModuleObject, RaisedError, Run, Value, drive
from migrator.model.graph import importers_of, leading_to
from migrator.model.model import Model

MOST_STEPS = 80_000
"""Statements executed for one component, over all its entries: about a second."""
MOST_STEPS_OF_ENTRY = 20_000
"""Statements executed for one entry."""


@dataclass(frozen=True)
class Replay:
    """What was found for the modules of one component.

    Attributes:
        component: Its modules.
        failures: By entry module that fails, or may fail because of the cycle, where.
        entries: The entry modules that were replayed, sorted.
        left_out: How many were not, because the work is bounded.
        is_by_text: The modules were executed by their texts; else by their facts, and what functions do was not seen.
    """

    component: tuple[str, ...]
    failures: dict[str, Failure]
    entries: tuple[str, ...]
    left_out: int = 0
    is_by_text: bool = False

    @cached_property
    def fails_from(self) -> tuple[str, ...]:
        """Entry modules that fail because of the cycle, sorted."""
        return self._half_executed(is_sure=True)

    @cached_property
    def may_fail_from(self) -> tuple[str, ...]:
        """Entry modules that fail because of the cycle under a condition that the code alone does not decide, sorted."""
        return self._half_executed(is_sure=False)

    def _half_executed(self, *, is_sure: bool) -> tuple[str, ...]:
        return tuple(
            sorted(
                entry
                for entry, failure in self.failures.items()
                if failure.is_half_executed and failure.is_sure is is_sure
            )
        )


@dataclass
class Replayer:
    """Replays entries of one component; what each module does is worked out once.

    Attributes:
        leads_back: The modules from which importing leads into the component; looked up where it is not given.
        may_come_back: Those whose functions may import something that leads there.
        read: The bytes of a file; None to go by facts alone.
        asked: Every name that was looked up.
    """

    model: Model
    component: Sequence[str]
    most_steps: int = MOST_STEPS
    leads_back: frozenset[str] = frozenset()
    may_come_back: frozenset[str] = frozenset()
    read: ReadFile | None = None
    programs: Programs = field(init=False)
    asked: set[str] = field(init=False, default_factory=set)
    _after_package: dict[str, "_After"] = field(init=False, default_factory=dict)
    _steps: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.programs = Programs(self.model, self.read)
        self.leads_back = self.leads_back or leading_to(
            importers_of(self.model.edges, (Colour.IMPORT_TIME,)), self.component
        )

    def replay(self) -> Replay:
        """Import every module of the component first, each in its own interpreter, as far as the bound on the work allows."""
        failures: dict[str, Failure] = {}
        done: list[str] = []
        for entry in sorted(self.component):
            if self._steps > self.most_steps:
                break
            try:
                failure = self.outcome(entry)
            except TooMuchError:
                continue
            if failure is not None and (failure.is_sure or failure.is_half_executed):
                failures[entry] = failure
            done.append(entry)
        gc.collect(
            0
        )  # interpreters are circles of modules and functions, and an analysis holds the collector back
        left_out = len(self.component) - len(done)
        return Replay(tuple(self.component), failures, tuple(done), left_out, self.read is not None)

    def outcome(self, entry: str) -> Failure | None:
        """Where importing the module first fails; None where it does not.

        Raises:
            TooMuchError: It asks for more work than is given to one entry.
        """
        package = entry.rpartition(".")[0]
        if package:
            if package not in self._after_package:
                self._after_package[package] = self._execute(package)
            before = self._after_package[package]
            if before.failure is not None or entry in before.loaded:
                return before.failure or before.doubt
        after = self._execute(entry)
        return after.failure or after.doubt

    def _execute(self, entry: str) -> "_After":
        """The outcome; where a condition is left open, by running what depends on it and by leaving it out.

        By facts alone it is run only: they show the conditions of imports, and no others.
        """
        one, is_undecided = self._run(entry, takes_undecided=True)
        if not is_undecided or self.read is None:
            return one
        other, _ = self._run(entry, takes_undecided=False)
        if one.failure is not None and other.failure is not None:
            return one if one.failure.is_half_executed else other
        failure = one.failure or other.failure
        doubt = replace(failure, is_sure=False) if failure is not None else one.doubt or other.doubt
        return _After(None, doubt, one.loaded & other.loaded)

    def _run(self, entry: str, *, takes_undecided: bool) -> "tuple[_After, bool]":
        interpreter = _Interpreter.of(self, takes_undecided=takes_undecided)
        modules = interpreter.modules
        try:
            drive(interpreter.start(entry))
        except RaisedError as raised:
            return _After(raised.failure), modules.is_undecided
        finally:
            self._steps += interpreter.statements.steps
        half = (doubt for doubt in modules.doubts if doubt.is_half_executed)
        doubt = next(half, next(iter(modules.doubts), None))
        return _After(None, doubt, frozenset(modules.loaded)), modules.is_undecided


@dataclass(frozen=True)
class _After:
    """How things stand after an import: where it failed, else the first thing that may fail and what is loaded."""

    failure: Failure | None
    doubt: Failure | None = None
    loaded: frozenset[str] = frozenset()


@dataclass
class _Interpreter:
    """The modules and the code that runs in them."""

    modules: Modules
    statements: Statements = field(init=False)

    @classmethod
    def of(cls, replayer: Replayer, *, takes_undecided: bool) -> "_Interpreter":
        def execute(module: ModuleObject) -> Doing:
            return found.statements.execute(module)

        def call(called: Value, values: Sequence[Value], asker: Asker) -> Doing:
            return found.statements.calls.answer(called, values, asker)

        modules = Modules(
            replayer.model,
            replayer.programs,
            replayer.leads_back,
            execute,
            call,
            replayer.may_come_back,
            asked=replayer.asked,
            takes_undecided=takes_undecided,
        )
        found = cls(modules)
        found.statements = Statements(modules, MOST_STEPS_OF_ENTRY)
        return found

    def start(self, entry: str) -> Run:
        """Import the module first."""
        value = yield self.modules.import_module(entry, Asker(entry, 0))
        return value


def entries_in_words(replay: Replay, size: int) -> Iterable[str]:
    """What the replay says about a component of that many modules, in sentences."""
    fails, open_ones = replay.fails_from, replay.may_fail_from
    works = sorted(set(replay.entries) - set(fails) - set(open_ones))
    if not fails and not open_ones:
        yield f"It works from each of the {len(replay.entries)} entry modules replayed: the imports need nothing that is not bound yet."
    elif not fails and works:
        yield f"It works from {len(works)} of the {len(replay.entries)} entry modules replayed, whatever conditions come to."
    elif fails and len(fails) == size:
        yield "It fails whichever of its modules is imported first."
    elif fails:
        yield (
            f"It works by luck of import order: importing {_some(fails)} first fails, {_some(works)} works."
            if works
            else f"Importing {_some(fails)} first fails."
        )
    if fails:
        yield f"Importing {fails[0]} first: {replay.failures[fails[0]].sentence()}."
    if open_ones:
        yield (
            f"From {_some(open_ones)} it depends on a condition that the code alone does not decide: "
            f"importing {open_ones[0]} first, {replay.failures[open_ones[0]].sentence()}."
        )
    if replay.left_out:
        yield f"{replay.left_out} of {size} entry modules were not replayed: the work for one component is bounded."


def _some(names: Sequence[str], most: int = 4) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
