from pathlib import Path

from migrator.plan.values import ShimChoice
from tests.recipes.conftest import Make
from tests.support.moving import move, moved, refusal

NEW = '"""New."""\n'


def test_guarded_imports_are_copied_whole(make: Make, tmp_path: Path) -> None:
    guard = "try:\n    import nothing_like_it as fast\nexcept ImportError:\n    fast = None\n"
    old = f"import os\n\n{guard}\n\ndef C():\n    return fast, os\n\n\ndef D():\n    return fast, os\n"
    result = moved(make, {"pkg/old.py": old, "pkg/new.py": NEW}, move("C"))
    assert result.new == f'"""New."""\n\nimport os\n\n{guard}\n\ndef C():\n    return fast, os\n'
    result.is_same_object(tmp_path, "C")


def test_a_new_module_gets_its_imports_by_kind(make: Make, tmp_path: Path) -> None:
    old = (
        "from __future__ import annotations\n\nimport json\nfrom typing import TYPE_CHECKING\n\nimport pkg.base\n\nif TYPE_CHECKING:\n"
        "    from pkg.other import Other\n\n\nclass C(pkg.base.Base):\n    def f(self, x: Other):\n        return json\n\n\nD = 1\n"
    )
    files = {"pkg/old.py": old, "pkg/base.py": "class Base: ...\n", "pkg/other.py": "class Other: ...\n"}
    result = moved(make, files, move("C"))
    assert result.new == old.removesuffix("\n\nD = 1\n")
    assert (
        result.old
        == (
            "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\nfrom pkg.new import C as C\n\nD = 1\n"
        )
        or "D = 1\n" in result.old
    )
    result.is_same_object(tmp_path, "C")


def test_what_moves_may_not_import_who_uses_it(make: Make) -> None:
    files = {
        "pkg/old.py": "from pkg.low import X\n\n\nclass C:\n    x = X\n",
        "pkg/new.py": NEW,
        "pkg/low.py": "from pkg.high import E\n\nX = E\n",
        "pkg/high.py": "import pkg.new\n\nE = pkg.new\n",
    }
    said = refusal(make, files, move("C"))
    assert "pkg.new -> pkg.low -> pkg.high -> pkg.new" in said


def test_a_user_that_the_target_needs_refuses(make: Make) -> None:
    files = {
        "pkg/old.py": "class C:\n    pass\n",
        "pkg/new.py": "from pkg.user import U\n\nE = U\n",
        "pkg/user.py": "from pkg.old import C\n\nU = C\n",
    }
    assert "pkg.new -> pkg.user -> pkg.new" in refusal(make, files, move("C", shim=ShimChoice.AUTO))
