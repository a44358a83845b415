"""Every static proof made to fail by a change that a recipe must never make, and to hold for its honest neighbour."""

import pytest

from tests.batches.proving import analysed, change_set, failing, proofs

FILES = {
    "pkg/__init__.py": "",
    "pkg/core.py": "import enum\n\n\nclass Thing:\n    pass\n\n\nclass Kind(enum.Enum):\n    ONE = 1\n",
    "pkg/user.py": "from pkg.core import Thing\n\n\ndef make() -> Thing:\n    return Thing()\n",
    "pkg/other.py": "VALUE = 1\n",
    "tests/test_it.py": 'from unittest import mock\n\nPATCH = mock.patch("pkg.core.Thing")\n',
}
MOVED = {
    "pkg/types.py": "class Thing:\n    pass\n",
    "pkg/core.py": "import enum\n\nfrom pkg.types import Thing as Thing\n\n\nclass Kind(enum.Enum):\n    ONE = 1\n",
}


def test_a_change_that_keeps_everything_has_eight_proofs_that_hold() -> None:
    found = proofs(FILES, MOVED, renames=(("pkg.core:Thing", "pkg.types:Thing"),), shims=("pkg.core:Thing",))
    assert list(found) == [
        "compiles", "nothing else", "resolves", "no undefined name", "loads", "same objects", "no new cycle", "forward only",
    ]  # fmt: skip
    assert failing(found) == {}
    assert found["compiles"].said == "2 changed files compile"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("VALUE = (\n", "SyntaxError", id="no syntax at all"),
        pytest.param("return 1\n", "'return' outside function", id="what ast accepts and compile does not"),
        pytest.param("def f():\n    x = 1\n    global x\n", "before global declaration", id="what only the compiler sees"),
    ],
)  # fmt: skip
def test_compiles_fails_for(text: str, said: str) -> None:
    (detail,) = failing(proofs(FILES, {"pkg/other.py": text}))["compiles"]
    assert detail.startswith("pkg/other.py: ")
    assert said in detail


def test_compiles_forgives_a_file_that_never_did() -> None:
    files = {**FILES, "pkg/old.py": "print 'two'\n"}
    assert failing(proofs(files, {"pkg/old.py": "print 'three'\n"})) == {}


def test_compiles_takes_an_odd_escape_as_python_does() -> None:
    assert failing(proofs(FILES, {"pkg/other.py": "VALUE = '\\d'\n"})) == {}


def test_resolves_fails_where_an_import_loses_its_name() -> None:
    found = failing(proofs(FILES, {"pkg/core.py": "import enum\n\n\nclass Kind(enum.Enum):\n    ONE = 1\n"}))
    assert "pkg/user.py:1: pkg.core:Thing names nothing" in found["resolves"]


def test_resolves_fails_where_a_patch_string_loses_its_name() -> None:
    files = {path: text for path, text in FILES.items() if path != "pkg/user.py"}
    found = failing(proofs(files, {"pkg/core.py": "import enum\n\n\nclass Kind(enum.Enum):\n    ONE = 1\n"}))
    assert found["resolves"] == ("tests/test_it.py:3: pkg.core:Thing names nothing",)


def test_resolves_fails_where_a_changed_import_names_nothing() -> None:
    found = failing(proofs(FILES, {"pkg/other.py": "from pkg.gone import VALUE\n"}))
    assert found["resolves"] == ("pkg/other.py:1: pkg.gone:VALUE names nothing",)


DEAD = {**FILES, "pkg/late.py": "def late():\n    from pkg.gone import Lost\n\n    return Lost\n"}


def test_resolves_forgives_what_was_dead_before() -> None:
    assert "resolves" not in failing(proofs(DEAD, {"pkg/other.py": "VALUE = 2\n"}))


def test_resolves_lets_a_dead_import_move_with_its_function() -> None:
    changed = {"pkg/late.py": "from pkg.later import late as late\n", "pkg/later.py": DEAD["pkg/late.py"]}
    found = failing(proofs(DEAD, changed, renames=(("pkg.late:late", "pkg.later:late"),)))
    assert "resolves" not in found


def test_resolves_fails_where_a_dead_name_spreads() -> None:
    found = failing(proofs(DEAD, {"pkg/other.py": "from pkg.gone import Lost\n"}))
    assert found["resolves"] == ("pkg/other.py:1: pkg.gone:Lost names nothing",)


def test_resolves_fails_where_a_dead_name_spreads_within_its_file() -> None:
    twice = DEAD["pkg/late.py"] + "\n\ndef later():\n    from pkg.gone import Lost\n\n    return Lost\n"
    assert "resolves" in failing(proofs(DEAD, {"pkg/late.py": twice}))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("def make():\n    return Thing()\n", id="its import is gone"),
        pytest.param("from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.core import Thing\n\n\ndef make():\n    return Thing()\n", id="it is imported for type checkers only"),
        pytest.param("def other():\n    from pkg.core import Thing\n\n    return Thing\n\n\ndef make():\n    return Thing()\n", id="it is imported in another function"),
        pytest.param("from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.core import Thing\n\n\ndef make() -> Thing: ...\n", id="an annotation that is evaluated"),
    ],
)  # fmt: skip
def test_no_undefined_name_fails_where(text: str) -> None:
    found = failing(proofs(FILES, {"pkg/user.py": text}))
    assert [detail.endswith("Thing is bound by nothing") for detail in found["no undefined name"]] == [True]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.core import Thing\n\n\ndef make() -> Thing: ...\n", id="annotations are not evaluated"),
        pytest.param("def make():\n    from pkg.core import Thing\n\n    return [Thing() for _ in range(3)]\n", id="it is imported around the use"),
        pytest.param("from pkg.core import *\n\n\ndef make():\n    return Thing()\n", id="a star brings it"),
        pytest.param("def make():\n    return [len, __file__, NotImplementedError]\n", id="builtins"),
    ],
)  # fmt: skip
def test_no_undefined_name_holds_where(text: str) -> None:
    assert "no undefined name" not in failing(proofs(FILES, {"pkg/user.py": text}))


def test_no_undefined_name_sees_what_a_star_does_not_bring() -> None:
    text = "from pkg.core import *\n\n\ndef make():\n    return Nothing()\n"
    assert "no undefined name" in failing(proofs(FILES, {"pkg/user.py": text}))


def test_no_undefined_name_forgives_what_was_undefined_before() -> None:
    files = {**FILES, "pkg/odd.py": "def f():\n    return surprise\n"}
    assert failing(proofs(files, {"pkg/odd.py": "def f():\n    return [surprise]\n"})) == {}


def test_same_objects_fails_where_a_definition_is_gone_though_nobody_here_imports_it() -> None:
    found = failing(proofs(FILES, {"pkg/other.py": "OTHER = 1\n"}))
    assert found["same objects"] == ("pkg.other:VALUE was pkg.other:VALUE and is nothing",)


def test_same_objects_fails_where_a_path_comes_to_mean_another_object() -> None:
    files = {**FILES, "pkg/twin.py": "class Thing:\n    pass\n"}
    changed = {"pkg/user.py": FILES["pkg/user.py"].replace("pkg.core", "pkg.twin")}
    found = failing(proofs(files, changed))
    assert found["same objects"] == ("pkg.user:Thing was pkg.core:Thing and is pkg.twin:Thing",)


def test_same_objects_fails_where_a_moved_definition_leaves_no_old_path() -> None:
    changed = {**MOVED, "pkg/core.py": "import enum\n\n\nclass Kind(enum.Enum):\n    ONE = 1\n", "pkg/user.py": "from pkg.types import Thing\n\n\ndef make() -> Thing:\n    return Thing()\n"}  # fmt: skip
    found = failing(proofs(FILES, changed, renames=(("pkg.core:Thing", "pkg.types:Thing"),)))
    assert "pkg.core:Thing was pkg.core:Thing and is nothing" in found["same objects"]


def test_same_objects_lets_a_path_go_that_is_declared_retired_once_nobody_uses_it() -> None:
    files = {path: text for path, text in FILES.items() if path.startswith("pkg/")}
    core = {**MOVED, "pkg/core.py": "import enum\n\n\nclass Kind(enum.Enum):\n    ONE = 1\n"}
    followed = {**core, "pkg/user.py": FILES["pkg/user.py"].replace("pkg.core", "pkg.types")}
    renames = (("pkg.core:Thing", "pkg.types:Thing"),)
    assert failing(proofs(files, followed, renames=renames, retired=("pkg.core:Thing",))) == {}
    assert "same objects" in failing(proofs(files, core, renames=renames, retired=("pkg.core:Thing",)))


LAZY = '\n\ndef __getattr__(name: str) -> object:\n    if name == "Thing":\n        from pkg.types import Thing\n\n        return Thing\n    raise AttributeError(name)\n'


def test_same_objects_reads_a_lazy_shim() -> None:
    changed = {**MOVED, "pkg/core.py": "import enum\n\n\nclass Kind(enum.Enum):\n    ONE = 1\n" + LAZY}
    renames = (("pkg.core:Thing", "pkg.types:Thing"),)
    assert failing(proofs(FILES, changed, renames=renames, shims=("pkg.core:Thing",))) == {}


def test_same_objects_fails_where_a_lazy_shim_gives_something_else() -> None:
    lazy = LAZY.replace("pkg.types import Thing", "pkg.other import VALUE as Thing")
    changed = {**MOVED, "pkg/core.py": "import enum\n\n\nclass Kind(enum.Enum):\n    ONE = 1\n" + lazy}
    renames = (("pkg.core:Thing", "pkg.types:Thing"),)
    assert "same objects" in failing(proofs(FILES, changed, renames=renames, shims=("pkg.core:Thing",)))


def test_same_objects_does_not_trust_what_is_only_made_at_run_time() -> None:
    opaque = "\n\ndef __getattr__(name: str) -> object:\n    return vars(enum)[name]\n"
    changed = {**MOVED, "pkg/core.py": "import enum\n\n\nclass Kind(enum.Enum):\n    ONE = 1\n" + opaque}
    found = failing(proofs(FILES, changed, renames=(("pkg.core:Thing", "pkg.types:Thing"),)))
    assert "pkg.core:Thing was pkg.core:Thing and is unknown" in found["same objects"]


def test_same_objects_lets_an_import_go_that_nobody_was_offered() -> None:
    files = {**FILES, "pkg/spare.py": "import enum\n\nfrom pkg.core import Thing\n\nVALUE = 1\n"}
    assert failing(proofs(files, {"pkg/spare.py": "VALUE = 1\n"})) == {}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"pkg/spare.py": "from pkg.core import Thing\n\n__all__ = ['Thing']\n"}, id="it is in __all__"),
        pytest.param({"pkg/spare.py": "from pkg.core import Thing as Thing\n"}, id="it is re-exported explicitly"),
        pytest.param({"pkg/spare/__init__.py": "from pkg.core import Thing\n"}, id="it is on a package's face"),
        pytest.param({"pkg/spare.py": "from pkg.core import Thing\n", "tests/test_b.py": "from pkg.spare import Thing\n"}, id="somebody imports it from there"),
        pytest.param({"pkg/spare.py": "from pkg.core import Thing\n", "tests/test_b.py": "import pkg.spare as s\n\nX = s.Thing\n"}, id="somebody reaches it as an attribute"),
        pytest.param({"pkg/spare.py": "from pkg.core import Thing\n", "tests/test_b.py": "from unittest import mock\n\nX = mock.patch('pkg.spare.Thing')\n"}, id="somebody patches it there"),
        pytest.param({"pkg/spare.py": "from pkg.core import Thing\n", "tests/test_b.py": "from pkg.spare import *\n\nX = Thing\n"}, id="a star takes it"),
    ],
)  # fmt: skip
def test_same_objects_fails_for_an_import_that_others_are_offered(files: dict[str, str]) -> None:
    before = {**FILES, **files}
    path = next(iter(files))
    assert "same objects" in failing(proofs(before, {path: "__all__: list[str] = []\n" if "__all__" in files[path] else "VALUE = 1\n"}))  # fmt: skip


def test_no_new_cycle_fails_where_an_edge_closes_one() -> None:
    changed = {"pkg/core.py": "from pkg.user import make\n" + FILES["pkg/core.py"]}
    found = failing(proofs(FILES, changed))
    assert found["no new cycle"] == ("pkg.core > pkg.user", "pkg.user > pkg.core")


def test_no_new_cycle_fails_where_a_known_component_grows() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "from pkg import b\n",
        "pkg/b.py": "from pkg import a\n",
        "pkg/c.py": "from pkg import a\n",
    }
    found = failing(proofs(files, {"pkg/b.py": "from pkg import a, c\n"}))
    assert found["no new cycle"] == ("pkg.b > pkg.c", "pkg.c > pkg.a")


def test_no_new_cycle_allows_a_deferred_one_and_one_for_typing() -> None:
    deferred = (
        FILES["pkg/core.py"] + "\n\ndef late() -> object:\n    from pkg.user import make\n\n    return make\n"
    )
    assert "no new cycle" not in failing(proofs(FILES, {"pkg/core.py": deferred}))
    typing = (
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.user import make\n"
        + FILES["pkg/core.py"]
    )
    assert "no new cycle" not in failing(proofs(FILES, {"pkg/core.py": typing}))


def test_forward_only_fails_where_a_name_gets_a_second_path() -> None:
    facade = {**FILES, "pkg/facade.py": "from pkg.core import Thing\n\n__all__ = ['Thing']\n"}
    changed = {"pkg/user.py": FILES["pkg/user.py"].replace("pkg.core", "pkg.facade")}
    found = failing(proofs(facade, changed))
    assert found["forward only"] == ("import-paths:pkg.facade:Thing",)


def test_forward_only_allows_exactly_the_declared_shims() -> None:
    renames = (("pkg.core:Thing", "pkg.types:Thing"),)
    assert failing(proofs(FILES, MOVED, renames=renames, shims=("pkg.core:Thing",))) == {}


def test_long_lists_of_details_end_in_a_count() -> None:
    users = {f"pkg/u{number:02}.py": "from pkg.other import VALUE\n" for number in range(20)}
    found = proofs({**FILES, **users}, {"pkg/other.py": "OTHER = 1\n"})["resolves"]
    assert found.said == "20 problems"
    assert len(found.details) == 13
    assert found.details[-1] == "and 8 more"


def test_the_change_set_of_these_tests_is_planned_on_the_bytes_before() -> None:
    before = analysed(FILES)
    (change,) = change_set(before, {"pkg/other.py": "VALUE = 2\n"}).files
    assert change.blob == before.tree.entries()["pkg/other.py"].blob


@pytest.mark.parametrize(
    ("user", "changed"),
    [
        pytest.param(
            "from pkg.a import thing as _t\n\nx = _t\n",
            "from pkg.b import thing as _t\n\nx = _t\n",
            id="a private name",
        ),
        pytest.param(
            "def f():\n    from pkg.a import thing\n    return thing\n",
            "def f():\n    from pkg.b import thing\n    return thing\n",
            id="a name in a function",
        ),
        pytest.param(
            "from pkg import a as _m\n\nx = _m.thing\n",
            "from pkg.a import thing as _m\n\nx = _m.thing\n",
            id="a module becomes what is in it",
        ),
    ],
)
def test_same_objects_fails_where_an_import_comes_to_bind_something_else(user: str, changed: str) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "class thing: ...\n",
        "pkg/b.py": "class thing: ...\n",
        "pkg/user.py": user,
    }
    assert any(
        "comes to mean" in detail
        for detail in proofs(files, {"pkg/user.py": changed})["same objects"].details
    )
