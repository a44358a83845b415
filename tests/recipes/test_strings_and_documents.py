from pathlib import Path

import pytest

from migrator.model.values import Symbol
from migrator.records.intentions import RewriteImports
from tests.recipes.conftest import Make, Sandbox

REWRITE = RewriteImports(definition=Symbol("pkg.new", "C"), canonical=Symbol("pkg.new", "C"))


def _patched(make: Make, old: str, user: str, target: str, new: str = "class C:\n    size = 1\n") -> Sandbox:
    return make(
        {
            "pkg/__init__.py": "",
            "pkg/old.py": old,
            "pkg/new.py": new,
            "pkg/user.py": user,
            "tests/test_user.py": f'from unittest.mock import patch\n\n\n@patch("{target}")\ndef test(c): ...\n',
        }
    )


def _string_after(sandbox: Sandbox) -> tuple[str, tuple[str, ...]]:
    left = sandbox.planned(REWRITE).left
    text = sandbox.after(REWRITE).text("tests/test_user.py").split('"')[1]
    return text, tuple(one.reason for one in left if one.path == "tests/test_user.py")


LATE = "def f():\n    from pkg.old import C\n\n    return C\n"
ATTRIBUTE = "from pkg import old\n\n\ndef f():\n    return old.C\n"
EARLY = "from pkg.old import C\n\n\ndef f():\n    return C\n"
PASSES_ON = "from pkg.new import C\n"
USES_IT = "from pkg.new import C\n\n\ndef g():\n    return C\n"


@pytest.mark.parametrize("user", [LATE, ATTRIBUTE])
def test_a_patch_follows_those_who_look_it_up_late(make: Make, user: str) -> None:
    assert _string_after(_patched(make, PASSES_ON, user, "pkg.old.C")) == ("pkg.new.C", ())


def test_a_patch_at_the_users_module_stays(make: Make) -> None:
    text, left = _string_after(_patched(make, PASSES_ON, EARLY, "pkg.user.C"))
    assert text == "pkg.user.C"
    assert left == ()


def test_a_patch_of_what_the_old_module_itself_looks_up_stays(make: Make) -> None:
    text, left = _string_after(_patched(make, USES_IT, EARLY, "pkg.old.C"))
    assert text == "pkg.old.C"
    assert "it stays" in left[0]


def test_a_patch_that_would_have_to_be_in_two_places_is_left_for_a_person(make: Make) -> None:
    text, left = _string_after(_patched(make, USES_IT, LATE, "pkg.old.C"))
    assert text == "pkg.old.C"
    assert "patch both" in left[0]


def test_a_patch_of_a_member_follows_since_the_object_is_the_same(make: Make) -> None:
    assert _string_after(_patched(make, USES_IT, LATE, "pkg.old.C.size")) == ("pkg.new.C.size", ())


@pytest.mark.parametrize("user", [LATE, ATTRIBUTE, EARLY])
def test_a_patch_reaches_the_same_function_as_before(make: Make, tmp_path: Path, user: str) -> None:
    sandbox = _patched(make, PASSES_ON, user, "pkg.old.C")

    def patched(tree: Sandbox, folder: str) -> str:
        target = tree.text("tests/test_user.py").split('"')[1]
        code = f"from unittest.mock import patch\nimport pkg.user\nwith patch('{target}', 'fake'):\n    print(pkg.user.f())"
        return tree.runs(tmp_path / folder, code)

    assert patched(sandbox, "before") == patched(sandbox.after(REWRITE), "after").replace(
        "pkg.new.C", "pkg.new.C"
    )


def test_a_patch_stays_with_a_late_import_that_stays(make: Make) -> None:
    """The module of the definition is not made to import itself, so it goes on asking the old path."""
    late = "class C: ...\n\n\ndef f():\n    from pkg.old import C\n\n    return C\n"
    text, left = _string_after(_patched(make, PASSES_ON, EARLY, "pkg.old.C", late))
    assert text == "pkg.old.C"
    assert left
    text, left = _string_after(_patched(make, PASSES_ON, LATE, "pkg.old.C", late))
    assert text == "pkg.old.C"
    assert "patch both" in left[0]


@pytest.mark.parametrize(
    "user",
    [
        pytest.param("from pkg import old\n\n\ndef f():\n    return getattr(old, 'C')()\n", id="getattr"),
        pytest.param("import pkg.old\n\n\ndef f():\n    return getattr(pkg.old, 'C', None)\n", id="dotted"),
        pytest.param(
            "def f():\n    from importlib import import_module\n\n    return import_module('pkg.old').C\n",
            id="import_module",
        ),
        pytest.param(
            "import sys\nimport pkg.old\n\n\ndef f():\n    return sys.modules['pkg.old'].C\n",
            id="sys.modules",
        ),
    ],
)
def test_a_patch_stays_with_what_asks_the_old_module_by_a_function(make: Make, user: str) -> None:
    """Such a use is listed and goes on asking the old path, so that is where the patch has to be."""
    user = "from pkg.old import C as early\n" + user
    text, left = _string_after(_patched(make, PASSES_ON, user, "pkg.old.C"))
    assert text == "pkg.old.C"
    assert "it stays" in left[0]


def test_a_patch_that_a_function_and_a_late_import_ask_for_is_left_for_a_person(make: Make) -> None:
    user = LATE + "\n\ndef g():\n    from pkg import old\n\n    return getattr(old, 'C')\n"
    text, left = _string_after(_patched(make, PASSES_ON, user, "pkg.old.C"))
    assert text == "pkg.old.C"
    assert "patch both" in left[0]


def test_a_patch_follows_a_path_string_that_is_loaded_late(make: Make) -> None:
    """Although the new module looks the name up itself: the string that follows asks there too."""
    user = (
        EARLY + "\n\ndef g():\n    from pkgutil import resolve_name\n\n    return resolve_name('pkg.old:C')\n"
    )
    home = "class C: ...\n\n\ndef g():\n    return C\n"
    assert _string_after(_patched(make, PASSES_ON, user, "pkg.old.C", home)) == ("pkg.new.C", ())


def test_a_patch_target_in_a_variable_is_a_patch_target(make: Make) -> None:
    sandbox = _patched(make, PASSES_ON, LATE, "pkg.old.C")
    text = "from unittest.mock import patch\n\n\ndef test():\n    target = 'pkg.old.C'\n    with patch(target):\n        pass\n"
    done = make({**sandbox.tree.files, "tests/test_user.py": text}).after(REWRITE)
    assert done.text("tests/test_user.py") == text.replace("old", "new")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('import_string("pkg.old.C")', 'import_string("pkg.new.C")'),
        ("locate('pkg.old.C')", "locate('pkg.new.C')"),
        ('load("pkg.old.C")', 'load("pkg.old.C")'),
        ('import_string("pkg.old" ".C")', 'import_string("pkg.old" ".C")'),
    ],
)
def test_a_string_is_rewritten_where_its_function_takes_paths(make: Make, before: str, after: str) -> None:
    sandbox = make(
        {
            "pkg/__init__.py": "",
            "pkg/old.py": PASSES_ON,
            "pkg/new.py": "class C: ...\n",
            "pkg/user.py": f"from pkg.old import C\nx = {before}\n",
        }
    )
    done = sandbox.after(REWRITE)
    assert done.text("pkg/user.py") == f"from pkg.new import C\nx = {after}\n"
    assert (before == after) == bool([one for one in sandbox.planned(REWRITE).left if one.line == 2])


def test_entry_points_and_references_follow_and_mentions_are_listed(make: Make) -> None:
    sandbox = make(
        {
            "pkg/__init__.py": "",
            "pkg/old.py": PASSES_ON,
            "pkg/new.py": "class C: ...\n",
            "pkg/user.py": "from pkg.old import C\n",
            "pyproject.toml": (
                "[project.scripts]\nrun = 'pkg.old:C'\nother = 'pkg.old:Cx'\n\n"
                "[tool.migrator]\ncanonical = ['pkg.old:C']\n\n[tool.other]\nthing = 'pkg.old:C'\n"
            ),
            "setup.cfg": "[options.entry_points]\nconsole_scripts =\n    run = pkg.old:C\n",
            "docs/index.rst": (
                "See :class:`pkg.old.C` and :py:class:`~pkg.old.C` and :class:`it <pkg.old.C>`.\n\n"
                ".. autoclass:: pkg.old.C\n\n>>> from pkg.old import C\n\nPlainly pkg.old.C.\n"
            ),
            "migration.toml": "canonical = 'pkg.old:C'\n",
        }
    )
    done = sandbox.after(REWRITE)
    assert done.text("pyproject.toml") == (
        "[project.scripts]\nrun = 'pkg.new:C'\nother = 'pkg.old:Cx'\n\n"
        "[tool.migrator]\ncanonical = ['pkg.old:C']\n\n[tool.other]\nthing = 'pkg.old:C'\n"
    )
    assert done.text("setup.cfg") == "[options.entry_points]\nconsole_scripts =\n    run = pkg.new:C\n"
    assert done.text("docs/index.rst") == (
        "See :class:`pkg.new.C` and :py:class:`~pkg.new.C` and :class:`it <pkg.new.C>`.\n\n"
        ".. autoclass:: pkg.new.C\n\n>>> from pkg.new import C\n\nPlainly pkg.old.C.\n"
    )
    assert done.text("migration.toml") == "canonical = 'pkg.old:C'\n"
    left = [(one.path, one.line) for one in sandbox.planned(REWRITE).left]
    assert left == [("docs/index.rst", 7), ("pyproject.toml", 9)]
    assert done.planned(REWRITE).is_empty


def test_docstrings_follow_where_tools_read_them(make: Make) -> None:
    text = '"""Uses :class:`pkg.old.C`; pkg.old.C is fine.\n\n:type x: pkg.old.C\n"""\n'
    sandbox = make(
        {
            "pkg/__init__.py": "",
            "pkg/old.py": PASSES_ON,
            "pkg/new.py": "class C: ...\n",
            "pkg/user.py": "from pkg.old import C\n",
            "pkg/words.py": text,
        }
    )
    done = sandbox.after(REWRITE)
    assert done.text("pkg/words.py") == (
        '"""Uses :class:`pkg.new.C`; pkg.old.C is fine.\n\n:type x: pkg.new.C\n"""\n'
    )
    assert [(one.path, one.line) for one in sandbox.planned(REWRITE).left] == [("pkg/words.py", 1)]
