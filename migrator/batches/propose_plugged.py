"""What the recipes of plug-ins can do with what their detectors found: one batch for each recipe and group."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from migrator.batches.identity import batch_id
from migrator.batches.values import Batch
from migrator.findings.values import Finding, Plugged, Tier
from migrator.plan.values import Phase
from migrator.plugin import Recipe as RecipeOfPlugin
from migrator.plugins.loading import Plugins
from migrator.records.intentions import PlugInRecipe


def propose_plugged(phase: Phase, findings: Sequence[Finding], plugins: Plugins) -> Iterator[Batch]:
    """The batches, by group; what is for review is left to people, and so is what no recipe closes.

    Whether a recipe can do it is seen when its batch is planned: a plug-in is not asked for more than is looked at.
    """
    by_group: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if isinstance(finding.detail, Plugged) and finding.tier is not Tier.REVIEW:
            by_group[finding.group].append(finding)
    if not by_group:
        return
    for recipe in plugins.closing(phase.plugin):
        if isinstance(recipe, RecipeOfPlugin):
            for group in sorted(by_group):
                yield _batch(phase, recipe, group, by_group[group])


def _batch(phase: Phase, recipe: RecipeOfPlugin, group: str, findings: Sequence[Finding]) -> Batch:
    recipes = tuple(
        PlugInRecipe(recipe.name, finding.detail.names)
        for finding in findings
        if isinstance(finding.detail, Plugged)
    )
    where = "" if group == phase.plugin else f" in {group}"
    return Batch(
        id=batch_id(phase.id, recipes),
        phase=phase.id,
        title=f"{recipe.said}{where}",
        recipes=recipes,
        closes=tuple(sorted(finding.id for finding in findings)),
        sites=sum(len(finding.sites) for finding in findings),
        reasons=(f"the plug-in {recipe.name} closes what {phase.plugin} finds",),
    )
