"""A creator that nobody here calls any more becomes a warning and one call of the canonical one."""

from pathlib import Path

import pytest

from migrator.model.values import Symbol
from migrator.records.intentions import ReplaceCalls, RetireCreator
from tests.recipes.conftest import Make, Sandbox

CANON = """class Manager:
    pass


_made = {}


def get_manager(user, *, mode="unified", limits=None):
    if user not in _made:
        _made[user] = Manager()
    return _made[user]


async def get_later(user):
    return Manager()
"""
WARNING = 'warnings.warn("create_manager is deprecated, use get_manager", DeprecationWarning, stacklevel=2)'
WRAPPED = (
    "    warnings.warn(\n"
    '        "create_manager is deprecated, use get_manager", DeprecationWarning, stacklevel=2\n'
    "    )\n"
)


def retire(name: str = "create_manager", canonical: str = "get_manager") -> RetireCreator:
    return RetireCreator(creator=Symbol("pkg.old", name), canonical=Symbol("pkg.canon", canonical))


def world(make: Make, old: str, **more: str) -> Sandbox:
    files = {"pkg/__init__.py": "", "pkg/canon.py": CANON, "pkg/old.py": old}
    return make({**files, **{path.replace("__", "/") + ".py": text for path, text in more.items()}})


CASES = {
    "what only the old body used goes": (
        (
            '"""Old."""\n\nimport json\nfrom threading import Lock\n\nfrom pkg.canon import get_manager\n\n_lock = Lock()\n_kept = {}\n\n\n'
            'def create_manager(user, mode=\'x\'):\n    """Make one."""\n    # Only once.\n    with _lock:\n        if user not in _kept:\n            _kept[user] = get_manager(user, mode=mode)\n'
            "    return _kept[user]\n\n\ndef other():\n    return json\n"
        ),
        (
            '"""Old."""\n\nimport json\nimport warnings\n\nfrom pkg.canon import get_manager\n\n\n'
            f'def create_manager(user, mode=\'x\'):\n    """Make one."""\n{WRAPPED}    return get_manager(user, mode=mode)\n\n\ndef other():\n    return json\n'
        ),
    ),
    "an import inside the body goes to the top": (
        "def create_manager(user):\n    from pkg.canon import get_manager\n\n    return get_manager(user)\n",
        f"import warnings\n\nfrom pkg.canon import get_manager\n\n\ndef create_manager(user):\n{WRAPPED}    return get_manager(user)\n",
    ),
    "a cache goes where the canonical one keeps the same": (
        "from functools import lru_cache\n\nfrom pkg.canon import get_manager\n\n\n@lru_cache(maxsize=None)\ndef create_manager(user):\n    return get_manager(user)\n",
        f"import warnings\n\nfrom pkg.canon import get_manager\n\n\ndef create_manager(user):\n{WRAPPED}    return get_manager(user)\n",
    ),
    "async stays async": (
        "from pkg.canon import get_manager\n\n\nasync def create_manager(user):\n    return get_manager(user)\n",
        f"import warnings\n\nfrom pkg.canon import get_manager\n\n\nasync def create_manager(user):\n{WRAPPED}    return get_manager(user)\n",
    ),
    "one line": (
        "from pkg.canon import get_manager\n\n\ndef create_manager(user): return get_manager(user)\n",
        f"import warnings\n\nfrom pkg.canon import get_manager\n\n\ndef create_manager(user):\n{WRAPPED}    return get_manager(user)\n",
    ),
    "by way of another creator": (
        "from pkg.canon import get_manager\n\n\ndef build(a, b):\n    return get_manager(a, mode=b)\n\n\ndef create_manager(user):\n    return build(user, 'y')\n",
        f"import warnings\n\nfrom pkg.canon import get_manager\n\n\ndef build(a, b):\n    return get_manager(a, mode=b)\n\n\ndef create_manager(user):\n{WRAPPED}    return get_manager(user, mode='y')\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_body_becomes_a_warning_and_a_call(case: str, make: Make) -> None:
    before, after = CASES[case]
    result = world(make, before).after(retire())
    assert result.text("pkg/old.py") == after
    assert result.planned(retire()).is_empty
    assert not result.planned(retire()).refused


def test_a_method_keeps_its_place(make: Make) -> None:
    old = "from pkg.canon import get_manager\n\n\nclass Factory:\n    @classmethod\n    def create(cls, user):\n        return get_manager(user)\n"
    result = world(make, old).after(retire("Factory.create"))
    assert result.text("pkg/old.py") == (
        "import warnings\n\nfrom pkg.canon import get_manager\n\n\nclass Factory:\n    @classmethod\n    def create(cls, user):\n"
        '        warnings.warn(\n            "Factory.create is deprecated, use get_manager", DeprecationWarning, stacklevel=2\n        )\n'
        "        return get_manager(user)\n"
    )


def test_an_import_that_would_close_a_cycle_goes_into_the_function(make: Make) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/canon.py": "from pkg.old import X\n\n\nclass M:\n    pass\n\n\ndef get_manager(user):\n    return X\n\n\ndef inner(user):\n    return get_manager(user)\n",
        "pkg/old.py": "X = 1\n\n\ndef create_manager(user):\n    from pkg.canon import inner\n\n    return inner(user)\n",
    }
    assert make(files).after(retire()).text("pkg/old.py") == (
        f"import warnings\n\nX = 1\n\n\ndef create_manager(user):\n    from pkg.canon import get_manager\n{WRAPPED}    return get_manager(user)\n"
    )


def test_it_is_refused_while_calls_can_still_be_rewritten(make: Make) -> None:
    old = "from pkg.canon import get_manager\n\n\ndef create_manager(user):\n    return get_manager(user)\n"
    sandbox = world(make, old, pkg__user="from pkg.old import create_manager\n\nm = create_manager('ada')\n")
    assert sandbox.planned(retire()).refused == "create_manager is still called in pkg/user.py"
    replaced = sandbox.after(ReplaceCalls(creator=retire().creator, canonical=retire().canonical))
    assert not replaced.planned(retire()).refused


def test_calls_that_are_left_keep_working_and_are_said(make: Make) -> None:
    old = "from pkg.canon import get_manager\n\n\ndef create_manager(user):\n    return get_manager(user)\n"
    sandbox = world(
        make, old, pkg__user="from pkg.old import create_manager\n\nm = [*map(create_manager, 'ab')]\n"
    )
    change_set = sandbox.planned(retire())
    assert "pkg/user.py:3 keeps working through the warning alias create_manager" in change_set.notes
    assert change_set.shims == (Symbol("pkg.old", "create_manager"),)


def test_a_creator_that_does_more_is_refused(make: Make) -> None:
    old = "from pkg.canon import get_manager\n\n\ndef create_manager(user):\n    print(user)\n    return get_manager(user)\n"
    assert "it also does `print(user)`" in world(make, old).planned(retire()).refused


def test_the_old_name_gives_the_same_object_and_warns_at_the_callers_line(make: Make, tmp_path: Path) -> None:
    old = "from pkg.canon import get_manager\n\n\ndef create_manager(user, mode='x'):\n    return get_manager(user, mode=mode)\n"
    code = (
        "import warnings\nfrom pkg.old import create_manager\nfrom pkg.canon import get_manager\n"
        "with warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('always')\n    made = create_manager('ada')\n"
        "print(made is get_manager('ada'), seen[0].category.__name__, seen[0].filename)\n"
    )
    assert world(make, old).after(retire()).runs(tmp_path, code).split() == [
        "True",
        "DeprecationWarning",
        "<string>",
    ]
