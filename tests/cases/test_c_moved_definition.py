"""Section C: the definition that moves, and what belongs to it."""

import pytest

from tests.cases.conftest import Make

NEW = '"""New."""\n'


def test_case_034_comments_and_decorators_move_along(repository: Make) -> None:
    old = (
        "import functools\n\n\n# What C is for.\n# Two lines.\n@functools.cache\n@functools.wraps(len)\ndef C():\n"
        "    return 1\n\n\nD = 2\n"
    )
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.old == "from pkg.new import C as C\n\n\nD = 2\n"
    assert result.new == (
        '"""New."""\n\nimport functools\n\n\n# What C is for.\n# Two lines.\n@functools.cache\n@functools.wraps(len)\n'
        "def C():\n    return 1\n"
    )


def test_case_035_a_comment_block_with_a_blank_line_stays(repository: Make) -> None:
    old = "import os\n\n# ---- constants ----\n\n# Its own.\nC = 1\nD = os\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert result.old == "import os\n\nfrom pkg.new import C as C\n\n# ---- constants ----\n\nD = os\n"
    assert result.new == '"""New."""\n\n# Its own.\nC = 1\n'


def test_case_036_a_trailing_comment_moves_along(repository: Make) -> None:
    old = "C = 1  # why it is one\nD = 2  # stays\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": "E = 3\n"}).move("C")
    assert result.new == "E = 3\nC = 1  # why it is one\n"
    assert result.old.endswith("D = 2  # stays\n")


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
    assert "register" not in result.old
    assert result.old.endswith("\n\nD = 1\n")
    result.is_same_object("C", "for_text")
    assert result.prints("import pkg.new as n; print(n.C(1), n.C('a'), n.C(1.0))") == "int str any\n"


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
    assert repository({"pkg/old.py": old, "pkg/new.py": ""}).move("C").new == old


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


def test_case_048_rebinding_from_outside_is_listed(repository: Make) -> None:
    files = {
        "pkg/old.py": "class C:\n    pass\n",
        "pkg/new.py": NEW,
        "tests/fake.py": "import pkg.old\n\npkg.old.C = object\n",
    }
    changes = repository(files).move("C")
    assert [(one.path, one.line) for one in changes.left if "does not see that" in one.reason] == [
        ("tests/fake.py", 3)
    ]


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
    assert "logger = logging.getLogger(__name__)" in result.old
    assert any("logger of pkg.old is copied" in note for note in result.view.notes)


def test_case_049_a_logger_that_the_target_has_is_used(repository: Make) -> None:
    logger = "import logging\n\nlogger = logging.getLogger(__name__)\n"
    old = f"{logger}\n\ndef C():\n    logger.info('c')\n\n\ndef D():\n    logger.info('d')\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": logger}).move("C")
    assert result.new == f"{logger}\n\ndef C():\n    logger.info('c')\n"


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
        "pkg/registry.py": "def register(name):\n    return lambda c: c\n",
    }
    notes = "\n".join(repository(files).move("C").view.notes)
    assert "@register('c')" in notes or "@register" in notes
    assert "still runs it" in notes


def test_case_052_the_old_module_stays_as_a_shim(repository: Make) -> None:
    result = repository({"pkg/old.py": "class C:\n    pass\n", "pkg/new.py": NEW}).move("C")
    assert result.old == "from pkg.new import C as C\n"
    result.is_same_object("C")
