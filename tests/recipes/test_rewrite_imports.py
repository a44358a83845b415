from pathlib import Path

import pytest

from migrator.model.values import Symbol
from migrator.records.intentions import Exclusion, RewriteImports
from tests.recipes.conftest import Make, Sandbox

REWRITE = RewriteImports(definition=Symbol("pkg.new", "C"), canonical=Symbol("pkg.new", "C"))
OLD = "from pkg.new import C\n\nD = 1\n"
NEW = "class C:\n    name = 'C'\n\n\nE = 2\n"


def _site(make: Make, before: str | bytes, path: str = "pkg/user.py", **more: str) -> Sandbox:
    files: dict[str, str | bytes] = {
        "pkg/__init__.py": "",
        "pkg/old.py": OLD,
        "pkg/new.py": NEW,
        "pkg/sub/__init__.py": "",
        path: before,
    }
    return make({**files, **more})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("from pkg.old import C\n", "from pkg.new import C\n", id="alone"),
        pytest.param(
            "from pkg.old import C, D\n", "from pkg.old import D\nfrom pkg.new import C\n", id="first_of_two"
        ),
        pytest.param("from pkg.old import C as X\n", "from pkg.new import C as X\n", id="alias"),
        pytest.param(
            "import pkg.old\n\nx = pkg.old.C()\n", "import pkg.new\n\nx = pkg.new.C()\n", id="alone"
        ),
        pytest.param(
            "import pkg.old\n\nx = pkg.old.C()\ny = pkg.old.D\n",
            "import pkg.old\nimport pkg.new\n\nx = pkg.new.C()\ny = pkg.old.D\n",
            id="old_stays",
        ),
        pytest.param(
            "import pkg.old as o\n\nx = o.C()\n", "import pkg.new as new\n\nx = new.C()\n", id="module_alias"
        ),
        pytest.param(
            "from pkg import old\n\nx = old.C()\n",
            "from pkg import new\n\nx = new.C()\n",
            id="module_from_its_package",
        ),
        pytest.param(
            "from pkg import old\n\nx = old.C(), old.D\n",
            "from pkg import old, new\n\nx = new.C(), old.D\n",
            id="old_stays",
        ),
        pytest.param("from .old import C, D\n", "from .old import D\nfrom .new import C\n", id="relative"),
        pytest.param(
            "from . import old\n\nx = old.C\n", "from . import new\n\nx = new.C\n", id="module_relative"
        ),
        pytest.param(
            "from pkg.old import *\n\nx = C(), D\n",
            "from pkg.old import *\nfrom pkg.new import C\n\nx = C(), D\n",
            id="star",
        ),
        pytest.param(
            "from pkg.old import C\n\n\ndef f():\n    from pkg.old import C\n\n    return C\n",
            "from pkg.new import C\n\n\ndef f():\n    from pkg.new import C\n\n    return C\n",
            id="imported_twice",
        ),
        pytest.param(
            "import pkg.old\nimport pkg.new\n\nf = lambda: (pkg.old.C, pkg.sub)\n",
            "import pkg.old\nimport pkg.new\n\nf = lambda: (pkg.new.C, pkg.sub)\n",
            id="root_is_needed_for_something_else",
        ),
        pytest.param("import pkg.old\n", "import pkg.old\n", id="imported_for_its_side_effect"),
        pytest.param("from pkg.old import C\n\ndel C\n", "from pkg.new import C\n\ndel C\n", id="del"),
        pytest.param(
            "from pkg.old import C\n\nx = globals()['C']\n",
            "from pkg.new import C\n\nx = globals()['C']\n",
            id="globals",
        ),
        pytest.param(
            "import z\nfrom pkg.old import C\nimport a\n",
            "import z\nfrom pkg.new import C\nimport a\n",
            id="order",
        ),
        pytest.param(
            "def f():\n    import pkg.old\n\n    return pkg.old.C\n",
            "def f():\n    import pkg.new\n\n    return pkg.new.C\n",
            id="module_in_a_function",
        ),
        pytest.param(
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.old import C\n\n\n"
            'def f(c: "C") -> None: ...\n',
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.new import C\n\n\n"
            'def f(c: "C") -> None: ...\n',
            id="type_checking",
        ),
        pytest.param(
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg import old\n\n\n"
            'def f(c: "old.C", d: list["old.C"]) -> None: ...\n',
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg import new\n\n\n"
            'def f(c: "new.C", d: list["new.C"]) -> None: ...\n',
            id="quoted_chain",
        ),
        pytest.param(
            "try:\n    from pkg.old import C\nexcept ImportError:\n    C = None\n",
            "try:\n    from pkg.new import C\nexcept ImportError:\n    C = None\n",
            id="try",
        ),
        pytest.param(
            "import sys\n\nif sys.version_info > (3,):\n    from pkg.old import C\nelse:\n    from .old import C\n",
            "import sys\n\nif sys.version_info > (3,):\n    from pkg.new import C\nelse:\n    from .new import C\n",
            id="version_test",
        ),
        pytest.param(
            "class K:\n    from pkg.old import C\n", "class K:\n    from pkg.new import C\n", id="class_body"
        ),
        pytest.param(
            "import sys\n\nsys.path.insert(0, '.')\nfrom pkg.old import C, D\n",
            "import sys\n\nsys.path.insert(0, '.')\nfrom pkg.old import D\nfrom pkg.new import C\n",
            id="path_setup",
        ),
        pytest.param(
            "import os\n'''no docstring'''\nfrom pkg.old import C\n",
            "import os\n'''no docstring'''\nfrom pkg.new import C\n",
            id="string_amid_imports",
        ),
        pytest.param(
            "x = 1\nfrom pkg.old import C  # last, on purpose\n",
            "x = 1\nfrom pkg.new import C  # last, on purpose\n",
            id="last_on_purpose",
        ),
        pytest.param(
            "from pkg import old\n\n\ndef f(old, C):\n    return old.C, C\n\n\ndef g(x):\n    return x.C, old.C\n",
            "from pkg import new\n\n\ndef f(old, C):\n    return old.C, C\n\n\ndef g(x):\n    return x.C, new.C\n",
            id="093",
        ),
        pytest.param(
            "from pkg import old\n\na = [old.C for old in [old]]\nb = lambda old: old.C\nc = [old.C for _ in 'x']\n",
            "from pkg import old, new\n\na = [old.C for old in [old]]\nb = lambda old: old.C\nc = [new.C for _ in 'x']\n",
            id="comprehensions",
        ),
        pytest.param(
            "from pkg import old\n\nnew = 3\nx = old.C\n",
            "from pkg import new as new_module\n\nnew = 3\nx = new_module.C\n",
            id="name_is_taken",
        ),
        pytest.param(
            "from pkg import old\n\nx = f'{old.C!r} {old.C}'\n",
            "from pkg import new\n\nx = f'{new.C!r} {new.C}'\n",
            id="f_string",
        ),
        pytest.param(
            "import pkg\nimport pkg.old\n\nx = pkg.old.C\n",
            "import pkg\nimport pkg.new\n\nx = pkg.new.C\n",
            id="mod_05_root_imported_twice",
        ),
    ],
)
def test_a_site_is_rewritten_in_its_place(make: Make, tmp_path: Path, before: str, after: str) -> None:
    sandbox = _site(make, before)
    done = sandbox.after(REWRITE)
    assert done.text("pkg/user.py") == after
    assert done.planned(REWRITE).is_empty
    if "import z" not in before:
        done.runs(tmp_path, "import pkg.user")


def test_a_facade_keeps_importing_what_makes_it_work(make: Make, tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/api/__init__.py": "from pkg.api.mid import C\n\n__all__ = ['C']\n",
        "pkg/api/mid.py": "from pkg.api.impl import C\n",
        "pkg/api/impl.py": "class C: ...\n",
        "pkg/user.py": "from pkg.api.impl import C\n",
        "tests/test_c.py": "from pkg.api.mid import C\n",
    }
    rewrite = RewriteImports(definition=Symbol("pkg.api.impl", "C"), canonical=Symbol("pkg.api", "C"))
    done = make(files).after(rewrite)
    assert done.text("pkg/user.py") == "from pkg.api import C\n"
    assert done.text("tests/test_c.py") == "from pkg.api import C\n"
    assert done.text("pkg/api/mid.py") == files["pkg/api/mid.py"]
    assert done.text("pkg/api/__init__.py") == files["pkg/api/__init__.py"]
    done.runs(tmp_path, "import pkg.user")


def test_the_module_that_offers_the_path_does_not_come_to_use_itself(make: Make, tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/api/__init__.py": "from pkg.api import impl\n\nC = impl.C\n",
        "pkg/api/impl.py": "class C: ...\n",
        "pkg/user.py": "from pkg.api import impl\n\nx = impl.C\n",
    }
    rewrite = RewriteImports(definition=Symbol("pkg.api.impl", "C"), canonical=Symbol("pkg.api", "C"))
    done = make(files).after(rewrite)
    assert done.text("pkg/api/__init__.py") == files["pkg/api/__init__.py"]
    assert done.text("pkg/user.py") == "from pkg import api\n\nx = api.C\n"
    done.runs(tmp_path, "import pkg.user")


def test_mod_12_a_site_that_would_close_a_cycle_is_left(make: Make) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/api/__init__.py": "from pkg.api.impl import C\nfrom pkg.api.user import U\n",
        "pkg/api/impl.py": "class C: ...\n",
        "pkg/api/user.py": "from pkg.api.impl import C\n\nU = C\n",
        "pkg/free.py": "from pkg.api.impl import C\n",
    }
    rewrite = RewriteImports(definition=Symbol("pkg.api.impl", "C"), canonical=Symbol("pkg.api", "C"))
    planned = make(files).planned(rewrite)
    assert [change.path for change in planned.files] == ["pkg/free.py"]
    assert [(one.path, one.line) for one in planned.left] == [("pkg/api/user.py", 1)]
    assert "cycle" in planned.left[0].reason


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            b"import os\r\nfrom pkg.old import C, D\r\nx = 1",
            b"import os\r\nfrom pkg.old import D\r\nfrom pkg.new import C\r\nx = 1",
            id="src_01_crlf",
        ),
        pytest.param(
            b"import os\r\nfrom pkg.old import C, D\nx = 1\r",
            b"import os\r\nfrom pkg.old import D\nfrom pkg.new import C\nx = 1\r",
            id="src_02_mixed",
        ),
        pytest.param(b"from pkg.old import C", b"from pkg.new import C", id="src_03_no_final_newline"),
        pytest.param(
            b"\xef\xbb\xbffrom pkg.old import C\n", b"\xef\xbb\xbffrom pkg.new import C\n", id="src_04_bom"
        ),
        pytest.param(
            "# coding: shift_jis\ns = '表'; from pkg.old import C\n".encode("shift_jis"),
            "# coding: shift_jis\ns = '表'; from pkg.new import C\n".encode("shift_jis"),
            id="src_05_shift_jis",
        ),
        pytest.param(
            b"\x0cimport os\n\x0c\nfrom  pkg.old  import  C\t# x\n\x0c\n",
            b"\x0cimport os\n\x0c\nfrom  pkg.new  import  C\t# x\n\x0c\n",
            id="src_09_form_feeds",
        ),
    ],
)
def test_untouched_bytes_stay(make: Make, raw: bytes, expected: bytes) -> None:
    assert _site(make, raw).after(REWRITE).tree.files["pkg/user.py"] == expected


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"# coding: rot13\nsebz cxt.byq vzcbeg P\n", id="src_07_rot13"),
        pytest.param(b"from pkg.old import C\nprint 'two'\n", id="does_not_parse"),
        pytest.param(b"# coding: utf-8\nfrom pkg.old import C\ns = '\xff'\n", id="src_06_invalid"),
    ],
)
def test_a_file_that_cannot_be_kept_is_never_edited(make: Make, raw: bytes) -> None:
    planned = _site(make, raw, **{"pkg/good.py": "from pkg.old import C\n"}).planned(REWRITE)
    assert [change.path for change in planned.files] == ["pkg/good.py"]


def test_what_is_reached_at_run_time_is_listed(make: Make) -> None:
    text = (
        "from pkg import old\n"
        "a = getattr(old, 'C')\n"
        "b = f'pkg.old.{a}'\n"
        "c = 'pkg.old.' + 'C'\n"
        "d = 'pkg.old.C'\n"
        "old.C = None\n"
        "def f(monkeypatch, name):\n"
        "    monkeypatch.setattr(old, 'C', 1)\n"
        "    monkeypatch.setattr(old, 'D', 1)\n"
        "    return getattr(old, name)\n"
    )
    planned = _site(make, text).planned(REWRITE)
    assert planned.files == ()
    assert [one.line for one in planned.left if one.path == "pkg/user.py"] == [2, 3, 4, 5, 6, 8, 10]


def test_an_excluded_site_stays_and_is_listed_with_its_reason(make: Make) -> None:
    sandbox = _site(make, "from pkg.old import C\n", **{"pkg/other.py": "from pkg.old import C\n"})
    planned = sandbox.planned(REWRITE)
    keys = {change.path: change.edits[0].hunk for change in planned.files}
    exclusion = Exclusion("pkg/user.py", keys["pkg/user.py"], "the plug-in reads it")
    again = sandbox.planned(REWRITE, [exclusion])
    assert [change.path for change in again.files] == ["pkg/other.py"]
    assert again.left[0].reason == "left on purpose: the plug-in reads it"


def test_a_hunk_keeps_its_key_when_lines_move(make: Make) -> None:
    def key(before: str) -> str:
        return _site(make, before).planned(REWRITE).files[0].edits[0].hunk

    assert key("from pkg.old import C\n") == key("# a comment\nimport os\nfrom pkg.old import C\n")


def test_equal_edits_have_equal_shapes(make: Make) -> None:
    sandbox = _site(
        make,
        "from pkg.old import C\n",
        **{
            "pkg/a.py": "import os\nfrom pkg.old import C\n",
            "pkg/b.py": "def f():\n    from pkg.old import C\n",
        },
    )
    shapes = {change.path: change.edits[0].shape for change in sandbox.planned(REWRITE).files}
    assert shapes["pkg/a.py"] == shapes["pkg/user.py"]
    assert shapes["pkg/b.py"] == (
        "`from pkg.old import C` -> `from pkg.new import C`, alone on its line, in a function"
    )


def test_a_rewrite_to_a_path_that_means_something_else_is_refused(make: Make) -> None:
    wrong = RewriteImports(definition=Symbol("pkg.new", "C"), canonical=Symbol("pkg.new", "E"))
    assert "does not lead" in _site(make, "").planned(wrong).refused


def test_a_package_that_an_import_runs_on_the_way_does_not_import_what_is_half_loaded(make: Make) -> None:
    """Importing ``pkg.sub.low`` runs ``pkg.sub`` first: a facade that starts so has nothing to offer to it yet."""
    files = {
        "pkg/__init__.py": "from .sub.low import C\n",
        "pkg/sub/__init__.py": "from .low import C\n",
        "pkg/sub/low.py": "C = [1]\n",
    }
    rewrite = RewriteImports(definition=Symbol("pkg.sub.low", "C"), canonical=Symbol("pkg", "C"))
    planned = make(files).planned(rewrite)
    assert planned.files == ()
    assert [(one.path, one.line) for one in planned.left] == [("pkg/sub/__init__.py", 1)]


def test_a_package_that_is_run_anyway_is_no_reason_to_leave_an_import(make: Make) -> None:
    """``pkg.user`` imports ``pkg.sub`` and so runs it already: what that imports closes nothing that is not closed."""
    files = {
        "pkg/__init__.py": "",
        "pkg/sub/__init__.py": "import pkg.user\nfrom .low import C\n",
        "pkg/sub/low.py": "C = [1]\n",
        "pkg/user.py": "from pkg.sub import C\n",
    }
    rewrite = RewriteImports(definition=Symbol("pkg.sub.low", "C"), canonical=Symbol("pkg.sub.low", "C"))
    assert make(files).after(rewrite).text("pkg/user.py") == "from pkg.sub.low import C\n"
