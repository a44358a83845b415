import tempfile
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from migrator.findings.programs import MOST_LINES
from migrator.findings.replay import Replayer, entries_in_words
from migrator.findings.replayed import Depth, Reach, depths
from tests.findings.generated_imports import packages
from tests.findings.import_outcomes import Judge, compared, found_wrong
from tests.model.generated import ALL
from tests.model.generated import packages as packages_of_bindings
from tests.model.trees import model_of, run_python, write_tree

JUDGE = """
import importlib, json, sys
found = {}
for entry in ENTRIES:
    for name in [name for name in sys.modules if name.partition(".")[0] == "pkg"]:
        del sys.modules[name]
    try:
        importlib.import_module(entry)
    except (ImportError, AttributeError, NameError) as error:
        found[entry] = str(error)
    else:
        found[entry] = ""
print(json.dumps(found))
"""


def outcomes(files: Mapping[str, str], *, by_text: bool = True) -> dict[str, str]:
    """By entry module, where it fails in the replay, or ``""``."""
    model = model_of(files)
    entries = sorted(model.modules)
    replayer = Replayer(model, entries, read=reader(files) if by_text else None)
    found = {entry: replayer.outcome(entry) for entry in entries}
    return {entry: failure.sentence() if failure else "" for entry, failure in found.items()}


def reader(files: Mapping[str, str]) -> Callable[[str], bytes]:
    return lambda path: textwrap.dedent(files[path]).encode()


def in_fresh_interpreter(files: Mapping[str, str], entries: list[str]) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        write_tree(Path(folder), files)
        result = run_python(Path(folder), f"ENTRIES = {entries!r}\n{JUDGE}")
    assert isinstance(result, dict)
    return result


EXAMPLES = {
    "a name that is not bound yet fails from one side": {
        "pkg/a.py": "from pkg.b import B\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "an import below the definition works from both sides": {
        "pkg/a.py": "class A: ...\nfrom pkg.b import B\n",
        "pkg/b.py": "class B: ...\nfrom pkg.a import A\n",
    },
    "a name that another module binds before it is taken works": {
        "pkg/a.py": "import pkg.c\nfrom pkg.b import B\n",
        "pkg/b.py": "import pkg.a\nimport pkg.c as c\nc.late = 1\nfrom pkg.c import late\nclass B: ...\n",
        "pkg/c.py": "",
    },
    "a module import with later use works": {
        "pkg/a.py": "import pkg.b\ndef f():\n    return pkg.b.B\n",
        "pkg/b.py": "import pkg.a\nclass B: ...\n",
    },
    "a module import with use at import time fails": {
        "pkg/a.py": "import pkg.b as b\nclass A(b.B): ...\n",
        "pkg/b.py": "import pkg.a as a\nX = a.A\nclass B: ...\n",
    },
    "a submodule is no attribute of its package before it is done": {
        "pkg/a.py": "import pkg.b\nclass A: ...\n",
        "pkg/b.py": "import pkg.a\nX = pkg.a.__name__\n",
    },
    "a half-executed submodule can be taken by name": {
        "pkg/a.py": "from pkg import b\n",
        "pkg/b.py": "from pkg import a\n",
    },
    "a package that imports its modules first decides the order": {
        "pkg/__init__.py": "from pkg.b import B\n",
        "pkg/a.py": "from pkg.b import B\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "a star takes what is bound so far": {
        "pkg/a.py": "class Early: ...\nfrom pkg.b import *\nclass Late: ...\n",
        "pkg/b.py": "from pkg.a import *\nX = Early\n",
    },
    "a star use of what is not bound yet fails": {
        "pkg/a.py": "from pkg.b import *\nclass Late: ...\n",
        "pkg/b.py": "from pkg.a import *\nX = Late\n",
    },
    "a guarded import goes on": {
        "pkg/a.py": "try:\n    from pkg.b import B\nexcept ImportError:\n    B = None\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "an import in a handler runs only after a failure": {
        "pkg/a.py": "try:\n    import json\nexcept ImportError:\n    from pkg.gone import json\n",
        "pkg/b.py": "from pkg.a import json\n",
    },
    "a deferred import does not run": {
        "pkg/a.py": "def f():\n    from pkg.b import B\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "a typing import does not run": {
        "pkg/a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pkg.b import B\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "a class body runs": {
        "pkg/a.py": "class A:\n    from pkg.b import B\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "an annotation is evaluated": {
        "pkg/a.py": "import pkg.b as b\ndef f(x: b.B) -> None: ...\n",
        "pkg/b.py": "import pkg.a as a\ndef g(x: a.f) -> None: ...\nclass B: ...\n",
    },
    "an annotation is not evaluated under the future import": {
        "pkg/a.py": "from __future__ import annotations\nimport pkg.b as b\ndef f(x: b.B) -> None: ...\n",
        "pkg/b.py": "from __future__ import annotations\nimport pkg.a as a\ndef g(x: a.f) -> None: ...\nclass B: ...\n",
    },
    "a module that is there is taken though its package failed before": {
        "pkg/a.py": "try:\n    from pkg.sub.c import C\nexcept ImportError:\n    pass\nfrom pkg.sub.d import D\nA = 1\n",
        "pkg/sub/__init__.py": "from pkg.sub.d import D\nfrom pkg.a import A\n",
        "pkg/sub/c.py": "C = 1\n",
        "pkg/sub/d.py": "D = 1\n",
    },
    "a plain import binds the top package though one on the way failed before": {
        "pkg/a.py": "try:\n    from pkg.sub.c import C\nexcept ImportError:\n    pass\nimport pkg.sub.d\nA = 1\n",
        "pkg/sub/__init__.py": "from pkg.sub.d import D\nfrom pkg.a import A\n",
        "pkg/sub/c.py": "C = 1\n",
        "pkg/sub/d.py": "D = 1\n",
    },
    "a module getattr that is defined above answers": {
        "pkg/a.py": "def __getattr__(name):\n    return name\nfrom pkg.b import B\n",
        "pkg/b.py": "from pkg.a import Anything\nclass B: ...\n",
    },
}


SHOWN_BY_THE_TEXT_ALONE = {
    "a function that is called while the module runs imports": {
        "pkg/a.py": "def f():\n    from pkg.b import B\nf()\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "a function that is not called does not": {
        "pkg/a.py": "def f():\n    from pkg.b import B\ng = f\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "a function of another module looks up what is not there yet": {
        "pkg/a.py": "from pkg.b import f\nf()\nclass A: ...\n",
        "pkg/b.py": "import pkg.a as a\ndef f():\n    return a.A\n",
    },
    "a decorator runs": {
        "pkg/a.py": "from pkg.b import mark\n@mark\ndef f(): ...\nclass A: ...\n",
        "pkg/b.py": "import pkg.a as a\ndef mark(f):\n    a.A\n    return f\n",
    },
    "a function runs that a decorator has wrapped": {
        "pkg/a.py": "from pkg.b import mark\n@mark\ndef f():\n    from pkg.c import C\nf()\nclass A: ...\n",
        "pkg/b.py": "import functools\ndef mark(f):\n    @functools.wraps(f)\n    def inner():\n        return f()\n    return inner\n",
        "pkg/c.py": "from pkg.a import A\nclass C: ...\n",
    },
    "an object is made": {
        "pkg/a.py": "class K:\n    def __init__(self):\n        from pkg.b import B\nK()\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "a class is derived, and its base wants to know": {
        "pkg/a.py": "from pkg.c import Base\nclass K(Base): ...\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
        "pkg/c.py": "class Base:\n    def __init_subclass__(cls):\n        from pkg.b import B\n",
    },
    "a generator runs when somebody asks for its items": {
        "pkg/a.py": "def f():\n    from pkg.b import B\n    yield B\nf()\nlist(f())\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "a condition comes out false": {
        "pkg/a.py": "import sys\nif sys.version_info < (3, 0):\n    from pkg.b import B\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "a name is deleted before it is taken": {
        "pkg/a.py": "X = 1\nfrom pkg.b import B\ndel X\nfrom pkg.c import C\n",
        "pkg/b.py": "from pkg.a import X\nclass B: ...\n",
        "pkg/c.py": "import pkg.a\nfrom pkg.a import X\nclass C: ...\n",
    },
    "a guard catches the import and the name is not there": {
        "pkg/a.py": "try:\n    from pkg.b import B\nexcept ImportError:\n    pass\nclass A(B): ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "a failed module is imported again when more is there": {
        "pkg/a.py": "try:\n    from pkg.b import B\nexcept ImportError:\n    pass\nclass A: ...\nfrom pkg.b import B\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "a metaclass makes a class by way of the metaclass above it": {
        "pkg/a.py": "class Over(type):\n    def __new__(meta, name, bases, space):\n        space.items()\n        return type.__new__(meta, name, bases, space)\n"
        "class Meta(Over):\n    def __new__(meta, name, bases, space):\n        return super().__new__(meta, name, bases, space)\n"
        "class K(metaclass=Meta): ...\nfrom pkg.b import B\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "a module is imported by its name in a string": {
        "pkg/a.py": "import importlib\nimportlib.import_module('pkg.b')\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
    },
    "an attribute is asked for with a default": {
        "pkg/a.py": "import pkg.b as b\nX = getattr(b, 'B', None)\n",
        "pkg/b.py": "import pkg.a as a\nY = getattr(a, 'X')\nclass B: ...\n",
    },
    "an import with a new name takes a half-executed submodule": {
        "pkg/a.py": "import pkg.b as b\n",
        "pkg/b.py": "import pkg.a as a\n",
    },
    "a star takes what __all__ names": {
        "pkg/a.py": "__all__ = ['Late']\nfrom pkg.b import B\nLate = 1\n",
        "pkg/b.py": "from pkg.a import *\nclass B: ...\n",
    },
    "a module getattr imports": {
        "pkg/a.py": "def __getattr__(name):\n    if name == 'B':\n        from pkg.b import B\n        return B\n    raise AttributeError(name)\nfrom pkg.c import C\n",
        "pkg/b.py": "from pkg.c import C\nclass B: ...\n",
        "pkg/c.py": "from pkg.a import B\nclass C: ...\n",
    },
}


@pytest.mark.parametrize("files", SHOWN_BY_THE_TEXT_ALONE.values(), ids=SHOWN_BY_THE_TEXT_ALONE)
def test_the_text_says_what_a_fresh_interpreter_does_where(files: dict[str, str]) -> None:
    files = {"pkg/__init__.py": "", **files}
    predicted = {entry: bool(failure) for entry, failure in outcomes(files).items()}
    real = in_fresh_interpreter(files, sorted(predicted))
    assert predicted == {entry: bool(failure) for entry, failure in real.items()}


def test_where_a_condition_decides_it_is_said_so() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "import os\nif os.environ.get('SET'):\n    from pkg.b import B\nclass A: ...\n",
        "pkg/b.py": "class B: ...\nfrom pkg.a import A\n",
    }
    replay = Replayer(model_of(files), ["pkg.a", "pkg.b"], read=reader(files)).replay()
    assert (replay.fails_from, replay.may_fail_from) == ((), ("pkg.a",))
    words = " ".join(entries_in_words(replay, 2))
    assert "It works from 1 of the 2 entry modules replayed, whatever conditions come to." in words
    assert "From pkg.a it depends on a condition that the code alone does not decide" in words


def test_files_that_are_too_long_together_are_replayed_by_their_facts() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "from pkg.b import B\nclass A: ...\n" + "\n" * MOST_LINES,
        "pkg/b.py": "import pkg.a\ndef f():\n    return pkg.a.A\nclass B: ...\n",
        "pkg/c.py": "import pkg.d\n",
        "pkg/d.py": "import pkg.c\n",
    }
    model = model_of(files)
    every = frozenset({"pkg.a", "pkg.b"}), frozenset({"pkg.c", "pkg.d"})
    assert depths(model, [Reach(few, few, few, few) for few in every]) == [Depth.FACTS, Depth.CALLS]


@pytest.mark.parametrize("how", ["by its text", "by its facts"])
@pytest.mark.parametrize("files", EXAMPLES.values(), ids=EXAMPLES)
def test_the_replay_says_what_a_fresh_interpreter_does(files: dict[str, str], how: str) -> None:
    files = {"pkg/__init__.py": "", **files}
    model = model_of(files)
    predicted = {
        entry: bool(failure) for entry, failure in outcomes(files, by_text=how == "by its text").items()
    }
    real = {
        entry: bool(failure) for entry, failure in in_fresh_interpreter(files, sorted(model.modules)).items()
    }
    assert predicted == real


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as started:
        yield started


@given(packages() | packages_of_bindings(ALL))
@settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
def test_the_replay_says_what_an_interpreter_does_on_packages_that_nobody_thought_of(
    judge: Judge, files: dict[str, str]
) -> None:
    """A short run of ``python -m bench.replay_against_python``: nothing that fails is said to be harmless."""
    outcomes = compared(files, judge)
    assert not [str(one) for one in outcomes if one.is_missed]
    assert not [str(one) for one in outcomes if one.predicted and one.predicted.is_sure and not one.real]
    assert not found_wrong(files, outcomes)


def test_a_chain_of_imports_longer_than_the_interpreters_stack_is_replayed() -> None:
    files = {"pkg/__init__.py": ""} | {
        f"pkg/m{number}.py": f"from pkg.m{(number + 1) % 3000} import X{(number + 1) % 3000}\nX{number} = 1\n"
        for number in range(3000)
    }
    model = model_of(files)
    failure = Replayer(model, [name for name in model.modules if name != "pkg"], most_steps=10).outcome(
        "pkg.m0"
    )
    assert failure is not None
    assert failure.sentence().startswith("line 1 of pkg.m2999 needs X0 of pkg.m0, which is half executed")


def test_the_work_is_bounded_and_what_was_left_out_is_said() -> None:
    files = {"pkg/__init__.py": ""} | {
        f"pkg/m{number}.py": f"X{number} = 1\nfrom pkg.m{(number + 1) % 20} import X{(number + 1) % 20}\n"
        for number in range(20)
    }
    model = model_of(files)
    replay = Replayer(model, [name for name in model.modules if name != "pkg"], most_steps=100).replay()
    assert 0 < replay.left_out < 20
    words = " ".join(entries_in_words(replay, 20))
    assert f"{replay.left_out} of 20 entry modules were not replayed" in words
