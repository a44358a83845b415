"""A duplicate class becomes an alias of the canonical one, when nobody would miss anything."""

from pathlib import Path

import pytest

from migrator.model.values import Symbol
from migrator.records.intentions import AliasDuplicate, MoveMembers
from tests.recipes.conftest import Make, Sandbox

CANON = "class Canon:\n    def __init__(self, user, mode=1):\n        self.user = user\n\n    def send(self, text):\n        return text\n"
TWIN = "class Dup:\n    def __init__(self, user):\n        self.user = user\n\n    def send(self, text):\n        return json.dumps(text)\n"


def alias(name: str = "Dup", canonical: str = "Canon") -> AliasDuplicate:
    return AliasDuplicate(duplicate=Symbol("pkg.old", name), canonical=Symbol("pkg.canon", canonical))


def world(make: Make, old: str, user: str = "", canon: str = CANON, **more: str) -> Sandbox:
    files = {"pkg/__init__.py": "", "pkg/canon.py": canon, "pkg/old.py": old}
    files |= {"pkg/user.py": user} if user else {}
    return make({**files, **{path.replace("__", "/") + ".py": text for path, text in more.items()}})


BODIES = {
    "another name": (f"import json\n\n\n# About it.\n{TWIN}", "from pkg.canon import Canon as Dup\n"),
    "used in its module": (
        f"import json\n\n\n@json.loads\n{TWIN}\n\ndef f():\n    return Dup(1), json\n",
        "import json\n\nfrom pkg.canon import Canon as Dup\n\n\ndef f():\n    return Dup(1), json\n",
    ),
    "an import of the module is joined": (
        f"import json\n\nfrom pkg.canon import other\n\n\n{TWIN}\n\nX = other\n",
        "from pkg.canon import other, Canon as Dup\n\n\nX = other\n",
    ),
    "an empty subclass": (
        "from pkg.canon import Canon\n\n\nclass Dup(Canon):\n    '''Deprecated.'''\n",
        "from pkg.canon import Canon as Dup\n",
    ),
    "an empty subclass beside other uses": (
        "from pkg.canon import Canon\n\n\nclass Dup(Canon):\n    '''Deprecated.'''\n\n\nX = Canon\n",
        "from pkg.canon import Canon\n\n\nDup = Canon\n\n\nX = Canon\n",
    ),
    "a fallback": (
        "try:\n    from pkg.canon import Canon as Dup\nexcept ImportError:\n\n    class Dup:\n        pass\n\n\nX = Dup\n",
        "from pkg.canon import Canon as Dup\n\n\nX = Dup\n",
    ),
    "what a public name needs stays": (
        f"import json\n\nlogger = json.loads('1')\n\n\n{TWIN}".replace("text)", "logger)"),
        "import json\n\nfrom pkg.canon import Canon as Dup\n\nlogger = json.loads('1')\n",
    ),
    "__all__ stays": (
        f"import json\n\n__all__ = ['Dup']\n\n\n{TWIN}",
        "from pkg.canon import Canon as Dup\n\n__all__ = ['Dup']\n",
    ),
}


@pytest.mark.parametrize("case", BODIES)
def test_the_class_gives_way_to_an_alias(case: str, make: Make) -> None:
    before, after = BODIES[case]
    result = world(make, before, canon=CANON + "\n\nother = 1\n").after(alias())
    assert result.text("pkg/old.py") == after
    assert result.planned(alias()).is_empty
    assert not result.planned(alias()).refused


def test_of_the_same_name_it_is_re_exported(make: Make) -> None:
    result = world(make, CANON).after(alias("Canon"))
    assert result.text("pkg/old.py") == "from pkg.canon import Canon as Canon\n"


USERS = {
    "uses follow the name": (
        "from pkg.old import Dup\n\n\ndef f(x: 'Dup') -> Dup:\n    return Dup(1)\n",
        "from pkg.canon import Canon\n\n\ndef f(x: 'Canon') -> Canon:\n    return Canon(1)\n",
    ),
    "a name that is taken: the old one stays": (
        "from pkg.old import Dup\n\nCanon = 1\nx = Dup(Canon)\n",
        "from pkg.canon import Canon as Dup\n\nCanon = 1\nx = Dup(Canon)\n",
    ),
    "an alias stays": (
        "from pkg.old import Dup as D\n\nx = D(1)\n",
        "from pkg.canon import Canon as D\n\nx = D(1)\n",
    ),
    "a re-export keeps its name": (
        "from pkg.old import Dup\n\n__all__ = ['Dup']\n",
        "from pkg.canon import Canon as Dup\n\n__all__ = ['Dup']\n",
    ),
    "through a module": (
        "from pkg import old\n\nx = old.Dup(1)\n",
        "from pkg import canon\n\nx = canon.Canon(1)\n",
    ),
    "in a function": (
        "def f():\n    from .old import Dup\n\n    return Dup(1)\n",
        "def f():\n    from .canon import Canon\n\n    return Canon(1)\n",
    ),
}


@pytest.mark.parametrize("case", USERS)
def test_users_take_the_canonical_path(case: str, make: Make) -> None:
    before, after = USERS[case]
    assert world(make, f"import json\n\n\n{TWIN}", before).after(alias()).text("pkg/user.py") == after


def test_users_of_a_module_level_alias_turn_and_the_alias_stays(make: Make) -> None:
    old = "from pkg.canon import Canon\n\nDup = Canon\n"
    result = world(make, old, "from pkg.old import Dup\n\nx = Dup(1)\n").after(alias())
    assert (result.text("pkg/old.py"), result.text("pkg/user.py")) == (
        old,
        "from pkg.canon import Canon\n\nx = Canon(1)\n",
    )
    assert result.planned(alias()).is_empty


def test_patches_of_a_renamed_use_follow(make: Make) -> None:
    test = "from unittest import mock\n\n\ndef test():\n    with mock.patch('pkg.user.Dup'):\n        pass\n"
    sandbox = world(
        make,
        f"import json\n\n\n{TWIN}",
        "from pkg.old import Dup\n\n\ndef f():\n    return Dup(1)\n",
        tests__test_x=test,
    )
    assert sandbox.after(alias()).text("tests/test_x.py") == test.replace("pkg.user.Dup", "pkg.user.Canon")


def test_a_member_gap_with_callers_refuses_until_it_is_closed(make: Make) -> None:
    old = f"import json\n\n\n{TWIN}\n    # Ends it.\n    def close(self):\n        return self.send('bye')\n"
    user = "from pkg.old import Dup\n\n\ndef f(x: Dup):\n    x.close()\n"
    sandbox = world(make, old, user)
    change_set = sandbox.planned(alias())
    assert change_set.refused == "pkg.canon:Canon lacks close, used at pkg/user.py:5: move them there first"
    assert [(one.path, one.line) for one in change_set.left] == [("pkg/user.py", 5)]
    moved = sandbox.after(
        MoveMembers(source=Symbol("pkg.old", "Dup"), target=Symbol("pkg.canon", "Canon"), members=("close",))
    )
    assert (
        moved.text("pkg/canon.py")
        == CANON + "\n    # Ends it.\n    def close(self):\n        return self.send('bye')\n"
    )
    assert moved.after(alias()).text("pkg/old.py") == "from pkg.canon import Canon as Dup\n"


def test_a_gap_that_nobody_uses_is_only_said(make: Make) -> None:
    change_set = world(make, f"import json\n\n\n{TWIN}\n    def close(self):\n        return 1\n").planned(
        alias()
    )
    assert "close is not in the canonical class, and nobody here uses it" in change_set.notes


def test_a_rare_member_counts_wherever_it_is_used(make: Make) -> None:
    old = f"import json\n\n\n{TWIN}\n    def flush_all(self):\n        return 1\n"
    assert "pkg/user.py:2" in world(make, old, "def f(x):\n    x.flush_all()\n").planned(alias()).refused


INCOMPATIBLE = {
    "a missing argument": ("Dup()", "def __init__(self, user=1):", "does not give user"),
    "an unknown keyword": ("Dup(1, extra=2)", "def __init__(self, user, extra=1):", "extra is no parameter"),
    "another order": ("Dup(1, 2)", "def __init__(self, mode, user):", "mode would be taken for user"),
}


@pytest.mark.parametrize("case", INCOMPATIBLE)
def test_constructor_calls_that_do_not_fit_refuse(case: str, make: Make) -> None:
    call, init, reason = INCOMPATIBLE[case]
    old = TWIN.replace("def __init__(self, user):", init).replace("json.dumps(text)", "text")
    change_set = world(make, old, f"from pkg.old import Dup\n\nx = {call}\n").planned(alias())
    assert reason in change_set.refused
    assert [(one.path, one.line) for one in change_set.left] == [("pkg/user.py", 3)]


def test_differences_of_data_classes_are_said(make: Make) -> None:
    head = "from dataclasses import dataclass\n\n\n@dataclass\nclass "
    canon = f"{head}Canon:\n    user: str\n    mode: int = 1\n\n    def __post_init__(self):\n        assert self.user\n"
    change_set = world(make, f"{head}Dup:\n    user: str\n    mode: int = 2\n", canon=canon).planned(alias())
    assert {
        "Dup: `mode: int = 2` becomes `mode: int = 1`",
        "Dup: only the canonical class has __post_init__",
    } <= set(change_set.notes)


def test_a_coroutine_does_not_become_a_plain_method(make: Make) -> None:
    old = f"import json\n\n\n{TWIN}".replace("def send", "async def send")
    user = "from pkg.old import Dup\n\n\nasync def f(x: Dup):\n    await x.send('a')\n"
    assert "send is no coroutine in the canonical class" in world(make, old, user).planned(alias()).refused


def test_an_alias_that_would_close_a_cycle_is_lazy(make: Make, tmp_path: Path) -> None:
    canon = f"from pkg.old import X\n\n\n{CANON}\n\nY = X\n"
    result = world(make, f"import json\n\nX = 1\n\n\n{TWIN}", canon=canon).after(alias())
    assert "def __getattr__(name: str) -> object:" in result.text("pkg/old.py")
    said = result.runs(
        tmp_path,
        "import warnings; warnings.simplefilter('ignore')\nimport pkg.canon, pkg.old; print(pkg.old.Dup is pkg.canon.Canon)",
    )
    assert said.strip() == "True"


def test_a_canonical_class_that_derives_from_the_duplicate_refuses(make: Make) -> None:
    canon = "from pkg.old import Dup\n\n\nclass Canon(Dup):\n    pass\n"
    assert "derives from" in world(make, TWIN, canon=canon).planned(alias()).refused


def test_a_fallback_that_may_be_needed_refuses(make: Make) -> None:
    old = "try:\n    import orjson\n    from pkg.canon import Canon as Dup\nexcept ImportError:\n\n    class Dup:\n        pass\n"
    assert "is not always there" in world(make, old).planned(alias()).refused


def test_subclasses_and_tests_of_the_type_are_said(make: Make) -> None:
    user = "from pkg.old import Dup\n\n\nclass Mine(Dup):\n    pass\n\n\ndef f(x):\n    return isinstance(x, Dup)\n"
    notes = " ".join(world(make, f"import json\n\n\n{TWIN}", user).planned(alias()).notes)
    assert "pkg/user.py:4 Mine derives from it" in notes
    assert "pkg/user.py:9 `isinstance(x, Dup)` tells by it" in notes


def test_the_old_path_gives_the_same_class(make: Make, tmp_path: Path) -> None:
    result = world(make, f"import json\n\n\n{TWIN}", "from pkg.old import Dup\n\nx = Dup(1)\n").after(alias())
    code = "import pkg.user, pkg.old, pkg.canon; print(pkg.old.Dup is pkg.canon.Canon, isinstance(pkg.user.x, pkg.old.Dup))"
    assert result.runs(tmp_path, code).split() == ["True", "True"]


def test_the_module_of_the_duplicate_takes_the_canonical_class_by_its_path_too(make: Make) -> None:
    """What asks a facade for the duplicate while it runs follows at once, in the file of the duplicate as in any other."""
    old = f"import json\n\n\n{TWIN}\n\ndef late():\n    from pkg import Dup\n\n    return Dup\n"
    before = make({"pkg/__init__.py": "from pkg.old import Dup\n", "pkg/canon.py": CANON, "pkg/old.py": old})
    after = before.after(alias())
    assert "    from pkg.canon import Canon\n\n    return Canon\n" in after.text("pkg/old.py")
    assert after.planned(alias()).is_empty
