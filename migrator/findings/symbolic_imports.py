"""``sys.modules`` in the making: what an import statement does, step by step as ``importlib`` and the interpreter do it.

The order matters: parents first, a module is there before it is executed and gone when it fails, and becomes an attribute of its parent when it is done.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from migrator.findings.programs import OWN_NAMES, Programs, lines_of
from migrator.findings.symbolic_values import (
    ANYTHING,
    Constant,
    Doing,
    Elsewhere,
    External,
    Failure,
    Frame,
    Listing,
    ModuleObject,
    RaisedError,
    Run,
    Value,
    outside,
)
from migrator.model.model import Model
from migrator.model.values import Unknown

MOST_LATE_LINES = 1_500
"""Lines of modules that are executed from one entry only because a function of theirs is called."""


@dataclass(frozen=True)
class Asker:
    """The line that asks."""

    module: str
    line: int

    def fails(
        self, imported: str, name: str, *, half: bool = False, error: str = "ImportError"
    ) -> RaisedError:
        """The error it meets."""
        return RaisedError(Failure(self.module, self.line, imported, name, half, error))


Executes = Callable[[ModuleObject], Doing]
Calls = Callable[[Value, Sequence[Value], Asker], Doing]


@dataclass
class Modules:
    """The modules of one interpreter.

    Attributes:
        leads_back: Those that are executed; all others are complete at once.
        execute: Runs the code of a module.
        call: Calls a value.
        may_come_back: Modules that import nothing of the component, and whose functions may.
        late: Those of them that were executed after all, since such a function was called.
        asked: Every name that was looked up in any module.
        doubts: Errors that were met where it is not sure that the code runs, and passed over.
        takes_undecided: Code under conditions that the text does not decide is run; else left out.
        is_undecided: There was such code.
    """

    model: Model
    programs: Programs
    leads_back: frozenset[str]
    execute: Executes
    call: Calls
    may_come_back: frozenset[str] = frozenset()
    loaded: dict[str, ModuleObject] = field(default_factory=dict)
    late: dict[str, ModuleObject] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    doubts: list[Failure] = field(default_factory=list)
    takes_undecided: bool = True
    is_undecided: bool = False

    def import_module(self, dotted: str, asker: Asker) -> Doing:
        """``import a.b.c``: a, then a.b, then a.b.c; none of them where a.b.c is there.

        The last matters after a package failed and the failure was caught: the package is gone from ``sys.modules``, what it had
        imported from inside itself stays, and Python asks for the whole name first.
        """
        known = self.loaded.get(dotted)
        return known if known is not None else self._find_and_load(dotted, asker)

    def _find_and_load(self, dotted: str, asker: Asker) -> Run:
        modules = self.model.modules
        parent, _, last = dotted.rpartition(".")
        if dotted.partition(".")[0] not in modules:
            return External(dotted)
        if parent and parent not in self.loaded:
            above = yield self.import_module(parent, asker)
            if not isinstance(above, ModuleObject):
                return External(dotted)
            if dotted in self.loaded:  # the parent has imported it
                return self.loaded[dotted]
        holder = self.loaded.get(parent)
        if dotted not in modules or (holder is not None and not holder.is_package):
            if dotted in self.model.opaque or (holder is not None and holder.is_open):
                return External(dotted)
            raise asker.fails(parent, last, error="ModuleNotFoundError")
        module = yield self._load(dotted)
        if parent in self.loaded:
            self.loaded[parent].space[last] = module
        return module

    def _load(self, dotted: str) -> Run:
        """Execute a module: it is there before, and gone when it fails."""
        module = self._new(dotted)
        if module.is_running:
            try:
                yield self.execute(module)
            except RaisedError:
                if self.loaded.get(dotted) is module:
                    del self.loaded[dotted]
                raise
            finally:
                module.is_running = False
        return module

    def _new(self, name: str) -> ModuleObject:
        program = self.programs.of(name)
        is_package = program.module.is_package or program.module.is_namespace
        is_executed = name in self.leads_back
        is_exact = is_executed and program.is_exact
        module = ModuleObject(name, is_package, program.is_open and not is_exact, is_exact)
        module.space.update(dict.fromkeys(OWN_NAMES, ANYTHING))
        module.space["__name__"] = Constant(name)
        module.space["__package__"] = Constant(program.module.package)
        if is_package:
            module.space["__path__"] = ANYTHING
        self.loaded[name] = module
        if is_executed:
            module.is_running = True
        else:
            module.space.update((bound, Elsewhere(module, bound)) for bound in program.names)
            if program.exports is not None:
                module.space["__all__"] = Listing([Constant(text) for text in program.exports])
        return module

    def take(self, base: str, names: Sequence[tuple[str, str]], frame: Frame, asker: Asker) -> Doing:
        """``from base import name as bound, ...``."""
        known = self.loaded.get(base)
        if known is None or any(name not in known.space for name, _ in names):
            return self._take(base, names, frame, asker)
        for name, bound in names:
            self.asked.add(name)
            frame.bind(bound, known.space[name])
        return ANYTHING

    def _take(self, base: str, names: Sequence[tuple[str, str]], frame: Frame, asker: Asker) -> Run:
        source = yield self.import_module(base, asker)
        if not isinstance(source, ModuleObject):
            for name, bound in names:
                if name == "*":
                    frame.module.is_open = True
                else:
                    frame.bind(bound, outside(f"{base}.{name}"))
            return ANYTHING
        if source.is_package:
            yield self._import_submodules(source, [name for name, _ in names], asker)
        for name, bound in names:
            if name == "*":
                yield self._take_star(source, frame, asker)
            else:
                value = yield self.taken(source, name, asker)
                frame.bind(bound, value)
        return ANYTHING

    def _import_submodules(self, source: ModuleObject, names: Iterable[str], asker: Asker) -> Run:
        for name in names:
            if name == "*":
                exports = yield self._exports(source, asker)
                texts = exports.texts() if isinstance(exports, Listing) else None
                yield self._import_submodules(source, [text for text in texts or () if text != "*"], asker)
                continue
            found = yield self._found(source, name, asker)
            below = f"{source.name}.{name}"
            if found is _ABSENT and below in self.model.modules:
                yield self.import_module(below, asker)
        return ANYTHING

    def taken(self, source: ModuleObject, name: str, asker: Asker) -> Run:
        """One name of a module: bound there, else a submodule that is loaded."""
        found = yield self._found(source, name, asker)
        if found is not _ABSENT:
            return found
        below = f"{source.name}.{name}"
        if below in self.loaded:
            return self.loaded[below]
        if below in self.model.opaque:
            return External(below)
        raise asker.fails(source.name, name, half=source.is_running)

    def _take_star(self, source: ModuleObject, frame: Frame, asker: Asker) -> Run:
        exports = yield self._exports(source, asker)
        texts = exports.texts() if isinstance(exports, Listing) else None
        if texts is None:
            for name in [name for name in source.space if not name.startswith("_")]:
                frame.bind(name, source.space[name])
            frame.module.is_open |= exports is not _ABSENT
        for name in texts or ():
            value = yield self.attribute(source, name, asker)
            frame.bind(name, value)
        frame.module.is_open |= source.is_open
        if source.is_running:
            frame.module.half_stars.append(source)
        return ANYTHING

    def _exports(self, source: ModuleObject, asker: Asker) -> Run:
        if source.is_open and "__all__" not in source.space:
            return _ABSENT
        found = yield self._found(source, "__all__", asker)
        return found

    def _found(self, source: ModuleObject, name: str, asker: Asker) -> Run:
        """``getattr(source, name, ABSENT)``."""
        try:
            found = yield self.attribute(source, name, asker)
        except RaisedError as raised:
            if raised.failure.error != "AttributeError":
                raise
            return _ABSENT
        return found

    def attribute(self, module: ModuleObject, name: str, asker: Asker) -> Doing:
        """``module.name``."""
        self.asked.add(name)
        known = module.space.get(name)
        return known if known is not None else self._made_attribute(module, name, asker)

    def _made_attribute(self, module: ModuleObject, name: str, asker: Asker) -> Run:
        if name in {"__dict__", "__class__"}:
            return ANYTHING
        below = f"{module.name}.{name}"
        answers = module.space.get("__getattr__")
        if answers is not None:
            value = yield self.call(answers, [Constant(name)], asker)
            return value
        if (
            below in self.model.modules and below not in self.leads_back
        ):  # who imported it may not be executed
            found = yield self.import_module(below, asker)
            return found
        if module.is_open or below in self.model.opaque or self._may_have(module, name):
            return ANYTHING
        submodule = self.loaded.get(below)
        half = module.is_running or (submodule is not None and submodule.is_running)
        raise asker.fails(module.name, name, half=half, error="AttributeError")

    def executed_late(self, called: Elsewhere) -> Run:
        """A name of a module that was taken as complete at once, as executing that module gives it."""
        name = called.module.name
        if name not in self.may_come_back:
            return called
        known = self.late.get(name)
        if known is None:
            if lines_of(self.model, [*self.late, name]) > MOST_LATE_LINES:
                return called
            program = self.programs.of(name)
            known = ModuleObject(name, called.module.is_package, program.is_open, program.is_exact)
            known.space.update((own, called.module.space[own]) for own in OWN_NAMES)
            self.late[name] = known
            yield self.execute(known)
        return known.space.get(called.name, called)

    @property
    def has_left_out(self) -> bool:
        """Some code was left out: what it would have bound is not there."""
        return self.is_undecided and not self.takes_undecided

    def takes(self) -> bool:
        """Whether code that may not run is run here."""
        self.is_undecided = True
        return self.takes_undecided

    def pass_over(self, raised: RaisedError) -> None:
        """Go on after an error that may not happen; what is looked for is a later one that must."""
        self.doubts.append(replace(raised.failure, is_sure=False))

    def _may_have(self, module: ModuleObject, name: str) -> bool:
        """It cannot be known: the name is bound by another file, for instance. Where the text is executed, those others are seen."""
        return not module.is_exact and isinstance(self.model.resolve(module.name, name), Unknown)


_ABSENT = Constant("<absent>")
