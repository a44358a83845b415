"""What there is to do where a contract is broken: every import that ends a way to what must not be reached.

The chains that grimp gives are examples, disjoint by construction: with one of them cut another may show. These imports are all of them, so their
number only falls.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import grimp

from migrator.findings.contracts import ContractCheck, expand, forbidden_pairs, package_of
from migrator.findings.layer_routes import Following, Layer, Route, membership, routes_into, routes_up
from migrator.plan.contracts import ForbiddenContract, IndependenceContract, LayersContract


@dataclass(frozen=True)
class IllegalRoute:
    """One way in.

    Attributes:
        route: From a module that must not to one that must not be reached; its last import is the one to take away.
        lower: What must not import.
        higher: What must not be imported.
        why: In words.
    """

    route: Route
    lower: str
    higher: str
    why: str


def illegal_routes(check: ContractCheck) -> Iterator[IllegalRoute]:
    """All ways in, as far as the contract can be checked; the same import may end several."""
    if not check.illegal:
        return
    following = {
        module: sorted(check.graph.find_modules_directly_imported_by(module))
        for module in check.graph.modules
    }
    contract = check.contract
    if isinstance(contract, ForbiddenContract):
        yield from _into_forbidden(check.graph, contract, following)
    elif isinstance(contract, IndependenceContract):
        layers = [Layer(0, name) for name in expand(check.graph, contract.modules)]
        yield from _up(check.graph, layers, following)
    else:
        for container in expand(check.graph, contract.containers) if contract.containers else ("",):
            yield from _up(check.graph, _layers_in(contract, container), following)


def _layers_in(contract: LayersContract, container: str) -> list[Layer]:
    return [
        Layer(rank, f"{container}.{name}".lstrip("."), layer.is_independent)
        for rank, layer in enumerate(contract.layers)
        for name in layer.names
    ]


def _up(graph: grimp.ImportGraph, layers: list[Layer], following: Following) -> Iterator[IllegalRoute]:
    members = membership(graph.modules, layers)
    for route in routes_up(following, members):
        lower, higher = members[route[0]], members[route[-1]]
        yield IllegalRoute(route, lower.name, higher.name, lower.why_not(higher))


def _into_forbidden(
    graph: grimp.ImportGraph, contract: ForbiddenContract, following: Following
) -> Iterator[IllegalRoute]:
    by_source: dict[str, list[str]] = {}
    for source, target in forbidden_pairs(graph, contract):
        by_source.setdefault(source, []).append(target)
    for source, forbidden in by_source.items():
        owners = {
            module: name
            for name in forbidden
            for module in package_of(graph, name, as_package=contract.as_packages)
        }
        for route in routes_into(
            sorted(package_of(graph, source, as_package=contract.as_packages)),
            following,
            is_target=owners.__contains__,
            is_passable=lambda _module: not contract.allows_indirect,
        ):
            higher = owners[route[-1]]
            yield IllegalRoute(route, source, higher, f"{source} must not import {higher}.")
