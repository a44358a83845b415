"""A symbol that moves under a new name: who used the old one uses the new one, where that is certain; else the old name stays as an alias."""

from pathlib import Path

import pytest

from tests.recipes.conftest import Make
from tests.support.moving import move, moved

OLD = "class C:\n    pass\n\n\nD = 1\n"
RENAMED = move("C", rename={"C": "Better"})


@pytest.mark.parametrize(
    ("user", "after"),
    [
        pytest.param("from pkg.old import C\n\nx = C()\n", "from pkg.new import Better\n\nx = Better()\n", id="a use"),
        pytest.param("from pkg.old import C as X\n\nx = X()\n", "from pkg.new import Better as X\n\nx = X()\n", id="an alias stays"),
        pytest.param("from .old import C, D\n\nx = C, D\n", "from .old import D\nfrom .new import Better\n\nx = Better, D\n", id="beside others"),
        pytest.param("import pkg.old\n\nx = pkg.old.C()\n", "import pkg.new\n\nx = pkg.new.Better()\n", id="through a module"),
        pytest.param("def f():\n    from pkg.old import C\n\n    return C()\n", "def f():\n    from pkg.new import Better\n\n    return Better()\n", id="in a function"),
        pytest.param('from pkg.old import C\n\n\ndef f(x: "C") -> None: ...\n', 'from pkg.new import Better\n\n\ndef f(x: "Better") -> None: ...\n', id="in a quoted annotation"),
        pytest.param("from pkg.old import C\n\nBetter = 2\nx = C()\n", "from pkg.new import Better as C\n\nBetter = 2\nx = C()\n", id="the new name is taken"),
        pytest.param("from pkg.old import C\n\n__all__ = ['C']\n", "from pkg.new import Better as C\n\n__all__ = ['C']\n", id="exported"),
        pytest.param("from pkg.old import C\n\nx = f'{C}'\n", None, id="in a joined string"),
    ],
)  # fmt: skip
def test_uses_follow_the_new_name_where_that_is_certain(
    make: Make, tmp_path: Path, user: str, after: str | None
) -> None:
    result = moved(make, {"pkg/old.py": OLD, "pkg/user.py": user}, RENAMED)
    text = result.after.text("pkg/user.py")
    if after is not None:
        assert text == after
    result.after.runs(tmp_path, "import pkg.user, pkg.old, pkg.new; assert pkg.old.C is pkg.new.Better")


def test_others_who_take_the_old_name_from_a_user_still_find_it(make: Make, tmp_path: Path) -> None:
    files = {
        "pkg/old.py": OLD,
        "pkg/face.py": "from pkg.old import C\n\nx = C()\n",
        "pkg/user.py": "from pkg.face import C\n\ny = C()\n",
    }
    result = moved(make, files, RENAMED)
    assert result.after.text("pkg/face.py") == "from pkg.new import Better as C\n\nx = C()\n"
    result.after.runs(tmp_path, "import pkg.user")


def test_083_a_patch_of_the_name_in_a_user_follows_it(make: Make, tmp_path: Path) -> None:
    test = (
        "from unittest import mock\n\nfrom pkg import user\n\n\ndef test() -> None:\n"
        '    with mock.patch("pkg.user.C", return_value=7):\n        assert user.f() == 7\n'
    )
    files = {
        "pkg/old.py": OLD,
        "pkg/user.py": "from pkg.old import C\n\n\ndef f():\n    return C()\n",
        "tests/test_user.py": test,
    }
    result = moved(make, files, RENAMED)
    assert '"pkg.user.Better"' in result.after.text("tests/test_user.py")
    result.after.runs(tmp_path, "import sys; sys.path.insert(0, 'tests'); import test_user; test_user.test()")


def test_085_a_patch_by_object_and_name_is_listed(make: Make) -> None:
    files = {
        "pkg/old.py": OLD,
        "pkg/user.py": "from pkg.old import C\n\n\ndef f():\n    return C()\n",
        "tests/test_user.py": "from pkg import user\n\n\ndef test(monkeypatch) -> None:\n    monkeypatch.setattr(user, 'C', 7)\n",
    }
    left = moved(make, files, RENAMED).changes.left
    assert [(one.path, one.line) for one in left] == [("tests/test_user.py", 5)]
    assert "called Better now" in left[0].reason
