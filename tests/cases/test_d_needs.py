"""Section D: what the moved code needs comes along, or is imported where that closes no cycle."""

import pytest

from tests.cases.conftest import Make

NEW = '"""New."""\n'


def test_case_053_the_imports_it_uses_are_copied_with_their_aliases_and_no_others(repository: Make) -> None:
    old = (
        "import json as j\nimport os.path\nfrom decimal import Decimal as Dec, Context\n\n\ndef C(x):\n"
        "    return j.dumps([os.path.basename(x), str(Dec(1))])\n\n\nD = Context\n"
    )
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.new == (
        '"""New."""\n\nimport json as j\nimport os.path\nfrom decimal import Decimal as Dec\n\n\ndef C(x):\n'
        "    return j.dumps([os.path.basename(x), str(Dec(1))])\n"
    )
    assert result.old == "from decimal import Context\n\nfrom pkg.new import C as C\n\n\nD = Context\n"
    result.is_same_object("C")


def test_case_053_an_import_joins_one_that_is_there(repository: Make) -> None:
    old = "from typing import Any, List\n\nC = List[Any]\n"
    new = "import sys\nfrom typing import Dict\n\nE = Dict, sys\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": new}).move("C")
    assert result.new == "import sys\nfrom typing import Dict, Any, List\n\nE = Dict, sys\nC = List[Any]\n"


def test_case_053_a_new_import_stands_among_its_kind(repository: Make) -> None:
    old = "import json\n\nfrom pkg.base import Base\n\n\nclass C(Base):\n    x = json\n"
    new = "import abc\nimport sys\n\nfrom pkg import other\n\nE = abc, sys, other\n"
    files = {
        "pkg/old.py": old,
        "pkg/new.py": new,
        "pkg/base.py": "class Base:\n    pass\n",
        "pkg/other.py": "",
    }
    result = repository(files).move("C")
    assert result.new == (
        "import abc\nimport json\nimport sys\n\nfrom pkg import other\nfrom pkg.base import Base\n\nE = abc, sys, other\n\n\n"
        "class C(Base):\n    x = json\n"
    )


def test_case_054_imports_inside_its_functions_are_not_lifted(repository: Make) -> None:
    old = "def C():\n    import json\n    from os import path\n    return json, path\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.new == f'"""New."""\n\n\n{old}'


def test_case_055_relative_imports_are_counted_from_the_new_package(repository: Make) -> None:
    old = (
        "from .base import Base\nfrom . import tools\n\n\nclass C(Base):\n    def f(self):\n        from .late import late\n"
        "        from ..pkg import base\n        return late, tools, base\n"
    )
    files = {
        "pkg/old.py": old,
        "pkg/sub/__init__.py": "",
        "pkg/sub/new.py": "",
        "pkg/base.py": "class Base:\n    pass\n",
        "pkg/tools.py": "",
        "pkg/late.py": "late = 1\n",
    }
    old = old.replace("        from ..pkg import base\n", "").replace(", base", "")
    files["pkg/old.py"] = old
    result = repository(files).move("C", to="pkg.sub.new")
    assert result.text("pkg/sub/new.py") == (
        "from .. import tools\nfrom ..base import Base\n\n\nclass C(Base):\n    def f(self):\n        from ..late import late\n"
        "        return late, tools\n"
    )
    assert result.old == "from .sub.new import C as C\n"
    assert result.prints("import pkg.old; print(pkg.old.C().f()[0])") == "1\n"


def test_case_056_a_private_helper_that_nobody_else_uses_comes_along(repository: Make) -> None:
    old = (
        "_LIMIT = 3\n\n\ndef _help(x):\n    return x + _LIMIT\n\n\ndef C():\n    return _help(1)\n\n\nD = 1\n"
    )
    result = repository({"pkg/old.py": old, "pkg/new.py": ""}).move("C")
    assert result.new == old.removesuffix("\n\nD = 1\n")
    assert result.old == "from pkg.new import C as C\n\nD = 1\n"
    assert any("pkg.old:_help" in note for note in result.view.notes)
    result.is_same_object("C")


def test_case_056_a_helper_that_others_use_is_imported_where_that_makes_no_cycle(repository: Make) -> None:
    old = "def help(x):\n    return x\n\n\ndef C():\n    return help(1)\n\n\ndef D():\n    return help(2)\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.new == '"""New."""\n\nfrom pkg.old import help\n\n\ndef C():\n    return help(1)\n'
    assert "def __getattr__(name: str) -> object:" in result.old
    result.prints(
        "import pkg.old, pkg.new, warnings\nwarnings.simplefilter('ignore')\nassert pkg.old.C is pkg.new.C",
    )


def test_case_056_a_helper_that_others_use_comes_along_where_an_import_back_would_close_a_cycle(
    repository: Make,
) -> None:
    old = "from pkg.new import E\n\n\ndef help(x):\n    return x\n\n\ndef C():\n    return help(1)\n\n\ndef D():\n    return help(2), E\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": "E = 1\n"}).move("C")
    assert result.new == "E = 1\n\n\ndef help(x):\n    return x\n\n\ndef C():\n    return help(1)\n"
    assert result.old == "from pkg.new import E, C as C, help\n\n\ndef D():\n    return help(2), E\n"
    result.is_same_object("C", "help")


def test_case_056_a_need_that_cannot_move_and_would_close_a_cycle_refuses(repository: Make) -> None:
    old = "from pkg.new import E\n\nif E:\n    X = 1\nelse:\n    X = 2\n\n\ndef C():\n    return X\n\n\ndef D():\n    return X\n"
    said = repository({"pkg/old.py": old, "pkg/new.py": "E = 1\n"}).move_refused("C")
    assert "pkg.new -> pkg.old -> pkg.new" in said


def test_case_057_a_name_that_comes_by_a_star_is_imported_by_name(repository: Make) -> None:
    old = "from os.path import *\nfrom pkg.base import *\n\n\nclass C(Base):\n    def f(self):\n        return basename('a/b')\n"
    files = {"pkg/old.py": old, "pkg/new.py": NEW, "pkg/base.py": "class Base:\n    pass\n"}
    result = repository(files).move("C")
    assert result.new == (
        '"""New."""\n\nfrom os.path import basename\n\nfrom pkg.base import Base\n\n\nclass C(Base):\n    def f(self):\n'
        "        return basename('a/b')\n"
    )
    result.is_same_object("C")


def test_case_058_names_in_strings_are_carried_under_type_checking(repository: Make) -> None:
    old = (
        "from typing import TYPE_CHECKING, cast\n\nif TYPE_CHECKING:\n    from pkg.base import Base\n\n\n"
        "def C(x: 'Base') -> 'list[Base]':\n    return cast('Base', x)\n"
    )
    result = repository(
        {"pkg/old.py": old, "pkg/new.py": NEW, "pkg/base.py": "class Base:\n    pass\n"}
    ).move("C")
    assert result.new == (
        '"""New."""\n\nfrom typing import TYPE_CHECKING, cast\n\nif TYPE_CHECKING:\n    from pkg.base import Base\n\n\n'
        "def C(x: 'Base') -> 'list[Base]':\n    return cast('Base', x)\n"
    )
    result.is_same_object("C")


def test_case_058_a_guarded_import_joins_the_guard_of_the_target(repository: Make) -> None:
    old = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.base import Base\n\n\ndef C(x: 'Base'):\n    pass\n"
    new = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.base import Other\n\nE: 'Other'\n"
    files = {"pkg/old.py": old, "pkg/new.py": new, "pkg/base.py": "class Base: ...\nclass Other: ...\n"}
    assert "    from pkg.base import Other, Base\n" in repository(files).move("C").new


def test_case_059_the_future_import_is_carried_into_a_target_without_annotations(repository: Make) -> None:
    old = "from __future__ import annotations\n\n\nclass C:\n    def f(self) -> C:\n        return self\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.new == f'"""New."""\n\n{old}'
    result.is_same_object("C")


def test_case_059_annotations_are_quoted_where_the_future_import_would_change_the_target(
    repository: Make,
) -> None:
    old = (
        "from __future__ import annotations\n\nfrom typing import Any\n\n\nclass C:\n    x: int = 0\n"
        "    def f(self, other: C | None, any: Any) -> dict[str, C]:\n        return {}\n"
    )
    new = "def E(x: int) -> int:\n    return x\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": new}).move("C")
    assert result.new == (
        "from typing import Any\n\n\ndef E(x: int) -> int:\n    return x\n\n\nclass C:\n    x: int = 0\n"
        '    def f(self, other: "C | None", any: Any) -> "dict[str, C]":\n        return {}\n'
    )
    result.is_same_object("C")


def test_case_060_a_name_that_means_something_else_in_the_target_refuses(repository: Make) -> None:
    files = {
        "pkg/old.py": "from os import path\n\n\ndef C():\n    return path\n",
        "pkg/new.py": "from sys import path\n",
    }
    assert "path means something else in pkg.new" in repository(files).move_refused("C")


def test_case_060_an_import_that_is_there_is_not_repeated(repository: Make) -> None:
    old = "import os\nfrom pkg.base import Base\n\n\nclass C(Base):\n    x = os\n"
    new = "import os\n\nfrom .base import Base\n\nE = os, Base\n"
    files = {"pkg/old.py": old, "pkg/new.py": new, "pkg/base.py": "class Base: ...\n"}
    assert repository(files).move("C").new == f"{new}\n\nclass C(Base):\n    x = os\n"


def test_case_060_a_builtin_that_the_target_shadows_refuses(repository: Make) -> None:
    files = {"pkg/old.py": "def C(x):\n    return list(x)\n", "pkg/new.py": "def list(x):\n    return x\n"}
    assert "list means something else" in repository(files).move_refused("C")


def test_case_061_an_import_that_somebody_takes_from_here_stays(repository: Make) -> None:
    old = "import json\nimport os\nimport re  # noqa: F401\nimport sys\n\n__all__ = ['C', 'sys']\n\n\ndef C():\n    return json, os, re, sys\n"
    files = {"pkg/old.py": old, "pkg/new.py": NEW, "pkg/user.py": "from pkg.old import os\n"}
    result = repository(files).move("C")
    assert result.old == (
        "import os\nimport re  # noqa: F401\nimport sys\n\nfrom pkg.new import C\n\n__all__ = ['C', 'sys']\n"
    )


@pytest.mark.parametrize(
    "call",
    [
        "TypeVar('T', bound=int)",
        "NewType('T', int)",
        "namedtuple('T', 'a b')",
        "NamedTuple('T', [('a', int)])",
    ],
)
def test_case_062_the_name_in_the_string_is_renamed_with_the_variable(repository: Make, call: str) -> None:
    old = (
        f"from typing import NamedTuple, NewType, TypeVar\nfrom collections import namedtuple\n\nT = {call}\n"
    )
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("T", to="pkg.new:Other")
    assert f"Other = {call.replace(chr(39) + 'T' + chr(39), chr(39) + 'Other' + chr(39))}\n" in result.new
    assert "from pkg.new import Other as T\n" in result.old
    assert result.prints("import pkg.old; print(pkg.old.T.__name__)") == "Other\n"


def test_case_062_a_type_variable_that_others_use_too_is_copied(repository: Make) -> None:
    old = "from typing import Generic, TypeVar\n\nT = TypeVar('T')\n\n\nclass C(Generic[T]):\n    pass\n\n\nclass D(Generic[T]):\n    pass\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert "T = TypeVar('T')\n" in result.new
    assert "T = TypeVar('T')\n" in result.old
    assert "from pkg.new import C as C\n" in result.old


def test_case_063_self_is_carried(repository: Make) -> None:
    old = "from typing import Self\n\n\nclass C:\n    def f(self) -> Self:\n        return self\n"
    assert repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C").new == f'"""New."""\n\n{old}'


def test_case_054_an_import_of_the_same_name_above_stays_where_others_use_it(repository: Make) -> None:
    old = "import json\n\n\ndef C():\n    import json\n\n    return json\n\n\ndef D():\n    return json\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": ""}).move("C")
    assert result.files == {
        "pkg/new.py": "def C():\n    import json\n\n    return json\n",
        "pkg/old.py": "import json\n\nfrom pkg.new import C as C\n\n\ndef D():\n    return json\n",
    }
    assert result.prints("import pkg.old; print(pkg.old.C() is pkg.old.D())") == "True\n"


def test_case_056_a_helper_that_the_old_module_needs_at_import_time_comes_along(repository: Make) -> None:
    old = "def help():\n    return 1\n\n\ndef C():\n    return help()\n\n\nX = C()\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": ""}).move("C")
    assert result.new == "def help():\n    return 1\n\n\ndef C():\n    return help()\n"
    assert result.old == "from pkg.new import C, help as help\n\nX = C()\n"
    assert result.prints("import pkg.old; print(pkg.old.X)") == "1\n"


def test_case_057_the_true_origin_behind_two_stars(repository: Make) -> None:
    files = {
        "pkg/old.py": "from pkg.mid import *\n\n\nclass C(Base): ...\n",
        "pkg/new.py": NEW,
        "pkg/mid.py": "from pkg.base import *\n",
        "pkg/base.py": "class Base: ...\n",
    }
    result = repository(files).move("C")
    assert result.new == f"{NEW}\nfrom pkg.base import Base\n\n\nclass C(Base): ...\n"
    result.is_same_object("C")


def test_case_058_a_guard_that_has_nothing_left_to_guard_goes(repository: Make) -> None:
    guard = "if TYPE_CHECKING:\n    from pkg.base import Base\n"
    old = f"from typing import TYPE_CHECKING\n\n{guard}\n\ndef C(x: 'Base') -> None: ...\n\n\nD = 1\n"
    files = {"pkg/old.py": old, "pkg/new.py": NEW, "pkg/base.py": "class Base: ...\n"}
    result = repository(files).move("C")
    assert result.old == "from pkg.new import C as C\n\n\nD = 1\n"
    assert result.new == (
        f"{NEW}\nfrom typing import TYPE_CHECKING\n\n{guard}\n\ndef C(x: 'Base') -> None: ...\n"
    )
    result.is_same_object("C")


def test_case_058_a_guard_that_guards_more_stays(repository: Make) -> None:
    old = (
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.base import Base\n    import json\n\n\n"
        "def C(x: 'Base') -> None: ...\n\n\ndef D(x: 'json.JSONEncoder') -> None: ...\n"
    )
    files = {"pkg/old.py": old, "pkg/new.py": NEW, "pkg/base.py": "class Base: ...\n"}
    assert repository(files).move("C").old == (
        "from typing import TYPE_CHECKING\n\nfrom pkg.new import C as C\n\nif TYPE_CHECKING:\n    import json\n\n\n"
        "def D(x: 'json.JSONEncoder') -> None: ...\n"
    )


def test_case_059_the_future_import_is_merged_and_not_duplicated(repository: Make) -> None:
    future = "from __future__ import annotations\n"
    definition = "class C:\n    def f(self) -> C: ...\n"
    target = "from __future__ import {}\n\nE = 1\n"
    for there, after in (("division", "division, annotations"), ("annotations", "annotations")):
        files = {"pkg/old.py": f"{future}\n\n{definition}", "pkg/new.py": target.format(there)}
        result = repository(files).move("C")
        assert result.new == f"{target.format(after)}\n\n{definition}"
        result.is_same_object("C")


def test_case_060_the_same_module_under_another_name_is_imported_beside(repository: Make) -> None:
    files = {
        "pkg/old.py": "import json as j\n\n\ndef C():\n    return j\n",
        "pkg/new.py": "import json\n\nE = json\n",
    }
    result = repository(files).move("C")
    assert result.new == "import json\nimport json as j\n\nE = json\n\n\ndef C():\n    return j\n"
    result.is_same_object("C")


def test_case_060_a_helper_that_has_a_namesake_there_refuses(repository: Make) -> None:
    helper = "def _help():\n    return {}\n"
    files = {
        "pkg/old.py": f"{helper.format(1)}\n\ndef C():\n    return _help()\n",
        "pkg/new.py": f"{helper.format(2)}\n\nE = _help()\n",
    }
    assert "pkg/new.py:1 binds _help; the two differ" in repository(files).move_refused("C")


def test_case_061_an_import_that_is_only_patched_goes_and_the_patch_follows(repository: Make) -> None:
    files = {
        "pkg/old.py": "from pkg.base import help\n\n\ndef C():\n    return help()\n",
        "pkg/new.py": NEW,
        "pkg/base.py": "def help():\n    return 1\n",
        "tests/t.py": "from unittest.mock import patch\nimport pkg.old\n\nwith patch('pkg.old.help', lambda: 2):\n    print(pkg.old.C())\n",
    }
    its = repository(files)
    run = "import runpy; runpy.run_path('tests/t.py')"
    assert its.prints(run) == "2\n"
    result = its.move("C")
    assert result.old == "from pkg.new import C as C\n"
    assert result.text("tests/t.py") == files["tests/t.py"].replace("old", "new")
    assert result.prints(run) == "2\n"


def test_case_062_the_name_may_be_a_keyword_argument(repository: Make) -> None:
    old = "from typing import TypeVar\n\nT = TypeVar(name='T')\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("T", to="pkg.new:U")
    assert result.new == f"{NEW}\nfrom typing import TypeVar\n\nU = TypeVar(name='U')\n"
    assert result.old == "from pkg.new import U as T\n"
    assert result.prints("import pkg.old; print(pkg.old.T)") == "~U\n"


def test_case_063_a_self_of_typing_extensions_is_carried_from_there(repository: Make) -> None:
    old = "from typing_extensions import Self\n\n\nclass C:\n    def f(self) -> Self: ...\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": ""}).move("C")
    assert result.files == {"pkg/old.py": "from pkg.new import C as C\n", "pkg/new.py": old}


def test_case_061_a_module_that_loses_all_of_its_top_starts_without_blank_lines(repository: Make) -> None:
    old = "import json\n\n\ndef C():\n    return json\n\n\nD = 1\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": ""}).move("C", shim=False)
    assert result.files == {
        "pkg/old.py": "D = 1\n",
        "pkg/new.py": "import json\n\n\ndef C():\n    return json\n",
    }
