"""Plug-ins as values of the wire."""

from collections.abc import Iterable

from migrator.campaign.campaign import Campaign
from migrator.campaign.plugin_examples import ExampleResult
from migrator.plan.values import Plan
from migrator.plugin import API
from migrator.plugins.discovery import Installed
from migrator.wire.encoding import SCHEMA
from migrator.wire.plugins import ExamplesView, ExampleView, OfferView, PackageView, PluginsView


def plugins_view(campaign: Campaign) -> PluginsView:
    """Everything that is installed, and whether it is trusted here. Nothing of it is imported."""
    plugins, plan = campaign.plugins, campaign.place().plan
    packages = tuple(_package(one, plan, trusted=plugins.trusts(one)) for one in plugins.packages)
    return PluginsView(SCHEMA, API, packages)


def examples_view(results: Iterable[ExampleResult]) -> ExamplesView:
    """What came of examples."""
    views = tuple(ExampleView(one.plugin, one.example, one.problem) for one in results)
    return ExamplesView(SCHEMA, views)


def _package(package: Installed, plan: Plan, *, trusted: bool) -> PackageView:
    offers = tuple(OfferView(kind, name, _asking(plan, kind, name)) for kind, name in package.offers)
    return PackageView(package.name, package.version, package.digest, trusted, package.problem, offers)


def _asking(plan: Plan, kind: str, name: str) -> tuple[str, ...]:
    if kind != "detector":
        return ()
    return tuple(phase.id for phase in plan.phases if phase.plugin == name)
