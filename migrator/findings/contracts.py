"""Whether contracts are kept, as import-linter finds it: by the same engine, on the model's graph.

grimp answers which chains break a contract; what there is to do is said by :mod:`migrator.findings.contract_routes`.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

import grimp

from migrator.plan.contracts import Contract, ForbiddenContract, IndependenceContract, LayersContract


@dataclass(frozen=True, order=True)
class Chain:
    """Imports one after the other, collapsed where several modules begin or end it."""

    heads: tuple[str, ...]
    middle: tuple[str, ...]
    tails: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Illegal:
    """What must not import what, and does."""

    importer: str
    imported: str
    chains: tuple[Chain, ...]


@dataclass(frozen=True)
class ContractCheck:
    """One contract on one graph.

    Attributes:
        contract: Which.
        graph: The graph without the imports that the contract ignores.
        illegal: What breaks it, by importer and imported.
        undeclared: Modules that an exhaustive contract should list and does not.
        problems: Why it cannot be checked: modules that are not there, ignored imports that are nowhere.
        warnings: Ignored imports that are nowhere, where that may be.
    """

    contract: Contract
    graph: grimp.ImportGraph
    illegal: tuple[Illegal, ...] = ()
    undeclared: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Nothing breaks it, and it could be checked."""
        return not (self.illegal or self.undeclared or self.problems)


def check_contract(graph: grimp.ImportGraph, contract: Contract) -> ContractCheck:
    """Check one contract; the given graph stays as it is."""
    own = deepcopy(graph) if contract.ignored else graph
    try:
        return _checked(own, contract)
    except (ValueError, grimp.exceptions.GrimpException) as error:
        return ContractCheck(contract, own, problems=(str(error) or type(error).__name__,))


def expand(graph: grimp.ImportGraph, expressions: Iterable[str]) -> tuple[str, ...]:
    """The modules that names with wildcards stand for, sorted; a name without one stands for itself."""
    found: set[str] = set()
    for expression in expressions:
        found.update(graph.find_matching_modules(expression) if "*" in expression else (expression,))
    return tuple(sorted(found))


def forbidden_pairs(graph: grimp.ImportGraph, contract: ForbiddenContract) -> Iterator[tuple[str, str]]:
    """Who must not import whom; where one contains the other nothing is forbidden."""
    forbidden = [name for name in expand(graph, contract.forbidden) if name in graph.modules]
    for source in expand(graph, contract.sources):
        for target in forbidden:
            if not _overlap(source, target, as_packages=contract.as_packages):
                yield source, target


def package_of(graph: grimp.ImportGraph, module: str, *, as_package: bool) -> frozenset[str]:
    """A module, with what lies below it where it stands for a package."""
    return frozenset({module, *(graph.find_descendants(module) if as_package else ())})


def _checked(graph: grimp.ImportGraph, contract: Contract) -> ContractCheck:
    unmatched = tuple(_take_away(graph, contract.ignored))
    said = tuple(f"the ignored import {expression} is nowhere" for expression in unmatched)
    missing = tuple(f"{name} does not exist" for name in sorted(set(_missing(graph, contract))))
    return ContractCheck(
        contract,
        graph,
        illegal=() if missing else tuple(sorted(_illegal(graph, contract))),
        undeclared=() if missing else tuple(_undeclared(graph, contract)),
        problems=(*(said if contract.unmatched == "error" else ()), *missing),
        warnings=said if contract.unmatched == "warn" else (),
    )


def _take_away(graph: grimp.ImportGraph, ignored: Sequence[str]) -> Iterator[str]:
    """Remove the ignored imports; gives the expressions that match none. All are looked up before any is removed."""
    matched = {expression: graph.find_matching_direct_imports(expression) for expression in ignored}
    for found in matched.values():
        for one in found:
            graph.remove_import(importer=one["importer"], imported=one["imported"])
    return (expression for expression, found in matched.items() if not found)


def _missing(graph: grimp.ImportGraph, contract: Contract) -> Iterator[str]:
    named: Iterable[str]
    if isinstance(contract, LayersContract):
        required = [name for layer in contract.layers for name in layer.names if name not in layer.optional]
        inside = [f"{one}.{name}" for one in expand(graph, contract.containers) for name in required]
        named = inside if contract.containers else required
    elif isinstance(contract, IndependenceContract):
        named = expand(graph, contract.modules)
    else:
        roots = {name.partition(".")[0] for name in graph.modules}
        inner = [name for name in expand(graph, contract.forbidden) if name.partition(".")[0] in roots]
        named = (*expand(graph, contract.sources), *inner)
    return (name for name in named if name not in graph.modules)


def _illegal(graph: grimp.ImportGraph, contract: Contract) -> Iterator[Illegal]:
    if isinstance(contract, ForbiddenContract):
        yield from _forbidden(graph, contract)
        return
    if isinstance(contract, LayersContract):
        layers = [grimp.Layer(*layer.names, independent=layer.is_independent) for layer in contract.layers]
        containers = set(expand(graph, contract.containers))
    else:
        layers, containers = [grimp.Layer(*expand(graph, contract.modules))], set()
    for found in graph.find_illegal_dependencies_for_layers(layers=layers, containers=containers):
        routes = sorted(
            Chain(tuple(sorted(route.heads)), tuple(route.middle), tuple(sorted(route.tails)))
            for route in found.routes
        )
        yield Illegal(found.importer, found.imported, tuple(routes))


def _forbidden(graph: grimp.ImportGraph, contract: ForbiddenContract) -> Iterator[Illegal]:
    for source, target in forbidden_pairs(graph, contract):
        if contract.allows_indirect:
            chains = _direct(graph, source, target, as_packages=contract.as_packages)
        else:
            chains = graph.find_shortest_chains(source, target, as_packages=contract.as_packages)
        if chains:
            found = (Chain((chain[0],), tuple(chain[1:-1]), (chain[-1],)) for chain in chains)
            yield Illegal(source, target, tuple(sorted(found)))


def _direct(graph: grimp.ImportGraph, source: str, target: str, *, as_packages: bool) -> set[tuple[str, ...]]:
    targets = package_of(graph, target, as_package=as_packages)
    return {
        (importer, imported)
        for importer in package_of(graph, source, as_package=as_packages)
        for imported in graph.find_modules_directly_imported_by(importer) & targets
    }


def _overlap(one: str, other: str, *, as_packages: bool) -> bool:
    if one == other or not as_packages:
        return one == other
    return one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _undeclared(graph: grimp.ImportGraph, contract: Contract) -> Iterator[str]:
    if not (isinstance(contract, LayersContract) and contract.is_exhaustive):
        return
    declared = {name for layer in contract.layers for name in layer.names} | {*contract.exhaustive_ignores}
    for container in expand(graph, contract.containers):
        for module in sorted(graph.find_children(container)):
            if module.rpartition(".")[2] not in declared:
                yield module
