"""What one file says by itself, as frozen values.

Facts are a pure function of a file's bytes: they know nothing of other files, of the file's path or of the module it will be. That is why
they can be made in worker processes and cached by content. Everything that is true only of the repository (which name means what, who
imports whom) is said by the model. Positions are byte offsets into the file as it is on disk, BOM included; lines count from 1. The values hold
nothing that could refer back to them, so the garbage collector, which would look at each of a million of them again and again, is kept off.
"""

from enum import StrEnum

import msgspec

from migrator.facts.shapes import ClassShape, FunctionShape, KeptCall

FACTS_VERSION = 6
"""Raised whenever facts of the same bytes would come out differently: part of the cache's key."""


class Colour(StrEnum):
    """When an import statement runs: with the module, later (in a function, under ``__name__ == "__main__"``), or never."""

    IMPORT_TIME = "import-time"
    DEFERRED = "deferred"
    TYPING = "typing"


class Arm(StrEnum):
    """Where in a ``try`` an import stands: a guarded import may fail and the program goes on."""

    NONE = "none"
    TRY = "try"
    """In the body of a ``try`` that catches ImportError (or more)."""
    HANDLER = "handler"
    """In an ``except`` arm that catches ImportError (or more)."""


class Moment(StrEnum):
    """When a name is looked up."""

    IMPORT_TIME = "import-time"
    DEFERRED = "deferred"
    ANNOTATION = "annotation"
    """In an annotation that is an expression (evaluated unless the file has the ``annotations`` future import)."""
    TYPING = "typing"
    """In a string annotation, in ``cast("X", ...)`` or under ``TYPE_CHECKING``: never evaluated by running the file."""


class DefinitionKind(StrEnum):
    """What binds a module-level name (imports are apart)."""

    CLASS = "class"
    FUNCTION = "function"
    ASSIGNMENT = "assignment"
    TYPE_ALIAS = "type-alias"
    OTHER = "other"
    """A loop target, a ``with ... as``, a walrus, an except name: bound, but nothing that could be moved by itself."""


class ImportedName(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One alias of an import statement; ``start``/``end`` are byte offsets of ``name [as asname]``."""

    name: str
    asname: str | None
    start: int
    end: int

    @property
    def binds(self) -> str:
        """The local name: ``import a.b`` binds ``a``, all others what they say. ``*`` for a star."""
        return self.asname or self.name.partition(".")[0]


class ImportStatement(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One ``import`` or ``from`` statement.

    ``module`` is the text between ``from`` and ``import`` without its dots (``""`` for ``from . import x`` and for plain ``import``),
    ``level`` the number of dots. ``scope`` is ``""`` at module level, else the dotted name of the function or class it stands in.
    """

    is_from: bool
    module: str
    level: int
    names: tuple[ImportedName, ...]
    start: int
    end: int
    line: int
    colour: Colour
    scope: str = ""
    arm: Arm = Arm.NONE
    is_conditional: bool = False
    """Under an ``if`` (version test, platform test) that is no TYPE_CHECKING test."""


class Definition(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One module-level binding that is no import.

    The span starts at the first decorator and ends with the statement; of kind ``OTHER`` it is the bound name alone.
    """

    name: str
    kind: DefinitionKind
    start: int
    end: int
    line: int
    bases: tuple[str, ...] = ()
    """Dotted names of a class's bases, as written."""
    decorators: tuple[str, ...] = ()
    """Dotted names of the decorators, as written."""
    alias_of: str = ""
    """For ``X = Y`` and ``X = a.b.Y``: the dotted name on the right, as written."""
    is_conditional: bool = False
    """Bound under ``if``, ``try``, ``with`` or a loop at module level, or by a function through ``global``."""
    members: tuple[str, ...] = ()
    """Names bound in a class body, in order."""
    is_typing: bool = False
    """Bound under ``TYPE_CHECKING``: running the file does not bind it."""


class Use(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A global name, or a dotted chain that starts at one, that the file looks up; equal lookups are counted, not repeated.

    Only chains whose first part is bound by an import of this file (in any scope) or by nothing in it are kept; builtins only where a star
    import could have brought them. ``chain`` is the longest run of attributes: ``c.Name.method`` for ``c.Name.method()``.
    """

    chain: str
    moment: Moment
    line: int
    count: int = 1
    scope: str = ""
    start: int = 0
    """Byte offset of the first of the equal lookups (inside a string: of the string)."""
    is_store: bool = False
    """The last attribute of the chain is assigned or deleted, not read."""
    is_guarded: bool = False
    """In the body of a ``try`` that catches AttributeError, NameError, ImportError or more."""


class DottedString(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A string literal that looks like a module path (``a.b``, ``a.b:c``). The span is that of the whole literal, quotes included."""

    value: str
    start: int
    end: int
    line: int
    call: str = ""
    """The dotted name of the function it is an argument of, as written (``mock.patch``, ``import_module``), or ``""``."""
    moment: Moment = Moment.IMPORT_TIME
    is_optional: bool = False
    """It may lead nowhere: where errors of it are caught or expected, or the patch makes what is missing."""


ANY_NAME = "*"


class OutsideBinding(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A name that the file binds in something else, which may be another module.

    ``owner`` is a dotted chain as written (``config`` in ``config.DEBUG = 1``), or with ``is_absolute`` the full name of a module; empty for whatever
    module uses this one (``frame.f_globals[...]``). ``name`` is ``"*"``
    where it is only known when the code runs, and empty where the module itself is put into ``sys.modules``.
    """

    owner: str
    name: str
    line: int
    is_absolute: bool = False


class Facts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """All that is known of one parsed file."""

    imports: tuple[ImportStatement, ...] = ()
    definitions: tuple[Definition, ...] = ()
    uses: tuple[Use, ...] = ()
    strings: tuple[DottedString, ...] = ()
    exports: tuple[str, ...] | None = None
    """``__all__`` as far as it is literal (``=``, ``+=``, ``extend``, ``append``); None where there is none."""
    is_exports_open: bool = False
    """``__all__`` is also built in a way that cannot be read."""
    has_getattr: bool = False
    """A module-level ``__getattr__`` is defined."""
    is_dynamic: bool = False
    """Names are bound by ``globals()[...]``, ``exec``, ``sys.modules[__name__] = ...`` and the like: absence proves nothing."""
    has_future_annotations: bool = False
    deleted: tuple[str, ...] = ()
    """Names unbound again at module level by ``del``."""
    deleted_at: tuple[int, ...] = ()
    """Byte offset of the last ``del`` of each."""
    docstring_first_line: str = ""
    lines: int = 0
    lazy_names: tuple[str, ...] = ()
    """Names that the module's ``__getattr__`` answers for by literal tests (``if name == "C"``, ``if name in {"C", "D"}``)."""
    is_getattr_closed: bool = False
    """It answers for no others: what passes no such test raises AttributeError."""
    classes: tuple[ClassShape, ...] = ()
    """Classes at module level, with their members."""
    functions: tuple[FunctionShape, ...] = ()
    """Functions and methods that return what a call gives."""
    kept_calls: tuple[KeptCall, ...] = ()
    """State of the file that holds what calls gave."""
    outside: tuple[OutsideBinding, ...] = ()
    """What the file binds in something else, which may be another module."""
    asked: tuple[str, ...] = ()
    """Chains ``a.b.NAME`` of which the file asks whether they are there (``hasattr(a.b, "NAME")``), sorted."""
    rebound: tuple[str, ...] = ()
    """Names that are bound again after a ``del`` at module level, once for each, by name and place."""
    rebound_at: tuple[int, ...] = ()
    """Byte offset of each of these."""


class Problem(msgspec.Struct, frozen=True):
    """Why a file has no facts. A bad file is data, it never ends a run."""

    path: str
    stage: str
    """``read``, ``decode``, ``parse``, ``limit``, ``worker`` or, where this program is at fault, ``defect``."""
    reason: str
    line: int | None = None
    needs_python: str | None = None
    """``"3.12"`` where a newer interpreter would read it; ``"2"`` for Python 2 sources."""
    is_lasting: bool = True
    """The same bytes come to the same again, so it may be kept. Not where the machine had its part in it: permissions, memory, time."""
