from collections.abc import Mapping

import pytest

from migrator.analysis import Analysis, analyse
from migrator.batches.propose import propose_phase
from migrator.findings.context import Detection
from migrator.findings.values import ContractState, LayerBreach
from migrator.plan.load import find_plan
from migrator.plan.values import Finds
from tests.facts.listed_tree import ListedTree
from tests.findings.finding import by_id, found_in

HEAD = "[importlinter]\nroot_package = pkg\ninclude_external_packages = True\n"
LAYERED = "[importlinter:contract:a]\nname = Layered\ntype = layers\nlayers =\n  pkg.high\n  pkg.low\n"
FORBIDDEN = """
[importlinter:contract:b]
name = Not high
type = forbidden
source_modules = pkg.low
forbidden_modules =
    pkg.high
    django
"""
PLAN = """\
[campaign]
name = "c"
packages = ["pkg"]

[[phase]]
id = "layers"
finds = "layers"
layers = "import-linter"
"""
BASE = {"pkg/__init__.py": "", "pkg/high.py": "class Thing: ...\n", "pkg/low.py": "", "pkg/free.py": ""}


def analysed(contracts: str, files: Mapping[str, str] = BASE) -> Analysis:
    """As the program does it: the plan, what it refers to, and the tree."""
    texts = {**BASE, **files, ".importlinter": HEAD + contracts, "migration.toml": PLAN}
    raw = {path: text.encode() for path, text in texts.items()}
    plan = find_plan(raw.get)
    assert plan is not None
    return analyse(ListedTree(raw), plan)


def detected(contracts: str, files: Mapping[str, str] = BASE) -> Detection:
    state = analysed(contracts, files).phases[0]
    return Detection(state.findings, state.measure)


def test_an_import_against_two_contracts_is_one_finding_with_both() -> None:
    found = detected(LAYERED + FORBIDDEN, {"pkg/low.py": "from pkg.high import Thing\nThing()\n"})
    (finding,) = found.findings
    assert finding.id == "layers:pkg.low>pkg.high"
    assert finding.title == "pkg.low imports pkg.high, against 'Layered', 'Not high'"
    assert finding.evidence[:2] == (
        "Layered (.importlinter:4): The layer pkg.low is below pkg.high and must not import it.",
        "Not high (.importlinter:11): pkg.low must not import pkg.high.",
    )
    assert found.measure.value == 1
    assert dict(found.measure.parts) == {
        "direct": 1, "on a route": 0, "contracts kept": 0, "contracts broken": 2, "contracts not read": 0,
    }  # fmt: skip


def test_kept_contracts_leave_nothing_to_do() -> None:
    found = detected(LAYERED + FORBIDDEN, {"pkg/high.py": "import pkg.low\n"})
    assert (found.findings, found.measure.value, found.measure.goal) == ((), 0, 0)


def test_a_detour_is_found_by_the_import_that_ends_it() -> None:
    files = {"pkg/low.py": "import pkg.free\n", "pkg/free.py": "def f():\n    import pkg.high\n"}
    (finding,) = detected(LAYERED, files).findings
    assert finding.id == "layers:pkg.free>pkg.high"
    assert isinstance(finding.detail, LayerBreach)
    assert finding.detail.route == ("pkg.low", "pkg.free", "pkg.high")


def test_a_forbidden_package_of_others_is_found_with_the_statement() -> None:
    files = {"pkg/low.py": "import pkg.free\n", "pkg/free.py": "\nfrom django.db import models\n"}
    (finding,) = detected(FORBIDDEN, files).findings
    assert finding.id == "layers:pkg.free>django"
    assert [(site.path, site.line, site.text) for site in finding.sites] == [
        ("pkg/free.py", 2, "from django.db import models")
    ]


@pytest.mark.parametrize(
    ("excluded", "count"),
    [
        pytest.param("", 1, id="counts"),
        pytest.param("exclude_type_checking_imports = true\n", 0, id="left out"),
    ],
)
def test_an_import_for_typing_counts_as_the_configuration_says(excluded: str, count: int) -> None:
    files = {
        "pkg/low.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pkg.high import Thing\n"
    }
    assert len(detected(excluded + LAYERED, files).findings) == count


def test_a_guard_for_typing_is_no_way_out_where_imports_for_typing_count() -> None:
    files = {
        "pkg/low.py": "from __future__ import annotations\nfrom pkg.high import Thing\ndef f(x: Thing): ...\n"
    }
    kinds = {}
    for excluded in ("", "exclude_type_checking_imports = true\n"):
        (finding,) = detected(excluded + LAYERED, files).findings
        assert isinstance(finding.detail, LayerBreach)
        kinds[excluded] = [cut.kind.value for cut in finding.detail.cuts]
    assert "guard" not in kinds[""]
    assert "guard" in kinds["exclude_type_checking_imports = true\n"]


def test_to_defer_is_no_way_out_where_deferred_imports_count() -> None:
    files = BASE | {"pkg/low.py": "from pkg.high import Thing\ndef f():\n    return Thing()\n"}
    (finding,) = found_in(files, Finds.LAYERS, layers=(("pkg.high",), ("pkg.low",))).findings
    assert isinstance(finding.detail, LayerBreach)
    assert "defer" not in [cut.kind.value for cut in finding.detail.cuts]


EXHAUSTIVE = "[importlinter:contract:e]\nname = All\ntype = layers\ncontainers = pkg\nlayers =\n  high\n  low\nexhaustive = true\n"


def test_what_an_exhaustive_contract_does_not_list_is_left_to_do() -> None:
    found = detected(EXHAUSTIVE)
    assert list(by_id(found)) == ["layers:pkg.free"]
    assert (
        found.findings[0].title == "contract 'All': pkg.free is in no layer, and the contract must list all"
    )
    assert found.findings[0].sites[0].path == ".importlinter"
    assert found.measure.value == 1


def test_what_two_contracts_do_not_list_is_one_finding() -> None:
    (finding,) = detected(
        EXHAUSTIVE + EXHAUSTIVE.replace("contract:e", "contract:f").replace("All", "Every")
    ).findings
    assert [line.partition(":")[0] for line in finding.evidence] == [".importlinter"] * 2


@pytest.mark.parametrize(
    ("change", "said", "counts"),
    [
        pytest.param(("  low", "  gone"), "pkg.gone does not exist", True, id="a missing layer"),
        pytest.param(("  low", "  (gone)\n  low"), "", True, id="a missing layer that may be"),
        pytest.param(
            ("exhaustive = true", "ignore_imports = pkg.low -> pkg.gone"), "the ignored import pkg.low -> pkg.gone is nowhere", True,
            id="a stale ignore",
        ),
        pytest.param(
            ("exhaustive = true", "ignore_imports = pkg.low -> pkg.gone\nunmatched_ignore_imports_alerting = warn"),
            "the ignored import pkg.low -> pkg.gone is nowhere", False, id="a stale ignore that may be",
        ),
        pytest.param(
            ("exhaustive = true", "ignore_imports = pkg.low -> pkg.gone\nunmatched_ignore_imports_alerting = none"), "", False,
            id="a stale ignore that nobody asks for",
        ),
        pytest.param(("containers = pkg", "containers = pkg.none"), "pkg.none.high does not exist", True, id="a missing container"),
        pytest.param(("containers = pkg", "containers = pkg.none.*"), "", True, id="no container that fits"),
        pytest.param(("containers = pkg", "containers = pkg..*"), "is not a valid module expression", True, id="no name at all"),
        pytest.param(("type = layers", "type = own.Type"), "it is not read: contracts of the type 'own.Type' are not known here", False, id="a custom type"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_said(change: tuple[str, str], said: str, *, counts: bool) -> None:
    text = EXHAUSTIVE.replace(*change).replace("exhaustive = true", "")
    found = detected(text)
    states = [one for one in found.findings if isinstance(one.detail, ContractState)]
    assert {one.counts for one in states} == ({counts} if said else set())
    assert any(said in one.title for one in states) == bool(said)
    assert found.measure.value == sum(one.counts for one in states)


def test_what_is_found_can_be_closed_by_a_batch() -> None:
    analysis = analysed(LAYERED, {"pkg/low.py": "from pkg.high import Thing\n"})
    (batch,) = propose_phase(analysis, analysis.phases[0], lambda _recipe: "")
    assert batch.closes == ("layers:pkg.low>pkg.high",)
