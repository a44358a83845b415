"""Rewriting as a careful person would: what must hold of every change of code, carried out by the public command on a real repository."""

from collections.abc import Callable

import pytest

from migrator.campaign.acts import Acts
from migrator.campaign.adhoc import plan_canonical
from migrator.campaign.campaign import Campaign
from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.sites import sites
from migrator.recipes.sites.file_sites import FileSites
from migrator.records.intentions import RewriteImports
from tests.acceptance.conftest import FILES
from tests.cases.driving import PLAN, Repository
from tests.support.program import Ran
from tests.support.repositories import RepoBuilder

Make = Callable[..., Repository]

OLD = "class C:\n    pass\n\n\nclass D:\n    pass\n"


def test_mod_01_the_recipes_of_everything_that_landed_do_nothing_to_its_result(builder: RepoBuilder) -> None:
    files = {
        "migration.toml": PLAN + '[[phase]]\nid = "paths"\nfinds = "import-paths"\n',
        **FILES,
        "tests/test_it.py": "import pkg.face as f\n\nX = f.Thing, f.Other\n",
    }
    builder.commit("start", files)
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    outcome = acts.land_all()
    assert outcome.landed
    assert not outcome.refused
    for record in acts.campaign.analysis().records:
        for recipe in record.recipes:
            assert isinstance(recipe, RewriteImports)
            again = plan_canonical(acts.campaign, str(recipe.canonical))
            assert again.planned.change_set.is_empty


@pytest.mark.parametrize("command", [("move", "pkg.old:C", "pkg.new"), ("canonical", "pkg.real:C")])
def test_mod_02_a_recipe_that_changes_more_than_its_diff_shows_is_refused_by_the_command(
    repository: Make, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """The recipe is made to open a string at one place and to close it at another: every file compiles, and a statement is gone."""
    files = {
        "pkg/real.py": "class C: ...\n",
        "pkg/old.py": "from pkg.real import C\n" if command[0] == "canonical" else "class C: ...\n",
        "pkg/user.py": "from pkg.old import C\nX = 1\nY = 2\n",
    }
    its = repository(files)
    assert its.command(*command).code == 0
    rewritten = FileSites.hunks

    def swallowing(one: FileSites) -> object:
        for hunk in rewritten(one):
            if one.file.path == "pkg/user.py":
                hunk.splices += [Splice(21, 21, b"; Z = '''"), Splice(28, 28, b"'''; ")]
            yield hunk

    monkeypatch.setattr(FileSites, "hunks", swallowing)
    ran = its.command(*command, "--write")
    assert ran.code == 3
    assert "REFUSED  the proof 'nothing else' does not hold" in ran.out
    assert "pkg/user.py: line 2: beside the edits, Assign is not there any more" in ran.out
    assert its.builder.git("status", "--porcelain") == ""


MENTIONS = {
    "pkg/user.py": """\
import logging.config
from importlib import import_module
from unittest import mock

A = mock.patch("pkg.old.C")
B = import_module("pkg.old")
C1 = getattr(import_module("pkg.old"), "C")
INSTALLED_APPS = ["pkg.old.C"]
logging.config.dictConfig({"version": 1, "handlers": {"h": {"class": "pkg.old.C"}}})
D = f"pkg.old.{A}"
E = "pkg.old." + "C"
F = "pkg.old:C"
""",
    "pyproject.toml": '[project.scripts]\nrun = "pkg.old:C"\n\n[tool.django]\nbackend = "pkg.old.C"\n',
    "setup.cfg": "[options.entry_points]\nconsole_scripts =\n    run = pkg.old:C\n",
    "logging.ini": "[handler_a]\nclass=pkg.old.C\n",
    "conf/settings.yaml": "backend: pkg.old.C\n",
    "conf/settings.json": '{"backend": "pkg.old.C"}\n',
    "docs/index.rst": "See :class:`pkg.old.C`, or pkg.old.C.\n",
}


def test_mod_03_every_string_that_names_the_path_is_changed_or_listed_with_its_line(repository: Make) -> None:
    change = repository({"pkg/old.py": OLD, **MENTIONS}).move("C")
    listed = set(change.left)
    for path, text in MENTIONS.items():
        after = change.text(path).split("\n")
        for number, line in enumerate(text.split("\n"), 1):
            if "pkg.old" in line:
                is_changed = after[number - 1] != line
                assert is_changed or (path, number) in listed, f"{path}:{number} {line} is not mentioned"
    assert 'mock.patch("pkg.new.C")' in change.text("pkg/user.py")
    assert 'run = "pkg.new:C"' in change.text("pyproject.toml")
    assert "run = pkg.new:C" in change.text("setup.cfg")


SHADOWS = """\
import pkg.old
from pkg.old import C


def parameter(C):
    return C


def local():
    C = 1
    return C


def declared():
    global C
    return C


def caught():
    try:
        raise ValueError("x")
    except ValueError as C:
        return str(C)


def looped():
    for C in [5]:
        pass
    return C


def module_hidden(pkg):
    return pkg.old.C


def deleted():
    from pkg.old import C

    del C
    try:
        C
    except UnboundLocalError:
        return "gone"


class Inner:
    C = C


RESULT = [C for C in [1]], (lambda C: C)(2), [pkg.old.C for pkg.other in []], pkg.old.C is C, Inner.C is C
RESULT += (parameter(3), local(), declared() is C, caught(), looped(), deleted())
"""


def test_mod_04_only_the_uses_that_mean_the_moved_name_change(repository: Make) -> None:
    its = repository({"pkg/old.py": OLD, "pkg/user.py": SHADOWS})
    shown = "import pkg.user; print(pkg.user.RESULT)"
    before = its.prints(shown)
    change = its.move("C", to="pkg.new:Renamed")
    after = change.text("pkg/user.py")
    assert change.prints(shown) == before
    for kept in ("def parameter(C):\n    return C\n", "    C = 1\n    return C\n", "except ValueError as C:\n        return str(C)", "for C in [5]:", "def module_hidden(pkg):\n    return pkg.old.C\n", "[C for C in [1]], (lambda C: C)(2)"):  # fmt: skip
        assert kept in after
    assert "import C" not in after.replace("as C", "")
    assert change.prints("import pkg.user, pkg.new; print(pkg.user.Inner.C is pkg.new.Renamed)") == "True\n"


@pytest.mark.parametrize(
    "user",
    [
        "import pkg.a.b\n\nX = pkg.a.b.c, pkg.a.x\n",
        "import pkg.a.b\n\nX = pkg.a.b.c, pkg.a.b.z, pkg.a.x\n",
        "import pkg.a.b as b, pkg.a\n\nX = b.c, pkg.a.x, pkg.a.b.z\n",
        "def f():\n    import pkg.a.b\n\n    return pkg.a.b.c, pkg.a.x\n\n\nX = f()\n",
        "import pkg.a.b\nfrom pkg import a\n\nX = a.b.c, a.x, pkg.a.b.c\n",
    ],
)
def test_mod_05_a_module_import_keeps_what_else_it_is_used_for(repository: Make, user: str) -> None:
    files = {"pkg/a/__init__.py": "x = 'x'\n", "pkg/a/b.py": "class c: ...\n\n\nclass z: ...\n", "pkg/user.py": user}  # fmt: skip
    its = repository(files)
    shown = "import pkg.user; print([getattr(one, '__name__', one) for one in pkg.user.X])"
    before = its.prints(shown)
    change = its.move("c", old="pkg.a.b", to="pkg.new", shim=False)
    assert change.prints(shown) == before
    assert "pkg.a.b.c" not in change.text("pkg/user.py").replace("b.c\n", "b.c")


PUBLIC = """\
from os import path as path

__all__ = ["C", "D", "late"]


class C: ...


class D: ...


def __getattr__(name):
    if name == "late":
        return "late"
    raise AttributeError(name)
"""


def test_mod_06_public_names_stay_whatever_makes_them(repository: Make) -> None:
    files = {
        "pkg/old.py": PUBLIC,
        "pkg/new.py": "__all__ = ['E']\nE = 1\n",
        "pkg/face.py": "from pkg.old import C as C, D as Dee\nfrom pkg.old import late\n",
        "pkg/star.py": "from pkg.old import *\n",
    }
    its = repository(files)
    shown = "import pkg.old, pkg.face, pkg.star\nfor m in (pkg.old, pkg.face, pkg.star): print(sorted({*dir(m)} - {'pkg'}))\nprint(pkg.old.late, pkg.old.__all__, pkg.face.C is pkg.old.C is pkg.star.C)"
    before = its.prints(shown)
    change = its.move("C")
    assert change.prints(shown) == before
    change.is_same_object("C")


def test_mod_06_a_public_name_that_would_go_is_refused_and_named(repository: Make) -> None:
    files = {"pkg/old.py": PUBLIC, "pkg/star.py": "from pkg.old import *\n\nX = C\n"}
    assert "without a shim C would be lost" in repository(files).move_refused("C", shim=False)


@pytest.mark.parametrize(
    "use",
    [
        pytest.param("@C.wrap\ndef f(): ...\n", id="decorator"),
        pytest.param("class V(C): ...\n", id="base"),
        pytest.param("def f(c=C): ...\n", id="default"),
        pytest.param("def f(c: C) -> None: ...\n", id="annotation"),
        pytest.param("X: C = None\n", id="annotated name"),
        pytest.param("class V:\n    c: C\n", id="annotated field"),
    ],
)
def test_mod_07_what_is_used_while_its_module_is_imported_is_never_moved_into_a_function(
    builder: RepoBuilder, use: str
) -> None:
    plan = '[campaign]\nname = "c"\npackages = ["pkg"]\n[[phase]]\nid = "cycles"\nfinds = "import-cycles"\n'
    files = {
        "migration.toml": plan,
        "pkg/__init__.py": "",
        "pkg/user.py": f"class U: ...\n\n\nfrom pkg.model import C\n\n\n{use}\n\ndef late():\n    return C()\n",
        "pkg/model.py": "from pkg.user import U\n\n\nclass C:\n    u = U\n\n    @staticmethod\n    def wrap(f):\n        return f\n",
    }
    builder.commit("start", files)
    campaign = Campaign.open(builder.root)
    for batch in campaign.batches():
        review = campaign.preview(batch)
        texts = [edit.new for change in review.whole.change_set.files for edit in change.edits]
        assert not any(line.startswith(b"    from pkg.model") for text in texts for line in text.split(b"\n") if b"TYPE_CHECKING" not in text)  # fmt: skip
        assert "defer" not in batch.title.lower()


TWO = """
[[canonical]]
name = "pkg.real:Thing"

[[canonical]]
name = "pkg.real:Other"
"""


def test_mod_08_a_second_batch_on_the_same_file_is_planned_on_the_result_of_the_first(
    builder: RepoBuilder,
) -> None:
    plan = PLAN + '[[phase]]\nid = "paths"\nfinds = "import-paths"\n'
    user = "from pkg.face import Other, Thing  # both\n\nX = Other, Thing\n"
    builder.commit("start", {"migration.toml": plan, **FILES, "pkg/user.py": user})
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    first, second = (
        batch
        for batch in acts.campaign.batches()
        if "pkg/user.py" in {change.path for change in acts.campaign.preview(batch).whole.change_set.files}
    )
    base = {one.path: one.blob for one in acts.campaign.preview(second).whole.change_set.files}
    acts.land(first.id, approve_all=True)
    planned = acts.campaign.preview(acts.campaign.batch(second.id)).whole
    again = {one.path: one.blob for one in planned.change_set.files}
    assert again["pkg/user.py"] != base["pkg/user.py"], "its spans are those of the new bytes"
    landed, _ = acts.land(second.id, approve_all=True)
    text = builder.git("show", f"{landed.commit}:pkg/user.py")
    assert "pkg.face" not in text
    assert sorted(line for line in text.split("\n") if "import" in line) in (
        ["from pkg.real import Other", "from pkg.real import Thing  # both"],
        ["from pkg.real import Other  # both", "from pkg.real import Thing"],
    )


def test_mod_08_several_from_a_file_each_on_the_result_of_the_one_before(repository: Make) -> None:
    its = repository({**FILES, "pkg/user.py": "from pkg.face import Other, Thing\n\nX = Other, Thing\n"})
    asked = its.root.parent / "asked.toml"
    asked.write_text(TWO)
    change = its.changed("canonical", "--from", str(asked))
    assert change.files["pkg/user.py"] == "from pkg.real import Other, Thing\n\nX = Other, Thing\n"


@pytest.fixture
def failing_on_57(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recipe fails on one of its files, as an error of this program would make it."""
    hunks = FileSites.hunks

    def sometimes(one: FileSites) -> object:
        if one.context.file.path == "pkg/m057.py":
            raise IndexError("tuple index out of range")
        return hunks(one)

    monkeypatch.setattr(FileSites, "hunks", sometimes)


@pytest.mark.usefixtures("failing_on_57")
def test_mod_09_a_recipe_that_fails_on_one_of_200_files_does_199_and_names_itself_and_the_file(
    repository: Make,
) -> None:
    users = {f"pkg/m{number:03}.py": "from pkg.face import Thing\n" for number in range(199)}
    its = repository({**FILES, **users})
    shown: Ran = its.command("canonical", "pkg.real:Thing")
    assert shown.code == 0
    assert "pkg/m057.py:1  not edited: the recipe rewrite-imports failed on it (IndexError" in shown.out
    assert "only a part: this program failed on 1 file (pkg/m057.py)" in shown.out
    assert "199 files would change" in shown.out
    assert "Traceback" not in shown.err
    change = its.canonical("pkg.real:Thing")
    assert len(change.files) == 199
    assert change.left == [("pkg/m057.py", 1)]
    assert change.prints("import pkg.m057, pkg.m056; print(pkg.m057.Thing is pkg.m056.Thing)") == "True\n"


@pytest.mark.usefixtures("failing_on_57")
def test_mod_09_the_commit_of_a_part_says_what_it_left(repository: Make) -> None:
    users = {f"pkg/m{number:03}.py": "from pkg.face import Thing\n" for number in range(55, 60)}
    its = repository({**FILES, **users})
    ran = its.command("canonical", "pkg.real:Thing", "--commit")
    assert ran.code == 0, ran.err
    message = its.builder.git("log", "-1", "--format=%B", "migration/cases")
    assert "Left as it is: pkg/m057.py:1: not edited: the recipe rewrite-imports failed on it" in message


def test_mod_09_what_goes_wrong_outside_a_file_is_no_part_of_a_plan(
    repository: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise IndexError("a bug")

    monkeypatch.setattr(sites, "ModuleNames", broken)
    its = repository(FILES)
    assert its.command("canonical", "pkg.real:Thing", "--write").code == 70
    assert its.builder.git("status", "--porcelain") == ""


COMMENTS = """\
from pkg.old import C  # type: ignore[attr-defined]
from pkg.old import C as One, D  # noqa: F401
# fmt: off
from pkg.old import (
    C as Two,  # pragma: no cover
    D as Dee,  # type: ignore
)
# fmt: on
import pkg.old  # noqa: E402  isort:skip

X = pkg.old.C  # type: ignore[misc]
"""


def test_mod_10_comments_for_tools_stay_with_their_statements(repository: Make) -> None:
    change = repository({"pkg/old.py": OLD, "pkg/user.py": COMMENTS}).move("C")
    lines = change.files["pkg/user.py"].split("\n")
    assert lines[:2] == ["from pkg.new import C  # type: ignore[attr-defined]", "from pkg.old import D  # noqa: F401"]  # fmt: skip
    assert "from pkg.new import C as One  # noqa: F401" in lines
    off, on = lines.index("# fmt: off"), lines.index("# fmt: on")
    assert "    D as Dee,  # type: ignore" in lines[off:on]
    assert "from pkg.new import C as Two  # pragma: no cover" in lines[off:on]
    assert "X = pkg.new.C  # type: ignore[misc]" in lines
    assert any(line.startswith("import pkg.new") and "noqa: E402  isort:skip" in line for line in lines)


USER = "from pkg.old import C\n"
FOREIGN = {
    "pkg/wire_pb2.py": (USER, 1),
    "pkg/wire_pb2_grpc.py": (USER, 1),
    "pkg/marked.py": (f"# DO NOT EDIT\n{USER}", 1),
    "pkg/made.py": (f"#!/usr/bin/env python\n# Code generated by tool. Do not edit.\n{USER}", 2),
    "pkg/_vendor/copy.py": (USER, 1),
    "pkg/third_party/copy.py": (USER, 1),
}


def test_mod_11_generated_and_vendored_files_are_left_by_default_and_each_is_shown(repository: Make) -> None:
    own = {"pkg/own.py": USER, "pkg/vendor/seller.py": USER, "pkg/note.py": f"# do not edit by hand\n{USER}"}
    texts = {path: text for path, (text, _) in FOREIGN.items()}
    change = repository({"pkg/old.py": OLD, **own, **texts}).move("C")
    assert set(change.files) == {"pkg/old.py", "pkg/new.py", *own}
    assert change.left == sorted((path, line) for path, (_, line) in FOREIGN.items())
    for path in texts:
        module = path.removesuffix(".py").replace("/", ".")
        assert (
            change.prints(f"import {module} as m, pkg.new; print(m.C is pkg.new.C)", "-W", "ignore")
            == "True\n"
        )


def test_mod_11_without_a_plan_too(builder: RepoBuilder) -> None:
    texts = {path: text for path, (text, _) in FOREIGN.items()}
    builder.commit("start", {"pkg/__init__.py": "", "pkg/old.py": OLD, "pkg/own.py": USER, **texts})
    ran = Repository(builder).command("move", "pkg.old:C", "pkg.new")
    assert ran.code == 0, ran.err
    for path in texts:
        assert f"diff --git a/{path} " not in ran.out
        assert f"  {path}:" in ran.out
    assert "diff --git a/pkg/own.py " in ran.out


def test_mod_12_a_site_whose_rewriting_would_close_a_cycle_is_left_and_said(repository: Make) -> None:
    files = {
        "pkg/api/__init__.py": "from pkg.api.impl import C\nfrom pkg.api.user import U\n",
        "pkg/api/impl.py": "class C: ...\n",
        "pkg/api/user.py": "from pkg.api.impl import C\n\nU = C\n",
        "pkg/free.py": "from pkg.api.impl import C\n",
    }
    change = repository(files).canonical("pkg.api:C")
    assert set(change.files) == {"pkg/free.py"}
    assert change.left == [("pkg/api/user.py", 1)]
    assert "cycle" in change.said
    change.prints("import pkg.api")


def test_mod_12_a_move_that_could_only_work_with_a_new_cycle_is_refused(repository: Make) -> None:
    files = {
        "pkg/old.py": "from pkg.base import registry\n\n\n@registry.add\nclass C: ...\n\n\nclass Base: ...\n\n\nX = Base()\n\n\ndef use():\n    return Base\n",
        "pkg/base.py": "from pkg.new import E\n\n\nclass registry:\n    add = staticmethod(lambda one: one)\n    E = E\n",
        "pkg/new.py": "E = 1\n",
    }
    said = repository(files).move_refused("C")
    assert "cycle" in said


def test_mod_12_a_result_in_which_an_import_names_nothing_is_refused(repository: Make) -> None:
    files = {"pkg/old.py": OLD, "pkg/other.py": "print 'two'\nfrom pkg.old import C\n"}
    assert "the old path is still used, and no shim was asked for: pkg/other.py:1" in repository(
        files
    ).move_refused("C", shim=False)


def test_par_09_stars_runtime_exports_aliases_and_joined_statements_follow_a_move(repository: Make) -> None:
    files = {
        "pkg/old.py": "__all__ = [one for one in ('C', 'D')]\n\n\n" + OLD,
        "pkg/star.py": "from pkg.old import *\n\nX = C, D\n",
        "pkg/several.py": "import pkg.old as c, os as d; from pkg.old import C; X = c.C, d, C\n",
        "pkg/face.py": "from pkg.old import *\n\n__all__ = [name for name in dir() if name[0].isupper()]\n",
        "pkg/far.py": "from pkg.face import C\n",
    }
    its = repository(files)
    shown = "import pkg.star, pkg.several, pkg.face, pkg.far; print(pkg.star.X, pkg.several.X[0] is pkg.several.X[2] is pkg.far.C, sorted(pkg.face.__all__))"
    before = its.prints(shown).replace("pkg.old.C", "pkg.new.C")
    change = its.move("C")
    assert change.prints(shown) == before
    assert change.text("pkg/several.py").startswith("import pkg.new as new, os as d; from pkg.new import C;")


def test_par_10_odd_files_are_rewritten_where_they_are_and_are_no_target(repository: Make) -> None:
    files = {
        "pkg/old.py": OLD,
        "pkg/old.pyi": "class C: ...\nclass D: ...\n",
        "pkg/a-b.py": USER,
        "pkg/c.d.py": USER,
        "pkg/class.py": USER,
        "pkg/__main__.py": "from pkg.old import C\n\nprint(C.__module__)\n",
    }
    its = repository(files)
    for target in ("pkg.a-b", "pkg.c.d", "pkg.class"):
        assert its.command("move", "pkg.old:C", target, "--write").code in {2, 3}
    change = its.move("C")
    for path in ("pkg/a-b.py", "pkg/c.d.py", "pkg/class.py"):
        assert change.files[path] == "from pkg.new import C\n"
    assert change.files["pkg/__main__.py"].startswith("from pkg.new import C\n")
    assert change.prints("import runpy; runpy.run_module('pkg')") == "pkg.new\n"
    assert ("pkg/old.pyi", 1) in change.left
