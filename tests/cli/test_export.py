"""`migrator export import-linter`: lint-imports and our own reader say of the exported contracts what we say of the layers."""

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from migrator.plan.contracts import ContractLayer, LayersContract
from migrator.plan.import_linter import load_contracts
from tests.cli.conftest import Run
from tests.findings.contract_drawing import drawn_files
from tests.findings.lint_imports import lint_imports
from tests.support.repositories import RepoBuilder
from tests.support.schema import published

HEAD = '[campaign]\nname = "layers"\npackages = ["pkg"]\n'
PLAN = f"""{HEAD}
[[phase]]
id = "order"
title = "100 % in order = good"
finds = "layers"
layers = ["pkg.web", "pkg.tools | pkg.jobs", "pkg.core", "pkg.planned"]
"""
CLEAN = {
    "pkg/__init__.py": "",
    "pkg/web.py": "from pkg import free, jobs, tools\n",
    "pkg/tools.py": "from pkg.core.base import Base\n",
    "pkg/jobs.py": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.web import free\n",
    "pkg/core/__init__.py": "",
    "pkg/core/base.py": "class Base: ...\n",
    "pkg/free.py": "import pkg.core.base\n",
}
BROKEN = {
    "clean": {},
    "up": {"pkg/core/base.py": "from pkg.web import free\n\n\nclass Base: ...\n"},
    "across": {"pkg/jobs.py": "import pkg.tools\n"},
    "by a detour": {"pkg/core/base.py": "import pkg.free\n", "pkg/free.py": "def f():\n    import pkg.web\n"},
    "several": {"pkg/core/base.py": "import pkg.web\nimport pkg.jobs\n", "pkg/tools.py": "import pkg.jobs\n"},
}
FORMS = {"ini": ".importlinter", "toml": "pyproject.toml"}


def made(folder: Path, plan: str, files: Mapping[str, str]) -> RepoBuilder:
    builder = RepoBuilder.create(folder / "repo")
    builder.commit("start", {**CLEAN, **files, "migration.toml": plan})
    return builder


def exported(run: Run, builder: RepoBuilder, *options: str) -> str:
    ran = run("export", "import-linter", *options, cwd=builder.root)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", BROKEN)
def test_lint_imports_breaks_the_exported_contract_where_we_find_something_and_nowhere_else(
    run: Run, tmp_path: Path, case: str, form: str
) -> None:
    builder = made(tmp_path, PLAN, BROKEN[case])
    ours = json.loads(run("findings", "--json", cwd=builder.root).out)["findings"]
    (builder.root / FORMS[form]).write_text(exported(run, builder, "--form", form))
    (said,) = lint_imports(builder.root).values()
    assert said.is_broken == bool(ours)
    pairs = {(finding["detail"]["lower"], finding["detail"]["higher"]) for finding in ours}
    assert set(said.illegal) == pairs
    last = {(one["detail"]["importer"], one["detail"]["imported"]) for one in ours}
    ends = {end for chains in said.illegal.values() for chain in chains for end in chain}
    assert last <= ends


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", BROKEN)
def test_a_plan_that_refers_to_the_exported_contracts_finds_the_same(
    run: Run, tmp_path: Path, case: str, form: str
) -> None:
    builder = made(tmp_path, PLAN, BROKEN[case])
    before = json.loads(run("findings", "--json", cwd=builder.root).out)["findings"]
    referring = f'{HEAD}\n[[phase]]\nid = "order"\nfinds = "layers"\nlayers = "import-linter"\n'
    builder.commit(
        "export", {FORMS[form]: exported(run, builder, "--form", form), "migration.toml": referring}
    )
    after = json.loads(run("findings", "--json", cwd=builder.root).out)["findings"]
    assert [one["id"] for one in after] == [one["id"] for one in before]
    assert [one["detail"] for one in after] == [one["detail"] for one in before]


@pytest.mark.parametrize("seed", range(6))
def test_lint_imports_says_the_same_of_layers_drawn_by_chance(run: Run, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    files = drawn_files(random)
    modules = ["pkg.a", "pkg.b", "pkg.c", "pkg.d", "pkg.free", "pkg.planned"]
    plan = HEAD + "".join(drawn_phase(f"p{number}", random, modules) for number in range(8))
    builder = RepoBuilder.create(tmp_path / "repo")
    builder.commit("start", {**files, "migration.toml": plan})
    ours = json.loads(run("findings", "--json", cwd=builder.root).out)["findings"]
    (builder.root / ".importlinter").write_text(exported(run, builder))
    said = lint_imports(builder.root)
    assert len(said) == 8
    for phase, one in said.items():
        breaches = [finding["detail"] for finding in ours if finding["phase"] == phase]
        assert one.is_broken == bool(breaches), (phase, breaches)
        assert {(breach["lower"], breach["higher"]) for breach in breaches} <= set(one.illegal), phase
        last = {
            (importer, imported)
            for (_, higher), chains in one.illegal.items()
            for chain in chains
            for importer, imported in chain
            if f"{imported}.".startswith(f"{higher}.")
        }
        assert last <= {(breach["importer"], breach["imported"]) for breach in breaches}, phase


def drawn_phase(name: str, random: Random, modules: list[str]) -> str:
    """Some of the modules in layers, from one to three beside each other."""
    rest, layers = random.sample(modules, random.randint(2, len(modules))), []
    while rest:
        size = random.choice((1, 1, 2, 3))
        layers.append(" | ".join(rest[:size]))
        rest = rest[size:]
    return f'\n[[phase]]\nid = "{name}"\nfinds = "layers"\nlayers = {json.dumps(layers)}\n'


@pytest.mark.parametrize("form", FORMS)
def test_our_reader_reads_back_what_the_plan_says(run: Run, tmp_path: Path, form: str) -> None:
    builder = made(tmp_path, PLAN, {})
    contracts = load_contracts(exported(run, builder, "--form", form).encode(), FORMS[form])
    assert contracts is not None
    assert (contracts.packages, contracts.counts_typing, contracts.unread) == (("pkg",), False, ())
    (contract,) = contracts.contracts
    assert isinstance(contract, LayersContract)
    assert contract.name == "100 % in order = good"
    assert contract.layers == (
        ContractLayer(("pkg.web",)),
        ContractLayer(("pkg.tools", "pkg.jobs")),
        ContractLayer(("pkg.core",)),
        ContractLayer(("pkg.planned",), optional=("pkg.planned",)),
    )


@pytest.mark.parametrize("form", FORMS)
def test_what_people_decided_to_keep_is_ignored_with_its_reason(run: Run, tmp_path: Path, form: str) -> None:
    keep = '\n[[phase.keep]]\nfinding = "layers:pkg.jobs>pkg.tools"\nreason = "until # the tools = moved"\n'
    builder = made(tmp_path, PLAN + keep, BROKEN["across"])
    text = exported(run, builder, "--form", form)
    assert "# until # the tools = moved" in text
    (builder.root / FORMS[form]).write_text(text)
    (said,) = lint_imports(builder.root).values()
    assert not said.is_broken
    assert run("findings", cwd=builder.root).code == 0


def test_a_keep_that_keeps_nothing_is_not_exported(run: Run, tmp_path: Path) -> None:
    keep = '\n[[phase.keep]]\nfinding = "layers:pkg.jobs>pkg.tools"\nreason = "gone"\n'
    assert "ignore_imports" not in exported(run, made(tmp_path, PLAN + keep, {}))


def test_the_json_says_where_the_text_belongs(run: Run, tmp_path: Path) -> None:
    builder = made(tmp_path, PLAN, {})
    value = json.loads(exported(run, builder, "--form", "toml", "--json"))
    published("export").validate(value)
    assert (value["path"], value["text"]) == ("pyproject.toml", exported(run, builder, "--form", "toml"))


@pytest.mark.parametrize(
    ("phases", "said"),
    [
        pytest.param("", "The plan has no phase that finds layers", id="no layers"),
        pytest.param(
            '[[phase]]\nid = "a"\nfinds = "layers"\nlayers = "import-linter"\n',
            "The layers of phase a are those of .importlinter",
            id="they are contracts",
        ),
        pytest.param(
            '[[phase]]\nid = "a"\nfinds = "layers"\nlayers = ["pkg.core.base", "pkg.core"]\n',
            "pkg.core.base lies in the layer pkg.core",
            id="one inside another",
        ),
    ],
)
def test_what_cannot_be_exported_is_said(run: Run, tmp_path: Path, phases: str, said: str) -> None:
    linter = "[importlinter]\nroot_package = pkg\n\n[importlinter:contract:1]\nname = a\ntype = layers\nlayers =\n  pkg.web\n"
    ran = run("export", "import-linter", cwd=made(tmp_path, HEAD + phases, {".importlinter": linter}).root)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
