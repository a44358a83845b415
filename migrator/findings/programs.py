"""What a module does when it is executed: its statements, from its text or from its facts.

The text says everything and costs most: it is read for as many modules as are quickly parsed. Facts are there anyway; they show imports, definitions and
lookups in the order of the file, and neither what functions do nor how conditions come out.
"""

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from migrator.facts.syntax import syntax_tree
from migrator.facts.values import Colour, Facts
from migrator.findings.flat_programs import Bindings, flat_program
from migrator.model.model import Model
from migrator.model.targets import absolute_target
from migrator.model.values import Module
from migrator.source.values import UnreadableFileError

ReadFile = Callable[[str], bytes]

MOST_LINES = 50_000
"""Lines that are read for all replays together: about half a second."""
OWN_NAMES = (
    "__name__",
    "__file__",
    "__doc__",
    "__spec__",
    "__loader__",
    "__package__",
    "__builtins__",
    "__cached__",
)


@dataclass(frozen=True)
class Program:
    """One module's statements, and what is bound when it is done; each worked out when it is first asked for.

    Attributes:
        raw: Its text, where that is executed.
        exports: Its ``__all__``, where it can be read.
        is_open: Absence of a name proves nothing.
    """

    module: Module
    facts: Facts | None
    shelf: "Programs" = field(repr=False)
    raw: Callable[[], bytes | None] = field(repr=False)
    exports: tuple[str, ...] | None = None
    is_open: bool = False

    @cached_property
    def text(self) -> bytes | None:
        """The text that is executed; None where facts must do."""
        return self.raw()

    @cached_property
    def _tree(self) -> ast.Module | None:
        return syntax_tree(self.text) if self.text is not None else None

    @property
    def is_exact(self) -> bool:
        """It is executed by its text."""
        return self._tree is not None

    @cached_property
    def body(self) -> Sequence[ast.stmt]:
        """What it does, in order."""
        if self._tree is not None:
            return self._tree.body
        return flat_program(self.facts) if self.facts is not None else ()

    def put_away(self) -> None:
        """Let go of what its text can be made into again: trees are many times as large as texts."""
        for made in ("_tree", "body"):
            vars(self).pop(made, None)

    def under(self, shelf: "Programs") -> "Program":
        """The same program where another model has the same facts for it, with the text that was read: so nothing of the earlier model is held."""
        found = shelf.of(self.module.name)
        if "text" in vars(self):
            vars(found)["text"] = self.text
        return found

    @property
    def evaluates_annotations(self) -> bool:
        """Annotations are run with what they stand at."""
        return self.is_exact and self.facts is not None and not self.facts.has_future_annotations

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything that it may bind at module level."""
        return (
            _names(self.shelf.model, self.module, self.facts, depth=0)
            if self.facts is not None
            else frozenset()
        )


class Programs:
    """The programs of one model's modules.

    Args:
        model: The repository.
        read: The bytes of a file; None to go by facts.
    """

    def __init__(self, model: Model, read: ReadFile | None = None) -> None:
        self.model = model
        self._read = read
        self._known: dict[str, Program] = {}

    def of(self, name: str) -> Program:
        """What executing the module does."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self.made_of(self.model.modules[name], self.model.facts_of(name))
        return known

    @property
    def known(self) -> Mapping[str, Program]:
        """The programs that were asked for."""
        return self._known

    def made_of(self, module: Module, facts: Facts | None) -> Program:
        """What executing a module does if these are its facts."""
        if facts is None:
            return Program(module, None, self, _no_text, is_open=not module.is_namespace)
        return Program(
            module,
            facts,
            self,
            lambda: self._text(module.path),
            exports=None if facts.is_exports_open else facts.exports,
            is_open=facts.is_dynamic,
        )

    def _text(self, path: str) -> bytes | None:
        if self._read is None:
            return None
        try:
            return self._read(path)
        except UnreadableFileError:
            return None  # it was there when its facts were made: those are left


def _no_text() -> None:
    return None


def lines_of(model: Model, modules: Iterable[str]) -> int:
    """The number of lines of some modules."""
    paths = (model.modules[name].path for name in modules if name in model.modules)
    return sum(facts.lines for path in paths if (facts := model.facts.get(path)) is not None)


def does_the_same(one: Program, other: Program, asked: frozenset[str]) -> bool:
    """Whether two programs of a module make no difference to those who look up no other names than these.

    What is bound under a name that nobody looks up changes nothing, wherever it is copied to. A star may bring any name, so with one the answer is no.
    """
    if one.facts is None or other.facts is None or _has_star(one.facts) or _has_star(other.facts):
        return False
    said = [
        (
            program.exports,
            program.is_open,
            program.is_exact,
            program.evaluates_annotations,
            program.names & asked,
        )
        for program in (one, other)
    ]
    return said[0] == said[1] and _seen(one, asked) == _seen(other, asked)


def _has_star(facts: Facts) -> bool:
    return any(name.name == "*" for statement in facts.imports for name in statement.names)


def _seen(program: Program, asked: frozenset[str]) -> list[str]:
    """The statements without their places, those left out that only bind what nobody looks up."""
    found: list[str] = []
    for statement in program.body:
        if isinstance(statement, Bindings):
            found.extend(name for name in statement.names if name in asked)
        elif not _is_unseen(statement, asked):
            found.append(ast.dump(statement))
    return found


def _is_unseen(statement: ast.stmt, asked: frozenset[str]) -> bool:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        arguments = statement.args
        annotated = [
            *arguments.posonlyargs,
            *arguments.args,
            *arguments.kwonlyargs,
            arguments.vararg,
            arguments.kwarg,
        ]
        is_plain = not (
            statement.decorator_list
            or arguments.defaults
            or any(arguments.kw_defaults)
            or statement.returns
            or any(one is not None and one.annotation for one in annotated)
        )
        return is_plain and statement.name not in asked
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
        return all(isinstance(target, ast.Name) and target.id not in asked for target in statement.targets)
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _names(model: Model, module: Module, facts: Facts, *, depth: int) -> frozenset[str]:
    """All names the module may bind; those that a star brings as far as a few modules down."""
    names = {definition.name for definition in facts.definitions} | set(OWN_NAMES)
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
