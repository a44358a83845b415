"""Calls of a redundant creator become calls of the canonical one, where that is provably the same."""

from pathlib import Path

import pytest

from migrator.model.values import Symbol
from migrator.records.intentions import Exclusion, ReplaceCalls
from tests.recipes.conftest import Make, Sandbox

CANON = """class Manager:
    def __init__(self, user, mode):
        self.user, self.mode = user, mode


_made = {}
DEFAULT = "unified"


def get_manager(user, *, mode=DEFAULT, limits=None):
    if user not in _made:
        _made[user] = Manager(user, mode)
    return _made[user]
"""


def replace(creator: str = "create_manager", module: str = "pkg.old") -> ReplaceCalls:
    return ReplaceCalls(creator=Symbol(module, creator), canonical=Symbol("pkg.canon", "get_manager"))


def world(make: Make, creator: str, user: str, **more: str) -> Sandbox:
    files = {"pkg/__init__.py": "", "pkg/canon.py": CANON, "pkg/old.py": creator, "pkg/user.py": user}
    return make({**files, **{path.replace("__", "/") + ".py": text for path, text in more.items()}})


PLAIN = """from pkg.canon import get_manager


def create_manager(user, limits=None, mode="unified"):
    return get_manager(user, mode=mode, limits=limits)
"""

CASES = {
    "same arguments: only names change": (
        PLAIN,
        "from pkg.old import create_manager\n\nm = create_manager('ada')\n",
        "from pkg.canon import get_manager\n\nm = get_manager('ada')\n",
    ),
    "a positional argument becomes a keyword": (
        PLAIN,
        "from pkg.old import create_manager\n\nm = create_manager('ada', None, 'x')\n",
        "from pkg.canon import get_manager\n\nm = get_manager('ada', limits=None, mode='x')\n",
    ),
    "layout and comments of the arguments stay": (
        PLAIN,
        "from pkg.old import create_manager\n\nm = create_manager(\n    'ada',  # her\n    mode='x',\n)\n",
        "from pkg.canon import get_manager\n\nm = get_manager(\n    'ada',  # her\n    mode='x',\n)\n",
    ),
    "the import is split where other names stay": (
        PLAIN + "\n\nOTHER = 1\n",
        "from pkg.old import OTHER, create_manager\n\nm = create_manager('ada'), OTHER\n",
        "from pkg.old import OTHER\nfrom pkg.canon import get_manager\n\nm = get_manager('ada'), OTHER\n",
    ),
    "a relative import stays relative": (
        PLAIN,
        "from .old import create_manager\n\nm = create_manager('ada')\n",
        "from .canon import get_manager\n\nm = get_manager('ada')\n",
    ),
    "in a function it stays there": (
        PLAIN,
        "def f():\n    from pkg.old import create_manager\n\n    return create_manager('ada')\n",
        "def f():\n    from pkg.canon import get_manager\n\n    return get_manager('ada')\n",
    ),
    "an alias is kept": (
        PLAIN,
        "from pkg.old import create_manager as make\n\nm = make('ada')\n",
        "from pkg.canon import get_manager as make\n\nm = make('ada')\n",
    ),
    "an import that is there is used": (
        PLAIN,
        "from pkg.canon import get_manager\nfrom pkg.old import create_manager\n\nm = create_manager('ada'), get_manager('bob')\n",
        "from pkg.canon import get_manager\n\nm = get_manager('ada'), get_manager('bob')\n",
    ),
    "through a module": (
        PLAIN,
        "import pkg.old\n\nm = pkg.old.create_manager('ada', mode='x')\n",
        "import pkg.canon\n\nm = pkg.canon.get_manager('ada', mode='x')\n",
    ),
    "through a module by its name": (
        PLAIN,
        "from pkg import old\n\nm = old.create_manager('ada', None)\n",
        "from pkg import canon\n\nm = canon.get_manager('ada', limits=None)\n",
    ),
    "by a star": (
        PLAIN,
        "from pkg.old import *\n\nm = create_manager('ada')\n",
        "from pkg.canon import get_manager\nfrom pkg.old import *\n\nm = get_manager('ada')\n",
    ),
    "a constant is written out where the defaults differ": (
        'from pkg.canon import get_manager\n\n\ndef create_manager(user):\n    """One."""\n    made = get_manager(user, mode="isolated")\n    return made\n',
        "from pkg.old import create_manager\n\nm = create_manager(user='ada')\n",
        "from pkg.canon import get_manager\n\nm = get_manager(user='ada', mode=\"isolated\")\n",
    ),
    "a constant that is the default is left out": (
        "from pkg.canon import DEFAULT, get_manager\n\n\ndef create_manager(user, unused=1):\n    return get_manager(user, mode=DEFAULT)\n",
        "from pkg.old import create_manager\n\nm = create_manager('ada', 2)\n",
        "from pkg.canon import get_manager\n\nm = get_manager('ada')\n",
    ),
    "a constant of a module is imported with it": (
        "from pkg.canon import get_manager\nfrom pkg.modes import SHARED\n\n\ndef create_manager(user):\n    return get_manager(user, mode=SHARED)\n",
        "from pkg.old import create_manager\n\nm = create_manager('ada')\n",
        "from pkg.modes import SHARED\nfrom pkg.canon import get_manager\n\nm = get_manager('ada', mode=SHARED)\n",
    ),
    "reordered parameters, evaluated in the order they were": (
        "from pkg.canon import get_manager\n\n\ndef create_manager(limits, user):\n    return get_manager(user, limits=limits)\n",
        "from pkg.old import create_manager\n\nm = create_manager(print(1), str(2))\n",
        "from pkg.canon import get_manager\n\nm = get_manager(limits=print(1), user=str(2))\n",
    ),
    "renamed keyword": (
        "from pkg.canon import get_manager\n\n\ndef create_manager(*, user_id):\n    return get_manager(user_id)\n",
        "from pkg.old import create_manager\n\nm = create_manager(user_id='ada')\n",
        "from pkg.canon import get_manager\n\nm = get_manager(user='ada')\n",
    ),
    "an expression of a parameter": (
        "from pkg.canon import get_manager\n\n\ndef create_manager(user):\n    return get_manager(user.name, mode=str(user))\n",
        "from pkg.old import create_manager\n\nada = ''\nm = create_manager(ada)\n",
        "from pkg.canon import get_manager\n\nada = ''\nm = get_manager(ada.name, mode=str(ada))\n",
    ),
    "a default that is filled in": (
        "from pkg.canon import get_manager\n\n\ndef create_manager(user, mode=None):\n    if mode is None:\n        mode = 'x'\n    return get_manager(user, mode=mode)\n",
        "from pkg.old import create_manager\n\nm = create_manager('ada'), create_manager('bob', 'y')\n",
        "from pkg.canon import get_manager\n\nm = get_manager('ada', mode='x'), get_manager('bob', mode='y')\n",
    ),
    "await goes where nothing is waited for": (
        "from pkg.canon import get_manager\n\n\nasync def create_manager(user):\n    return get_manager(user)\n",
        "from pkg.old import create_manager\n\n\nasync def f():\n    return await create_manager('ada')\n",
        "from pkg.canon import get_manager\n\n\nasync def f():\n    return get_manager('ada')\n",
    ),
    "anything is handed on": (
        "from pkg.canon import get_manager\n\n\ndef create_manager(*args, **kwargs):\n    return get_manager(*args, **kwargs)\n",
        "from pkg.old import create_manager\n\nrest = ['ada']\nm = create_manager(*rest, mode='x')\n",
        "from pkg.canon import get_manager\n\nrest = ['ada']\nm = get_manager(*rest, mode='x')\n",
    ),
    "by way of local names": (
        "from pkg.canon import get_manager\n\n\ndef create_manager(user):\n    name = str(user)\n    mode = name.lower\n    made = get_manager(user, mode=mode)\n    return made\n",
        "from pkg.old import create_manager\n\nm = create_manager('ada')\n",
        "from pkg.canon import get_manager\n\nm = get_manager('ada', mode=str('ada').lower)\n",
    ),
    "a manager that is kept in the canonical one's own store": (
        "from pkg.canon import Manager, _made\n\n\ndef create_manager(who, mode='unified'):\n    found = _made.get(who)\n    if found is None:\n        found = Manager(who, mode)\n        _made[who] = found\n    return found\n",
        "from pkg.old import create_manager\n\nm = create_manager('ada', 'x')\n",
        "from pkg.canon import get_manager\n\nm = get_manager('ada', mode='x')\n",
    ),
    "by way of another creator": (
        "from pkg.canon import get_manager\n\n\ndef build(a, b='y'):\n    return get_manager(a, mode=b)\n\n\ndef create_manager(user):\n    return build(user)\n",
        "from pkg.old import create_manager\n\nm = create_manager('ada')\n",
        "from pkg.canon import get_manager\n\nm = get_manager('ada', mode='y')\n",
    ),
    "kept under the same key": (
        "from functools import lru_cache\n\nfrom pkg.canon import get_manager\n\n\n@lru_cache(maxsize=None)\ndef create_manager(user):\n    return get_manager(user)\n",
        "from pkg.old import create_manager\n\nm = create_manager('ada')\n",
        "from pkg.canon import get_manager\n\nm = get_manager('ada')\n",
    ),
    "kept in a dictionary": (
        "from pkg.canon import get_manager\n\n_kept = {}\n\n\ndef create_manager(user):\n    if user not in _kept:\n        _kept[user] = get_manager(user)\n    return _kept[user]\n",
        "from pkg.old import create_manager\n\nm = create_manager('ada')\n",
        "from pkg.canon import get_manager\n\nm = get_manager('ada')\n",
    ),
    "a name that is taken: the old local name stays": (
        PLAIN,
        "from pkg.old import create_manager\n\n\ndef f(get_manager):\n    return create_manager('ada'), get_manager\n",
        "from pkg.canon import get_manager as create_manager\n\n\ndef f(get_manager):\n    return create_manager('ada'), get_manager\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_call_is_rewritten(case: str, make: Make) -> None:
    creator, before, after = CASES[case]
    sandbox = world(make, creator, before, pkg__modes="SHARED = 'shared'\n")
    result = sandbox.after(replace())
    assert result.text("pkg/user.py") == after
    assert result.planned(replace()).is_empty


METHODS = {
    "on the class": (
        "class Factory:\n    @staticmethod\n    def create(user):\n        return get_manager(user)\n",
        "from pkg.old import Factory\n\nm = Factory.create('ada')\n",
        "from pkg.canon import get_manager\n\nm = get_manager('ada')\n",
    ),
    "a class method": (
        "class Factory:\n    @classmethod\n    def create(cls, user):\n        return cls._make(user)\n\n    @classmethod\n    def _make(cls, user):\n        return get_manager(user)\n",
        "from pkg.old import Factory\n\nm = Factory.create('ada'), Factory\n",
        "from pkg.old import Factory\nfrom pkg.canon import get_manager\n\nm = get_manager('ada'), Factory\n",
    ),
    "on a fresh instance": (
        "class Factory:\n    def create(self, user):\n        return get_manager(user)\n",
        "from pkg.old import Factory\n\nm = Factory().create('ada')\n",
        "from pkg.canon import get_manager\n\nm = get_manager('ada')\n",
    ),
    "on a local name": (
        "class Factory:\n    def create(self, user):\n        return get_manager(user)\n",
        "from pkg.old import Factory\n\nfactory = Factory()\nm = factory.create('ada')\n",
        "from pkg.old import Factory\nfrom pkg.canon import get_manager\n\nfactory = Factory()\nm = get_manager('ada')\n",
    ),
    "through a module": (
        "class Factory:\n    @staticmethod\n    def create(user):\n        return get_manager(user)\n",
        "import pkg.old as o\n\nm = o.Factory.create('ada')\n",
        "import pkg.canon as canon\n\nm = canon.get_manager('ada')\n",
    ),
}


@pytest.mark.parametrize("case", METHODS)
def test_a_call_of_a_factory_class_is_rewritten(case: str, make: Make) -> None:
    body, before, after = METHODS[case]
    sandbox = world(make, f"from pkg.canon import get_manager\n\n\n{body}", before)
    result = sandbox.after(replace("Factory.create"))
    assert result.text("pkg/user.py") == after
    assert result.planned(replace("Factory.create")).is_empty


LEFT = {
    "unpacked arguments": ("m = create_manager(*['ada'])\n", "unpacked with *"),
    "a callback": ("m = map(create_manager, ['ada'])\n", "passed on or looked at, not called"),
    "an effect that would be lost": ("m = create_manager('ada', print(1))\n", ""),
    "in an f-string": ("m = f'{create_manager(1)}'\n", "it stands in an f-string"),
    "an argument that nobody takes": ("m = create_manager('ada', None, 'x', 4)\n", "4 positional arguments"),
}


@pytest.mark.parametrize("case", [one for one in LEFT if LEFT[one][1]])
def test_what_cannot_be_adapted_is_left_with_its_line(case: str, make: Make) -> None:
    text, reason = LEFT[case]
    change_set = world(make, PLAIN, f"from pkg.old import create_manager\n\n{text}").planned(replace())
    assert change_set.is_empty
    assert [(one.path, one.line) for one in change_set.left] == [("pkg/user.py", 3)]
    assert reason in change_set.left[0].reason


def test_an_argument_with_effects_is_not_dropped(make: Make) -> None:
    creator = "from pkg.canon import get_manager\n\n\ndef create_manager(user, unused=None):\n    return get_manager(user)\n"
    change_set = world(
        make, creator, "from pkg.old import create_manager\n\nm = create_manager('a', print(1))\n"
    ).planned(replace())
    assert change_set.is_empty
    assert "would not be evaluated any more" in change_set.left[0].reason


REFUSED = {
    "validates": "def create_manager(user):\n    if not user:\n        raise ValueError\n    return get_manager(user)\n",
    "registers": "seen = []\n\n\ndef create_manager(user):\n    made = get_manager(user)\n    seen.append(made)\n    return made\n",
    "makes a new one each time": "def create_manager(user):\n    return Manager(user, 'unified')\n",
    "keeps under another key": "from functools import cache\n\n\n@cache\ndef create_manager(team):\n    return get_manager(str(team) + '!')\n\n\n_one = None\n\n\ndef create_one(user):\n    global _one\n    if _one is None:\n        _one = get_manager(user)\n    return _one\n",
    "unknown decorator": "import functools\n\n\n@functools.singledispatch\ndef create_manager(user):\n    return get_manager(user)\n",
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_creator_that_is_not_provably_the_same_is_refused(case: str, make: Make) -> None:
    creator = "from pkg.canon import Manager, get_manager\n\n\n" + REFUSED[case]
    name = "create_one" if "create_one" in creator else "create_manager"
    change_set = world(make, creator, f"from pkg.old import {name}\n\nm = {name}('ada')\n").planned(
        replace(name)
    )
    assert "not provably the same" in change_set.refused
    assert change_set.is_empty


def test_two_that_make_the_same_are_matched_by_what_they_give_it(make: Make) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/canon.py": "class M:\n    def __init__(self, user, mode='a'):\n        pass\n\n\ndef get_manager(who, kind='a'):\n    return M(who, kind)\n",
        "pkg/old.py": "from pkg.canon import M\n\n\ndef create_manager(user):\n    return M(user)\n",
        "pkg/user.py": "from pkg.old import create_manager\n\nm = create_manager(user=1)\n",
    }
    assert (
        make(files).after(replace()).text("pkg/user.py")
        == "from pkg.canon import get_manager\n\nm = get_manager(who=1)\n"
    )


def test_a_call_in_what_the_canonical_is_made_with_stays(make: Make) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/canon.py": "from pkg.base import make\n\n\ndef get_manager(user):\n    return make(user)\n\n\ndef create_manager(user):\n    return make(user)\n",
        "pkg/base.py": "class M:\n    def __init__(self, user):\n        pass\n\n\ndef make(user):\n    return inner(user)\n\n\ndef inner(user):\n    return M(user)\n",
    }
    change_set = make(files).planned(
        ReplaceCalls(creator=Symbol("pkg.base", "inner"), canonical=Symbol("pkg.canon", "get_manager"))
    )
    assert change_set.is_empty
    assert "itself is made with it" in change_set.left[0].reason


def test_patches_of_the_users_name_follow(make: Make) -> None:
    user = "from pkg.old import create_manager\n\n\ndef f():\n    return create_manager('ada')\n"
    test = "from unittest import mock\n\nimport pkg.user\n\n\ndef test():\n    with mock.patch('pkg.user.create_manager', return_value=1):\n        assert pkg.user.f() == 1\n"
    result = world(make, PLAIN, user, tests__test_user=test).after(replace())
    assert result.text("tests/test_user.py") == test.replace("user.create_manager", "user.get_manager")


def test_patches_of_an_object_are_listed(make: Make) -> None:
    user = "from pkg.old import create_manager\n\n\ndef f():\n    return create_manager('ada')\n"
    test = "from unittest import mock\n\nfrom pkg import user\n\n\ndef test():\n    with mock.patch.object(user, 'create_manager'):\n        pass\n"
    change_set = world(make, PLAIN, user, tests__test_user=test).planned(replace())
    assert ("tests/test_user.py", 7) in {(one.path, one.line) for one in change_set.left}


def test_a_re_export_stays(make: Make) -> None:
    user = "from pkg.old import create_manager\n\n__all__ = ['create_manager']\nm = create_manager('ada')\n"
    result = world(make, PLAIN, user).after(replace())
    assert result.text("pkg/user.py") == (
        "from pkg.old import create_manager\nfrom pkg.canon import get_manager\n\n__all__ = ['create_manager']\nm = get_manager('ada')\n"
    )


def test_an_import_that_would_close_a_cycle_is_left(make: Make) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/user.py": "from pkg.old import create_manager\n\nX = 1\n\n\ndef f():\n    return create_manager('ada')\n",
        "pkg/canon.py": "from pkg.user import X\n\n\ndef get_manager(user):\n    return X, user\n\n\ndef other(): ...\n",
        "pkg/old.py": "def create_manager(user):\n    from pkg.canon import get_manager\n\n    return get_manager(user)\n",
    }
    change_set = make(files).planned(replace())
    assert change_set.is_empty
    assert "close an import cycle" in change_set.left[0].reason


def test_a_call_that_people_left_stays(make: Make) -> None:
    sandbox = world(make, PLAIN, "from pkg.old import create_manager\n\nm = create_manager('ada')\n")
    key = sandbox.planned(replace()).files[0].edits[0].hunk
    change_set = sandbox.planned(replace(), [Exclusion("pkg/user.py", key, "not yet")])
    assert change_set.is_empty
    assert change_set.left[0].reason == "left on purpose: not yet"


def test_the_rewritten_program_gives_the_same_objects(make: Make, tmp_path: Path) -> None:
    user = "from pkg.old import create_manager\n\n\ndef f(mode):\n    return create_manager('ada', None, mode), create_manager('bob')\n"
    result = world(make, PLAIN, user).after(replace())
    said = result.runs(
        tmp_path,
        "from pkg.user import f; from pkg.canon import get_manager; a, b = f('x'); print(a is get_manager('ada'), a.mode, b.mode)",
    )
    assert said.split() == ["True", "x", "unified"]
