"""Plug-ins from their installation to what they land: nothing runs untrusted, and nothing that goes wrong ends in a traceback."""

import json
import subprocess  # noqa: TID251  the worked example is installed as a user would
import sys
import sysconfig
import venv
from collections.abc import Mapping
from pathlib import Path

import pytest

from migrator.plugins.discovery import installed
from migrator.plugins.loading import Plugins, PluginTrouble, Unavailable
from tests.cli.conftest import Run
from tests.support.plug_ins import HEAD, NOTED, PlugIn, detector
from tests.support.program import PROJECT, Program, Ran
from tests.support.repositories import RepoBuilder, snapshot
from tests.support.schema import published

EXAMPLE = PROJECT / "docs" / "examples" / "warn-calls"
PLAN = '[campaign]\nname = "shop"\npackages = ["shop"]\nbranch = "migration/shop"\n\n[[phase]]\nid = "own"\nfinds = "plug-in"\nplug-in = "{}"\n'
SHOP: dict[str, str | bytes] = {
    "shop/__init__.py": "",
    "shop/log.py": "import logging\n\nlogger = logging.getLogger('shop')\n",
    "shop/cart.py": "from shop.log import logger\n\n\ndef add(item):\n    logger.warn('added %s', item)  # loud\n    getattr(logger, 'warn')('x')\n",
    "shop/old.py": "# -*- coding: latin-1 -*-\nfrom shop.log import logger\n\nlogger.warn('caf\xe9'); logger.warn('x')\r\n".encode(
        "latin-1"
    ),
}


def made(folder: Path, plug_in: str, files: Mapping[str, str | bytes]) -> RepoBuilder:
    builder = RepoBuilder.create(folder / "repo")
    builder.commit("start", {**files, "migration.toml": PLAN.format(plug_in)})
    return builder


def noted(folder: Path) -> RepoBuilder:
    return made(folder, "notes", {"shop/__init__.py": "todo('sell')\n"})


def hash_of(run: Run, builder: RepoBuilder, env: Mapping[str, str]) -> str:
    value = json.loads(run("plugins", "--json", cwd=builder.root, env=env).out)
    published("plugins").validate(value)
    (package,) = value["packages"]
    return str(package["hash"])


def trusted(run: Run, builder: RepoBuilder, env: Mapping[str, str]) -> None:
    ran = run("plugins", "trust", hash_of(run, builder, env), "--json", cwd=builder.root, env=env)
    assert (ran.code, ran.err) == (0, "")
    published("plugins trust").validate(json.loads(ran.out))


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A virtual environment with the worked example installed by pip, beside this program."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "beside.pth").write_text(f"{sysconfig.get_path('purelib')}\n{PROJECT}\n")
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check")
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", *options, str(EXAMPLE)], check=True
    )
    return str(python)


def test_the_worked_example_carries_its_campaign_out(
    interpreter: str, environment: dict[str, str], tmp_path: Path
) -> None:
    program = Program({name: value for name, value in environment.items() if name != "PYTHONPATH"})
    builder = made(tmp_path, "warn-calls", SHOP)

    def ask(*arguments: str) -> Ran:
        return program.run(*arguments, cwd=builder.root, start=(interpreter, "-m", "migrator"))

    before = ask("status")
    assert before.code == 1
    assert "plug-ins of warn-calls 1.0 are there and not trusted" in " ".join(before.out.split())
    (package,) = json.loads(ask("plugins", "--json").out)["packages"]
    assert (package["trusted"], package["offers"][0]["phases"]) == (False, ["own"])
    assert ask("plugins", "trust", package["hash"]).code == 0
    tested = ask("plugins", "test")
    assert (tested.code, tested.out.count("holds: ")) == (0, 4)
    (finding,) = json.loads(ask("findings", "--json").out)["findings"]
    assert finding["id"] == "plug-in:warn-calls:shop.log:logger"
    assert [site["path"] for site in finding["sites"]] == ["shop/cart.py", "shop/old.py", "shop/old.py"]
    explained = json.loads(ask("explain", finding["id"], "--json").out)
    (way,) = explained["ways"]
    assert (way["sites"], way["files"], way["closes"]) == (3, 2, True)
    assert [left["reason"] for left in way["left"]] == ["warn is asked for by a string"]
    assert ask("apply", "--all", "--yes").code == 0
    landed = builder.git("show", "migration/shop:shop/cart.py")
    assert "    logger.warning('added %s', item)  # loud" in landed
    builder.git("checkout", "--quiet", "migration/shop", "--", "shop/old.py")
    raw = (builder.root / "shop" / "old.py").read_bytes()
    builder.git("checkout", "--quiet", "HEAD", "--", "shop/old.py")
    assert raw.endswith("logger.warning('caf\xe9'); logger.warning('x')\r\n".encode("latin-1"))
    assert ask("status").code == 0
    assert ask("undo").code == 0
    assert "logger.warn(" in builder.git("show", "migration/shop:shop/cart.py")


def test_inr_05_reading_never_imports_what_is_not_trusted(run: Run, tmp_path: Path) -> None:
    marker = tmp_path / "it ran"
    env = detector(f"open({str(marker)!r}, 'w').close()\n" + NOTED).install(tmp_path / "site")
    builder = noted(tmp_path)
    before = snapshot(builder.root)
    for arguments in (
        ["status"],
        ["findings"],
        ["explain", "plug-in:notes:untrusted"],
        ["batches"],
        ["plugins"],
        ["plugins", "test"],
        ["apply", "--all", "--yes"],
        ["init"],
        ["report"],
        ["history", "--measures"],
    ):
        ran = run(*arguments, cwd=builder.root, env=env)
        assert "Traceback" not in ran.err
    assert not marker.exists()
    assert snapshot(builder.root) == before
    status = run("status", cwd=builder.root, env=env)
    assert status.code == 1
    assert f"`migrator plugins trust {hash_of(run, builder, env)}`" in " ".join(status.out.split())
    trusted(run, builder, env)
    assert not marker.exists(), "trusting is not running"
    run("status", cwd=builder.root, env=env)
    assert marker.exists()


def test_a_phase_whose_plug_in_was_not_asked_is_not_done(run: Run, tmp_path: Path) -> None:
    builder = noted(tmp_path)
    (finding,) = json.loads(run("findings", "--json", cwd=builder.root).out)["findings"]
    assert (finding["counts"], finding["detail"]["trouble"]) == (True, "missing")
    assert "no installed package offers the detector 'notes'" in finding["detail"]["said"]
    (phase,) = json.loads(run("status", "--json", cwd=builder.root).out)["phases"]
    assert (phase["state"], phase["remaining"]) == ("open", 1)


def test_what_is_trusted_is_trusted_as_it_is(run: Run, tmp_path: Path) -> None:
    env = detector(NOTED).install(tmp_path / "site")
    builder = noted(tmp_path)
    trusted(run, builder, env)
    listed = run("findings", cwd=builder.root, env=env).out
    assert "[plug-in:notes:shop:todo]" in listed
    (tmp_path / "site" / "rules.py").write_text(NOTED + "# changed\n")
    assert "untrusted" in run("findings", cwd=builder.root, env=env).out
    other = RepoBuilder.create(tmp_path / "other")
    other.commit("start", {"shop/__init__.py": "", "migration.toml": PLAN.format("notes")})
    (tmp_path / "site" / "rules.py").write_text(NOTED)
    assert "untrusted" in run("findings", cwd=other.root, env=env).out, "trust is of one repository"


def test_a_hash_that_no_plug_in_has_is_not_trusted(run: Run, tmp_path: Path) -> None:
    env = detector(NOTED).install(tmp_path / "site")
    builder = noted(tmp_path)
    ran = run("plugins", "trust", "0123456789abcdef", cwd=builder.root, env=env)
    assert (ran.code, ran.out) == (2, "")
    assert f"rules 1.0 has {hash_of(run, builder, env)}" in ran.err


BROKEN = {
    "it cannot be imported": (
        "import nothing_of_that_name\n",
        "The detector notes of rules 1.0 failed: ModuleNotFoundError: No module named 'nothing_of_that_name' (rules.py, line 1)",
    ),
    "it exits while it is imported": (
        "raise SystemExit('bye')\n",
        "failed: SystemExit: bye (rules.py, line 1)",
    ),
    "it lacks the object": (HEAD, "failed: AttributeError"),
    "it is something else": (HEAD + "DETECTOR = 3\n", "rules:DETECTOR is no migrator.plugin.Detector"),
    "it is of another version": (
        NOTED.replace("api=1", "api=2"),
        "it is written for version 2 of the interface, this program has version 1",
    ),
    "it has another name": (NOTED.replace('name="notes"', 'name="remarks"'), "it calls itself 'remarks'"),
    "it raises": (
        NOTED.replace(
            "    for module in code.modules:\n", "    for module in code.modules:\n        1 / 0\n"
        ),
        "The detector notes failed: ZeroDivisionError: division by zero (rules.py, line 6)",
    ),
    "it exits": (
        NOTED.replace("    for module", "    raise SystemExit\n    for module", 1),
        "failed: SystemExit",
    ),
    "it recurses": (
        NOTED.replace("    for module", "    find(list(find(code)))\n    for module", 1),
        "failed: RecursionError",
    ),
    "it gives something else": (NOTED.replace("yield Found(", "yield dict("), "gave what is no finding"),
    "its names are lines": (NOTED.replace(":todo", ":12"), "is no tuple of pkg.module:Name"),
    "it finds one thing twice": (
        NOTED.replace("        for node in", "        for node in 2 *"),
        "gave two findings of the same names",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_a_detector_does_wrong_is_a_sentence(run: Run, tmp_path: Path, case: str) -> None:
    source, said = BROKEN[case]
    env = detector(source).install(tmp_path / "site")
    builder = noted(tmp_path)
    trusted(run, builder, env)
    ran = run("findings", "--json", cwd=builder.root, env=env)
    assert (ran.code, ran.err) == (1, "")
    (finding,) = json.loads(ran.out)["findings"]
    assert finding["detail"]["trouble"] == "broken"
    assert said in finding["detail"]["said"]
    for arguments in (["status"], ["plugins", "test"], ["explain", finding["id"]]):
        told = run(*arguments, cwd=builder.root, env=env)
        assert "Traceback" not in told.out + told.err
        assert told.code in {0, 1}


REWRITING = f"""{NOTED}
def rewrite(code, names):
    module = code.module(names[0].partition(":")[0])
    for node in module.tree.body:
        if module.text(node).startswith("todo("):
            BODY


RECIPE = Recipe(name="note-down", api=1, closes="notes", said="Note it down", rewrite=rewrite)
"""
EDIT = 'yield Replacement(path=module.path, node=node, new=NEW, shape="todo -> note", why="it is noted elsewhere")'
WRONG_EDITS = {
    "raise ValueError('not today')": "The recipe note-down failed: ValueError: not today",
    "raise CannotRewriteError('the note is private')": "the note is private",
    "yield 'note'": "The recipe note-down gave what is no edit; 'note' is no migrator.plugin.Replacement",
    EDIT.replace("NEW", "'note('"): "the result would not compile",
    EDIT.replace("NEW", "'note()'"): "the proof 'no undefined name' does not hold",
    EDIT.replace("NEW", "'pass'").replace(
        "module.path", "'setup.py'"
    ): "which is no file of the plan's packages",
    f"{EDIT}; {EDIT}".replace("NEW", "'pass'"): "edits the same text of shop/__init__.py twice",
    EDIT.replace("NEW", "module.text(node)"): "nothing is left to change",
}


@pytest.mark.parametrize("body", WRONG_EDITS, ids=list(WRONG_EDITS.values()))
def test_what_a_recipe_does_wrong_is_refused_with_the_reason(run: Run, tmp_path: Path, body: str) -> None:
    source = REWRITING.replace("BODY", body)
    env = PlugIn(source, {"notes": "DETECTOR"}, {"note-down": "RECIPE"}).install(tmp_path / "site")
    builder = noted(tmp_path)
    trusted(run, builder, env)
    ran = run("explain", "plug-in:notes:shop:todo", "--json", cwd=builder.root, env=env)
    assert (ran.code, ran.err) == (0, "")
    (way,) = json.loads(ran.out)["ways"]
    assert WRONG_EDITS[body] in way["refused"]
    before = snapshot(builder.root)
    landing = run("apply", "--all", "--yes", cwd=builder.root, env=env)
    assert landing.code == 3
    assert "Traceback" not in landing.out + landing.err
    assert snapshot(builder.root) == before


def test_what_a_plug_in_prints_is_not_part_of_the_answer(run: Run, tmp_path: Path) -> None:
    loud = NOTED.replace("def find(code):\n", "print('loaded')\n\n\ndef find(code):\n    print('looking')\n")
    env = detector(loud).install(tmp_path / "site")
    builder = noted(tmp_path)
    trusted(run, builder, env)
    ran = run("findings", "--json", cwd=builder.root, env=env)
    assert json.loads(ran.out)["findings"][0]["id"] == "plug-in:notes:shop:todo"
    assert ran.err == "loaded\nlooking\n"


def test_an_example_that_does_not_hold_is_said_with_what_came_instead(run: Run, tmp_path: Path) -> None:
    source = REWRITING.replace("BODY", EDIT.replace("NEW", "'pass'"))
    source = source.replace(
        "find=find)",
        "find=find, examples=(FindsExample(name='one', files={'a/__init__.py': 'todo(1)'}, finds=()),))",
    ).replace(
        "rewrite=rewrite)",
        "rewrite=rewrite, examples=(RewritesExample(name='two', before={'a/__init__.py': 'todo(1)\\n'}, "
        "names=('a:todo',), after={'a/__init__.py': 'note(1)\\n'}),))",
    )
    env = PlugIn(source, {"notes": "DETECTOR"}, {"note-down": "RECIPE"}).install(tmp_path / "site")
    builder = noted(tmp_path)
    digest = hash_of(run, builder, env)
    ran = run("plugins", "test", "--trust", digest, "--json", cwd=builder.root, env=env)
    assert ran.code == 1
    published("plugins test").validate(json.loads(ran.out))
    assert [(one["plugin"], one["example"], one["problem"]) for one in json.loads(ran.out)["examples"]] == [
        ("detector notes", "one", "finds a:todo"),
        ("recipe note-down", "two", "a/__init__.py becomes 'pass\\n'"),
    ]
    (package,) = json.loads(run("plugins", "--json", cwd=builder.root, env=env).out)["packages"]
    assert not package["trusted"], "it was trusted for that run only"


GROUPED = REWRITING.replace("BODY", EDIT.replace("NEW", "'pass'")).replace(
    "places=(module.place(node),)",
    'places=(module.place(node),), group=module.name.rpartition(".")[2], '
    'certainty="review" if module.name.endswith("unsure") else "exact"',
)


def test_each_group_is_a_batch_and_what_is_for_review_is_left_to_people(run: Run, tmp_path: Path) -> None:
    env = PlugIn(GROUPED, {"notes": "DETECTOR"}, {"note-down": "RECIPE"}).install(tmp_path / "site")
    names = ("one", "two", "unsure")
    files = {f"shop/{name}.py": f"todo('{name}')\n" for name in names}
    builder = made(tmp_path, "notes", {"shop/__init__.py": "", **files})
    trusted(run, builder, env)
    rows = json.loads(run("batches", "--json", cwd=builder.root, env=env).out)["batches"]
    assert [(row["title"], row["closes"]) for row in rows] == [
        ("Note it down in one", 1),
        ("Note it down in two", 1),
    ]
    listed = run("findings", cwd=builder.root, env=env).out
    assert "open: a note (plug-in, evidence review, 1 site) [plug-in:notes:shop.unsure:todo]" in listed


def test_what_a_plug_in_has_landed_is_read_where_it_is_not_installed(run: Run, tmp_path: Path) -> None:
    source = REWRITING.replace("BODY", EDIT.replace("NEW", "'pass'"))
    env = PlugIn(source, {"notes": "DETECTOR"}, {"note-down": "RECIPE"}).install(tmp_path / "site")
    builder = noted(tmp_path)
    trusted(run, builder, env)
    assert run("apply", "--all", "--yes", cwd=builder.root, env=env).code == 0
    assert run("status", cwd=builder.root, env=env).code == 0
    for arguments in (["status"], ["history", "--measures"], ["report"], ["batches"]):
        ran = run(*arguments, cwd=builder.root)
        assert ran.code in {0, 1}, ran.err
        assert ran.err == ""
    assert "1 plug-ins not asked" in run("status", cwd=builder.root).out


def test_a_name_that_two_packages_offer_is_asked_of_neither(run: Run, tmp_path: Path) -> None:
    env = detector(NOTED).install(tmp_path / "site")
    other = tmp_path / "site" / "more-2.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: more\nVersion: 2.0\n")
    (other / "entry_points.txt").write_text("[migrator.detectors]\nnotes = rules:DETECTOR\n")
    builder = noted(tmp_path)
    for package in json.loads(run("plugins", "--json", cwd=builder.root, env=env).out)["packages"]:
        assert run("plugins", "trust", package["hash"], cwd=builder.root, env=env).code == 0
    (finding,) = json.loads(run("findings", "--json", cwd=builder.root, env=env).out)["findings"]
    assert finding["detail"]["said"] == "more 2.0 and rules 1.0 offer the detector 'notes': uninstall one"


def test_a_plug_in_whose_files_cannot_be_found_is_not_imported_to_find_them(run: Run, tmp_path: Path) -> None:
    env = detector(NOTED).install(tmp_path / "site")
    (tmp_path / "site" / "rules.py").unlink()
    builder = noted(tmp_path)
    ran = run("status", cwd=builder.root, env=env)
    assert "the files of rules cannot be found without importing it" in " ".join(ran.out.split())
    (package,) = json.loads(run("plugins", "--json", cwd=builder.root, env=env).out)["packages"]
    assert (package["hash"], package["trusted"]) == ("", False)


def test_an_entry_point_that_names_nothing_is_said(run: Run, tmp_path: Path) -> None:
    env = PlugIn(NOTED, {"notes": "DETECTOR ] ="}, {}).install(tmp_path / "site")
    ran = run("status", cwd=noted(tmp_path).root, env=env)
    assert ran.code == 1
    assert "its entry point notes = rules:DETECTOR ] = names no object of a module" in " ".join(
        ran.out.split()
    )


def test_what_changes_between_its_hash_and_its_import_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    detector(NOTED).install(tmp_path / "site")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.delitem(sys.modules, "rules", raising=False)
    (package,) = installed.__wrapped__()
    plugins = Plugins((package,), frozenset({package.digest}))
    (tmp_path / "site" / "rules.py").write_text("raise SystemExit('imported')\n")
    found = plugins.detector("notes")
    assert isinstance(found, Unavailable)
    assert found.trouble is PluginTrouble.UNTRUSTED
    assert "rules" not in sys.modules


def test_the_examples_run_outside_a_repository_for_whoever_writes_the_plug_in(
    run: Run, tmp_path: Path
) -> None:
    env = detector(NOTED).install(tmp_path / "site")
    digest = hash_of(run, noted(tmp_path), env)
    ran = run("plugins", "test", "notes", "--trust", digest, cwd=tmp_path, env=env)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("fails: detector notes: it has no examples")


def test_the_document_shows_the_example_as_it_is() -> None:
    text = (PROJECT / "docs" / "plug-ins.md").read_text()
    for name in ("pyproject.toml", "warn_calls.py"):
        assert (EXAMPLE / name).read_text().strip() in text, name
