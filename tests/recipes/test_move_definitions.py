import pytest

from tests.recipes.conftest import Make
from tests.support.moving import move, moved, refusal

NEW = '"""New."""\n'


def test_several_on_one_line_are_told_apart(make: Make) -> None:
    result = moved(make, {"pkg/old.py": "A = 1; B = 2; C = 3\n", "pkg/new.py": NEW}, move("B"))
    assert result.old == "from pkg.new import B as B\n\nA = 1; C = 3\n"
    assert result.new == '"""New."""\n\nB = 2\n'


def test_gaps_close_as_they_were(make: Make) -> None:
    old = "import os\n\n\nclass A:\n    x = os\n\n\nclass C:\n    pass\n\n\nclass B:\n    pass\n"
    result = moved(make, {"pkg/old.py": old, "pkg/new.py": NEW}, move("C"))
    assert (
        result.old
        == "import os\n\nfrom pkg.new import C as C\n\n\nclass A:\n    x = os\n\n\nclass B:\n    pass\n"
    )


@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
def test_line_endings_are_those_of_the_file(make: Make, newline: bytes) -> None:
    old = b"class C:\n    x = 1\n\n\nclass D:\n    pass\n"
    new = '"""Neu: é."""\n'.encode("cp1252").replace(b"\n", newline)
    cookie = b"# coding: cp1252" + newline
    result = moved(make, {"pkg/old.py": old, "pkg/new.py": cookie + new}, move("C"))
    expected = newline.join(
        [cookie.rstrip(), '"""Neu: é."""'.encode("cp1252"), b"", b"", b"class C:", b"    x = 1", b""]
    )
    assert result.after.tree.files["pkg/new.py"] == expected


def test_text_that_the_target_cannot_encode_is_refused(make: Make) -> None:
    files: dict[str, str | bytes] = {"pkg/old.py": "C = '→'\n", "pkg/new.py": b"# coding: latin-1\nD = 1\n"}
    assert "encoding" in refusal(make, files, move("C"))


@pytest.mark.parametrize(
    "later", ["C.x = 1\n", "C['a'] = 1\n", "C.update(a=1)\n", "C.y.z += 1\n", "del C['b']\n"]
)
def test_what_the_module_does_to_it_afterwards_moves_along(make: Make, later: str) -> None:
    old = f"C = make()\nD = 1\n{later}"
    files = {
        "pkg/old.py": f"from pkg.base import make\n\n{old}",
        "pkg/new.py": NEW,
        "pkg/base.py": "make = dict\n",
    }
    result = moved(make, files, move("C"))
    assert result.new.endswith(f"C = make()\n{later}")
    assert later not in result.old


def test_what_a_loop_completes_is_refused(make: Make) -> None:
    old = "C = {}\nfor name in 'ab':\n    C[name] = 1\n"
    assert "pkg/old.py:2" in refusal(make, {"pkg/old.py": old, "pkg/new.py": NEW}, move("C"))


def test_a_class_whose_metaclass_is_locked_afterwards_is_refused(make: Make) -> None:
    old = (
        "class Meta(type): ...\n\n\nclass Base(metaclass=Meta): ...\n\n\nclass C(Base): ...\n\n\n"
        "class D(Base): ...\n\n\nMeta.__new__ = None\n"
    )
    assert "pkg/old.py:13" in refusal(make, {"pkg/old.py": old, "pkg/new.py": NEW}, move("C"))
