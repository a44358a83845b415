"""What moves drawn in real packages have shown, each made small: see docs/rewriting-real-packages.md."""

from pathlib import Path

from migrator.recipes.editing.edits import apply_change_set
from migrator.recipes.planning import plan_recipe
from tests.recipes.conftest import Make, Sandbox
from tests.support.moving import move, moved, refusal


def test_what_a_class_body_looks_up_before_it_binds_that_name_is_needed(make: Make, tmp_path: Path) -> None:
    """Celery: `ResultConsumer = ResultConsumer`."""
    old = "class Consumer: ...\n\n\nTABLE = {}\n\n\nclass C:\n    Consumer = Consumer\n    for TABLE in TABLE:\n        pass\n\n\nD = Consumer, TABLE\n"
    result = moved(make, {"pkg/old.py": old, "pkg/new.py": '"""New."""\n'}, move("C"))
    assert "from pkg.old import TABLE, Consumer" in result.new or "class Consumer" in result.new
    result.is_same_object(tmp_path, "C", "Consumer", "TABLE")


def test_a_type_variable_made_under_a_condition_is_copied_with_it(make: Make, tmp_path: Path) -> None:
    """click: the default of a type variable, by version."""
    block = "if sys.version_info >= (3, 99):\n    T = t.TypeVar('T', default=int)\nelse:\n    T = t.TypeVar('T')\n"
    old = f"import sys\nimport typing as t\n\n{block}\n\nclass C(t.Generic[T]): ...\n\n\nclass D(C[T], t.Generic[T]): ...\n"
    result = moved(make, {"pkg/old.py": old}, move("C"))
    assert block in result.new
    assert block in result.old
    result.is_same_object(tmp_path, "C")


def test_a_type_variable_made_under_a_condition_goes_along_where_nobody_else_uses_it(
    make: Make, tmp_path: Path
) -> None:
    block = "if sys.version_info >= (3, 99):\n    _T = t.TypeVar('_T', default=int)\nelse:\n    _T = t.TypeVar('_T')\n"
    old = f"import sys\nimport typing as t\n\n{block}\n\nclass C(t.Generic[_T]): ...\n\n\nD = 1\n"
    result = moved(make, {"pkg/old.py": old}, move("C"))
    assert block in result.new
    assert "_T" not in result.old
    result.is_same_object(tmp_path, "C")


def test_a_lazy_shim_joins_a_guard_whatever_it_calls_its_constant(make: Make) -> None:
    """click: `if t.TYPE_CHECKING:` with an assignment below its imports."""
    old = (
        "import typing as t\n\nif t.TYPE_CHECKING:\n    import os\n\n    P = os.PathLike\n\n\n"
        "def base(): ...\n\n\ndef C():\n    return base()\n\n\ndef D(p: 'P'): return base()\n"
    )
    result = moved(make, {"pkg/old.py": old}, move("C"))
    assert "from typing import TYPE_CHECKING" not in result.old
    assert "    import os\n    from pkg.new import C as C\n\n    P = os.PathLike\n" in result.old


def test_what_is_needed_is_imported_as_the_new_home_writes_its_imports(make: Make, tmp_path: Path) -> None:
    """attrs imports relatively everywhere."""
    files = {
        "pkg/old.py": "def base(): ...\n\n\ndef C():\n    return base()\n\n\ndef D(): return base()\n",
        "pkg/new.py": "from .low import X\n\nY = X\n",
        "pkg/low.py": "X = 1\n",
    }
    result = moved(make, files, move("C"))
    assert result.new.startswith("from .low import X\nfrom .old import base\n")
    result.is_same_object(tmp_path, "C")


def test_a_new_part_of_a_module_is_part_of_the_cycles_that_the_module_was_in(
    make: Make, tmp_path: Path
) -> None:
    """networkx: every module has `import networkx as nx`."""
    old = "import pkg.hub as hub\n\n\n@hub.dispatch\ndef C():\n    return 1\n\n\n@hub.dispatch\ndef D():\n    return C()\n"
    hub = "def dispatch(f):\n    return f\n\n\nfrom pkg.old import D\n\nE = D\n"
    before = make({"pkg/__init__.py": "", "pkg/old.py": old, "pkg/hub.py": hub})
    changes = plan_recipe(move("C"), before.model, before.tree, lengthens=True)
    assert not changes.refused
    after = Sandbox(before.tree.with_changes(apply_change_set(before.tree, changes)), before.plan)
    assert "from pkg.new import C" in after.text("pkg/old.py")
    assert "import pkg.hub as hub" in after.text("pkg/new.py")
    after.runs(tmp_path, "import pkg.hub, pkg.old, pkg.new\nassert pkg.old.C is pkg.new.C")


def test_where_cycles_are_to_be_opened_no_new_part_may_make_one_longer(make: Make) -> None:
    old = "import pkg.hub as hub\n\n\n@hub.dispatch\ndef C():\n    return 1\n\n\n@hub.dispatch\ndef D():\n    return C()\n"
    hub = "def dispatch(f):\n    return f\n\n\nfrom pkg.old import D\n\nE = D\n"
    assert "cycle" in refusal(make, {"pkg/old.py": old, "pkg/hub.py": hub}, move("C"))


def test_a_new_part_and_what_it_is_taken_from_may_not_import_each_other(make: Make) -> None:
    old = "import os\n\nif os.name:\n    base = object\nelse:\n    base = int\n\n\nclass C(base): ...\n\n\nclass D(C, base): ...\n"
    assert "would close a cycle: pkg.new -> pkg.old -> pkg.new" in refusal(
        make, {"pkg/old.py": old}, move("C")
    )


def test_a_helper_comes_along_where_the_old_module_has_to_import_the_new_one_for_a_star(
    make: Make, tmp_path: Path
) -> None:
    """attrs: `from attr.filters import *`, which sees no lazy shim, and `_split_what`, which what stays uses too."""
    files = {
        "pkg/old.py": "def _split(): ...\n\n\ndef C():\n    return _split()\n\n\ndef D():\n    return _split()\n",
        "pkg/star.py": "from pkg.old import *\n",
    }
    result = moved(make, files, move("C"))
    assert "def _split" in result.new
    assert result.old.startswith("from pkg.new import C as C, _split\n")
    result.is_same_object(tmp_path, "C", "_split")
    result.after.runs(tmp_path / "star", "from pkg.star import C")


def test_a_file_with_one_name_a_statement_stays_so(make: Make, tmp_path: Path) -> None:
    """click and others sort their imports with one name on each line."""
    files = {
        "pkg/old.py": "class C: ...\n\n\nclass D: ...\n",
        "pkg/new.py": "class E: ...\n\n\nclass F: ...\n",
        "pkg/user.py": "from .new import E as E\nfrom .new import F as F\nfrom .old import C as C\nfrom .old import D as D\n",
    }
    result = moved(make, files, move("C"))
    assert result.text("pkg/user.py") == (
        "from .new import E as E\nfrom .new import F as F\nfrom .new import C as C\nfrom .old import D as D\n"
    )
    result.is_same_object(tmp_path, "C")


def test_a_lazy_shim_does_not_warn_where_a_star_asks_for_all_of_a_module(make: Make, tmp_path: Path) -> None:
    """networkx: `from networkx.algorithms.operators.all import *`, so that whoever imported the package was warned."""
    files = {
        "pkg/old.py": '__all__ = ["C", "D"]\n\n\ndef base(): ...\n\n\ndef C():\n    return base()\n\n\ndef D():\n    return base()\n',
        "pkg/star.py": "from pkg.old import *\n",
    }
    result = moved(make, files, move("C"))
    assert "__getattr__" in result.old
    assert "warn" not in result.old.replace("# No warning", "")
    asked = "import warnings; warnings.simplefilter('error'); import pkg.star, pkg.new; assert pkg.star.C is pkg.new.C"
    result.after.runs(tmp_path, asked)


def test_a_lazy_shim_warns_of_what_no_star_takes(make: Make, tmp_path: Path) -> None:
    files = {
        "pkg/old.py": '__all__ = ["D"]\n\n\ndef base(): ...\n\n\ndef C():\n    return base()\n\n\ndef D():\n    return base()\n\n\ndef E():\n    return base()\n',
        "pkg/star.py": "from pkg.old import *\n",
    }
    result = moved(make, files, move("C", "D"))
    asked = "import warnings; warnings.simplefilter('error'); import pkg.star, pkg.old\ntry:\n    pkg.old.C\nexcept DeprecationWarning:\n    print('warned')"
    assert "warned" in result.after.runs(tmp_path, asked)


def test_a_tuple_of_one_that_gains_a_name_loses_its_comma(make: Make) -> None:
    """celery: `__all__ = ('AsynPool',)`."""
    files = {"pkg/old.py": "class C: ...\n", "pkg/new.py": "__all__ = ('E',)\n\n\nclass E: ...\n"}
    assert moved(make, files, move("C")).new.startswith("__all__ = ('E', 'C')\n")
