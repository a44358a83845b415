"""What a detector is given besides the model, and what it gives back.

They stand apart from the registry so that a detector knows these two values and not its siblings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from migrator.findings.values import Finding, Measure
from migrator.model.values import Symbol
from migrator.past.values import Remember
from migrator.plugins.loading import NO_PLUGINS, Plugins

Target = Symbol | str
"""A name in a module, or a module."""


@dataclass(frozen=True)
class Standing:
    """How the campaign stands beside its tree: what only running and pushing can tell.

    Attributes:
        check_results: Check to its outcome for this tree; a check without one was not run.
        checks: The plan's checks, in order.
        unpushed: Commits that the remote has not: id and subject, newest first.
        history_begins: Where the history of a shallow clone is cut off, as git writes it; ``""`` where it is whole.
    """

    check_results: tuple[tuple[str, str], ...] = ()
    checks: tuple[str, ...] = ()
    unpushed: tuple[tuple[str, str], ...] = ()
    history_begins: str = ""


@dataclass(frozen=True)
class DetectContext:
    """What is known beside the code of the tree.

    Attributes:
        declared_shims: Old paths that records keep working on purpose, with the id of their batch.
        renames: Where symbols live now that records say have moved, by where they lived.
        read: The bytes of a file of the tree, by its path.
        read_again: The same for files that every analysis reads: their contents are kept between runs.
        can_change: What is read may be refused later: who needs it must read it at once.
        standing: What the detectors of checks and of unpushed commits speak of.
        remember: What history says of dead names of this tree; None where it is not asked.
        plugins: Those that may be asked.
        earlier: What the same detector, for an equal phase, remembered of the model that this one took over from; None where there is none.
    """

    declared_shims: Mapping[Symbol, str] = field(default_factory=dict)
    renames: Mapping[Symbol, Symbol] = field(default_factory=dict)
    read: Callable[[str], bytes] | None = None
    remember: Remember | None = None
    read_again: Callable[[str], bytes] | None = None
    can_change: bool = False
    standing: Standing = field(default_factory=Standing)
    plugins: Plugins = NO_PLUGINS
    earlier: object = None

    def after(self, earlier: object) -> "DetectContext":
        """The same, with something to take over from."""
        return replace(self, earlier=earlier)


@dataclass(frozen=True)
class Detection:
    """What one detector found in one scope; findings are sorted by id.

    ``memory`` is for the same detector alone, when it looks again at a later state. It saves work and changes no finding.
    """

    findings: tuple[Finding, ...]
    measure: Measure
    memory: object = field(default=None, repr=False, compare=False)
