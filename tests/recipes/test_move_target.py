from pathlib import Path

from migrator.model.values import Symbol
from migrator.records.intentions import Moved, MoveSymbols
from tests.recipes.conftest import Make
from tests.support.moving import move, moved

NEW = '"""New."""\n'
OLD = "class C:\n    x = 1\n    y = 2\n"


def test_two_modules_at_once_are_ordered_by_need(make: Make, tmp_path: Path) -> None:
    files = {
        "pkg/old.py": "from pkg.zed import B\n\n\nclass C(B):\n    pass\n",
        "pkg/zed.py": "class B:\n    pass\n",
        "pkg/new.py": NEW,
    }
    pairs = (
        (Symbol("pkg.old", "C"), Symbol("pkg.new", "C")),
        (Symbol("pkg.zed", "B"), Symbol("pkg.new", "B")),
    )
    result = moved(make, files, MoveSymbols(tuple(Moved(*pair) for pair in pairs), "pkg.new"))
    assert result.new == '"""New."""\n\n\nclass B:\n    pass\n\n\nclass C(B):\n    pass\n'
    result.is_same_object(tmp_path, "C")


def test_a_new_name_is_used_in_its_own_text_and_in_the_target(make: Make, tmp_path: Path) -> None:
    old = "class C:\n    def f(self) -> 'C':\n        return C()\n\n\ndef D(C=C):\n    return C\n"
    new = "from pkg.old import C\n\n\ndef f(x: 'C'):\n    return C\n"
    result = moved(make, {"pkg/old.py": old, "pkg/new.py": new}, move("C", rename={"C": "Renamed"}))
    assert result.new == (
        "class Renamed:\n    def f(self) -> 'Renamed':\n        return Renamed()\n\n\n"
        "def f(x: 'Renamed'):\n    return Renamed\n"
    )
    assert result.old == "from pkg.new import Renamed as C\n\n\ndef D(C=C):\n    return C\n"
    assert (
        result.after.runs(tmp_path, "import pkg.old, pkg.new as n; assert pkg.old.C is n.Renamed is n.f(1)")
        == ""
    )
