"""The layers of a plan as a configuration of import-linter, with what people decided to keep."""

from migrator.analysis import PhaseState
from migrator.campaign.campaign import Campaign
from migrator.errors import UsageError
from migrator.findings.values import LayerBreach
from migrator.model.model import Model
from migrator.plan.export import LayersToExport, as_ini, as_toml
from migrator.plan.values import Finds

FORMS = {"ini": (".importlinter", as_ini), "toml": ("pyproject.toml", as_toml)}
"""By form, the file that import-linter reads it from, and what writes it."""


def exported_layers(campaign: Campaign, form: str, phase: str | None = None) -> str:
    """The text of the configuration.

    Args:
        campaign: An opened repository.
        form: ``ini`` or ``toml``.
        phase: Only this one.

    Raises:
        UsageError: The plan has no layers of its own, or import-linter cannot say what it says.
    """
    analysis = campaign.analysis()
    states = [state for state in analysis.phases if state.phase.finds is Finds.LAYERS]
    if phase is not None:
        states = [state for state in states if state.phase.id == phase]
    own = [state for state in states if state.phase.layers]
    if not own:
        raise UsageError(*_why_none(states, phase))
    _, write = FORMS[form]
    return write(
        analysis.plan.packages, [_exported(state, analysis.model) for state in own], analysis.plan.path
    )


def _exported(state: PhaseState, model: Model) -> LayersToExport:
    phase = state.phase
    names = {name for siblings in phase.layers for name in siblings}
    ignored = tuple(
        (finding.detail.importer, finding.detail.imported, keep.reason)
        for finding, keep in state.kept
        if isinstance(finding.detail, LayerBreach)
    )
    return LayersToExport(
        id=phase.id,
        title=phase.title,
        layers=phase.layers,
        missing=frozenset(names - model.modules.keys()),
        ignored=ignored,
        scope=phase.scope,
    )


def _why_none(states: list[PhaseState], phase: str | None) -> tuple[str, str]:
    for state in states:
        if state.phase.contracts is not None:
            path = state.phase.contracts.path
            return (
                f"The layers of phase {state.phase.id} are those of {path}",
                "They are contracts of import-linter already.",
            )
    what = (
        "The plan has no phase that finds layers" if phase is None else f"The plan has no layers in {phase}"
    )
    return what, 'Layers are written as: finds = "layers", layers = ["pkg.high", "pkg.low"].'
