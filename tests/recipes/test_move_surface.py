from pathlib import Path

import pytest

from migrator.model.values import Symbol
from migrator.plan.values import ShimChoice
from migrator.records.intentions import Exclusion
from tests.recipes.conftest import Make
from tests.support.moving import move, moved, refusal

NEW = '"""New."""\n'
OLD = "class C:\n    def f(self):\n        return helper()\n\n    g = 1\n\n\ndef helper():\n    return 1\n"


LAZY = (
    "def __getattr__(name: str) -> object:\n"
    '    """Give what lives elsewhere now, with a warning at the line that asks."""\n'
    '    if name == "C":\n        import warnings\n\n        from pkg.new import C\n\n'
    '        warnings.warn(f"{__name__}.{name} lives in pkg.new now", DeprecationWarning, stacklevel=2)\n        return C\n'
    '    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")\n\n\n'
    'def __dir__() -> list[str]:\n    return sorted({*globals(), "C"})\n'
)


def test_without_a_shim_a_path_that_is_left_refuses(make: Make) -> None:
    files = {
        "pkg/old.py": "class C: ...\n",
        "pkg/new.py": NEW,
        "pkg/user.py": "import pkg.old\n\n\ndef f(name):\n    return getattr(pkg.old, name), f'pkg.old.{name}'\n",
    }
    assert "pkg/user.py" in refusal(make, files, move("C", shim=ShimChoice.NONE))


def test_an_excluded_site_goes_on_through_the_shim_and_refuses_without_one(
    make: Make, tmp_path: Path
) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/old.py": "class C: ...\n",
        "pkg/new.py": NEW,
        "pkg/user.py": "from pkg.old import C\n",
    }
    sandbox = make(files)
    for shim in (ShimChoice.AUTO, ShimChoice.NONE):
        intention = move("C", shim=shim)
        planned = sandbox.planned(intention)
        hunk = next(change.edits[0].hunk for change in planned.files if change.path == "pkg/user.py")
        exclusions = [Exclusion("pkg/user.py", hunk, "public")]
        if shim is ShimChoice.NONE:
            assert "still used" in sandbox.planned(intention, exclusions).refused
        else:
            after = sandbox.after(intention, exclusions)
            assert after.text("pkg/user.py") == files["pkg/user.py"]
            assert after.runs(tmp_path, "import pkg.user, pkg.new; assert pkg.user.C is pkg.new.C") == ""


def test_the_change_set_says_what_moved_and_which_edits_are_inseparable(make: Make) -> None:
    files = {
        "pkg/old.py": "class C: ...\n\n\nD = 1\n",
        "pkg/new.py": "E = 1\n",
        "pkg/user.py": "from pkg.old import C\n",
    }
    changes = moved(make, files, move("C")).changes
    assert changes.renames == ((Symbol("pkg.old", "C"), Symbol("pkg.new", "C")),)
    assert changes.shims == (Symbol("pkg.old", "C"),)
    optional = {change.path: {edit.optional for edit in change.edits} for change in changes.files}
    assert optional == {"pkg/new.py": {False}, "pkg/old.py": {False}, "pkg/user.py": {True}}
    shapes = {edit.shape for change in changes.files for edit in change.edits if not edit.optional}
    assert shapes == {"definition of C moves in", "definition of C moves out", "shim for C"}


def test_084_a_patch_of_what_others_ask_the_old_module_for_late_is_left_for_a_person(make: Make) -> None:
    """What moved looks ``helper`` up in its new home, but who imports it while it runs still asks the old one: one string cannot say both."""
    files = {
        "pkg/old.py": OLD,
        "pkg/user.py": "def late():\n    from pkg.old import helper\n\n    return helper()\n",
        "tests/test_user.py": "from unittest import mock\n\n\n@mock.patch('pkg.old.helper')\ndef test(f): ...\n",
    }
    result = moved(make, files, move("C"))
    assert "'pkg.old.helper'" in result.text("tests/test_user.py")
    assert [one.path for one in result.changes.left if "both" in one.reason] == ["tests/test_user.py"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param("", "it stays", id="stays"),
        pytest.param(
            "\n\ndef late():\n    from pkg.old import C\n\n    return C\n",
            "both",
            id="is left where others move on",
        ),
    ],
)
def test_084_a_patch_stays_with_what_asks_the_old_module_by_getattr(make: Make, more: str, said: str) -> None:
    """Such a use is listed and goes on asking the shim, which a patch of the new module does not reach."""
    files = {
        "pkg/old.py": "class C: ...\n",
        "pkg/user.py": "from pkg import old\n\n\ndef run():\n    return getattr(old, 'C')()\n" + more,
        "tests/test_user.py": "from unittest import mock\n\n\n@mock.patch('pkg.old.C')\ndef test(f): ...\n",
    }
    result = moved(make, files, move("C"))
    assert "'pkg.old.C'" in result.text("tests/test_user.py")
    assert [one.path for one in result.changes.left if said in one.reason] == ["tests/test_user.py"]
