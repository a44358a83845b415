"""Findings of small trees that are written down in the test."""

from collections.abc import Mapping
from typing import Any

from migrator.findings.context import DetectContext, Detection
from migrator.findings.detectors import detect
from migrator.findings.values import Cut, CycleEdge, Finding
from migrator.model.model import Model
from migrator.plan.values import Finds, Phase
from tests.model.trees import model_of


def found_in(
    files: Mapping[str, str], finds: Finds, *, context: DetectContext | None = None, **phase: Any
) -> Detection:
    """What is found in files given as path to text; consumers are what stands in ``tests`` and ``scripts``."""
    return found(consuming(files), finds, context=context, **phase)


def found(model: Model, finds: Finds, *, context: DetectContext | None = None, **phase: Any) -> Detection:
    return detect(model, Phase(id="p", title="P", finds=finds, **phase), context)


def consuming(files: Mapping[str, str]) -> Model:
    return model_of(files, consumers=("tests", "scripts"))


def by_id(detection: Detection) -> dict[str, Finding]:
    return {finding.id: finding for finding in detection.findings}


def cuts_of(finding: Finding) -> dict[str, Cut]:
    assert isinstance(finding.detail, CycleEdge)
    return {cut.kind.value: cut for cut in finding.detail.cuts}
