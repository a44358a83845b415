"""Which detector finds what: a plain value, so that nothing happens by importing a file.

A detector is a pure function of the model, the phase it works for, and what is known beside the code. Each has its own file and knows none of the
others.
"""

from collections.abc import Callable, Mapping

from migrator.findings.checks import find_checks
from migrator.findings.context import DetectContext, Detection
from migrator.findings.dead_imports import find_dead_imports
from migrator.findings.duplicate_classes import find_duplicate_classes
from migrator.findings.duplicate_factories import find_duplicate_factories
from migrator.findings.import_cycles import find_import_cycles
from migrator.findings.import_paths import find_import_paths
from migrator.findings.layers import find_layers
from migrator.findings.plugged import find_by_plugin
from migrator.findings.shims import find_shims
from migrator.findings.unpushed import find_unpushed
from migrator.model.model import Model
from migrator.plan.values import Finds, Phase

__all__ = ["DETECTORS", "DetectContext", "Detection", "Detector", "detect"]

Detector = Callable[[Model, Phase, DetectContext], Detection]

DETECTORS: Mapping[Finds, Detector] = {
    Finds.IMPORT_CYCLES: find_import_cycles,
    Finds.IMPORT_PATHS: find_import_paths,
    Finds.DEAD_IMPORTS: find_dead_imports,
    Finds.SHIMS: find_shims,
    Finds.LAYERS: find_layers,
    Finds.DUPLICATE_CLASSES: find_duplicate_classes,
    Finds.DUPLICATE_FACTORIES: find_duplicate_factories,
    Finds.CHECKS: find_checks,
    Finds.UNPUSHED: find_unpushed,
    Finds.PLUGIN: find_by_plugin,
}


def detect(model: Model, phase: Phase, context: DetectContext | None = None) -> Detection:
    """What the phase's kind of finding is in its scope: findings sorted by id, and the measure."""
    return DETECTORS[phase.finds](model, phase, context or DetectContext())
