"""Members that a class lacks are written into it, with what they need."""

import pytest

from migrator.model.values import Symbol
from migrator.records.intentions import MoveMembers
from tests.recipes.conftest import Make, Sandbox

TARGET = "class Canon:\n\tdef __init__(self):\n\t\tself.items = []\n\n\nafter = 1\n"


def members(*names: str) -> MoveMembers:
    return MoveMembers(source=Symbol("pkg.old", "Dup"), target=Symbol("pkg.canon", "Canon"), members=names)


def world(make: Make, old: str, target: str = TARGET, **more: str) -> Sandbox:
    files = {"pkg/__init__.py": "", "pkg/canon.py": target, "pkg/old.py": old}
    return make({**files, **{path.replace("__", "/") + ".py": text for path, text in more.items()}})


def test_indentation_is_that_of_the_target_and_strings_stay(make: Make) -> None:
    old = 'class Dup:\n    @property\n    def text(self):\n        """One.\n\n        Two."""\n        return self.items\n\n    @text.setter\n    def text(self, new):\n        self.items = new\n'
    result = world(make, old).after(members("text"))
    assert result.text("pkg/canon.py") == (
        "class Canon:\n\tdef __init__(self):\n\t\tself.items = []\n"
        '\n\t@property\n\tdef text(self):\n\t    """One.\n\n        Two."""\n\t    return self.items\n'
        "\n\t@text.setter\n\tdef text(self, new):\n\t    self.items = new\n\n\nafter = 1\n"
    )
    assert result.planned(members("text")).is_empty


def test_imports_come_along(make: Make) -> None:
    old = "import json\nfrom .low import helper as h\n\n\nclass Dup:\n    def dump(self):\n        return h(json.dumps(self.items))\n"
    target = "class Canon:\n    def __init__(self):\n        self.items = []\n"
    result = world(make, old, target, pkg__low="def helper(x):\n    return x\n").after(members("dump"))
    assert result.text("pkg/canon.py") == (
        "import json\n\nfrom .low import helper as h\n\n\n"
        + target
        + "\n    def dump(self):\n        return h(json.dumps(self.items))\n"
    )


def test_the_classes_own_name_follows(make: Make) -> None:
    old = "class Dup:\n    def copy(self):\n        return Dup()\n"
    assert "return Canon()" in world(make, old).after(members("copy")).text("pkg/canon.py")


REFUSED = {
    "an attribute that is not there": (
        "class Dup:\n    def f(self):\n        return self.extra\n",
        "self.extra, which Canon lacks",
    ),
    "super": ("class Dup:\n    def f(self):\n        return super().f()\n", "it uses super"),
    "a helper of the module": (
        "def g():\n    pass\n\n\nclass Dup:\n    def f(self):\n        return g()\n",
        "it needs g of pkg.old",
    ),
    "another meaning": (
        "import after\n\n\nclass Dup:\n    def f(self):\n        return after\n",
        "after means something else",
    ),
    "only set on instances": (
        "class Dup:\n    def __init__(self):\n        self.f = 1\n",
        "only set on instances",
    ),
    "not there": ("class Dup:\n    pass\n", "has no f of its own"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_not_work_there_is_refused(case: str, make: Make) -> None:
    old, reason = REFUSED[case]
    change_set = world(make, old).planned(members("f"))
    assert reason in change_set.refused
    assert change_set.is_empty


def test_several_members_may_need_each_other(make: Make) -> None:
    old = "class Dup:\n    def f(self):\n        return self.g()\n\n    def g(self):\n        return self.items\n"
    assert not world(make, old).planned(members("g", "f")).refused
