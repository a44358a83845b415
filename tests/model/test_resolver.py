from pathlib import Path

import pytest

from migrator.model.model import Model
from migrator.model.values import Defined, External, IsModule, Missing, Several, Symbol, Unknown
from tests.model.trees import meaning, model_of, run_python, write_tree

FILES = {
    "pkg/__init__.py": "from .a import A\nfrom . import sub\nfrom .star import *\nfrom .c import thing as c\n",
    "pkg/a.py": """
        import json
        from os import path
        class A: ...
        def f(): ...
        Alias = A
        Copy = json
        NUMBER = 1
        OTHER = NUMBER
        try:
            from .fast import go
        except ImportError:
            def go(): ...
        """,
    "pkg/fast.py": "def go(): ...",
    "pkg/b.py": "from pkg import A as B\nfrom pkg.a import Alias as Al\nimport pkg.a as mod",
    "pkg/c.py": "def thing(): ...",
    "pkg/sub/__init__.py": "",
    "pkg/star.py": "from .starred import *\n__all__ = ['S', 'sub_only']\nsub_only = 1",
    "pkg/starred.py": "class S: ...\nclass _T: ...\nclass U: ...",
    "pkg/lazy.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .a import A\ndef __getattr__(name): ...",
    "pkg/shim.py": """
        def __getattr__(name: str) -> object:
            '''Moved.'''
            if name == "A":
                import warnings

                from pkg.a import A
                return A
            if name in {"Old", "go"}:
                from pkg.a import f as Old, go
                return {"Old": Old, "go": go}[name]
            raise AttributeError(name)
        """,
    "pkg/dynamic.py": "globals()['x'] = 1\nclass Y: ...",
    "pkg/one.py": "from .two import Z",
    "pkg/two.py": "from .one import Z",
    "pkg/ring1.py": "from .ring2 import *\nclass R1: ...",
    "pkg/ring2.py": "from .ring3 import *\nclass R2: ...",
    "pkg/ring3.py": "from .ring2 import *\nfrom .ring1 import *\nclass R3: ...",
    "pkg/typed.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .a import A",
    "pkg/plain/x.py": "class P: ...",
    "pkg/open.py": "from outside import *",
    "pkg/gone.py": "class G: ...\ndel G\nfrom . import nothing\n",
    "pkg/rebound.py": "from .a import A\nclass A: ...\n",
}
CASES = {
    "pkg:A": Defined(Symbol("pkg.a", "A")),
    "pkg.b:B": Defined(Symbol("pkg.a", "A"), (Symbol("pkg", "A"),)),
    "pkg.b:Al": Defined(Symbol("pkg.a", "A"), (Symbol("pkg.a", "Alias"),)),
    "pkg.b:mod": IsModule("pkg.a"),
    "pkg:sub": IsModule("pkg.sub"),
    "pkg:b": IsModule("pkg.b"),
    "pkg:c": Defined(Symbol("pkg.c", "thing")),
    "pkg:S": Defined(Symbol("pkg.starred", "S"), (Symbol("pkg.star", "S"),)),
    "pkg:U": Missing("pkg", "U"),
    "pkg.star:U": Defined(Symbol("pkg.starred", "U")),
    "pkg.star:_T": Missing("pkg.star", "_T"),
    "pkg.a:OTHER": Defined(Symbol("pkg.a", "OTHER")),
    "pkg.a:Copy": Defined(Symbol("pkg.a", "Copy")),
    "pkg.a:path": External("os", "path"),
    "pkg.a:go": Several((Defined(Symbol("pkg.fast", "go")), Defined(Symbol("pkg.a", "go")))),
    "pkg.a:nope": Missing("pkg.a", "nope"),
    "pkg.nope:X": Missing("pkg.nope", None),
    "pkg.lazy:A": Defined(Symbol("pkg.a", "A")),
    "pkg.lazy:B": Unknown("pkg.lazy has a module __getattr__"),
    "pkg.shim:A": Defined(Symbol("pkg.a", "A")),
    "pkg.shim:Old": Defined(Symbol("pkg.a", "f")),
    "pkg.shim:warnings": Missing("pkg.shim", "warnings"),
    "pkg.shim:B": Missing("pkg.shim", "B"),
    "pkg.lazy.deep:x": Unknown("pkg.lazy has a module __getattr__, which may make it a package"),
    "pkg.shim.deep:x": Missing("pkg.shim.deep", None),
    "pkg.dynamic:x": Unknown("pkg.dynamic has bindings made at run time"),
    "pkg.dynamic:Y": Defined(Symbol("pkg.dynamic", "Y")),
    "pkg.one:Z": Missing("pkg.one", "Z"),
    "pkg.ring1:R3": Several(  # missing if ring3 is imported first
        (
            Missing("pkg.ring1", "R3"),
            Defined(Symbol("pkg.ring3", "R3"), (Symbol("pkg.ring2", "R3"),)),
        )
    ),
    "pkg.ring3:nope": Missing("pkg.ring3", "nope"),
    "pkg.typed:A": Missing("pkg.typed", "A"),
    "pkg:plain": IsModule("pkg.plain"),
    "pkg.plain:P": Missing("pkg.plain", "P"),
    "pkg.open:X": Unknown("outside is outside of the repository and star-imported"),
    "pkg.gone:G": Missing("pkg.gone", "G"),
    "pkg.gone:nothing": Missing("pkg", "nothing"),
    "pkg.rebound:A": Defined(Symbol("pkg.rebound", "A")),
    "pkg.a:__name__": Defined(Symbol("pkg.a", "__name__")),
    "pkg.a:__path__": Missing("pkg.a", "__path__"),
    "json:loads": External("json", "loads"),
}


@pytest.fixture(scope="module")
def model() -> Model:
    return model_of(FILES)


@pytest.mark.parametrize("path", CASES)
def test_names_mean_what_running_the_modules_would_bind(model: Model, path: str) -> None:
    assert meaning(model, path) == CASES[path]


def test_what_a_ring_of_stars_gives_depends_on_what_is_imported_first(tmp_path: Path) -> None:
    write_tree(tmp_path, {path: text for path, text in FILES.items() if "ring" in path})
    program = "import json, {first}, pkg.ring1; print(json.dumps(hasattr(pkg.ring1, 'R3')))"
    is_there = [run_python(tmp_path, program.format(first=first)) for first in ("pkg.ring1", "pkg.ring3")]
    assert is_there == [True, False]


def test_a_type_checker_sees_what_only_it_imports(model: Model) -> None:
    assert model.resolve("pkg.typed", "A", typing=True) == Defined(Symbol("pkg.a", "A"))


def test_a_long_way_of_re_exports_ends_in_unknown_and_not_in_a_crash() -> None:
    files = {f"pkg/m{number}.py": f"from .m{number + 1} import X" for number in range(3000)}
    model = model_of({"pkg/__init__.py": "", **files, "pkg/m3000.py": "X = 1"})
    assert isinstance(model.resolve("pkg.m0", "X"), Unknown)
    assert isinstance(model.resolve("pkg.m2950", "X"), Defined)


def test_a_long_way_of_stars_ends_in_unknown_and_not_in_a_crash() -> None:
    files = {f"pkg/m{number:03}.py": f"from pkg.m{number + 1:03} import *\n" for number in range(400)}
    model = model_of({"pkg/__init__.py": "", "pkg/m400.py": "A = 1\n", **files})
    assert isinstance(meaning(model, "pkg.m000:A"), Unknown)
    assert isinstance(meaning(model, "pkg.m300:A"), Defined)


def test_how_deep_a_name_lies_is_said_the_same_whatever_was_asked_before() -> None:
    files = {f"pkg/m{number:03}.py": f"from pkg.m{number + 1:03} import A\n" for number in range(200)}
    tree = {"pkg/__init__.py": "", "pkg/m200.py": "A = 1\n", **files}
    names = [f"pkg.m{number:03}:A" for number in range(200)]
    downwards, upwards = model_of(tree), model_of(tree)
    answers = {name: meaning(downwards, name) for name in names}
    assert {name: meaning(upwards, name) for name in reversed(names)} == answers
    assert {type(answer) for answer in answers.values()} == {Unknown, Defined}


def test_two_long_ways_to_each_module_are_not_walked_again_at_every_fork() -> None:
    fork = "try:\n    from pkg.m{0:03} import A\nexcept ImportError:\n    from pkg.m{0:03} import *\n"
    files = {f"pkg/m{number:03}.py": fork.format(number + 1) for number in range(160)}
    model = model_of({"pkg/__init__.py": "", "pkg/m160.py": "A = 1\n", **files})
    assert isinstance(meaning(model, "pkg.m100:A"), Defined | Several)
    assert not isinstance(meaning(model, "pkg.m000:A"), Missing)


def test_in_a_circle_of_re_exports_a_name_means_the_same_whatever_was_asked_before() -> None:
    tree = {
        "pkg/__init__.py": "",
        "pkg/a.py": "A = 1\nif x:\n    from pkg.b import A\n",
        "pkg/b.py": "A = 2\nif x:\n    from pkg.c import A\n",
        "pkg/c.py": "A = 3\nif x:\n    from pkg.a import A\n",
    }
    names = ["pkg.a:A", "pkg.b:A", "pkg.c:A"]
    forwards, backwards = model_of(tree), model_of(tree)
    answers = {name: meaning(forwards, name) for name in names}
    assert {name: meaning(backwards, name) for name in reversed(names)} == answers


def test_an_unreadable_module_says_nothing_about_its_names() -> None:
    model = model_of({"pkg/__init__.py": "", "pkg/bad.py": "def (", "pkg/a.py": "from .bad import X"})
    assert [type(use.resolution) for use in model.name_uses] == [Unknown]
    assert [problem.path for problem in model.coverage.unparsable] == ["pkg/bad.py"]


def test_an_alias_means_what_its_source_was_at_that_line() -> None:
    model = model_of(
        {
            "pkg/__init__.py": "def A(): ...\nB = A\ndel A\ndef C(): ...\nD = C\nfrom .x import C\n",
            "pkg/x.py": "class C: ...",
        }
    )
    assert meaning(model, "pkg:D") == Defined(Symbol("pkg", "C"))
    assert meaning(model, "pkg:B") == Defined(Symbol("pkg", "A"))


def test_ana_03_all_ways_to_one_definition_are_uses_of_it() -> None:
    model = model_of(
        {
            "src/pkg/__init__.py": "from .a import A\n",
            "src/pkg/a.py": "class A: ...\n",
            "src/pkg/b.py": "from . import a\nfrom .a import A\na.A()\n",
            "tests/test_it.py": "import pkg\nimport pkg.a as m\nfrom pkg.a import *\npkg.A()\nm.A()\nA()\npatch('pkg.a.A.x')\n",
        },
        source_roots=("src",),
        consumers=("tests",),
    )
    uses = model.uses_of(Symbol("pkg.a", "A"))
    assert [(use.importer, str(use.target), use.form) for use in uses] == [
        ("pkg", "pkg.a:A", "from"),
        ("pkg.b", "pkg.a:A", "from"),
        ("pkg.b", "pkg.a:A", "attribute"),
        ("tests.test_it", "pkg:A", "attribute"),
        ("tests.test_it", "pkg.a:A", "attribute"),
        ("tests.test_it", "pkg.a:A", "star"),
        ("tests.test_it", "pkg.a:A", "string"),
    ]


def test_public_names_are_what_others_can_take(model: Model) -> None:
    assert model.public_names("pkg.star") == ("S", "U", "sub_only")
    assert model.public_names("pkg") == ("A", "S", "c", "sub", "sub_only")


def test_only_definitions_are_candidates_for_a_name(model: Model) -> None:
    assert model.symbols_named("A") == (Symbol("pkg.a", "A"), Symbol("pkg.rebound", "A"))
    assert model.symbols_named("Alias") == ()
    assert model.symbols_named("path") == ()


def test_names_of_a_lazy_shim_are_offered(model: Model) -> None:
    assert model.public_names("pkg.shim") == ("A", "Old", "go")


def test_a_submodule_that_a_package_takes_under_another_name_is_not_what_its_own_name_means_later() -> None:
    model = model_of(
        {
            "pkg/__init__.py": "from . import thing as lib\nfrom .thing import thing\nfrom . import thing as late\n",
            "pkg/thing.py": "def thing(): ...",
            "pkg/user.py": "from . import lib as l",
        }
    )
    assert meaning(model, "pkg:lib") == IsModule("pkg.thing")
    assert meaning(model, "pkg.user:l") == IsModule("pkg.thing", (Symbol("pkg", "lib"),))
    assert meaning(model, "pkg:late") == Defined(Symbol("pkg.thing", "thing"))


def test_a_name_taken_from_the_package_around_may_still_be_the_submodule_of_that_name() -> None:
    model = model_of(
        {
            "pkg/__init__.py": "from .inside import x\nfrom .thing import thing\n",
            "pkg/thing.py": "def thing(): ...",
            "pkg/inside.py": "from . import thing as early\ndef x():\n    from . import thing\n",
            "pkg/user.py": "from pkg.inside import early",
        }
    )
    function, module = Defined(Symbol("pkg.thing", "thing"), (Symbol("pkg", "thing"),)), IsModule("pkg.thing")
    found = meaning(model, "pkg.inside:early")
    assert isinstance(found, Several)
    assert set(found.options) == {function, module}
    taken = [use.resolution for use in model.name_uses if use.importer == "pkg.inside"]
    assert [type(resolution).__name__ for resolution in taken] == ["Several", "Defined"]
