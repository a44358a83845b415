"""What the repository says, as frozen values: modules, symbols, edges, and what a name means.

The resolver's answers are a closed set, and one of them is ``Unknown``: where the code decides at run time the model says so, and nobody
above it guesses.
"""

from enum import StrEnum

import msgspec

from migrator.facts.values import Arm, Colour, Problem


class Symbol(msgspec.Struct, frozen=True, order=True, gc=False):
    """A name in a module, printed ``pkg.module:Name``."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"

    @classmethod
    def parse(cls, text: str) -> "Symbol":
        """Read ``pkg.module:Name``. Raises ValueError where there is no colon."""
        module, colon, name = text.partition(":")
        if not colon or not module or not name:
            raise ValueError(f"{text!r} is not of the form pkg.module:Name")
        return cls(module, name)


class ModuleRole(StrEnum):
    """Whether a file belongs to what is migrated or only follows it."""

    PACKAGE = "package"
    CONSUMER = "consumer"


class Module(msgspec.Struct, frozen=True, gc=False):
    """A file under the name by which it is imported (consumers outside packages: their path with dots)."""

    name: str
    path: str
    role: ModuleRole
    is_package: bool = False
    """It is an ``__init__.py``: relative imports count from the module itself."""
    is_importable: bool = True
    """False where a part of the name is no identifier, or a package of the same name shadows it."""
    is_namespace: bool = False
    """A folder without ``__init__.py``; ``path`` is then the folder and there are no facts."""

    @property
    def package(self) -> str:
        """The package that relative imports in this module start from."""
        return self.name if self.is_package or self.is_namespace else self.name.rpartition(".")[0]


class Site(msgspec.Struct, frozen=True, order=True, gc=False):
    """A place in a file; ``start``/``end`` are byte offsets."""

    path: str
    line: int
    start: int
    end: int
    module: str = ""
    """The module the file is."""
    scope: str = ""
    text: str = ""
    """What stands there, in one line, for people (``from a import X``)."""


class EdgeSite(msgspec.Struct, frozen=True, gc=False):
    """One import statement behind an edge."""

    site: Site
    colour: Colour
    names: tuple[str, ...] = ()
    """The names taken from the imported module; empty for ``import a.b`` and for a submodule import."""
    arm: Arm = Arm.NONE


class Edge(msgspec.Struct, frozen=True, gc=False):
    """Who imports whom. One edge per (importer, imported, colour); ``is_implied`` edges to parent packages have no own statements."""

    importer: str
    imported: str
    colour: Colour
    sites: tuple[EdgeSite, ...] = ()
    is_implied: bool = False


class Defined(msgspec.Struct, frozen=True, tag="defined", gc=False):
    """The name reaches one definition (or one module-level binding) of this repository."""

    symbol: Symbol
    through: tuple[Symbol, ...] = ()
    """The re-exports and aliases on the way, from the asked name (exclusive) to the definition (exclusive)."""


class IsModule(msgspec.Struct, frozen=True, tag="module", gc=False):
    """The name is a module of this repository."""

    module: str
    through: tuple[Symbol, ...] = ()


class External(msgspec.Struct, frozen=True, tag="external", gc=False):
    """The name comes from outside the repository."""

    module: str
    name: str | None = None


class Missing(msgspec.Struct, frozen=True, tag="missing", gc=False):
    """Nothing has that name, and nothing dynamic could make it."""

    module: str
    name: str | None
    """None where the module itself does not exist."""


class Several(msgspec.Struct, frozen=True, tag="several", gc=False):
    """Conditional bindings (``try``/``except ImportError``, ``if``): what each of them gives."""

    options: tuple["Defined | IsModule | External | Missing | Unknown", ...]


class Unknown(msgspec.Struct, frozen=True, tag="unknown", gc=False):
    """It cannot be known without running the code."""

    reason: str


Resolution = Defined | IsModule | External | Missing | Several | Unknown


class NameUse(msgspec.Struct, frozen=True, gc=False):
    """A first-party (module, name) pair that a file takes, by whatever form of import, and what it means.

    ``form`` is ``from``, ``import`` (a module for its own sake), ``attribute`` (``c.Name`` through an imported module), ``star`` or ``string``. A
    module that does not exist is a target too: its own last part for ``import`` and ``star``, else the name that was to be taken from it, with
    the resolution ``Missing(module, None)``.
    """

    target: Symbol
    resolution: Resolution
    site: Site
    importer: str
    form: str
    colour: Colour
    arm: Arm = Arm.NONE
    asname: str | None = None
    call: str = ""
    """For strings: the function the string is given to."""


class Coverage(msgspec.Struct, frozen=True, gc=False):
    """What was read and what was not: nothing is skipped in silence."""

    files: int = 0
    parsed: int = 0
    unparsable: tuple[Problem, ...] = ()
    skipped: tuple[Problem, ...] = ()
    """Shadowed, excluded, not importable, over a limit: ``stage`` says which, ``reason`` why."""
