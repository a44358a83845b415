"""What classes and functions look like from outside, as frozen values: enough to find those that may do the same job.

What stands inside a method is not among them: it would double the time of every first analysis, and is needed of the few classes that are
compared with others. ``bodies`` reads it when it is asked for.
"""

import msgspec


class Parameter(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One parameter of a function."""

    name: str
    kind: str
    """``/`` positional only, ``""`` plain, ``*`` the variable positional one, ``=`` keyword only, ``**`` the variable keyword one."""
    default: str | None = None
    """The default as written; None where it is required."""


class MethodShape(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One function of a class body."""

    name: str
    line: int
    is_trivial: bool
    """It does nothing of its own: empty, a constant, an attribute, ``raise NotImplementedError``."""
    parameters: tuple[Parameter, ...] = ()
    decorators: tuple[str, ...] = ()
    is_async: bool = False


class FieldShape(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A name that a class body binds to a value, or that a method binds on ``self``."""

    name: str
    line: int
    value: str = ""
    """As written; ``""`` where there is none."""
    annotation: str = ""


class ClassShape(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One class at module level."""

    name: str
    line: int
    start: int
    end: int
    methods: tuple[MethodShape, ...] = ()
    fields: tuple[FieldShape, ...] = ()
    attributes: tuple[FieldShape, ...] = ()
    """What methods bind on ``self``, each name once, where it is first bound."""
    markers: tuple[str, ...] = ()
    """Words of its docstring, comments and warnings that say it is for an old name."""
    references: tuple[str, ...] = ()
    """Of a class with markers: names of this file's module level that it looks up (imported ones are uses)."""
    fallback_of: tuple[str, ...] = ()
    """It stands in an ``except ImportError`` arm: the local names that the imports in the ``try`` bind."""
    keywords: tuple[tuple[str, str], ...] = ()
    """Keyword arguments of the class statement, as written."""
    marked_with: tuple[str, ...] = ()
    """Names that take its place, by what is said beside the marker words: "use X", "replaced by X"."""


class CallText(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A call as written."""

    callee: str
    """Dotted; ``Factory.make`` for ``Factory().make(...)``."""
    positional: tuple[str, ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()
    """``("", text)`` for ``**text``."""
    is_awaited: bool = False


class Effect(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Something that a function does beside returning."""

    kind: str
    """``caches`` (a decorator), ``keeps`` (in state that outlives the call), ``raises``, ``calls``, ``locks``."""
    what: str
    key: str = ""
    """For ``keeps``: under which key, as written."""


class FunctionShape(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A function that returns what a call gives, fresh or kept. A method is named ``Class.method``."""

    name: str
    line: int
    start: int
    end: int
    parameters: tuple[Parameter, ...] = ()
    is_async: bool = False
    decorators: tuple[str, ...] = ()
    returns: tuple[CallText, ...] = ()
    """The calls whose result it may return."""
    returned_names: tuple[str, ...] = ()
    """State it may return: names of the module, ``Class.attribute``."""
    annotation: str = ""
    """The return annotation, as written."""
    is_retired: bool = False
    """It only warns of its deprecation and returns what another call gives."""
    effects: tuple[Effect, ...] = ()
    form: str = "function"
    """``function``, ``lambda`` or ``partial``."""


class KeptCall(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """State that outlives calls, and a call whose result is put there: ``_managers[key] = Manager(...)``."""

    name: str
    callee: str
