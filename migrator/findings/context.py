"""What a detector is given besides the model, and what it gives back.

They stand apart from the registry so that a detector knows these two values and not its siblings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from migrator.findings.values import Finding, Measure
from migrator.model.values import Symbol

Target = Symbol | str
"""A name in a module, or a module."""


@dataclass(frozen=True)
class DetectContext:
    """What is known beside the code of the tree.

    Attributes:
        declared_shims: Old paths that records keep working on purpose, with the id of their batch.
        read: The bytes of a file of the tree, by its path.
        history_candidates: Where a dead name of this tree was defined when it last resolved; None where history is not asked.
    """

    declared_shims: Mapping[Symbol, str] = field(default_factory=dict)
    read: Callable[[str], bytes] | None = None
    history_candidates: Callable[[Target], tuple[Target, ...]] | None = None


@dataclass(frozen=True)
class Detection:
    """What one detector found in one scope; findings are sorted by id."""

    findings: tuple[Finding, ...]
    measure: Measure
