"""Imports against the contracts of an import-linter configuration, and what of those contracts cannot be said to be kept.

An import that breaks several contracts is one finding. What an exhaustive contract does not list, what a contract names and is not there, and contracts
that are not read are findings of their own: none of it is passed over.
"""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from migrator.findings.context import Detection
from migrator.findings.contract_graph import contract_colours, contract_graph
from migrator.findings.contract_routes import IllegalRoute, illegal_routes
from migrator.findings.contracts import ContractCheck, check_contract
from migrator.findings.cuts import CutFinder
from migrator.findings.layer_findings import KIND, Breach, breach_finding
from migrator.findings.scopes import is_inside
from migrator.findings.values import ContractState, ContractTrouble, Finding, LayerBreach, Measure, Tier
from migrator.model.model import Model
from migrator.model.values import Site
from migrator.plan.contracts import Contracts
from migrator.plan.values import Phase


def find_contract_breaches(model: Model, phase: Phase, contracts: Contracts) -> Detection:
    """The illegal imports, one finding each, and what is wrong with the contracts themselves.

    The measure is the number of what lint-imports would end with an error for; its parts say how many contracts are kept, broken and not read.
    """
    graph = contract_graph(model, contracts)
    checks = [check_contract(graph, contract) for contract in contracts.contracts]
    finder = CutFinder(model, phase.shared_module)
    colours = contract_colours(contracts)
    found = [
        breach_finding(model, breach, finder, colours)
        for breach in _breaches(checks, contracts)
        if _is_in(breach, phase.scope)
    ]
    found += _merged(_states(checks, contracts))
    findings = tuple(sorted(found, key=lambda finding: finding.id))
    return Detection(findings, _measure(findings, checks, contracts))


def _breaches(checks: Iterable[ContractCheck], contracts: Contracts) -> Iterator[Breach]:
    """By the import that ends them, the shortest route; ties by name."""
    best: dict[tuple[str, str], IllegalRoute] = {}
    against: dict[tuple[str, str], dict[str, str]] = {}
    for check in checks:
        contract = check.contract
        for found in illegal_routes(check):
            pair = (found.route[-2], found.route[-1])
            said = f"{contract.name} ({contracts.path}:{contract.line}): {found.why}"
            against.setdefault(pair, {}).setdefault(said, contract.name)
            before = best.get(pair)
            if before is None or (len(found.route), found.route) < (len(before.route), before.route):
                best[pair] = found
    for pair in sorted(best):
        found, names = best[pair], sorted(set(against[pair].values()))
        title = f"against {', '.join(map(repr, names))}"
        yield Breach(found.route, found.lower, found.higher, tuple(against[pair]), title)


def _is_in(breach: Breach, scope: tuple[str, ...]) -> bool:
    return not scope or is_inside(breach.route[-2], scope) or is_inside(breach.route[-1], scope)


def _states(checks: Iterable[ContractCheck], contracts: Contracts) -> Iterator[Finding]:
    for check in checks:
        name, line = check.contract.name, check.contract.line
        for module in check.undeclared:
            said = f"{module} is in no layer, and the contract must list all"
            yield _state(contracts, line, module, ContractState(name, ContractTrouble.UNLISTED, said))
        for problem in check.problems:
            state = ContractState(name, ContractTrouble.UNCHECKED, f"it cannot be checked: {problem}")
            yield _state(contracts, line, f"{name}: {problem}", state)
        for warning in check.warnings:
            state = ContractState(name, ContractTrouble.DOUBTFUL, warning)
            yield _state(contracts, line, f"{name}: {warning}", state, counts=False)
    for unread in contracts.unread:
        state = ContractState(unread.name, ContractTrouble.UNREAD, f"it is not read: {unread.reason}")
        yield _state(contracts, unread.line, unread.name, state, counts=False)


def _merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """What several contracts say of one thing is said once."""
    by_id: dict[str, Finding] = {}
    for one in findings:
        before = by_id.get(one.id)
        by_id[one.id] = one if before is None else replace(before, evidence=(*before.evidence, *one.evidence))
    yield from by_id.values()


def _state(
    contracts: Contracts, line: int, key: str, state: ContractState, *, counts: bool = True
) -> Finding:
    name = state.contract
    return Finding(
        id=f"{KIND}:{key}",
        kind=KIND,
        tier=Tier.EXACT if counts else Tier.REVIEW,
        title=f"contract {name!r}: {state.said}",
        modules=(),
        names=(),
        evidence=(f"{contracts.path}:{line}: the contract {name!r}: {state.said}.",),
        sites=(Site(contracts.path, line, 0, 0, text=name),),
        detail=state,
        counts=counts,
        group="contracts",
    )


def _measure(findings: tuple[Finding, ...], checks: list[ContractCheck], contracts: Contracts) -> Measure:
    direct = sum(len(one.detail.route) == 2 for one in findings if isinstance(one.detail, LayerBreach))
    imports = sum(isinstance(one.detail, LayerBreach) for one in findings)
    kept = sum(check.is_kept for check in checks)
    parts = (
        ("direct", direct),
        ("on a route", imports - direct),
        ("contracts kept", kept),
        ("contracts broken", len(checks) - kept),
        ("contracts not read", len(contracts.unread)),
    )
    return Measure(sum(one.counts for one in findings), 0, "breaches of contracts", parts)
