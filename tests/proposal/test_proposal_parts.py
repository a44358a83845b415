from collections.abc import Mapping

import pytest

from migrator.errors import UsageError
from migrator.facts.extract import extract_facts
from migrator.facts.values import Facts
from migrator.findings.importers import Importers
from migrator.findings.values import DeadImport, DeadList, DuplicateClass, Finding, ImportPath, Rung, Tier
from migrator.model.build import build_model
from migrator.model.model import Model
from migrator.model.values import Symbol
from migrator.plan.values import Plan, Policy
from migrator.proposal.canonical import propose_canonical
from migrator.proposal.checks import propose_checks
from migrator.proposal.duplicates import choose_classes, count_unsure
from migrator.proposal.exclusions import propose_exclusions
from migrator.proposal.phases import shared_module
from migrator.proposal.scopes import expect_scope, propose_scope


def model_of(files: Mapping[str, str], packages: tuple[str, ...]) -> Model:
    facts = {
        path: found
        for path, text in files.items()
        if isinstance(found := extract_facts(text.encode()), Facts)
    }
    return build_model(tuple(files), facts, (), Plan(name="n", packages=packages))


def dead(module: str, number: int, *, counts: bool = True) -> Finding:
    return Finding(
        id=f"dead-imports:{module}:{number}",
        kind="dead-imports",
        tier=Tier.EXACT,
        title="t",
        modules=(module,),
        names=(),
        evidence=(),
        sites=(),
        detail=DeadImport(Symbol(module, "x"), DeadList.NEVER),
        counts=counts,
    )


TREE = {
    "a/__init__.py": "",
    "a/core/__init__.py": "",
    "a/core/deep/__init__.py": "",
    "a/core/deep/m.py": "",
    "a/api/__init__.py": "",
    "b/__init__.py": "",
    "b/m.py": "",
}


def test_the_scope_goes_down_to_the_subpackage_that_holds_most() -> None:
    findings = [dead("a.core.deep.m", number) for number in range(8)] + [dead("a.api", 9), dead("b.m", 10)]
    assert propose_scope(model_of(TREE, ("a", "b")), findings) == ("a.core.deep", 8, 10)


def test_the_scope_stays_where_work_is_spread() -> None:
    findings = [dead(name, number) for number in range(4) for name in ("a.core", "a.api")]
    assert propose_scope(model_of(TREE, ("a", "b")), findings)[0] == "a"


def test_findings_that_are_only_shown_do_not_make_a_subject() -> None:
    findings = [dead("b.m", number, counts=False) for number in range(9)] + [
        dead("a.core", number) for number in range(2)
    ]
    assert propose_scope(model_of(TREE, ("a", "b")), findings) == ("a", 2, 2)


def test_a_scope_that_a_person_names_must_be_there() -> None:
    model = model_of(TREE, ("a", "b"))
    assert expect_scope(model, "a.core") == "a.core"
    with pytest.raises(UsageError, match=r"did you mean a\.core"):
        expect_scope(model, "a.cor")


def test_only_patterns_that_match_something_are_proposed_with_what_they_match() -> None:
    paths = ("backup_2020/a.py", "backup_2020/b.py", "app/x_pb2.py", "app/__init__.py", "docs/old/readme.md")
    assert propose_exclusions(paths, ("app",)) == (
        ("backup*/", "backup*/: backups, 2 files"),
        ("**/*_pb2.py", "**/*_pb2.py: generated, 1 file"),
    )


def test_a_package_that_is_worked_on_is_not_excluded_for_its_name() -> None:
    assert propose_exclusions(("vendor/__init__.py", "vendor/a.py"), ("vendor",)) == ()


def test_pytest_is_found_by_its_settings_and_the_packages_are_imported() -> None:
    files = {"pyproject.toml": b"[tool.pytest.ini_options]\n", "tests/test_a.py": b"def test(): pass\n"}
    checks = [check for check, _ in propose_checks(files, ("a", "b"), files.__getitem__)]
    assert [check.run for check in checks] == [
        ("python", "-m", "pytest", "-q"),
        ("python", "-c", "import a; import b"),
    ]


def test_unittest_is_found_where_nothing_uses_pytest_and_starts_at_the_root_where_tests_are_a_package() -> (
    None
):
    files = {"tests/test_a.py": b"import unittest\n"}
    (check, _), _ = propose_checks(files, ("a",), files.__getitem__)
    assert check.run == ("python", "-m", "unittest", "discover", "-s", "tests")
    files["tests/__init__.py"] = b""
    (check, _), _ = propose_checks(files, ("a",), files.__getitem__)
    assert check.run[-2:] == ("-t", ".")


def test_without_tests_the_import_is_the_only_check() -> None:
    assert [check.name for check, _ in propose_checks(("a/__init__.py",), ("a",), lambda _: b"")] == [
        "imports"
    ]


@pytest.mark.parametrize(
    ("facade", "counts", "expected"),
    [
        ("from a.m import C\n__all__ = ['C']\n", (3, 1), ["a:C"]),
        ("from a.m import C\n__all__ = ['C']\n", (1, 3), []),
        ("from a.m import C\n", (3, 1), []),
        ("from a.m import C as C\n", (3, 1), ["a:C"]),
        ("from a.m import *\n", (3, 1), ["a:C"]),
        ("from a.m import *\nfrom a.m import C\n", (3, 1), []),
    ],
    ids=[
        "offered and most use it",
        "offered but few use it",
        "not offered",
        "offered by an alias of the same name",
        "offered by a star",
        "imported for the package itself, beside a star",
    ],
)
def test_a_facade_stays_where_the_package_offers_the_name_and_most_take_it(
    facade: str, counts: tuple[int, int], expected: list[str]
) -> None:
    model = model_of({"a/__init__.py": facade, "a/m.py": "class C: pass\n"}, ("a",))
    definition, path = Symbol("a.m", "C"), Symbol("a", "C")
    finding = path_finding(definition, ((definition, counts[1]), (path, counts[0])))
    assert [name for name, _ in propose_canonical(model, [finding]).paths] == expected


def test_nobody_is_sent_to_a_private_module_where_a_package_offers_the_name() -> None:
    model = model_of(
        {"a/__init__.py": "from a._m import C\n__all__ = ['C']\n", "a/_m.py": "class C: pass\n"}, ("a",)
    )
    definition, path = Symbol("a._m", "C"), Symbol("a", "C")
    found = path_finding(definition, ((definition, 5), (path, 1)))
    assert propose_canonical(model, [found]).paths == (("a:C", "the package offers it, and a._m is private"),)


@pytest.mark.parametrize(
    ("user", "expected"),
    [("from a import C\n", ["a:C"]), ("from a.m import C\n", [])],
    ids=["the package", "the module"],
)
def test_what_is_inside_a_package_does_not_outvote_those_whom_it_offers_a_name(
    user: str, expected: list[str]
) -> None:
    inside = {f"a/in{number}.py": "from a.m import C\n" for number in range(5)}
    files = {
        "a/__init__.py": "from a.m import C\n__all__ = ['C']\n",
        "a/m.py": "class C: pass\n",
        "b/__init__.py": "",
    }
    model = model_of({**files, **inside, "b/user.py": user}, ("a", "b"))
    found = path_finding(Symbol("a.m", "C"), ((Symbol("a.m", "C"), 6), (Symbol("a", "C"), 1)))
    assert [path for path, _ in propose_canonical(model, [found]).paths] == expected


def test_a_private_path_of_a_private_module_is_no_better() -> None:
    model = model_of(
        {
            "a/__init__.py": "",
            "a/_b/__init__.py": "from a._b.m import C\n__all__ = ['C']\n",
            "a/_b/m.py": "class C: pass\n",
        },
        ("a",),
    )
    definition, path = Symbol("a._b.m", "C"), Symbol("a._b", "C")
    assert propose_canonical(model, [path_finding(definition, ((definition, 5), (path, 1)))]).paths == ()


def path_finding(definition: Symbol, paths: tuple[tuple[Symbol, int], ...]) -> Finding:
    detail = ImportPath(definition, paths[-1][0], definition, paths[-1][1], paths)
    return Finding(
        id="x", kind="import-paths", tier=Tier.EXACT, title="", modules=(), names=(), evidence=(), sites=(), detail=detail
    )  # fmt: skip


def test_where_packages_offer_names_as_a_rule_the_policy_says_so_and_only_the_rest_is_listed() -> None:
    names = [f"C{number}" for number in range(41)]
    model = model_of(
        {
            "a/__init__.py": f"from a._m import {', '.join(names)}\nfrom a.n import Other as Other\n__all__ = {names!r}\n",
            "a/_m.py": "".join(f"class {name}: pass\n" for name in names),
            "a/b/__init__.py": "from a.n import *\n",
            "a/n.py": "class Other: pass\n",
        },
        ("a",),
    )
    found = [
        path_finding(Symbol("a._m", name), ((Symbol("a._m", name), 1), (Symbol("a", name), 3)))
        for name in names
    ]
    found.append(
        path_finding(Symbol("a.n", "Other"), ((Symbol("a.n", "Other"), 1), (Symbol("a.b", "Other"), 3)))
    )
    assert propose_canonical(model, found[:40]).policy is Policy.DEFINING_MODULE
    assert len(propose_canonical(model, found[:40]).paths) == 40
    policy, paths = propose_canonical(model, found)
    assert policy is Policy.FACADE
    assert [path for path, _ in paths] == ["a.b:Other"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a/types.py": "class T: pass\n"}, "a.types"),
        ({"a/types.py": "from a.m import C\n", "a/m.py": "class C: pass\n"}, ""),
        (
            {"a/types.py": "from a.m import C\nclass T: pass\n", "a/m.py": "import a.types\nclass C: pass\n"},
            "",
        ),
        ({"a/interfaces.py": "class T: pass\n"}, ""),
        ({"a/types.py": "", "a/_types.py": "class T: pass\n"}, "a._types"),
    ],
    ids=[
        "defines types",
        "a facade",
        "in a cycle",
        "for interfaces only",
        "the first that defines something",
    ],
)
def test_names_are_moved_only_to_a_module_that_is_there_for_that(
    files: Mapping[str, str], expected: str
) -> None:
    assert shared_module(model_of({"a/__init__.py": "", **files}, ("a",)), "a") == expected


def duplicate(name: str, evidence: Rung) -> Finding:
    detail = DuplicateClass(Symbol("a.old", name), Symbol("a.new", "C"), evidence, ())
    return Finding(
        id=name, kind="duplicate-classes", tier=Tier.PROPOSE, title="", modules=(), names=(), evidence=(), sites=(), detail=detail
    )  # fmt: skip


def test_a_word_alone_names_no_canonical_class_and_what_is_left_out_is_counted() -> None:
    model = model_of({"a/__init__.py": "", "a/old.py": "", "a/new.py": "class C: pass\n"}, ("a",))
    marked, equal = duplicate("Marked", Rung("marker")), duplicate("C", Rung("equal bodies"))
    assert choose_classes(Importers(model), [marked], "a", "") == ()
    assert count_unsure([marked], "a", ()) == 1
    (choice,) = choose_classes(Importers(model), [marked, equal], "a", "")
    assert (str(choice.symbol), choice.patterns) == ("a.new:C", ("C", "Marked"))
    assert count_unsure([marked, equal], "a", [choice]) == 0


def test_equal_members_under_another_name_name_no_canonical_class() -> None:
    model = model_of({"a/__init__.py": "", "a/old.py": "", "a/new.py": "class C: pass\n"}, ("a",))
    assert choose_classes(Importers(model), [duplicate("Other", Rung("equal bodies"))], "a", "") == ()
    assert len(choose_classes(Importers(model), [duplicate("Other", Rung("empty subclass"))], "a", "")) == 1
