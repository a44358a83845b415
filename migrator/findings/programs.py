"""What a module does when it is executed, as far as imports are concerned: a list of steps in the order of the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from migrator.facts.values import Colour, DefinitionKind, Facts, ImportStatement, Moment, Use
from migrator.model.model import Model
from migrator.model.targets import absolute_target
from migrator.model.values import Module

_OWN_NAMES = (
    "__name__",
    "__file__",
    "__doc__",
    "__path__",
    "__spec__",
    "__loader__",
    "__package__",
    "__builtins__",
)


@dataclass(frozen=True)
class Import:
    """An import statement; ``base`` is the module that a ``from`` statement names, ``needed`` that module with its parent packages."""

    statement: ImportStatement
    base: str
    needed: tuple[str, ...] = ()
    taken: tuple[tuple[str, str], ...] | None = None
    """Of ``from base import ...`` without a star, the names and what they are bound to."""


@dataclass(frozen=True)
class Bind:
    """A definition; ``alias_of`` is the single name it is another name of, or ``""``."""

    name: str
    alias_of: str = ""


@dataclass(frozen=True)
class Unbind:
    """A name that does not stay."""

    name: str


@dataclass(frozen=True)
class Look:
    """A chain that is looked up."""

    use: Use
    first: str
    rest: tuple[str, ...]


Step = Import | Bind | Unbind | Look


@dataclass(frozen=True)
class Program:
    """One module's steps, and what is bound when it is done; each worked out when it is first asked for.

    Attributes:
        exports: Its ``__all__``, where it can be read.
        is_open: Absence of a name proves nothing.
    """

    module: Module
    facts: Facts | None
    shelf: "Programs" = field(repr=False)
    exports: tuple[str, ...] | None = None
    is_open: bool = False
    has_getattr: bool = False

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What it does, in order."""
        return _steps(self.module, self.facts) if self.facts is not None else ()

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything that it may bind at module level."""
        return (
            _names(self.shelf.model, self.module, self.facts, depth=0)
            if self.facts is not None
            else frozenset()
        )


class Programs:
    """The programs of one model's modules."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._known: dict[str, Program] = {}

    def of(self, name: str) -> Program:
        """What executing the module does."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._program(name)
        return known

    @property
    def known(self) -> Mapping[str, Program]:
        """The programs that were asked for."""
        return self._known

    def _program(self, name: str) -> Program:
        return self.made_of(self.model.modules[name], self.model.facts_of(name))

    def made_of(self, module: Module, facts: Facts | None) -> Program:
        """What executing a module does if these are its facts."""
        if facts is None:
            return Program(module, None, self, is_open=not module.is_namespace)
        return Program(
            module,
            facts,
            self,
            exports=None if facts.is_exports_open else facts.exports,
            is_open=facts.is_dynamic,
            has_getattr=facts.has_getattr,
        )


def names_asked(program: Program) -> frozenset[str]:
    """Every name that is looked up anywhere while the module is executed, as far as it was executed."""
    asked = {"__getattr__", *(program.exports or ())}
    for step in program.steps if "steps" in vars(program) else ():
        if isinstance(step, Import):
            asked.update(alias.name for alias in step.statement.names)
        elif isinstance(step, Look):
            asked.update((step.first, *step.rest))
        elif isinstance(step, Bind):
            asked.add(step.alias_of)
    return frozenset(asked)


def does_the_same(one: Program, other: Program, asked: frozenset[str]) -> bool:
    """Whether two programs of a module make no difference to those who look up no other names than these.

    What is bound under a name that nobody looks up changes nothing, wherever it is copied to. A star may bring any name, so with one the answer is no.
    """
    if one.facts is None or other.facts is None or _has_star(one.facts) or _has_star(other.facts):
        return False
    said = [
        (program.exports, program.is_open, program.has_getattr, program.names & asked)
        for program in (one, other)
    ]
    return said[0] == said[1] and _seen(one, asked) == _seen(other, asked)


def _has_star(facts: Facts) -> bool:
    return any(name.name == "*" for statement in facts.imports for name in statement.names)


def _seen(program: Program, asked: frozenset[str]) -> list[tuple[object, ...]]:
    """The steps without their places, those left out that bind what nobody looks up."""
    found: list[tuple[object, ...]] = []
    for step in program.steps:
        if isinstance(step, Import):
            one = step.statement
            names = tuple((name.name, name.asname) for name in one.names)
            found.append((step.base, one.is_from, names, one.arm, one.is_conditional, one.scope))
        elif isinstance(step, Look):
            found.append((step.use.chain,))
        elif step.name in asked:
            found.append((type(step), step))
    return found


def importers_at_import_time(model: Model) -> Mapping[str, Sequence[str]]:
    """Who imports a module when it is imported itself, implied imports included."""
    found: dict[str, list[str]] = {}
    for edge in model.edges:
        if edge.colour is Colour.IMPORT_TIME:
            found.setdefault(edge.imported, []).append(edge.importer)
    return found


def _steps(module: Module, facts: Facts) -> tuple[Step, ...]:
    steps: list[tuple[int, int, Step]] = [
        (statement.start, 0, _import(module, statement))
        for statement in facts.imports
        if statement.colour is Colour.IMPORT_TIME
    ]
    steps.extend(
        (definition.end, 1, Bind(definition.name, _single(definition.alias_of)))
        for definition in facts.definitions
        if not definition.is_typing
    )
    classes = frozenset(one.name for one in facts.definitions if one.kind is DefinitionKind.CLASS)
    steps.extend((use.start, 2, _look(use)) for use in facts.uses if _runs(use, facts, classes))
    last = max((start for start, _, _ in steps), default=0)
    steps.extend((last + 1, 3, Unbind(deleted)) for deleted in facts.deleted)
    steps.sort(key=lambda step: step[:2])
    return tuple(Bind(own) for own in _OWN_NAMES) + tuple(step for _, _, step in steps)


def _import(module: Module, statement: ImportStatement) -> Import:
    base = absolute_target(module, statement) or ""
    parts = base.split(".")
    needed = tuple(".".join(parts[:length]) for length in range(1, len(parts) + 1))
    is_plain = statement.is_from and all(name.name != "*" for name in statement.names)
    taken = tuple((name.name, name.binds) for name in statement.names) if is_plain else None
    return Import(statement, base, needed, taken)


def _look(use: Use) -> Look:
    first, *rest = use.chain.split(".")
    return Look(use, first, tuple(rest))


def _single(alias: str) -> str:
    return "" if "." in alias else alias


def _runs(use: Use, facts: Facts, classes: frozenset[str]) -> bool:
    """Looked up while the file runs, unguarded; an annotation of a method in a class is evaluated with the class."""
    if use.is_store or use.is_guarded:
        return False
    if use.moment is Moment.IMPORT_TIME:
        return True
    is_evaluated = not facts.has_future_annotations and (not use.scope or use.scope in classes)
    return use.moment is Moment.ANNOTATION and is_evaluated


def _names(model: Model, module: Module, facts: Facts, *, depth: int) -> frozenset[str]:
    """All names the module may bind; those that a star brings as far as a few modules down."""
    names = {definition.name for definition in facts.definitions} | set(_OWN_NAMES)
    for statement in facts.imports:
        if statement.scope or statement.colour is not Colour.IMPORT_TIME:
            continue
        for alias in statement.names:
            if alias.name != "*":
                names.add(alias.binds)
                continue
            source = model.modules.get(absolute_target(module, statement) or "")
            source_facts = model.facts_of(source.name) if source else None
            if source is not None and source_facts is not None and depth < 5:
                names |= _names(model, source, source_facts, depth=depth + 1)
    return frozenset(names)
