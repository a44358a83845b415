"""Which names a change may have touched."""

from migrator.batches.names_near import names_near
from migrator.recipes.values import ChangeSet, FileChange
from tests.batches.proving import analysed

FILES = {
    "pkg/__init__.py": "",
    "pkg/core.py": "class Thing: ...\n\n\nclass Other: ...\n",
    "pkg/user.py": "import os\n\nfrom pkg.core import Thing as T\n\nMINE = 1\n",
    "pkg/whole.py": "import pkg.core\nfrom pkg import core as c\n\nMINE = 2\n",
    "pkg/star.py": "from pkg.core import *\n\nMINE = 3\n",
    "pkg/far.py": "from pkg.user import T\n",
}


def near(**changes: object) -> dict[str, tuple[str, ...]]:
    change_set = ChangeSet(files=(FileChange("pkg/core.py", "0" * 40, ()),), **changes)  # type: ignore[arg-type]
    return dict(names_near(analysed(FILES).model, change_set))


def test_of_a_changed_module_all_names_and_of_others_what_they_take_from_it() -> None:
    found = near()
    assert found["pkg.core"] == ("Other", "Thing")
    assert found["pkg.user"] == ("T",)
    assert set(found["pkg.whole"]) <= {"c", "pkg"}
    assert "MINE" not in found["pkg.whole"]
    assert "pkg.far" not in found


def test_of_a_module_with_a_star_all_names() -> None:
    assert near()["pkg.star"] == ("MINE", "Other", "Thing")


def test_where_modules_move_all_names_of_every_importer() -> None:
    assert "MINE" in near(modules=(("pkg.core", "pkg.base"),))["pkg.user"]
