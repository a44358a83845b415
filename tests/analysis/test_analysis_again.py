"""An analysis that takes over from an earlier one equals the analysis from scratch, whatever was edited in between."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.analysis import analyse
from migrator.plan.values import Finds, Phase, Plan, Policy
from tests.analysis.equality import assert_same
from tests.analysis.repositories import PATHS, Files, as_bytes, histories
from tests.facts.listed_tree import ListedTree

PLAN = Plan(
    name="test",
    packages=("pkg",),
    consumers=("tests",),
    exclude=("**/g.py",),
    phases=(
        Phase(id="broken", title="Broken", finds=Finds.DEAD_IMPORTS, scope=("pkg.sub",)),
        Phase(id="cycles", title="Cycles", finds=Finds.IMPORT_CYCLES),
        Phase(
            id="shared", title="Shared", finds=Finds.IMPORT_CYCLES, scope=("pkg.sub",), shared_module="pkg.c"
        ),
        Phase(
            id="paths", title="Paths", finds=Finds.IMPORT_PATHS, canonical=(("pkg:A", ()), ("pkg.sub:B", ()))
        ),
        Phase(id="facades", title="Facades", finds=Finds.IMPORT_PATHS, policy=Policy.FACADE),
        Phase(id="layers", title="Layers", finds=Finds.LAYERS, layers=(("pkg.sub",), ("pkg.a", "pkg.b"))),
        Phase(id="shims", title="Shims", finds=Finds.SHIMS),
        Phase(id="classes", title="Classes", finds=Finds.DUPLICATE_CLASSES, roles=("A", "B*")),
        Phase(id="factories", title="Factories", finds=Finds.DUPLICATE_FACTORIES),
    ),
)


NO_PHASES = Plan(name="test", packages=("pkg",), consumers=("tests",), exclude=("**/g.py",))


@given(histories())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_any_edits_it_equals_the_analysis_from_scratch(states: list[Files]) -> None:
    earlier = None
    for files in states:
        tree = ListedTree(as_bytes(files))
        earlier = analyse(tree, PLAN, previous=earlier)
        assert_same(earlier, analyse(tree, PLAN))


@given(histories(most=1), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_name_means_the_same_whatever_was_asked_before(states: list[Files], order: random.Random) -> None:
    tree = ListedTree(as_bytes(states[-1]))
    straight, shuffled = analyse(tree, PLAN).model, analyse(tree, NO_PHASES).model
    questions = [
        (module, name, typing)
        for module in straight.modules
        for name in ("A", "B", "C", "a", "_d", "sub", "gone")
        for typing in (False, True)
    ]
    answers = {
        question: straight.resolve(question[0], question[1], typing=question[2]) for question in questions
    }
    order.shuffle(questions)
    for question in questions:
        assert shuffled.resolve(question[0], question[1], typing=question[2]) == answers[question], question


def test_a_changed_list_of_ignored_files_changes_what_is_called_dead() -> None:
    files: Files = {"pkg/__init__.py": (), "pkg/a.py": ("from pkg._built import X",)}
    earlier = analyse(ListedTree(as_bytes(files)), PLAN)
    ignoring = ListedTree(as_bytes({**files, ".gitignore": ("_built.py",)}))
    again = analyse(ignoring, PLAN, previous=earlier)
    assert_same(again, analyse(ignoring, PLAN))
    assert earlier.broken.findings
    assert not again.broken.findings
    changed = ListedTree(as_bytes({**files, ".gitignore": ("_other.py",)}))
    assert_same(analyse(changed, PLAN, previous=again), analyse(changed, PLAN))
    assert analyse(changed, PLAN, previous=again).broken.findings


def test_a_file_that_could_not_be_parsed_is_not_read_again_while_its_content_is_the_same() -> None:
    files: Files = {"pkg/__init__.py": (), "pkg/a.py": ("class A: ...",), "pkg/broken.py": ("def f(:",)}
    earlier = analyse(ListedTree(as_bytes(files)), PLAN)
    changed = ListedTree(as_bytes({**files, "pkg/a.py": ("class B: ...",)}))
    again = analyse(changed, PLAN, previous=earlier)
    assert changed.reads == ["pkg/a.py"]
    assert [problem.path for problem in again.problems] == ["pkg/broken.py"]
    mended = ListedTree(as_bytes({**files, "pkg/broken.py": ("def f(): ...",)}))
    assert analyse(mended, PLAN, previous=again).problems == ()


CALLS = "import pkg.b as b\ndef one(): ...\ndef two():\n    b.B\ndef f():\n"
CIRCLE = {"pkg/a.py": "from .b import B\nclass A: ...\n", "pkg/b.py": "from .a import A\nclass B: ...\n"}


@pytest.mark.parametrize(
    ("files", "changed"),
    [
        pytest.param(
            {"pkg/a.py": f"{CALLS}    one()\nf()\n", "pkg/b.py": "import pkg.a\nclass B: ...\n"},
            {"pkg/a.py": f"{CALLS}    two()\nf()\n"},
            id="what a function calls that runs while modules are imported: no fact shows it",
        ),
        pytest.param(
            {
                "pkg/a.py": "class A: ...\nB = A\n",
                "pkg/c.py": "class A: ...\n",
                "tests/t.py": "from pkg.a import B\n",
            },
            {"pkg/a.py": "from .c import A\nB = A\n"},
            id="what an alias stands for",
        ),
        pytest.param(
            {
                "pkg/a.py": "A = 1\n",
                "pkg/b.py": "from .a import A\nB = A\n",
                "tests/t.py": "from pkg.b import B\n",
            },
            {"pkg/a.py": "class A: ...\n"},
            id="whether an alias is the same thing",
        ),
        pytest.param(
            {
                "pkg/a.py": "class A: ...\nclass B: ...\n",
                "pkg/b.py": "class Names:\n    from .a import A as name\n",
                "pkg/c.py": "from .b import Names\nA = Names.name\n",
                "tests/t.py": "from pkg.c import A\n",
            },
            {"pkg/b.py": "class Names:\n    from .a import B as name\n"},
            id="what an import in a class binds",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "def other(name):\n    from .b import A as y\n    return y\n",
                "pkg/a.py": "from . import y\ndef A(): ...\n",
                "pkg/b.py": "def A(): ...\nfrom .a import *\n",
                "tests/t.py": "from pkg.b import A\n",
            },
            {"pkg/__init__.py": "def __getattr__(name):\n    from .b import A as y\n    return y\n"},
            id="what a package starts when it is asked for a name",
        ),
        pytest.param(
            {
                "pkg/a.py": "from .b import *\n",
                "pkg/b.py": "A = 1\n",
                "tests/t.py": "from pkg.a import A, B\n",
            },
            {"pkg/b.py": "A = 1\nB = 1\n"},
            id="what a star brings",
        ),
        pytest.param(
            {
                "pkg/a.py": "A = 1\n",
                "pkg/b.py": "A = 2\nfrom .a import *\n",
                "tests/t.py": "from pkg.b import A\n",
            },
            {"pkg/b.py": "from .a import *\nA = 2\n"},
            id="which of two bindings is the last",
        ),
        pytest.param(
            {"pkg/a.py": "", "pkg/b.py": "", "tests/t.py": "from pkg.a import A\n"},
            {"pkg/b.py": "import pkg.a\npkg.a.A = 1\n"},
            id="what another file binds in a module",
        ),
        pytest.param(
            {"pkg/__init__.py": "", "pkg/a.py": "from pkg import *\n", "tests/t.py": "from pkg.a import b\n"},
            {"pkg/__init__.py": "def work():\n    import pkg.b\nimport pkg.b\n"},
            id="which submodules a package loads",
        ),
        pytest.param(
            CIRCLE, {"tests/t.py": "from pkg.a import B\n"}, id="who takes a name from a cyclic module"
        ),
        pytest.param(CIRCLE, {"pkg/b.py": "class B: ...\nfrom .a import A\n"}, id="whether a circle works"),
        pytest.param(
            CIRCLE, {"pkg/b.py": "\nfrom .a import A\nclass B: ...\n"}, id="where a cyclic import stands"
        ),
        pytest.param(
            {"pkg/a.py": "B = A\n", "tests/t.py": "from pkg.a import B\n"},
            {"pkg/a.py": "class A: ...\nB = A\n"},
            id="what an alias of nothing stands for",
        ),
        pytest.param(
            {**CIRCLE, "pkg/b.py": "class B: ...\nimport pkg.a\n"},
            {"pkg/b.py": "import pkg.a\nclass B: ...\n"},
            id="whether a circle that worked still does",
        ),
        pytest.param(
            {
                "pkg/__init__.py": "from .a import A\nimport pkg.c\n",
                "pkg/a.py": "class A: ...\n",
                "pkg/sub/e.py": "from pkg.a import A\n",
            },
            {"pkg/c.py": "import pkg.sub.e\n"},
            id="what a canonical path needs to be provided",
        ),
        pytest.param(
            {"pkg/a.py": "def f():\n    from .b import B\n", "pkg/b.py": "from .a import A\nclass B: ...\n"},
            {"pkg/a.py": "\ndef f():\n    from .b import B\n"},
            id="where a hidden import stands",
        ),
        pytest.param(
            {"pkg/a.py": "class A: ...\n", "pkg/__init__.py": "", "tests/t.py": "from pkg.a import A\n"},
            {"pkg/__init__.py": "from .a import A\n"},
            id="whether the canonical path is there",
        ),
    ],
)
def test_what_hangs_on_other_files_is_found_again(files: dict[str, str], changed: dict[str, str]) -> None:
    whole = {**dict.fromkeys(PATHS.values(), ""), **files}
    before, after = (
        ListedTree({path: text.encode() for path, text in {**whole, **edits}.items()})
        for edits in ({}, changed)
    )
    earlier, expected = analyse(before, PLAN), analyse(after, PLAN)
    found = analyse(after, PLAN, previous=earlier)
    assert_same(found, expected)
    is_other = (earlier.phases, earlier.model.name_uses) != (expected.phases, expected.model.name_uses)
    assert is_other, "the change must matter"
