"""The graph that the contracts of a configuration are about: its packages alone, and what of others a contract forbids."""

import grimp

from migrator.facts.values import Colour
from migrator.findings.scopes import is_inside
from migrator.model.graph import grimp_graph, imports_of_others
from migrator.model.model import Model
from migrator.plan.contracts import Contracts, ForbiddenContract


def contract_colours(contracts: Contracts) -> tuple[Colour, ...]:
    """Which imports count."""
    return (Colour.IMPORT_TIME, Colour.DEFERRED, *((Colour.TYPING,) if contracts.counts_typing else ()))


def contract_graph(model: Model, contracts: Contracts) -> grimp.ImportGraph:
    """A graph that may be changed: the model's own stays as it is."""
    colours = contract_colours(contracts)
    modules = {name: one for name, one in model.modules.items() if is_inside(name, contracts.packages)}
    edges = (edge for edge in model.edges if edge.importer in modules and edge.imported in modules)
    graph = grimp_graph(modules, edges, colours)
    for package in sorted(_forbidden_packages(contracts)):
        for site in imports_of_others(modules, model.facts, package, colours):
            graph.add_import(
                importer=site.module, imported=package, line_number=site.line, line_contents=site.text
            )
    return graph


def _forbidden_packages(contracts: Contracts) -> set[str]:
    """Those of others, which the model does not know."""
    named = {
        name for one in contracts.contracts if isinstance(one, ForbiddenContract) for name in one.forbidden
    }
    return {name for name in named if "*" not in name and not is_inside(name, contracts.packages)}
