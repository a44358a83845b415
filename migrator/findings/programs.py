"""What a module does when it is executed, as far as imports are concerned: a list of steps in the order of the file."""

from dataclasses import dataclass

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
    """An import statement; ``base`` is the module that a ``from`` statement names."""

    statement: ImportStatement
    base: str


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


Step = Import | Bind | Unbind | Look


@dataclass(frozen=True)
class Program:
    """One module's steps, and what is bound when it is done.

    Attributes:
        names: Everything that it may bind at module level.
        exports: Its ``__all__``, where it can be read.
        is_open: Absence of a name proves nothing.
    """

    steps: tuple[Step, ...]
    names: frozenset[str]
    exports: tuple[str, ...] | None = None
    is_open: bool = False
    has_getattr: bool = False


def programs(model: Model, name: str) -> Program:
    """What executing the module does."""
    module = model.modules[name]
    facts = model.facts.get(module.path)
    if facts is None:
        return Program((), frozenset(), is_open=not module.is_namespace)
    steps: list[tuple[int, int, Step]] = []
    for statement in facts.imports:
        if statement.colour is Colour.IMPORT_TIME:
            base = absolute_target(module, statement) or ""
            steps.append((statement.start, 0, Import(statement, base)))
    steps.extend(
        (definition.end, 1, Bind(definition.name, _single(definition.alias_of)))
        for definition in facts.definitions
        if not definition.is_typing
    )
    classes = frozenset(one.name for one in facts.definitions if one.kind is DefinitionKind.CLASS)
    steps.extend((use.start, 2, Look(use)) for use in facts.uses if _runs(use, facts, classes))
    last = max((start for start, _, _ in steps), default=0)
    steps.extend((last + 1, 3, Unbind(deleted)) for deleted in facts.deleted)
    steps.sort(key=lambda step: step[:2])
    own = tuple(Bind(own) for own in _OWN_NAMES)
    return Program(
        steps=own + tuple(step for _, _, step in steps),
        names=_names(model, module, facts, depth=0),
        exports=None if facts.is_exports_open else facts.exports,
        is_open=facts.is_dynamic,
        has_getattr=facts.has_getattr,
    )


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
            source_facts = model.facts.get(source.path) if source else None
            if source is not None and source_facts is not None and depth < 5:
                names |= _names(model, source, source_facts, depth=depth + 1)
    return frozenset(names)
