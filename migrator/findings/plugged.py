"""What the detector of a plug-in finds, as findings.

A plug-in that cannot be asked is a finding itself: a phase whose detector did not run is not done, and nobody may think that it is.
"""

from collections.abc import Sequence

from migrator.errors import PluginError
from migrator.findings.context import DetectContext, Detection
from migrator.findings.scopes import phase_scope
from migrator.findings.values import Finding, Measure, Plugged, PluginState, Tier
from migrator.model.model import Model
from migrator.model.values import Site
from migrator.plan.values import Phase
from migrator.plugin import Found, Place
from migrator.plugins.calling import found_by
from migrator.plugins.code import ModelCode
from migrator.plugins.loading import PluginTrouble, Unavailable

KIND = "plug-in"


def find_by_plugin(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """The findings of the phase's plug-in, or one that says why it was not asked.

    The measure is the number of those that count.
    """
    detector = context.plugins.detector(phase.plugin)
    if isinstance(detector, Unavailable):
        return _unavailable(phase, detector)
    read = context.read
    if read is None:
        return _unavailable(phase, Unavailable(PluginTrouble.BROKEN, "there are no files to show it"))
    code = ModelCode(model, read, phase_scope(phase.scope, model.packages))
    try:
        found = found_by(detector, code)
    except PluginError as error:
        said = f"{error.title}; {error.detail}" if error.detail else error.title
        return _unavailable(phase, Unavailable(PluginTrouble.BROKEN, said))
    findings = tuple(sorted((_finding(model, phase.plugin, one) for one in found), key=lambda one: one.id))
    counted = sum(one.counts for one in findings)
    return Detection(
        findings, Measure(counted, 0, detector.unit, (("not counted", len(findings) - counted),))
    )


def finding_id(plugin: str, names: Sequence[str]) -> str:
    """The identity of what a plug-in found."""
    return f"{KIND}:{plugin}:{','.join(names)}"


def _finding(model: Model, plugin: str, found: Found) -> Finding:
    return Finding(
        id=finding_id(plugin, found.names),
        kind=KIND,
        tier=Tier(found.certainty),
        title=found.title,
        modules=tuple(sorted({name.partition(":")[0] for name in found.names})),
        names=found.names,
        evidence=found.evidence,
        sites=tuple(sorted(_site(model, place) for place in found.places)),
        detail=Plugged(plugin, found.names),
        counts=found.counts,
        group=found.group or plugin,
    )


def _site(model: Model, place: Place) -> Site:
    module = model.module_at(place.path)
    return Site(place.path, place.line, 0, 0, module.name if module is not None else "", text=place.text)


def _unavailable(phase: Phase, why: Unavailable) -> Detection:
    finding = Finding(
        id=finding_id(phase.plugin, [why.trouble]),
        kind=KIND,
        tier=Tier.EXACT,
        title=f"the detector {phase.plugin} was not asked",
        modules=(),
        names=(),
        evidence=(f"{why.said[:1].upper()}{why.said[1:]}.",),
        sites=(),
        detail=PluginState(phase.plugin, why.trouble, why.said),
        group=phase.plugin,
    )
    return Detection((finding,), Measure(1, 0, "plug-ins not asked"))
