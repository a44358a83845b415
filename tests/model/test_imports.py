from migrator.facts.values import Arm, Colour
from migrator.model.values import Missing, NameUse
from tests.model.trees import model_of

BASE = {
    "pkg/__init__.py": "",
    "pkg/a.py": "class A:\n    def m(self): ...\ndef go(): ...\n",
    "pkg/sub/__init__.py": "",
    "pkg/sub/b.py": "class B: ...",
}


def uses(text: str, **more: str) -> tuple[NameUse, ...]:
    files = {**BASE, "pkg/user.py": text, **{f"pkg/{name}.py": body for name, body in more.items()}}
    return tuple(use for use in model_of(files).name_uses if use.importer == "pkg.user")


def said(text: str, **more: str) -> list[tuple[str, str, str]]:
    return [(use.form, str(use.target), type(use.resolution).__name__) for use in uses(text, **more)]


def test_from_import_takes_a_name() -> None:
    assert said("from pkg.a import A as B, nope") == [
        ("from", "pkg.a:A", "Defined"),
        ("from", "pkg.a:nope", "Missing"),
    ]


def test_attributes_of_an_imported_module_are_names_taken_from_it() -> None:
    assert said("import pkg.a as c\nc.A.m()\nc.nope\n") == [
        ("import", "pkg:a", "IsModule"),
        ("attribute", "pkg.a:A", "Defined"),
        ("attribute", "pkg.a:nope", "Missing"),
    ]


def test_a_dotted_chain_is_followed_through_modules() -> None:
    assert said("import pkg.sub.b\npkg.sub.b.B\npkg.a.go()\n") == [
        ("import", "pkg.sub:b", "IsModule"),
        ("attribute", "pkg.sub.b:B", "Defined"),
        ("attribute", "pkg.a:go", "Defined"),
    ]


def test_a_module_taken_by_from_import_gives_its_attributes() -> None:
    assert said("from pkg import sub\nsub.b.B\n") == [
        ("from", "pkg:sub", "IsModule"),
        ("attribute", "pkg.sub.b:B", "Defined"),
    ]


def test_a_local_import_of_the_same_name_wins() -> None:
    text = "from pkg import a as json\njson.A\ndef f():\n    import json\n    json.loads\n"
    assert said(text) == [("from", "pkg:a", "IsModule"), ("attribute", "pkg.a:A", "Defined")]


def test_a_dead_module_is_a_use_in_every_form() -> None:
    found = uses("import pkg.gone\nfrom pkg.gone import X\nfrom pkg.gone import *\n")
    assert [(use.form, str(use.target)) for use in found] == [
        ("import", "pkg:gone"), ("from", "pkg.gone:X"), ("star", "pkg:gone")
    ]  # fmt: skip
    assert {use.resolution for use in found} == {Missing("pkg.gone", None)}


def test_star_gives_the_names_that_are_used() -> None:
    assert said("from pkg.a import *\nA()\nlen\nother\n") == [
        ("star", "pkg:a", "IsModule"),
        ("star", "pkg.a:A", "Defined"),
    ]


def test_the_last_star_wins() -> None:
    found = said("from pkg.a import *\nfrom pkg.z import *\nA()\n", z="class A: ...")
    assert ("star", "pkg.z:A", "Defined") in found
    assert ("star", "pkg.a:A", "Defined") not in found


def test_par_08_relative_imports_count_from_the_package() -> None:
    files = {
        "pkg/__init__.py": "from . import a\n",
        "pkg/a.py": "from . import sub\nfrom .sub import c\n",
        "pkg/sub/__init__.py": "from .. import a\nfrom . import c\n",
        "pkg/sub/c.py": "from ..a import sub\nfrom ... import far\nfrom .... import further\n",
    }
    model = model_of(files)
    assert [(use.importer, str(use.target)) for use in model.name_uses] == [
        ("pkg", "pkg:a"),
        ("pkg.a", "pkg:sub"),
        ("pkg.a", "pkg.sub:c"),
        ("pkg.sub", "pkg:a"),
        ("pkg.sub", "pkg.sub:c"),
        ("pkg.sub.c", "pkg.a:sub"),
    ]
    deep = [(problem.path, problem.stage, problem.line) for problem in model.coverage.skipped]
    assert deep == [("pkg/sub/c.py", "import", 2), ("pkg/sub/c.py", "import", 3)]


def test_strings_that_lead_somewhere_are_uses_wherever_they_stand() -> None:
    assert said("x = ['pkg.a.A', 'pkg.a:go', 'pkg.a', 'pkg.a.txt', 'pkg.gone.X', 'other.a']") == [
        ("string", "pkg.a:A", "Defined"),
        ("string", "pkg.a:go", "Defined"),
        ("string", "pkg:a", "IsModule"),
    ]


def test_strings_that_lead_nowhere_are_uses_where_paths_are_taken() -> None:
    text = """
        patch("pkg.a.A.nope")
        mock.patch("pkg.a.nope")
        mocker.patch("pkg.gone.Thing.method")
        import_module("pkg.gone.deeper")
        monkeypatch.setattr("pkg.gone.func", 1)
        getLogger("pkg.nope")
        """
    assert [
        (str(use.target), use.resolution) for use in uses(text) if isinstance(use.resolution, Missing)
    ] == [
        ("pkg.a:nope", Missing("pkg.a", "nope")),
        ("pkg.gone:Thing", Missing("pkg.gone", None)),
        ("pkg.gone:deeper", Missing("pkg.gone.deeper", None)),
        ("pkg.gone:func", Missing("pkg.gone", None)),
    ]


def test_a_use_says_when_and_under_which_guard_it_happens() -> None:
    found = uses(
        "try:\n    from pkg.a import gone\nexcept ImportError: ...\ndef f():\n    from pkg.a import A as X\n"
    )
    assert [(use.colour, use.arm, use.asname, use.site.scope, use.site.text) for use in found] == [
        (Colour.IMPORT_TIME, Arm.TRY, None, "", "from pkg.a import gone"),
        (Colour.DEFERRED, Arm.NONE, "X", "f", "from pkg.a import A as X"),
    ]


def test_what_only_type_checkers_look_up_may_be_bound_for_them_only() -> None:
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pkg.a import A\n"
    text = (
        "from __future__ import annotations\nfrom pkg import typed\ndef f(x: typed.A) -> 'typed.A': typed.A\n"
    )
    found = [
        (use.colour, type(use.resolution).__name__)
        for use in uses(text, typed=typed)
        if use.form == "attribute"
    ]
    assert sorted(found) == [
        (Colour.DEFERRED, "Missing"), (Colour.TYPING, "Defined"), (Colour.TYPING, "Defined")
    ]  # fmt: skip


def test_an_attribute_that_is_only_set_is_not_called_dead() -> None:
    assert said("from pkg import a\na.new = 1\na.A = 2\n") == [
        ("from", "pkg:a", "IsModule"),
        ("attribute", "pkg.a:A", "Defined"),
    ]
