"""Contracts are read and checked as import-linter does it: the same are broken, by the same pairs, over chains as short.

Of several chains of one length import-linter reports now one and now another, so chains are compared by what does not change from run to run.
"""

import dataclasses
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from migrator.facts.values import ImportStatement
from migrator.findings.contract_findings import find_contract_breaches
from migrator.findings.contract_graph import contract_graph
from migrator.findings.contracts import check_contract
from migrator.findings.values import LayerBreach
from migrator.model.model import Model
from migrator.plan.contracts import Contracts
from migrator.plan.import_linter import find_contracts
from migrator.plan.values import Finds, Phase
from tests.findings.contract_drawing import as_ini, as_toml, drawn_contracts, drawn_files
from tests.findings.lint_imports import Said, as_said, lint_imports
from tests.model.trees import model_of, write_tree

SEEDS = range(8)
FORMS = (("pyproject.toml", as_toml), (".importlinter", as_ini), ("setup.cfg", as_ini))
ROOT = Path(__file__).parents[2]


def drawn(seed: int) -> dict[str, str]:
    """A package with the contracts about it."""
    random = Random(seed)
    path, form = FORMS[seed % len(FORMS)]
    session: dict[str, Any] = {
        "root_package": "pkg",
        "include_external_packages": True,
        "exclude_type_checking_imports": seed % 2 == 0,
    }
    files = drawn_files(random)
    return files | {path: form(session, drawn_contracts(random, 14))}


def contracts_of(files: dict[str, str]) -> Contracts:
    found = find_contracts({name: text.encode() for name, text in files.items()}.get)
    assert found is not None
    return found


def checked(model: Model, contracts: Contracts) -> dict[str, Said]:
    graph = contract_graph(model, contracts)
    return {one.name: as_said(check_contract(graph, one)) for one in contracts.contracts}


def lasting(said: Said) -> tuple[object, ...]:
    """What is the same whichever of two equally short chains is taken."""
    direct = {pair: {one for one in chains if len(one) == 1} for pair, chains in said.illegal.items()}
    shortest = {pair: min(map(len, chains)) for pair, chains in said.illegal.items()}
    return said.is_broken, shortest, direct, said.undeclared


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_contracts_are_broken_where_import_linter_says_so(tmp_path: Path, seed: int) -> None:
    files = drawn(seed)
    write_tree(tmp_path, files)
    contracts, model = contracts_of(files), model_of(files)
    ours, theirs = checked(model, contracts), lint_imports(tmp_path)
    assert {name: lasting(said) for name, said in ours.items()} == {
        name: lasting(said) for name, said in theirs.items()
    }
    assert len({said.is_broken for said in ours.values()}) == 2
    graph = contract_graph(model, contracts)
    for said in (*ours.values(), *theirs.values()):
        for chain in (one for chains in said.illegal.values() for one in chains):
            assert all(graph.direct_import_exists(importer=one, imported=other) for one, other in chain)


@pytest.mark.parametrize("seed", range(20))
def test_without_the_imports_that_are_found_every_contract_is_kept(seed: int) -> None:
    files = drawn(seed)
    contracts, model = contracts_of(files), model_of(files)
    found = imports_found(model, contracts)
    for said in checked(model, contracts).values():
        assert all(found & chain for chains in said.illegal.values() for chain in chains)
    left = checked(without(model, found), contracts)
    assert not any(said.illegal for said in left.values())


@pytest.mark.parametrize("seed", range(20))
def test_law_08_taking_one_import_away_makes_no_other_appear(seed: int) -> None:
    files = drawn(seed)
    contracts, model = contracts_of(files), model_of(files)
    found = imports_found(model, contracts)
    for one in sorted(found)[:6]:
        assert imports_found(without(model, {one}), contracts) <= found - {one}


def imports_found(model: Model, contracts: Contracts) -> set[tuple[str, str]]:
    phase = Phase(id="p", title="P", finds=Finds.LAYERS, contracts=contracts)
    details = [one.detail for one in find_contract_breaches(model, phase, contracts).findings]
    return {(one.importer, one.imported) for one in details if isinstance(one, LayerBreach)}


def without(model: Model, imports: set[tuple[str, str]]) -> Model:
    """The same with some imports gone, those of packages of others included."""
    facts = {
        path: msgspec.structs.replace(
            found, imports=tuple(one for one in found.imports if not gone(model, path, one, imports))
        )
        for path, found in model.facts.items()
    }
    edges = tuple(edge for edge in model.edges if (edge.importer, edge.imported) not in imports)
    return dataclasses.replace(model, facts=facts, edges=edges)


def gone(model: Model, path: str, statement: ImportStatement, imports: set[tuple[str, str]]) -> bool:
    importer = next(name for name, module in model.modules.items() if module.path == path)
    return any((importer, name.name) in imports for name in statement.names)


@pytest.fixture(scope="module")
def own_files() -> dict[str, str]:
    """This repository's package and its contract."""
    paths = [path.relative_to(ROOT).as_posix() for path in (ROOT / "migrator").rglob("*.py")]
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in (*paths, "pyproject.toml")}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="as it is"),
        pytest.param(
            {
                "migrator/display.py": "def f():\n    import migrator.tui.app\n",
                "migrator/source/columns.py": "import migrator.extra\n",
                "migrator/extra.py": "from migrator import campaign\n",
            },
            id="with imports upwards and a room that nobody declared",
        ),
    ],
)
def test_the_contract_of_this_repository_is_checked_as_lint_imports_checks_it(
    tmp_path: Path, own_files: dict[str, str], changes: dict[str, str]
) -> None:
    files = own_files | changes
    write_tree(tmp_path, files)
    contracts, model = contracts_of(files), model_of(files, packages=("migrator",))
    ours, theirs = checked(model, contracts), lint_imports(tmp_path)
    assert {name: lasting(said) for name, said in ours.items()} == {
        name: lasting(said) for name, said in theirs.items()
    }
    assert [said.is_broken for said in ours.values()] == [bool(changes)]
    assert bool(imports_found(model, contracts)) == bool(changes)
