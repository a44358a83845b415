import sys
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import PlanError
from migrator.plan.contracts import (
    ContractLayer,
    Contracts,
    ForbiddenContract,
    IndependenceContract,
    LayersContract,
)
from migrator.plan.import_linter import find_contracts, load_contracts
from migrator.plan.load import find_plan, load_plan
from migrator.plan.values import Plan
from migrator.plan.write import render_plan

TOML = """\
[tool.importlinter]
root_packages = ["pkg", "other"]
include_external_packages = true
exclude_type_checking_imports = "True"

[[tool.importlinter.contracts]]
id = "one"
name = "Layered"
type = "layers"
containers = ["pkg", "pkg.*"]
layers = ["high", "left | (right)", "(a) : b"]
exhaustive = true
exhaustive_ignores = ["utils"]
ignore_imports = ["pkg.a -> pkg.b", "pkg.*.x  ->  pkg.**"]

[[tool.importlinter.contracts]]
name = "Apart"
type = "independence"
modules = ["pkg.a", "pkg.b"]
unmatched_ignore_imports_alerting = "warn"

[[tool.importlinter.contracts]]
name = "No web"
type = "forbidden"
source_modules = "pkg.a"
forbidden_modules = ["django", "pkg.b"]
allow_indirect_imports = true
as_packages = false
broken_contract_guidance = "Ask first."
"""
INI = """\
[metadata]
name = x

[importlinter]
root_packages =
    pkg
    other
include_external_packages = True
exclude_type_checking_imports = True

[importlinter:contract:one]
name = Layered
type = layers
containers =
    pkg
    pkg.*
layers =
    high
    # a comment between
    left | (right)
    (a) : b
exhaustive = True
exhaustive_ignores = utils
ignore_imports =
    pkg.a -> pkg.b
    pkg.*.x  ->  pkg.**

[importlinter:contract:two]
name = Apart
type = independence
modules =
    pkg.a
    pkg.b
unmatched_ignore_imports_alerting = warn

[importlinter:contract:three]
name: No web
type: forbidden
source_modules: pkg.a
forbidden_modules:
    django
    pkg.b
allow_indirect_imports = true
as_packages = False
broken_contract_guidance = Ask
    first.
"""


def loaded(text: str, path: str = "pyproject.toml") -> Contracts:
    found = load_contracts(text.encode(), path)
    assert found is not None
    return found


def test_all_that_a_configuration_can_say_is_read() -> None:
    found = loaded(TOML)
    assert (found.path, found.packages, found.counts_typing) == ("pyproject.toml", ("pkg", "other"), False)
    assert found.contracts == (
        LayersContract(
            name="Layered",
            line=6,
            containers=("pkg", "pkg.*"),
            layers=(
                ContractLayer(("high",)),
                ContractLayer(("left", "right"), optional=("right",)),
                ContractLayer(("a", "b"), optional=("a",), is_independent=False),
            ),
            is_exhaustive=True,
            exhaustive_ignores=("utils",),
            ignored=("pkg.a -> pkg.b", "pkg.*.x -> pkg.**"),
        ),
        IndependenceContract(name="Apart", line=16, modules=("pkg.a", "pkg.b"), unmatched="warn"),
        ForbiddenContract(
            name="No web",
            line=22,
            sources=("pkg.a",),
            forbidden=("django", "pkg.b"),
            allows_indirect=True,
            as_packages=False,
        ),
    )
    assert found.unread == ()


def test_ini_and_toml_say_the_same() -> None:
    def without_lines(found: Contracts) -> Any:
        contracts = tuple(msgspec.structs.replace(one, line=0) for one in found.contracts)
        return msgspec.structs.replace(found, path="", contracts=contracts)

    ini = loaded(INI, "setup.cfg")
    assert without_lines(ini) == without_lines(loaded(TOML))
    assert [one.line for one in ini.contracts] == [11, 28, 36]


def test_the_first_file_with_a_configuration_is_taken_as_import_linter_takes_it() -> None:
    files = {"setup.cfg": INI, ".importlinter": INI, "pyproject.toml": TOML}
    texts = {path: text.encode() for path, text in files.items()}
    order = []
    while (found := find_contracts(texts.get)) is not None:
        order.append(found.path)
        texts[found.path] = b"[tool.other]\n"
    assert order == ["setup.cfg", ".importlinter", "pyproject.toml"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[tool.ruff]\n"),
        ("pyproject.toml", "[tool.importlinter]\n"),
        ("setup.cfg", "[metadata]\nname = importlinter\n"),
        ("setup.cfg", "rubbish that is no concern of ours"),
    ],
)
def test_a_file_without_a_configuration_is_none(path: str, text: str) -> None:
    assert load_contracts(text.encode(), path) is None


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ('root_packages = ["pkg", "other"]\n', "", 1, "lacks 'root_package'"),
        ('name = "Layered"', "", 6, "lacks 'name'"),
        ('type = "layers"', "type = 3", 9, "must be a string"),
        ('layers = ["high", "left | (right)", "(a) : b"]', "layers = []", 6, "lacks 'layers'"),
        ('"left | (right)"', '"left | a : c"', 11, "both | and :"),
        ('"left | (right)"', '"left | "', 11, "lacks a name"),
        ('"left | (right)"', '"left | high"', 11, "there twice"),
        ('"left | (right)"', '"left | high.x"', 11, "lies in another layer"),
        ('containers = ["pkg", "pkg.*"]', "containers = []", 12, "cannot be exhaustive"),
        ('"pkg.*"]', '"pkg.a*"]', 10, "whole one"),
        ('"pkg.*"]', '"pkg.**.*"]', 10, "beside another wildcard"),
        ('"pkg.a -> pkg.b"', '"pkg.a"', 14, "not of the form"),
        ("exhaustive = true", 'exhaustive = "yes"', 12, "must be true or false"),
        ('"warn"', '"loud"', 20, "none of error, warn and none"),
        ("include_external_packages = true", "", 26, "needs include_external_packages"),
        ('"django"', '"django.db"', 26, "only that can be forbidden"),
        ('modules = ["pkg.a", "pkg.b"]', "", 16, "lacks 'modules'"),
        ('modules = ["pkg.a", "pkg.b"]', "modules = [", 20, "column"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(before: str, after: str, line: int, said: str) -> None:
    text = TOML.replace(before, after, 1)
    assert text != TOML
    with pytest.raises(PlanError) as caught:
        load_contracts(text.encode(), "pyproject.toml")
    assert caught.value.exit_code == 2
    assert any(
        one.startswith(f"pyproject.toml:{line}: ") and said in one for one in caught.value.detail.split("\n")
    ), caught.value.detail


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("type = layers\n", "", 11, "lacks 'type'"),
        ("left | (right)", "left | a : c", 17, "both | and :"),
        ("exhaustive = True", "exhaustive = yes", 22, "must be true or false"),
        ("name = Apart", "name = A%part", 29, "refers to nothing"),
        ("name = Apart", "name = Apart\nname = B", 30, "already exists"),
        ("[importlinter:contract:two]", "[importlinter:contract:one]", 28, "already exists"),
        ("[metadata]\n", "", 1, "no section headers"),
    ],
)
def test_what_is_wrong_in_ini_is_said_with_file_and_line(
    before: str, after: str, line: int, said: str
) -> None:
    text = INI.replace(before, after, 1)
    with pytest.raises(PlanError) as caught:
        load_contracts(text.encode(), ".importlinter")
    assert any(
        one.startswith(f".importlinter:{line}: ") and said in one for one in caught.value.detail.split("\n")
    ), caught.value.detail


def test_inr_01_custom_types_are_listed_and_never_imported() -> None:
    text = TOML.replace(
        "exclude_type", 'contract_types = ["own: wsgiref.handlers.CGIHandler"]\nexclude_type', 1
    )
    text = text.replace('type = "independence"', 'type = "own"')
    sys.modules.pop("wsgiref.handlers", None)
    found = loaded(text)
    assert [(one.name, one.type, one.reason) for one in found.unread] == [
        ("Apart", "own", "contracts of the type 'own' are not known here")
    ]
    assert len(found.contracts) == 2
    assert "wsgiref.handlers" not in sys.modules


def test_a_contract_with_an_option_that_is_not_known_is_listed_instead_of_misunderstood() -> None:
    found = loaded(TOML.replace("as_packages = false", "as_packages = false\nonly_on_mondays = true"))
    assert [(one.name, one.line, one.reason) for one in found.unread] == [
        ("No web", 22, "its option 'only_on_mondays' is not known here")
    ]


@given(st.sampled_from(["pyproject.toml", "setup.cfg"]), st.text(), st.binary(max_size=40))
def test_no_bytes_are_more_than_an_error(path: str, text: str, raw: bytes) -> None:
    head = {"pyproject.toml": TOML, "setup.cfg": INI}[path].encode()
    for tried in (head + raw, raw + head, b"[importlinter]\n" + text.encode("utf-8", "surrogatepass")):
        try:
            load_contracts(tried, path)
        except PlanError as error:
            assert path in error.detail  # noqa: PT017  that nothing else is raised is what is tried


PLAN = """\
[campaign]
name = "c"
packages = ["pkg"]

[[phase]]
id = "layers"
finds = "layers"
layers = "import-linter"
"""


def planned(files: dict[str, str]) -> Plan:
    found = find_plan({path: text.encode() for path, text in files.items()}.get)
    assert found is not None
    return found


def test_a_plan_can_take_its_layers_from_import_linter() -> None:
    plan = planned({"migration.toml": PLAN, "pyproject.toml": TOML})
    assert plan.phases[0].contracts == loaded(TOML)
    assert plan.phases[0].layers == ()
    again = load_plan(render_plan(plan, {}).encode(), "migration.toml")
    assert again.phases[0].layers_from == "import-linter"


def test_a_plan_in_the_same_file_as_the_contracts_can_too() -> None:
    text = TOML + PLAN.replace("[campaign]", "[tool.migrator.campaign]").replace(
        "[phase]", "[tool.migrator.phase]"
    )
    assert planned({"pyproject.toml": text}).phases[0].contracts is not None


def test_a_plan_that_takes_layers_from_nowhere_is_refused_with_its_line() -> None:
    with pytest.raises(PlanError, match=r"migration\.toml:8: there is no configuration of import-linter"):
        planned({"migration.toml": PLAN})


def test_a_plan_is_refused_where_the_configuration_it_refers_to_is_wrong() -> None:
    with pytest.raises(PlanError, match=r"pyproject\.toml:6: the contract lacks 'name'"):
        planned({"migration.toml": PLAN, "pyproject.toml": TOML.replace('name = "Layered"', "")})
