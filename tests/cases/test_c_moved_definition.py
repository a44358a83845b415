"""Section C: the definition that moves, and what belongs to it."""

import pytest

from tests.cases.conftest import Make

REGISTRY = (
    "SEEN = []\n\n\ndef register(name):\n    def keep(one):\n        SEEN.append(one.__name__)\n        return one\n\n    return keep\n\n\n"
    "class Root:\n    def __init_subclass__(cls):\n        SEEN.append(cls.__name__)\n\n\nclass Base(Root): ...\n"
)
NEW = '"""New."""\n'


def test_case_034_comments_and_decorators_move_along(repository: Make) -> None:
    old = (
        "import functools\n\n\n# What C is for.\n# Two lines.\n@functools.cache\n@functools.wraps(len)\ndef C():\n"
        "    return 1\n\n\nD = 2\n"
    )
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.left == []
    assert result.old == "from pkg.new import C as C\n\n\nD = 2\n"
    assert result.new == (
        '"""New."""\n\nimport functools\n\n\n# What C is for.\n# Two lines.\n@functools.cache\n@functools.wraps(len)\n'
        "def C():\n    return 1\n"
    )


def test_case_034_comments_between_decorators_and_at_the_end_of_the_body(repository: Make) -> None:
    definition = (
        "# About C.\n@functools.cache  # cached\n# between\n@functools.wraps(\n    len,\n)\ndef C():  # inline\n    # first\n"
        "    return 1\n    # last\n\n    # after a blank line\n"
    )
    old = f"import functools\n\nD = 1\n\n# A heading.\n\n{definition}\n# About E.\ndef E(): ...\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.new == f'''"""New."""\n\nimport functools\n\n\n{definition}'''
    assert result.old == ("from pkg.new import C as C\n\nD = 1\n\n# A heading.\n\n# About E.\ndef E(): ...\n")
    result.is_same_object("C")


def test_case_035_a_comment_block_with_a_blank_line_stays(repository: Make) -> None:
    old = "import os\n\n# ---- constants ----\n\n# Its own.\nC = 1\nD = os\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.old == "import os\n\nfrom pkg.new import C as C\n\n# ---- constants ----\n\nD = os\n"
    assert result.new == '"""New."""\n\n# Its own.\nC = 1\n'


def test_case_036_a_trailing_comment_moves_along(repository: Make) -> None:
    old = "C = 1  # why it is one\nD = 2  # stays\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": "E = 3\n"}).move("C")
    assert result.new == "E = 3\nC = 1  # why it is one\n"
    assert result.old == "from pkg.new import C as C\n\nD = 2  # stays\n"
    result.is_same_object("C")


def test_case_036_type_comments_take_their_imports_along(repository: Make) -> None:
    old = (
        "from typing import Dict, List\n\nC = []  # type: List[int]\n\n\ndef D(x, y=None):  # type: ignore\n"
        "    # type: (Dict[str, int], E) -> None\n    return x\n\n\nclass E: ...\n"
    )
    its = repository({"pkg/old.py": old, "pkg/new.py": NEW})
    result = its.move("C")
    assert result.new == '"""New."""\n\nfrom typing import List\n\nC = []  # type: List[int]\n'
    assert result.old == (
        "from typing import Dict\n\nfrom pkg.new import C as C\n\n\ndef D(x, y=None):  # type: ignore\n"
        "    # type: (Dict[str, int], E) -> None\n    return x\n\n\nclass E: ...\n"
    )
    result.is_same_object("C")
    result = its.move("E", to="pkg.fresh", shim=False)
    assert result.old == (
        "from typing import Dict\n\nfrom pkg.fresh import E\nfrom pkg.new import C as C\n\n\n"
        "def D(x, y=None):  # type: ignore\n    # type: (Dict[str, int], E) -> None\n    return x\n"
    )
    assert result.prints("import pkg.old; print(pkg.old.D(3))") == "3\n"


def test_case_037_a_constant_in_parentheses_moves_whole(repository: Make) -> None:
    old = "D = 1\nC = (\n    'a'\n    # in between\n    'b'\n)\nE = 2\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": "F = 3\n"}).move("C")
    assert result.new == "F = 3\nC = (\n    'a'\n    # in between\n    'b'\n)\n"
    assert result.old == "from pkg.new import C as C\n\nD = 1\nE = 2\n"
    result.is_same_object("C")


def test_case_038_an_annotated_constant_takes_the_import_of_its_annotation(repository: Make) -> None:
    old = "from typing import Final\n\nC: Final = 1\nD = 2\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.new == '"""New."""\n\nfrom typing import Final\n\nC: Final = 1\n'
    assert result.old == "from pkg.new import C as C\n\nD = 2\n"
    result.is_same_object("C")


@pytest.mark.parametrize("statement", ["C, D = 1, 2\n", "C = D = []\n", "[C, *D] = 1, 2, 3\n"])
def test_case_039_one_of_several_targets_is_refused_and_all_of_them_move(
    repository: Make, statement: str
) -> None:
    files = {"pkg/old.py": statement, "pkg/new.py": NEW}
    assert "pkg/old.py:1" in repository(files).move_refused("C")
    result = repository(files).move("C", "D")
    assert result.new == f'"""New."""\n\n{statement}'
    result.is_same_object("C", "D")


@pytest.mark.parametrize("later", ["C += 1\n", "C = 3\n", "del C\n", "for C in []:\n    pass\n"])
def test_case_040_a_name_that_is_bound_again_is_refused(repository: Make, later: str) -> None:
    assert "C is bound" in repository({"pkg/old.py": f"C = 1\n{later}", "pkg/new.py": NEW}).move_refused("C")


def test_case_041_an_overload_group_moves_whole(repository: Make) -> None:
    group = "@overload\ndef C(x: int) -> int: ...\n@overload\ndef C(x: str) -> str: ...\ndef C(x):\n    return x\n"
    old = f"from typing import overload\n\n\n{group}\n\ndef D():\n    return C(1)\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": ""}).move("C")
    assert result.new == f"from typing import overload\n\n\n{group}"
    assert result.old == "from pkg.new import C\n\n\ndef D():\n    return C(1)\n"
    result.is_same_object("C")


def test_case_042_registered_implementations_move_with_their_base(repository: Make) -> None:
    old = (
        "from functools import singledispatch\n\n\n@singledispatch\ndef C(x):\n    return 'any'\n\n\n@C.register\ndef _(x: int):\n"
        "    return 'int'\n\n\n@C.register(str)\ndef for_text(x):\n    return 'str'\n\n\nD = 1\n"
    )
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.old == "from pkg.new import C as C, for_text as for_text\n\n\nD = 1\n"
    assert result.new == f'''"""New."""\n\n{old.removesuffix(chr(10) * 2 + "D = 1" + chr(10))}'''
    result.is_same_object("C", "for_text")
    assert result.prints("import pkg.new as n; print(n.C(1), n.C('a'), n.C(1.0))") == "int str any\n"


def test_case_042_an_implementation_registered_elsewhere_follows_the_import(repository: Make) -> None:
    files = {
        "pkg/old.py": "from functools import singledispatch\n\n\n@singledispatch\ndef C(x):\n    return 'any'\n",
        "pkg/new.py": NEW,
        "pkg/more.py": "from pkg.old import C\n\n\n@C.register\ndef _(x: int):\n    return 'int'\n",
    }
    result = repository(files).move("C")
    assert result.text("pkg/more.py") == files["pkg/more.py"].replace("old", "new")
    assert result.prints("import pkg.more, pkg.old; print(pkg.old.C(1), pkg.old.C(''))") == "int any\n"


def test_case_042_property_setters_stay_with_their_class(repository: Make) -> None:
    old = "class C:\n    @property\n    def x(self):\n        return 1\n\n    @x.setter\n    def x(self, v):\n        print(v)\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": ""}).move("C")
    assert result.files == {"pkg/old.py": "from pkg.new import C as C\n", "pkg/new.py": old}
    assert result.prints("import pkg.old; c = pkg.old.C(); c.x = 3; print(c.x)") == "3\n1\n"


@pytest.mark.parametrize(
    "old",
    [
        "import sys\nif sys.platform == 'x':\n    def C(): pass\nelse:\n    def C(): pass\n",
        "try:\n    C = 1\nexcept Exception:\n    C = 2\n",
        "with open('x') as C:\n    pass\n",
        "if (C := 1):\n    pass\n",
    ],
)
def test_case_043_a_conditional_definition_is_refused(repository: Make, old: str) -> None:
    assert "only a plain definition can be moved" in repository(
        {"pkg/old.py": old, "pkg/new.py": NEW}
    ).move_refused("C")


def test_case_044_a_module_left_empty_stays_a_module(repository: Make) -> None:
    files = {"pkg/old.py": "class C:\n    pass\n", "pkg/new.py": NEW}
    result = repository(files).move("C", shim=False)
    assert result.old == ""
    assert result.prints("import pkg.old") == ""


def test_case_045_two_that_use_each_other_need_no_import_between_them(repository: Make) -> None:
    old = "def A(n):\n    return B(n - 1) if n else 0\n\n\ndef B(n):\n    return A(n - 1) if n else 1\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": ""}).move("A", "B")
    assert result.new == old
    assert result.old == "from pkg.new import A as A, B as B\n"
    result.is_same_object("A", "B")


def test_case_046_a_recursive_function_does_not_import_itself(repository: Make) -> None:
    old = "def C(n):\n    return C(n - 1) if n else 0\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": ""}).move("C")
    assert result.files == {"pkg/old.py": "from pkg.new import C as C\n", "pkg/new.py": old}
    assert result.prints("import pkg.old; print(pkg.old.C(3))") == "0\n"


def test_case_047_a_global_that_functions_rebind_is_refused(repository: Make) -> None:
    old = "C = 0\n\n\ndef count():\n    global C\n    C += 1\n"
    assert "global C" in repository({"pkg/old.py": old, "pkg/new.py": NEW}).move_refused("C")


def test_case_047_state_moves_with_the_only_function_that_uses_it(repository: Make) -> None:
    old = "_count = 0\n\n\ndef count():\n    global _count\n    _count += 1\n    return _count\n\n\nD = 1\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": ""}).move("count")
    assert result.new == old.removesuffix("\n\nD = 1\n")
    assert result.prints("import pkg.old as o; o.count(); print(o.count())") == "2\n"


def test_case_047_state_that_others_read_keeps_the_function(repository: Make) -> None:
    old = "_count = 0\n\n\ndef count():\n    global _count\n    _count += 1\n\n\ndef show():\n    return _count\n"
    assert "pkg/old.py:9" in repository({"pkg/old.py": old, "pkg/new.py": ""}).move_refused("count")


def test_case_047_globals_asked_for_by_name_is_said(repository: Make) -> None:
    asks = "def {}():\n    return globals()['C']\n"
    files = {"pkg/old.py": f"C = 1\n\n\n{asks.format('f')}", "pkg/new.py": NEW}
    result = repository(files).move("C")
    assert result.prints("import pkg.old; print(pkg.old.f())") == "1\n"
    assert "pkg/old.py:5 globals may be asked for C" in repository(files).move_refused("C", shim=False)
    assert "pkg/old.py:5 calls globals: it sees the names of pkg.new" in repository(files).move("f").said


def test_case_048_rebinding_from_outside_is_listed(repository: Make) -> None:
    files = {
        "pkg/old.py": "class C:\n    pass\n",
        "pkg/new.py": NEW,
        "tests/fake.py": "import pkg.old\n\npkg.old.C = object\n",
    }
    result = repository(files).move("C")
    assert result.left == [("tests/fake.py", 3)]
    assert "pkg.old:C is set or deleted from outside" in result.said
    assert "tests/fake.py" not in result.files
    result.is_same_object("C")
    assert "tests/fake.py:3" in repository(files).move_refused("C", shim=False)


def test_case_049_what_names_its_module_is_noted(repository: Make) -> None:
    old = "class C:\n    def where(self):\n        return __name__, __file__\n"
    notes = "\n".join(repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C").view.notes)
    assert "pkg/old.py:3 uses __name__: it means pkg.new after the move" in notes
    assert "pkg/old.py:3 uses __file__" in notes
    assert "pickles written before the move name pkg.old" in notes


def test_case_049_a_module_logger_is_copied_not_imported_back(repository: Make) -> None:
    old = (
        "import logging\n\nlogger = logging.getLogger(__name__)\n\n\ndef C():\n    logger.info('c')\n\n\n"
        "def D():\n    logger.info('d')\n"
    )
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.new == (
        '"""New."""\n\nimport logging\n\nlogger = logging.getLogger(__name__)\n\n\ndef C():\n    logger.info(\'c\')\n'
    )
    assert result.old == (
        "import logging\n\nfrom pkg.new import C as C\n\nlogger = logging.getLogger(__name__)\n\n\n"
        "def D():\n    logger.info('d')\n"
    )
    result.is_same_object("C")
    assert any("logger of pkg.old is copied" in note for note in result.view.notes)


def test_case_049_a_logger_that_the_target_has_is_used(repository: Make) -> None:
    logger = "import logging\n\nlogger = logging.getLogger(__name__)\n"
    old = f"{logger}\n\ndef C():\n    logger.info('c')\n\n\ndef D():\n    logger.info('d')\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": logger}).move("C")
    assert result.new == f"{logger}\n\ndef C():\n    logger.info('c')\n"


def test_case_049_a_path_of_the_old_file_stays_that_of_the_old_file(repository: Make) -> None:
    old = "from pathlib import Path\n\nHERE = Path(__file__)\n\n\ndef C():\n    return HERE.name\n\n\ndef D():\n    return HERE.name\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.new == '"""New."""\n\nfrom pkg.old import HERE\n\n\ndef C():\n    return HERE.name\n'
    assert result.prints("import pkg.old, pkg.new; print(pkg.new.C(), pkg.old.D())") == "old.py old.py\n"


def test_case_050_super_class_cell_and_mangled_names_keep_working(repository: Make) -> None:
    old = (
        "class B:\n    def f(self):\n        return 1\n\n\nclass C(B):\n    __x = 2\n\n    def f(self):\n"
        "        return super().f() + self.__x + (__class__ is C)\n"
    )
    result = repository({"pkg/old.py": old, "pkg/new.py": ""}).move("B", "C")
    assert result.new == old
    assert result.prints("import pkg.old; print(pkg.old.C().f())") == "4\n"


def test_case_051_registration_by_a_decorator_is_noted(repository: Make) -> None:
    old = "from pkg.registry import register\n\n\n@register('c')\nclass C:\n    pass\n"
    files = {
        "pkg/old.py": old,
        "pkg/new.py": NEW,
    }
    its = repository({**files, "pkg/registry.py": REGISTRY})
    result = its.move("C")
    assert "pkg.old:C has @register" in result.said
    assert "still runs it" in result.said
    assert result.prints("import pkg.old, pkg.registry; print(pkg.registry.SEEN)") == "['Base', 'C']\n"


def test_case_051_without_a_shim_the_old_module_no_longer_registers_and_that_is_noted(
    repository: Make,
) -> None:
    files = {
        "pkg/old.py": "from pkg.registry import Base\n\n\nclass C(Base):\n    pass\n",
        "pkg/new.py": NEW,
        "pkg/registry.py": REGISTRY,
    }
    result = repository(files).move("C")
    assert "pkg.old:C has the base pkg.registry:Root, which may register it" in result.said
    assert "still runs it" in result.said
    assert result.prints("import pkg.old, pkg.registry; print(pkg.registry.SEEN)") == "['Base', 'C']\n"
    assert "importing pkg.old no longer runs it" in repository(files).move("C", shim=False).said


def test_case_051_a_signal_is_still_connected_by_the_old_module(repository: Make) -> None:
    files = {
        "pkg/old.py": "from pkg.registry import register\n\n\ndef C(): ...\n\n\nregister('c')(C)\n",
        "pkg/new.py": NEW,
        "pkg/registry.py": REGISTRY,
    }
    result = repository(files).move("C")
    assert result.old == ("from pkg.new import C\nfrom pkg.registry import register\n\n\nregister('c')(C)\n")
    assert result.prints("import pkg.old, pkg.registry; print(pkg.registry.SEEN)") == "['Base', 'C']\n"


def test_case_052_the_old_module_stays_as_a_shim(repository: Make) -> None:
    result = repository({"pkg/old.py": "class C:\n    pass\n", "pkg/new.py": NEW}).move("C")
    assert result.old == "from pkg.new import C as C\n"
    result.is_same_object("C")
