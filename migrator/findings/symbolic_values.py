"""What names mean while modules are executed in thought, and the machine that drives the execution.

Only what can lead to an import or to a lookup in a module is told apart: modules, functions, classes, lists of names. Everything else is ``ANYTHING``:
whatever is asked of it works and leads nowhere.
"""

import ast
import sys
from collections.abc import Generator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Union
from weakref import WeakKeyDictionary

from migrator.facts.literals import last_part


@dataclass(frozen=True)
class Failure:
    """Where importing an entry module ends.

    Attributes:
        module: The module that asks.
        imported: The module that is asked.
        name: What it has not bound yet, or has not at all.
        is_half_executed: The asked module was still being executed; else what was asked for does not exist at all.
        error: The name of the exception.
        is_sure: Not under a condition of which the code alone does not say how it comes out.
    """

    module: str
    line: int
    imported: str
    name: str
    is_half_executed: bool
    error: str = "ImportError"
    is_sure: bool = True

    def sentence(self) -> str:
        """What happens, for people."""
        needs = f"line {self.line} of {self.module} needs {self.name} of {self.imported}"
        if self.is_half_executed:
            unless = "" if self.is_sure else ", where it runs at all"
            return f"{needs}, which is half executed and has not bound it yet{unless}"
        if self.name and self.imported != self.module:
            return f"{needs}, which does not exist"
        if self.imported != self.module:
            return f"line {self.line} of {self.module} needs {self.imported}, which is not imported yet"
        what = f" for {self.name}" if self.name else ""
        return f"line {self.line} of {self.module} raises {self.error}{what}"


class RaisedError(Exception):
    """An exception of the executed code."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


class Value:
    """Something that a name can mean. Without more it is ``ANYTHING``."""


ANYTHING = Value()


@dataclass(eq=False)
class Leaving(Value):
    """A statement that ends its block: ``return``, ``break``, ``continue``."""

    how: str
    value: Value = ANYTHING


Namespace = dict[str, Value]


@dataclass(eq=False)
class ModuleObject(Value):
    """A module as it stands in ``sys.modules``. One that failed and is imported again is another object.

    Attributes:
        is_package: Its submodules can be imported.
        is_open: It may have names that its text does not show.
        is_exact: It is executed by its text, not by its facts alone: a name that was not bound is not there.
        half_stars: Modules that were half executed when this one took a star from them.
    """

    name: str
    is_package: bool
    is_open: bool
    is_exact: bool
    space: Namespace = field(default_factory=dict)
    is_running: bool = False
    half_stars: list["ModuleObject"] = field(default_factory=list)


@dataclass(frozen=True)
class Constant(Value):
    """A string, a number, a truth value."""

    value: object


@dataclass(eq=False)
class Listing(Value):
    """A list, tuple or set that is written out."""

    items: list[Value]

    def texts(self) -> list[str] | None:
        """Its items where all of them are strings."""
        found = [item.value for item in self.items if isinstance(item, Constant)]
        texts = [text for text in found if isinstance(text, str)]
        return texts if len(texts) == len(self.items) else None


@dataclass(eq=False)
class Table(Value):
    """A dictionary that is written out, as far as its keys are constants."""

    items: dict[object, Value]


@dataclass(eq=False)
class Later(Value):
    """A call that is made when somebody asks for its results: a generator, a coroutine, ``map``."""

    called: Value
    values: tuple[Value, ...]
    keywords: Namespace
    is_done: bool = False


@dataclass(frozen=True)
class External(Value):
    """Something from outside the repository, by its dotted name."""

    dotted: str


_KNOWN_OUTSIDE: dict[str, Constant] = {
    "typing.TYPE_CHECKING": Constant(False),
    "typing_extensions.TYPE_CHECKING": Constant(False),
    "sys.version_info": Constant(tuple(sys.version_info[:3])),
}


def outside(dotted: str) -> Value:
    """What a name from outside the repository means."""
    return _KNOWN_OUTSIDE.get(dotted) or External(dotted)


@dataclass(frozen=True, eq=False)
class Elsewhere(Value):
    """A name of a module that cannot lead back and was taken as complete at once."""

    module: ModuleObject
    name: str


@dataclass(eq=False)
class ClassObject(Value):
    """A class, with what its body binds.

    Attributes:
        is_decorated: A decorator or a metaclass may have given it more.
    """

    name: str
    bases: tuple[Value, ...]
    space: Namespace
    is_decorated: bool = True

    def find(self, name: str) -> Value | None:
        """An attribute of it or of the classes it is made from, as far as they are known."""
        seen: list[ClassObject] = [self]
        for one in seen:
            if name in one.space:
                return one.space[name]
            seen.extend(base for base in one.bases if isinstance(base, ClassObject) and base not in seen)
        return None

    @property
    def is_plain(self) -> bool:
        """It has the attributes that are written down, and no others."""
        return not self.is_decorated and all(
            isinstance(base, ClassObject) and base.is_plain for base in self.bases
        )


@dataclass(eq=False)
class Instance(Value):
    """An object of a known class."""

    made_of: ClassObject
    space: Namespace = field(default_factory=dict)


@dataclass(eq=False)
class Method(Value):
    """Something that belongs to an object and can be called."""

    of: Value
    name: str
    function: Value = ANYTHING


@dataclass(eq=False)
class Frame:
    """Code that is being executed.

    Attributes:
        space: Where it binds names.
        outer: The frame whose names it sees as well; None for a module.
        kind: ``module``, ``class`` or ``function``.
        elsewhere: By name declared ``global`` or ``nonlocal``, where it is bound instead.
        line: Of the statement that is executed.
        is_unsure: It may have been left before.
        function: Whose body it is.
    """

    module: ModuleObject
    space: Namespace
    outer: "Frame | None" = None
    kind: str = "module"
    elsewhere: dict[str, Namespace] = field(default_factory=dict)
    line: int = 0
    is_unsure: bool = False
    function: "Function | None" = None

    def bind(self, name: str, value: Value) -> None:
        """Give a name a meaning."""
        self.elsewhere.get(name, self.space)[name] = value

    @property
    def closure(self) -> "Frame":
        """The frame that functions made here see: not that of a class."""
        return self.outer if self.kind == "class" and self.outer is not None else self


FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(eq=False)
class Function(Value):
    """A function, with the values of its defaults and the class that it belongs to."""

    node: FunctionNode
    frame: Frame
    defaults: Namespace
    owner: ClassObject | None = None
    space: Namespace = field(default_factory=dict)

    @cached_property
    def decorators(self) -> frozenset[str]:
        """The last parts of their names."""
        if isinstance(self.node, ast.Lambda):
            return frozenset()
        return frozenset(last_part(one) for one in self.node.decorator_list)

    @property
    def local_names(self) -> frozenset[str]:
        """The names that its body binds."""
        return self._body.local_names

    @property
    def runs_later(self) -> bool:
        """A call makes an object that runs the body when it is asked to: a generator, a coroutine."""
        return self._body.runs_later

    @cached_property
    def _body(self) -> "_Body":
        known = _BODIES.get(self.node)
        if known is None:
            known = _BODIES[self.node] = _Body.of(self.node)
        return known


@dataclass(frozen=True, slots=True)
class _Body:
    """What a function's text says of it, whichever entry it is executed for.

    Attributes:
        local_names: Bound in it.
        runs_later: It is a generator or a coroutine.
    """

    local_names: frozenset[str] = frozenset()
    runs_later: bool = False

    @classmethod
    def of(cls, node: FunctionNode) -> "_Body":
        """Of a function's node."""
        if isinstance(node, ast.Lambda):
            return cls()
        names: set[str] = set()
        runs_later = isinstance(node, ast.AsyncFunctionDef)
        waiting: list[ast.AST] = list(node.body)
        while waiting:
            part = waiting.pop()
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                names.add(part.id)
            elif isinstance(part, ast.alias) and part.name != "*":
                names.add(part.asname or part.name.partition(".")[0])
            elif isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.add(part.name)
            elif isinstance(part, ast.Yield | ast.YieldFrom):
                runs_later = True
            if not isinstance(part, _OWN_SCOPE):
                waiting.extend(ast.iter_child_nodes(part))
        return cls(frozenset(names), runs_later)


_OWN_SCOPE = FunctionNode | ast.ClassDef | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

_BODIES: "WeakKeyDictionary[ast.AST, _Body]" = WeakKeyDictionary()
"""By node, as long as its tree is there: a function is made again for each entry that its module is executed for."""


@dataclass(eq=False)
class Globals(Value):
    """The namespace of a module."""

    module: ModuleObject


@dataclass(eq=False)
class Caught(Value):
    """An exception that a handler has given a name."""

    raised: RaisedError


Run = Generator[Union["Run", Value], Value, Value]
Doing = Run | Value
"""Something that is being worked out, or is known."""


def drive(run: Run) -> Value:
    """Run generators that wait for each other, with a stack of our own: import chains are longer than the interpreter's stack."""
    waiting: list[Run] = []
    current = run
    value: Value | None = None
    raised: RaisedError | None = None
    while True:
        try:
            if raised is None:
                doing = current.send(value)  # type: ignore[arg-type]  # None starts it
            else:
                error, raised = raised, None
                doing = current.throw(error)
        except StopIteration as done:
            value = done.value
        except RaisedError as error:
            raised = error
        else:
            if isinstance(doing, Value):
                value = doing
            else:
                waiting.append(current)
                current, value = doing, None
            continue
        if waiting:
            current = waiting.pop()
        elif raised is not None:
            raise raised
        else:
            return ANYTHING if value is None else value
