"""`migrator move PKG.MODULE PKG.NEW`, through the command, on real repositories; what the result does is asked of a fresh interpreter."""

import json
import subprocess  # noqa: TID251  the code that was moved is run as its users would
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.repositories import RepoBuilder, snapshot

FILES = {
    "shop/__init__.py": "",
    "shop/core/__init__.py": "",
    "shop/rates.py": '"""Rates."""\n\nimport logging\n\nfrom . import units\nfrom .units import (\n    CENT,  # of a euro\n    EURO,\n)\n\n'
    "LOG = logging.getLogger(__name__)\n_factor = 2\n\n\ndef rate() -> int:\n    return units.double(CENT) * _factor\n\n\nclass Rate:\n    pass\n\n\n"
    "def deferred() -> int:\n    from .units import EURO\n\n    return EURO\n",
    "shop/units.py": "CENT = 1\nEURO = 100\n\n\ndef double(value: int) -> int:\n    return 2 * value\n",
    "shop/bill.py": "import shop.rates\nfrom shop import rates as r, units\nfrom shop.rates import Rate, rate as current\n\n\n"
    "def bill() -> int:\n    from .rates import deferred\n\n    return shop.rates.rate() + r.rate() + current() + units.CENT + deferred()\n",
    "shop/plugins.py": 'import importlib\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from shop.rates import Rate\n\ntry:\n    from shop import rates\nexcept ImportError:\n    rates = None\n\n\n'
    'def load() -> object:\n    return importlib.import_module("shop.rates")\n\n\ndef typed(rate: "Rate") -> "Rate":\n    return rate\n',
    "tests/test_rates.py": "from unittest import mock\n\nfrom shop import bill, rates\n\n\ndef test_patched() -> None:\n"
    '    with mock.patch("shop.rates.units.double", return_value=5):\n        assert rates.rate() == 10\n    with mock.patch("shop.rates._factor", 3):\n        assert bill.current() == 6\n',
    "pyproject.toml": '[project]\nname = "shop"\n\n[project.scripts]\nrate = "shop.rates:rate"\n\n[tool.other]\nfiles = ["shop/rates.py"]\n',
    "docs/index.rst": ".. automodule:: shop.rates\n\n    >>> from shop.rates import rate, Rate\n\nThe rates live in shop.rates.\n",
}  # fmt: skip
PACKAGE: Mapping[str, str | bytes] = {
    "shop/__init__.py": "",
    "shop/core/__init__.py": "",
    "shop/old/__init__.py": 'from .inner import deep\nfrom ..units import CENT\n\nNAME = "x"\n\n\ndef name() -> str:\n    return NAME\n',
    "shop/old/inner.py": "from .. import units\nfrom .deeper.leaf import LEAF\n\n\ndef deep() -> int:\n    from . import private\n\n    return LEAF + units.CENT + private._value\n",
    "shop/old/private.py": "__all__ = ['shown']\nshown = 1\nhidden = 2\n_value = 3\n",
    "shop/old/deeper/__init__.py": "",
    "shop/old/deeper/leaf.py": "from ...units import CENT\nfrom ..private import shown\n\nLEAF = CENT + shown\n",
    "shop/old/__main__.py": "from shop.old import name\n\n\ndef main() -> None:\n    print('main', __name__, name())\n\n\nmain()\n",
    "shop/old/data.bin": b"\0\xff",
    "shop/old/run.sh": "#!/bin/sh\n",
    "shop/units.py": "CENT = 1\n",
    "shop/user.py": "import shop.old.inner\nfrom shop import old\nfrom shop.old.deeper import leaf\n\n\ndef use() -> int:\n    return shop.old.inner.deep() + leaf.LEAF + len(old.name())\n",
}  # fmt: skip


def python(builder: RepoBuilder, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter in the repository, every warning an error."""
    return subprocess.run(
        [sys.executable, "-B", "-W", "error", *arguments],
        cwd=builder.root,
        env={"PYTHONPATH": str(builder.root), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def holds(builder: RepoBuilder, code: str) -> None:
    ran = python(builder, "-c", code)
    assert ran.returncode == 0, ran.stderr


@pytest.fixture
def make(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], RepoBuilder]:
    def made(files: Mapping[str, str | bytes]) -> RepoBuilder:
        builder = RepoBuilder.create(tmp_path / "shop-repo")
        builder.commit("start", files)
        return builder

    return made


@pytest.fixture
def shop(make: Callable[[Mapping[str, str | bytes]], RepoBuilder]) -> RepoBuilder:
    return make(FILES)


@pytest.fixture
def package(make: Callable[[Mapping[str, str | bytes]], RepoBuilder]) -> RepoBuilder:
    return make(PACKAGE)


def test_without_being_told_to_it_only_prints_the_diff_the_proof_and_what_was_left(
    shop: RepoBuilder, run: Run
) -> None:
    before = snapshot(shop.root, ours="\0")
    ran = run("move", "shop.rates", "shop.core.prices", "--json", cwd=shop.root)
    assert ran.code == 0, ran.err
    view = json.loads(ran.out)
    assert {"shop/rates.py", "shop/core/prices.py", "shop/bill.py"} <= set(view["changed"])
    assert all(proof["holds"] for proof in view["proof"])
    assert {(left["file"], left["line"]) for left in view["left"]} == {
        ("pyproject.toml", 8),
        ("docs/index.rst", 5),
    }
    assert snapshot(shop.root, ours="\0") == before
    shop.git("apply", "-", stdin=view["diff"].encode())
    applied = {path: (shop.root / path).read_bytes() for path in view["changed"]}
    shop.git("checkout", "--", ".")
    (shop.root / "shop/core/prices.py").unlink()
    assert run("move", "shop.rates", "shop.core.prices", "--write", cwd=shop.root).code == 0
    assert {path: (shop.root / path).read_bytes() for path in view["changed"]} == applied


def test_every_form_of_import_string_document_and_entry_point_follows(shop: RepoBuilder, run: Run) -> None:
    assert run("move", "shop.rates", "shop.core.prices", "--write", cwd=shop.root).code == 0
    texts = {path: (shop.root / path).read_text() for path in FILES}
    for path in ("shop/bill.py", "shop/plugins.py", "tests/test_rates.py"):
        assert "shop.rates" not in texts[path], path
        assert ".rates" not in texts[path], path
    assert 'import_module("shop.core.prices")' in texts["shop/plugins.py"]
    assert 'rate = "shop.core.prices:rate"' in texts["pyproject.toml"]
    assert ".. automodule:: shop.core.prices" in texts["docs/index.rst"]
    assert ">>> from shop.core.prices import rate, Rate" in texts["docs/index.rst"]
    assert python(shop, "-m", "unittest", "-q", "shop.bill").returncode in {0, 5}
    holds(
        shop,
        "from tests.test_rates import test_patched as t; t(); from shop.bill import bill; assert bill() == 113",
    )


def test_relative_imports_inside_are_counted_from_the_new_place_and_nothing_else_changes(
    shop: RepoBuilder, run: Run
) -> None:
    assert run("move", "shop.rates", "shop.core.prices", "--write", cwd=shop.root).code == 0
    old = FILES["shop/rates.py"]
    wanted = old.replace("from . import", "from .. import").replace("from .units", "from ..units")
    assert (shop.root / "shop/core/prices.py").read_text() == wanted


def test_a_rename_in_place_leaves_the_text_of_the_module_alone(shop: RepoBuilder, run: Run) -> None:
    assert run("move", "shop.rates", "shop.prices", "--write", cwd=shop.root).code == 0
    assert (shop.root / "shop/prices.py").read_text() == FILES["shop/rates.py"]
    holds(shop, "from tests.test_rates import test_patched as t; t()")


def test_the_old_path_is_the_very_module(shop: RepoBuilder, run: Run) -> None:
    assert run("move", "shop.rates", "shop.core.prices", "--write", cwd=shop.root).code == 0
    holds(
        shop,
        "import shop.rates, shop.core.prices as new, shop.rates as old, importlib, pickle\n"
        "from unittest import mock\n"
        "from shop.rates import Rate, _factor\n"
        "assert old is new is shop.rates is importlib.import_module('shop.rates')\n"
        "with mock.patch('shop.rates._factor', 7): assert new.rate() == 14\n"
        "with mock.patch.object(shop.rates, 'CENT', 10): assert new.rate() == 40\n"
        "old._factor = 1\n"
        "assert new.rate() == 2\n"
        "assert pickle.loads(b'cshop.rates\\nRate\\n.') is new.Rate\n"
        "assert pickle.loads(pickle.dumps(old.Rate())).__class__ is new.Rate\n"
        "importlib.reload(shop.rates)\n",
    )


def test_a_module_that_is_run_does_under_its_old_path_what_it_did(
    make: Callable[[Mapping[str, str | bytes]], RepoBuilder], run: Run
) -> None:
    builder = make(
        {
            "app/__init__.py": "",
            "app/tool.py": "import sys\n\n\ndef main() -> int:\n    print('tool', __name__, sys.argv[1:])\n    return 3\n\n\nif __name__ == '__main__':\n    sys.exit(main())\n",
            "app/sub/__init__.py": "",
        }
    )
    assert run("move", "app.tool", "app.sub.device", "--write", cwd=builder.root).code == 0
    for name in ("app.tool", "app.sub.device"):
        ran = python(builder, "-m", name, "a", "b")
        assert (ran.returncode, ran.stdout) == (3, "tool __main__ ['a', 'b']\n"), ran.stderr
    holds(builder, "import app.tool, app.sub.device; assert app.tool is app.sub.device")


def test_a_package_moves_with_everything_in_it(package: RepoBuilder, run: Run) -> None:
    (package.root / "shop/old/run.sh").chmod(0o755)
    package.commit("executable")
    ran = run("move", "shop.old", "shop.core.fresh", "--write", cwd=package.root)
    assert ran.code == 0, ran.out + ran.err
    fresh = package.root / "shop/core/fresh"
    assert (fresh / "data.bin").read_bytes() == b"\0\xff"
    assert (fresh / "run.sh").stat().st_mode & 0o111
    assert not (package.root / "shop/old/data.bin").exists()
    assert (fresh / "deeper/leaf.py").read_text() == str(PACKAGE["shop/old/deeper/leaf.py"]).replace(
        "...units", "....units"
    )
    assert (fresh / "private.py").read_text() == PACKAGE["shop/old/private.py"]
    assert "shop.old" not in (package.root / "shop/user.py").read_text()
    holds(package, "from shop.user import use; assert use() == 1 + 1 + 1 + 3 + 2 + 1")


def test_the_old_path_of_a_package_and_of_all_in_it_are_the_new_ones(package: RepoBuilder, run: Run) -> None:
    assert run("move", "shop.old", "shop.core.fresh", "--write", cwd=package.root).code == 0
    holds(
        package,
        "import sys, importlib, pickle\n"
        "import shop.old.deeper.leaf, shop.old.inner as inner\n"
        "from shop.old import private, NAME\n"
        "from shop.old.private import hidden, _value\n"
        "import shop.core.fresh as new\n"
        "from unittest import mock\n"
        "assert inner is new.inner and private is sys.modules['shop.core.fresh.private']\n"
        "assert shop.old.deeper.leaf is new.deeper.leaf\n"
        "with mock.patch('shop.old.NAME', 'patched'): assert new.name() == 'patched' == shop.old.name()\n"
        "with mock.patch('shop.old.deeper.leaf.LEAF', 50), mock.patch('shop.old.inner.LEAF', 60): assert inner.deep() == 64\n"
        "assert new.name() == 'x' == shop.old.NAME\n"
        "shop.old.NAME = 'set'\n"
        "assert new.NAME == 'set'\n"
        "assert pickle.loads(b'cshop.old.inner\\ndeep\\n.') is new.deep\n"
        "importlib.reload(shop.old)\n"
        "assert shop.old.name is new.name and shop.old is not new\n"
        "twice = [m for m in sys.modules.values() if getattr(m, '__file__', None) and m.__file__.endswith('fresh/inner.py')]\n"
        "assert len({id(m) for m in twice}) == 1\n",
    )  # fmt: skip
    for name in ("shop.old", "shop.core.fresh"):
        ran = python(package, "-m", name)
        assert (ran.returncode, ran.stdout) == (0, "main __main__ x\n"), ran.stderr


@pytest.mark.parametrize("first", ["shop.old", "shop.core.fresh"])
def test_it_does_not_matter_which_path_is_imported_first(package: RepoBuilder, run: Run, first: str) -> None:
    assert run("move", "shop.old", "shop.core.fresh", "--write", cwd=package.root).code == 0
    holds(
        package,
        f"import {first}.inner, {first}.private\n"
        "import shop.old, shop.core.fresh\n"
        "assert shop.old.inner is shop.core.fresh.inner\n"
        "assert shop.old.private is shop.core.fresh.private\n"
        "from shop.old import *\n"
        "assert name is shop.core.fresh.name\n",
    )


@pytest.mark.parametrize("moved", ["module", "package"])
def test_without_a_shim_nothing_stays(shop: RepoBuilder, run: Run, moved: str) -> None:
    if moved == "package":
        shop.commit("more", PACKAGE)
    old, new = ("shop.rates", "shop.core.prices") if moved == "module" else ("shop.old", "shop.core.fresh")
    view = json.loads(run("move", old, new, "--no-shim", "--json", cwd=shop.root).out)
    assert (
        "rename from shop/old/data.bin\nrename to shop/core/fresh/data.bin" in view["diff"]
        or moved == "module"
    )
    shop.git("apply", "--check", "-", stdin=view["diff"].encode())
    ran = run("move", old, new, "--no-shim", "--write", "--json", cwd=shop.root)
    assert ran.code == 0, ran.out + ran.err
    assert "diff" not in json.loads(ran.out)
    assert not (shop.root / "shop/old").exists() or moved == "module"
    assert not (shop.root / "shop/rates.py").exists() or moved == "package"
    holds(shop, f"import {new}")
    assert "No module named" in python(shop, "-c", f"import {old}").stderr
    holds(
        shop,
        "import shop.user; shop.user.use()" if moved == "package" else "import shop.bill; shop.bill.bill()",
    )


def test_without_a_shim_a_path_that_somebody_still_uses_refuses_it(shop: RepoBuilder, run: Run) -> None:
    shop.commit("more", {"shop/odd.py": 'WHO = "shop.rates"\n'})
    before = snapshot(shop.root, ours="\0")
    ran = run("move", "shop.rates", "shop.prices", "--no-shim", "--write", cwd=shop.root)
    assert ran.code == 3
    assert "shop/odd.py:1" in ran.out
    assert snapshot(shop.root, ours="\0") == before


def test_a_move_that_is_done_is_nothing_to_do(package: RepoBuilder, run: Run) -> None:
    for arguments in (["shop.units", "shop.core.units"], ["shop.old", "shop.core.fresh"]):
        assert run("move", *arguments, "--write", cwd=package.root).code == 0
        package.commit("moved")
        ran = run("move", *arguments, "--write", cwd=package.root)
        assert (ran.code, ran.out.strip()) == (0, "nothing would change")
        assert package.git("status", "--porcelain") == ""


def test_it_lands_as_one_commit_and_can_be_undone(package: RepoBuilder, run: Run) -> None:
    ran = run("move", "shop.old", "shop.core.fresh", "--commit", "--json", cwd=package.root)
    assert ran.code == 0, ran.err
    commit = json.loads(ran.out)["commit"]
    names = package.git("diff-tree", "-r", "-M", "--name-status", "main", commit)
    assert "R100\tshop/old/data.bin\tshop/core/fresh/data.bin" in names
    assert package.git("status", "--porcelain") == ""
    ran = run("undo", cwd=package.root)
    assert ran.code == 0, ran.err
    tip = package.git("for-each-ref", "--format=%(refname)", "refs/heads/migration")
    assert package.git("diff", "--name-only", "main", tip, "--", "shop") == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("shop.nothing", "shop.new", "does not exist", id="a module that is not there"),
        pytest.param("shop.rates", "shop.units", "exists already", id="a path that is taken"),
        pytest.param("shop.rates", "shop.rates", "it is there already", id="where it is"),
        pytest.param("shop.rates", "shop.rates.inner", "inside of itself", id="into itself"),
        pytest.param("shop.rates", "shop.units.inner", "is a module, not a package", id="into a module"),
        pytest.param("shop.rates", "elsewhere.rates", "in no package", id="into no package"),
        pytest.param("shop.rates", "shop.a-b", "is no module name", id="a name that nobody can import"),
        pytest.param("shop.rates", "shop.class", "is no module name", id="a keyword"),
        pytest.param("shop", "store", "top-level", id="a top-level package"),
        pytest.param("shop.core", "shop.core.more.core", "inside of itself", id="a package into itself"),
        pytest.param("shop.rates", "shop.taken", "has a name taken", id="a name that the package has"),
        pytest.param("shop.rates", "shop.Units", "exists already", id="a name that differs in case only"),
    ],
)
def test_a_wrong_request_is_refused_with_a_reason_before_anything_is_touched(
    shop: RepoBuilder, run: Run, old: str, new: str, said: str
) -> None:
    shop.commit("more", {"shop/__init__.py": "taken = 1\n"})
    before = snapshot(shop.root, ours="\0")
    for option in ("--write", "--commit"):
        ran = run("move", old, new, option, cwd=shop.root)
        assert ran.code == 3, ran.out
        assert said in ran.out
        assert snapshot(shop.root, ours="\0") == before


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["shop.rates"], id="no target"),
        pytest.param(["shop.rates", "shop.units", "shop.new"], id="two modules"),
        pytest.param(["shop.rates", "shop.units:Name"], id="a module to a name"),
        pytest.param(["shop.rates:Rate", "shop.units", "shop.new"], id="a symbol and a module"),
        pytest.param(["shop/rates.py", "shop.new"], id="a file"),
        pytest.param([], id="nothing"),
    ],
)
def test_words_that_do_not_fit_are_wrong_usage(shop: RepoBuilder, run: Run, words: list[str]) -> None:
    ran = run("move", *words, cwd=shop.root)
    assert ran.code == 2
    assert "hint: " in ran.err


def test_a_link_in_a_package_refuses_its_move(package: RepoBuilder, run: Run) -> None:
    (package.root / "shop/old/link.py").symlink_to("../units.py")
    package.commit("link")
    ran = run("move", "shop.old", "shop.fresh", "--write", cwd=package.root)
    assert ran.code == 3
    assert "shop/old/link.py is a symbolic link" in ran.out


def test_a_file_that_does_not_parse_moves_as_it_is_and_is_listed(package: RepoBuilder, run: Run) -> None:
    package.commit("template", {"shop/old/template.py": "from . import {{ name }}\n"})
    view = json.loads(run("move", "shop.old", "shop.core.fresh", "--write", "--json", cwd=package.root).out)
    assert (package.root / "shop/core/fresh/template.py").read_text() == "from . import {{ name }}\n"
    assert [left for left in view["left"] if left["file"] == "shop/core/fresh/template.py"]


def test_files_keep_their_bytes_and_stubs_come_along(shop: RepoBuilder, run: Run) -> None:
    raw = "# -*- coding: latin-1 -*-\r\nfrom .units import CENT  # é\r\n\r\nPRICE = 'é'\r\n".encode("latin-1")
    shop.commit("more", {"shop/odd.py": raw, "shop/odd.pyi": "from .units import CENT as CENT\nPRICE: str\n"})
    assert run("move", "shop.odd", "shop.core.odd", "--write", cwd=shop.root).code == 0
    assert (shop.root / "shop/core/odd.py").read_bytes() == raw.replace(b".units", b"..units")
    assert (shop.root / "shop/core/odd.pyi").read_text().startswith("from ..units import")
    assert not (shop.root / "shop/odd.pyi").exists()
    assert b"\n" not in (shop.root / "shop/odd.py").read_bytes().replace(b"\r\n", b"")
    holds(shop, "import shop.odd; assert shop.odd.PRICE == '\\xe9'")


def test_packages_are_made_only_where_the_parent_is_one(
    make: Callable[[Mapping[str, str | bytes]], RepoBuilder], run: Run
) -> None:
    builder = make(
        {
            "reg/__init__.py": "",
            "reg/a.py": "A = 1\n",
            "reg/spaced/b.py": "from ..a import A\n\nB = A\n",
            "reg/use.py": "from .spaced import b\n\nC = b.B\n",
        }
    )
    assert run("move", "reg.a", "reg.deep.down.a", "--write", cwd=builder.root).code == 0
    assert (builder.root / "reg/deep/__init__.py").exists()
    assert (builder.root / "reg/deep/down/__init__.py").exists()
    assert run("move", "reg.spaced.b", "reg.spaced.below.b", "--write", cwd=builder.root).code == 0
    assert not (builder.root / "reg/spaced/below/__init__.py").exists()
    holds(
        builder, "import reg.use, reg.spaced.b, reg.spaced.below.b; assert reg.spaced.b is reg.spaced.below.b"
    )
    ran = run("move", "reg.spaced", "reg.other", "--write", cwd=builder.root)
    assert ran.code == 0, ran.out
    holds(
        builder,
        "import reg.use, reg.spaced.b, reg.other.b, reg.other.below.b; assert reg.spaced.b is reg.other.below.b",
    )


def test_073_only_the_name_that_an_import_binds_in_a_package_is_in_the_way(
    make: Callable[[Mapping[str, str | bytes]], RepoBuilder], run: Run
) -> None:
    builder = make({"app/__init__.py": "from app import units\n", "app/units.py": "CENT = 1\n"})
    for words in (["app.units", "app.deep.units"], ["app.units:CENT", "app.deeper.units"]):
        ran = run("move", *words, "--write", cwd=builder.root)
        assert ran.code == 0, ran.out
        holds(builder, f"from {words[1]} import CENT; from app.units import CENT as old; assert old is CENT")
        builder.git("checkout", "-q", ".")
        builder.git("clean", "-fdq")
    builder.write({"app/__init__.py": "deep = 1\n"})
    ran = run("move", "app.units", "app.deep.units", "--write", cwd=builder.root)
    assert ran.code == 3
    assert "app has a name deep" in ran.out


def test_082_a_module_with_a_function_of_its_name_in_its_package_is_not_taken_for_it(
    make: Callable[[Mapping[str, str | bytes]], RepoBuilder], run: Run
) -> None:
    use = (
        "import importlib\n\nimport app.core\nfrom app import core\nfrom app.core import run\nfrom app.core.run import helper\n\n\n"
        "def use() -> object:\n    return run(), core.run(), app.core.run(), helper(), importlib.import_module('app.core.run').helper()\n"
    )
    builder = make(
        {
            "app/__init__.py": "",
            "app/core/__init__.py": "from .run import run\n\n__all__ = ['run']\n",
            "app/core/run.py": "def run() -> int:\n    return 1\n\n\ndef helper() -> int:\n    return 2\n",
            "app/use.py": use,
        }
    )
    ran = run("move", "app.core.run", "app.core.start", "--write", cwd=builder.root)
    assert ran.code == 3
    assert "app.core has a definition run beside the module of that name" in ran.out
    ran = run("move", "app.core.run", "app.core.start", "--no-shim", "--write", cwd=builder.root)
    assert ran.code == 0, ran.out
    holds(builder, "from app.use import use; assert use() == (1, 1, 1, 2, 2)")
    assert (
        "from app.core import run\nfrom app.core.start import helper"
        in (builder.root / "app/use.py").read_text()
    )


def test_what_a_package_gives_at_run_time_does_not_keep_a_path_that_is_retired(
    make: Callable[[Mapping[str, str | bytes]], RepoBuilder], run: Run
) -> None:
    lazy = "def __getattr__(name: str) -> object:\n    raise AttributeError(make(name))\n\n\nmake = str\n"
    builder = make(
        {"app/__init__.py": lazy, "app/units.py": "CENT = 1\n", "app/use.py": "from .units import CENT\n"}
    )
    ran = run("move", "app.units", "app.coins", "--no-shim", "--write", cwd=builder.root)
    assert ran.code == 0, ran.out
    assert not (builder.root / "app/units.py").exists()


def test_what_a_module_only_imports_for_itself_makes_no_path_but_is_there(
    make: Callable[[Mapping[str, str | bytes]], RepoBuilder], run: Run
) -> None:
    builder = make(
        {
            "app/__init__.py": "",
            "app/base.py": "class Base:\n    pass\n",
            "app/parts.py": "from app.base import Base\n\n__all__ = ['Part']\n\n\nclass Part(Base):\n    pass\n\n\nclass Beside:\n    pass\n",
            "app/use.py": "from app.base import Base\nfrom app.parts import Beside, Part\n",
        }
    )
    view = json.loads(run("move", "app.parts", "app.pieces", "--write", "--json", cwd=builder.root).out)
    assert view["refused"] == ""
    shim = (builder.root / "app/parts.py").read_text()
    assert "import Beside as Beside" in shim
    assert "Base " not in shim
    holds(
        builder, "from app.parts import Part, Beside, Base; from app.base import Base as b; assert Base is b"
    )


def test_a_module_in_a_cycle_stays_in_that_cycle_and_in_no_other(
    make: Callable[[Mapping[str, str | bytes]], RepoBuilder], run: Run
) -> None:
    builder = make(
        {
            "app/__init__.py": "",
            "app/sub/__init__.py": "",
            "app/one.py": "from app import two\n\n\ndef one() -> object:\n    return two.two\n",
            "app/two.py": "from app import one\n\n\ndef two() -> object:\n    return one.one\n",
        }
    )
    view = json.loads(run("move", "app.two", "app.sub.second", "--write", "--json", cwd=builder.root).out)
    assert view["refused"] == ""
    holds(builder, "import app.one; assert app.one.one() is app.one.two.two")
    holds(builder, "import app.two, app.one; assert app.two.two() is app.one.one")


def test_names_that_a_module_gives_lazily_are_given_by_its_old_path(
    make: Callable[[Mapping[str, str | bytes]], RepoBuilder], run: Run
) -> None:
    builder = make(
        {
            "app/__init__.py": "",
            "app/lazy.py": "__all__ = ['now', 'later']\nnow = 1\n\n\ndef __getattr__(name: str) -> object:\n    if name == 'later':\n        return [2]\n    raise AttributeError(name)\n",
            "app/use.py": "from app.lazy import later, now\n",
        }
    )
    ran = run("move", "app.lazy", "app.late", "--write", cwd=builder.root)
    assert ran.code == 0, ran.out
    holds(builder, "import app.use; from app.lazy import later, now; assert later == [2]")
