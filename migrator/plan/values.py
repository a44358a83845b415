"""The plan of a campaign as frozen values: what ``migration.toml`` says, checked, with every default filled in."""

from enum import StrEnum

import msgspec

from migrator.plan.contracts import Contracts

PLAN_VERSION = 1


class Finds(StrEnum):
    """The kinds of finding a phase can be about."""

    IMPORT_CYCLES = "import-cycles"
    IMPORT_PATHS = "import-paths"
    DEAD_IMPORTS = "dead-imports"
    SHIMS = "shims"
    LAYERS = "layers"
    DUPLICATE_CLASSES = "duplicate-classes"
    DUPLICATE_FACTORIES = "duplicate-factories"
    PROTOCOL_GAPS = "protocol-gaps"
    CHECKS = "checks"
    UNPUSHED = "unpushed"
    PLUGIN = "plug-in"
    """What the detector of a plug-in finds."""


class Policy(StrEnum):
    """Which path of a definition is canonical where the plan does not name one."""

    DEFINING_MODULE = "defining-module"
    FACADE = "facade"
    """The shortest package whose ``__init__`` offers the name, in ``__all__`` or without one as ``X as X``, else the defining module."""


class ShimChoice(StrEnum):
    """What a move leaves behind at the old path."""

    AUTO = "auto"
    """A plain re-export where that closes no cycle, else a lazy one."""
    PLAIN = "plain"
    LAZY = "lazy"
    NONE = "none"


IMPORT_LINTER = "import-linter"
"""Instead of layers: those of its configuration."""

AFFECTED_TESTS = "{affected_tests}"
"""The argument of a check that stands for the test files which a batch can reach."""

INTERPRETER = ("python",)
"""What imports modules where a plan does not say."""

DEFAULT_ROLES = ("*Manager",)


class Keep(msgspec.Struct, frozen=True):
    """A finding that people decided to leave."""

    finding: str
    reason: str
    owner: str = ""
    content: str = ""
    """Digest of the content it was decided on; a keep without one never reopens."""


class Phase(msgspec.Struct, frozen=True):
    """One goal: a kind of finding in a scope."""

    id: str
    title: str
    finds: Finds
    scope: tuple[str, ...] = ()
    """Dotted prefixes; empty means every package of the plan."""
    shared_module: str = ""
    """Where symbols move to that a cycle needs on both sides."""
    policy: Policy = Policy.DEFINING_MODULE
    canonical: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """``pkg.module:Name`` with the patterns it stands for (none: just itself)."""
    layers: tuple[tuple[str, ...], ...] = ()
    """From the highest to the lowest; each a set of independent siblings."""
    layers_from: str = ""
    """``import-linter`` where the layers are those of its configuration, which is then in ``contracts``."""
    contracts: Contracts | None = None
    """What ``layers_from`` leads to in the tree of the plan."""
    shim: ShimChoice = ShimChoice.AUTO
    keeps: tuple[Keep, ...] = ()
    roles: tuple[str, ...] = DEFAULT_ROLES
    """For duplicate-classes: patterns of class names."""
    collapse: tuple[tuple[str, str], ...] = ()
    """Enums as ``pkg.module:Name`` with the member that all others mean."""
    plugin: str = ""
    """The detector's name, where the phase finds what a plug-in does."""


class Imports(msgspec.Struct, frozen=True):
    """What a check of imports imports: every module of these packages, one by one."""

    packages: tuple[str, ...]
    scope: tuple[str, ...] = ()
    """Dotted prefixes; empty means all of them."""
    source_roots: tuple[str, ...] = ("",)
    exclude: tuple[str, ...] = ()


class Check(msgspec.Struct, frozen=True):
    """A command that must stay green, run in the worktree; an argument ``{affected_tests}`` stands for the tests that a batch can reach."""

    name: str
    run: tuple[str, ...]
    timeout: float = 600.0
    """Seconds."""
    imports: Imports | None = None
    """It imports modules with the interpreter that ``run`` is, instead of running a command."""
    copies: tuple[str, ...] = ()
    """Files and folders of the checkout that git ignores and the check needs: copies of them are brought into the worktree."""

    @property
    def words(self) -> tuple[str, ...]:
        """The command as people read and confirm it."""
        if self.imports is None:
            return self.run
        return (
            *self.run,
            "-c",
            f"import every module of {', '.join(self.imports.scope or self.imports.packages)}",
        )


class Format(msgspec.Struct, frozen=True):
    """A command run on changed files before review; ``{files}`` stands for their paths."""

    name: str
    run: tuple[str, ...]
    timeout: float = 120.0


class Plan(msgspec.Struct, frozen=True):
    """One campaign."""

    name: str
    packages: tuple[str, ...]
    issue: str = ""
    consumers: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    source_roots: tuple[str, ...] = ("",)
    """Folders that are on the import path: ``""`` is the repository's root, ``"src"`` the usual other."""
    branch: str = ""
    remote: str = ""
    follow: bool = True
    phases: tuple[Phase, ...] = ()
    checks: tuple[Check, ...] = ()
    formats: tuple[Format, ...] = ()
    path: str = ""
    """The file it was read from, relative to the root; ``""`` where there is none and defaults are used."""

    def phase(self, phase_id: str) -> Phase | None:
        """The phase of that id."""
        return next((phase for phase in self.phases if phase.id == phase_id), None)
