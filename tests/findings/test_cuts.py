import pytest

from migrator.findings.values import Cut, CycleEdge, Finding
from migrator.plan.values import Finds
from tests.findings.finding import by_id, cuts_of, found_in

EDGE = "import-cycles:pkg.a>pkg.b"
BACK = "from pkg.a import A\nclass B(A): ...\nclass C: ...\n"


def edge(a: str, b: str = BACK, **others: str) -> Finding:
    """The finding of the import of pkg.b by pkg.a."""
    files = {"pkg/__init__.py": "", "pkg/a.py": a, "pkg/b.py": b}
    files |= {f"{name.replace('__', '/')}.py": text for name, text in others.items()}
    return by_id(found_in(files, Finds.IMPORT_CYCLES))[EDGE]


def cuts(finding: Finding) -> dict[str, Cut]:
    return cuts_of(finding)


def evidence(finding: Finding) -> str:
    return " ".join(finding.evidence)


GUARDED = "class A: ...\nfrom pkg.b import C\ndef f(c: C) -> None: ...\n"
UNUSED = "class A: ...\nfrom pkg.b import C\n"
DEFERRED = "class A: ...\nfrom pkg.b import C\ndef f():\n    return C()\n"


def test_an_unused_import_is_dropped_first() -> None:
    finding = edge(UNUSED)
    assert isinstance(finding.detail, CycleEdge)
    assert [cut.kind.value for cut in finding.detail.cuts] == ["drop", "move"]
    assert finding.detail.cuts[0].frees == 2
    assert finding.detail.cuts[0].names == ("C",)


@pytest.mark.parametrize(
    ("a", "others"),
    [
        pytest.param(UNUSED, {"pkg__x": "from pkg.a import C\n"}, id="somebody takes it from there"),
        pytest.param(
            UNUSED, {"pkg__x": "import pkg.a as a\nprint(a.C)\n"}, id="somebody takes it as an attribute"
        ),
        pytest.param(UNUSED, {"pkg__x": "from pkg.a import *\nprint(C)\n"}, id="somebody takes it by a star"),
        pytest.param(
            UNUSED, {"tests__t": "from unittest import mock\nmock.patch('pkg.a.C')\n"}, id="a string names it"
        ),
        pytest.param("__all__ = ['A', 'C']\n" + UNUSED, {}, id="it is exported"),
        pytest.param("import os\n__all__ = ['A'] + os.listdir()\n" + UNUSED, {}, id="exports cannot be read"),
        pytest.param("class A: ...\nfrom pkg.b import C as C\n", {}, id="it is written as a re-export"),
        pytest.param("class A: ...\nimport pkg.b\n", {}, id="a module may be imported for its effects"),
        pytest.param(
            "class A: ...\ntry:\n    from pkg.b import C\nexcept ImportError:\n    C = None\n",
            {},
            id="it is guarded",
        ),
    ],
)
def test_an_import_is_not_dropped_when(a: str, others: dict[str, str]) -> None:
    finding = edge(a, **others)
    assert "drop" not in cuts(finding)
    assert "Not offered:" in evidence(finding)


def test_an_import_of_a_package_is_not_dropped_because_others_may_take_it_from_there() -> None:
    files = {
        "pkg/__init__.py": "class A: ...\nfrom pkg.b import C\n",
        "pkg/b.py": "from pkg import A\nclass C: ...\n",
    }
    finding = by_id(found_in(files, Finds.IMPORT_CYCLES))["import-cycles:pkg>pkg.b"]
    assert "drop" not in cuts(finding)


def test_a_name_that_is_used_in_annotations_only_is_guarded() -> None:
    quoted = cuts(edge(GUARDED))["guard"]
    assert quoted.names == ("C",)
    assert "to be quoted" in quoted.reason
    assert "not evaluated" in cuts(edge("from __future__ import annotations\n" + GUARDED))["guard"].reason


def test_a_name_that_is_used_in_string_annotations_only_is_guarded() -> None:
    assert "guard" in cuts(edge("class A: ...\nfrom pkg.b import C\ndef f(c: 'C') -> None: ...\n"))


@pytest.mark.parametrize(
    "a",
    [
        pytest.param("import pydantic\n" + GUARDED, id="pydantic"),
        pytest.param("from sqlalchemy.orm import Mapped\n" + GUARDED, id="sqlalchemy"),
        pytest.param("from typing import get_type_hints\n" + GUARDED, id="get_type_hints"),
        pytest.param("import typing\n" + GUARDED + "typing.get_type_hints(f)\n", id="typing.get_type_hints"),
        pytest.param("from functools import singledispatch\n" + GUARDED, id="singledispatch"),
        pytest.param(
            "from dataclasses import dataclass\nclass A: ...\nfrom pkg.b import C\n@dataclass\nclass D:\n    c: C\n",
            id="a dataclass",
        ),
        pytest.param(
            "class A: ...\nfrom pkg.base import Base\nfrom pkg.b import C\nclass D(Base):\n    c: C\n",
            id="a base",
        ),
        pytest.param(GUARDED + "X = C\n", id="it is used at import time too"),
        pytest.param(
            "from __future__ import annotations\n" + GUARDED + "def g():\n    return C()\n",
            id="and in a function",
        ),
    ],
)
def test_an_import_is_not_guarded_when(a: str) -> None:
    finding = edge(a, pkg__base="from pydantic import BaseModel\nclass Base(BaseModel): ...\n")
    assert "guard" not in cuts(finding)
    assert "Not offered:" in evidence(finding)


def test_a_name_that_others_take_from_the_importer_is_not_guarded() -> None:
    assert "guard" not in cuts(edge(GUARDED, pkg__x="from pkg.a import C\n"))


def test_a_name_that_is_only_re_exported_is_taken_from_its_definition() -> None:
    finding = edge(
        "from pkg.b import D\nclass A(D): ...\n",
        "from pkg.low import D\nimport pkg.a\n",
        pkg__low="class D: ...\n",
    )
    cut = cuts(finding)["definition"]
    assert (cut.names, cut.frees) == (("D",), 2)
    assert "the definition is in pkg.low" in cut.reason
    assert "move" not in cuts(finding)


def test_a_module_whose_name_its_package_gives_to_something_else_is_not_taken_from_there() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "from pkg.b import lib\nclass A(lib.D): ...\n",
        "pkg/b.py": "from pkg.low import lib\nimport pkg.a\n",
        "pkg/low/__init__.py": "from . import low as lib\nfrom .low import low\n",
        "pkg/low/low.py": "class D: ...\ndef low(): ...\n",
    }
    finding = by_id(found_in(files, Finds.IMPORT_CYCLES))[EDGE]
    assert "definition" not in cuts(finding)
    assert "pkg.low means something else by low" in evidence(finding)


def test_taking_it_from_a_definition_in_the_same_component_frees_less() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "from pkg.b import D\nclass A(D): ...\n",
        "pkg/b.py": "from pkg.c import D\nimport pkg.a\n",
        "pkg/c.py": "class D: ...\nimport pkg.a\n",
    }
    finding = by_id(found_in(files, Finds.IMPORT_CYCLES))[EDGE]
    assert cuts(finding)["definition"].frees == 1  # pkg.b is out; pkg.a and pkg.c now import each other


def test_a_name_of_the_importer_itself_is_not_said_to_be_elsewhere() -> None:
    finding = edge("class A: ...\nfrom pkg.b import A as Again\nX = Again\n", "from pkg.a import A\n")
    assert not cuts(finding)


def test_definitions_can_move_to_the_shared_module() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "from pkg.b import C\nclass A(C): ...\n",
        "pkg/b.py": BACK,
        "pkg/types.py": "",
    }
    finding = by_id(found_in(files, Finds.IMPORT_CYCLES, shared_module="pkg.types"))[EDGE]
    assert cuts(finding)["move"].frees == 2
    assert "can move to pkg.types" in cuts(finding)["move"].reason


def test_a_move_counts_all_importers_of_the_names() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "from pkg.b import C\nclass A(C): ...\n",
        "pkg/b.py": "from pkg.a import A\nfrom pkg.x import X\nclass C: ...\n",
        "pkg/x.py": "from pkg.b import C\nclass X(C): ...\n",
    }
    assert cuts(by_id(found_in(files, Finds.IMPORT_CYCLES))[EDGE])["move"].frees == 3


def test_a_move_takes_along_what_the_names_need() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "class A: ...\nfrom pkg.b import C\nX = C\n",
        "pkg/b.py": "from pkg.a import A\nclass Base(A): ...\nclass C(Base): ...\n",
    }
    cut = cuts(by_id(found_in(files, Finds.IMPORT_CYCLES))[EDGE])["move"]
    assert cut.frees == 1  # pkg.b is out; pkg.a and the new module import each other
    assert "alone does not part them: what moves needs pkg.a" in cut.reason


def test_what_the_names_need_outside_the_cycle_does_not_keep_them() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "from pkg.b import C\nclass A(C): ...\n",
        "pkg/b.py": "from pkg.a import A\nfrom pkg.low import D\nclass C(D): ...\nclass B(A): ...\n",
        "pkg/low.py": "class D: ...\n",
    }
    assert cuts(by_id(found_in(files, Finds.IMPORT_CYCLES))[EDGE])["move"].frees == 2


def test_of_two_imports_the_one_that_costs_less_is_proposed() -> None:
    files = {
        "pkg/__init__.py": "from pkg.models import Model\n",
        "pkg/models.py": "import pkg\nfrom pkg.fields import Field\nclass Model:\n    field = Field\ndef get():\n    return pkg.Model\n",
        "pkg/fields.py": "from pkg import low\nclass Field: ...\n",
        "pkg/low.py": "",
    }
    found = by_id(found_in(files, Finds.IMPORT_CYCLES))
    keeps, goes = found["import-cycles:pkg>pkg.models"], found["import-cycles:pkg.models>pkg"]
    assert "this import is not one of them" in evidence(keeps)  # the package offers the name to others
    assert "this import is one of them" in evidence(goes)


def test_a_move_to_a_module_that_leads_back_frees_nothing() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "from pkg.b import C\nclass A(C): ...\n",
        "pkg/b.py": BACK,
        "pkg/types.py": "import pkg.a\n",
    }
    finding = by_id(found_in(files, Finds.IMPORT_CYCLES, shared_module="pkg.types"))[EDGE]
    assert cuts(finding)["move"].frees == 0


@pytest.mark.parametrize(
    "b",
    [
        pytest.param("import pkg.a\nif pkg:\n    class C: ...\n", id="it is conditional"),
        pytest.param("import pkg.a\nfor C in range(3): ...\n", id="a loop binds it"),
        pytest.param("import pkg.a\ndef __getattr__(name):\n    return name\n", id="it is made at run time"),
    ],
)
def test_a_name_is_not_moved_when(b: str) -> None:
    assert "move" not in cuts(edge("from pkg.b import C\nclass A: ...\nX = C\n", b))


def test_a_name_that_functions_use_can_be_deferred_which_hides_the_cycle() -> None:
    cut = cuts(edge(DEFERRED))["defer"]
    assert cut.names == ("C",)
    assert "hides the cycle" in cut.reason


def test_a_star_import_has_no_mechanical_cut() -> None:
    finding = edge("class A: ...\nfrom pkg.b import *\nX = C\n")
    assert not cuts(finding)
    assert "a star import may bring any name" in evidence(finding)


def test_only_some_names_unused_is_said_and_not_dropped() -> None:
    finding = edge("class A: ...\nfrom pkg.b import B, C\nX = C\n")
    assert "drop" not in cuts(finding)
    assert "B is not used, the other names are" in evidence(finding)
