import random
import time

from migrator.facts.values import Colour
from migrator.findings.values import CycleEdge
from migrator.plan.values import Finds
from tests.findings.finding import by_id, found_in

TWO = {
    "pkg/__init__.py": "",
    "pkg/a.py": "from pkg.b import B\nclass A: ...\n",
    "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
}


def test_the_item_is_the_edge_and_the_measure_counts_edges() -> None:
    detection = found_in(TWO, Finds.IMPORT_CYCLES)
    assert [finding.id for finding in detection.findings] == [
        "import-cycles:pkg.a>pkg.b",
        "import-cycles:pkg.b>pkg.a",
    ]
    measure = detection.measure
    assert (measure.value, measure.goal, measure.unit) == (2, 0, "cyclic imports")
    assert dict(measure.parts) == {
        "components": 1,
        "modules": 2,
        "edges": 2,
        "deferred edges": 0,
        "typing edges": 0,
    }


def test_the_evidence_says_what_imports_what_and_what_fails() -> None:
    finding = found_in(TWO, Finds.IMPORT_CYCLES).findings[0]
    assert finding.witness == ("pkg.a", "pkg.b", "pkg.a")
    assert finding.colour is Colour.IMPORT_TIME
    assert finding.names == ("pkg.b:B",)
    assert finding.group == "pkg.a (2 modules)"
    assert isinstance(finding.detail, CycleEdge)
    assert finding.detail.fails_from == ("pkg.a", "pkg.b")
    assert finding.evidence[0] == "pkg.a takes B of pkg.b at pkg/a.py:1: `from pkg.b import B`."
    assert "It fails whichever of its modules is imported first." in finding.evidence
    assert [site.path for site in finding.sites] == ["pkg/a.py"]


def test_a_component_that_works_from_one_side_only_works_by_luck() -> None:
    files = TWO | {"pkg/a.py": "class A: ...\nfrom pkg.b import B\n"}
    finding = found_in(files, Finds.IMPORT_CYCLES).findings[0]
    assert isinstance(finding.detail, CycleEdge)
    assert finding.detail.fails_from == ("pkg.b",)
    assert any(
        "works by luck of import order: importing pkg.b first fails, pkg.a works" in s
        for s in finding.evidence
    )


def test_deferred_and_typing_edges_are_shown_and_not_counted() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "def f():\n    from pkg.b import B\nclass A: ...\n",
        "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
        "pkg/c.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pkg.d import D\nclass C: ...\n",
        "pkg/d.py": "from pkg.c import C\nclass D: ...\n",
    }
    detection = found_in(files, Finds.IMPORT_CYCLES)
    assert [(finding.id, finding.counts, finding.colour) for finding in detection.findings] == [
        ("import-cycles:deferred:pkg.a>pkg.b", False, Colour.DEFERRED),
        ("import-cycles:typing:pkg.c>pkg.d", False, Colour.TYPING),
    ]
    assert detection.measure.value == 0
    assert dict(detection.measure.parts)["deferred edges"] == 1
    assert dict(detection.measure.parts)["typing edges"] == 1


def test_a_deferred_edge_inside_an_import_time_component_is_not_repeated() -> None:
    files = TWO | {"pkg/b.py": TWO["pkg/b.py"] + "def f():\n    import pkg.a\n"}
    assert len(found_in(files, Finds.IMPORT_CYCLES).findings) == 2


def test_an_edge_to_a_parent_package_that_nobody_wrote_is_no_finding() -> None:
    files = {
        "pkg/__init__.py": "from pkg.a import A\n",
        "pkg/a.py": "import pkg.b\nclass A: ...\n",
        "pkg/b.py": "",
    }
    assert not found_in(files, Finds.IMPORT_CYCLES).findings


def test_a_self_import_is_a_component() -> None:
    detection = found_in({"pkg/__init__.py": "", "pkg/a.py": "import pkg.a\n"}, Finds.IMPORT_CYCLES)
    assert [finding.id for finding in detection.findings] == ["import-cycles:pkg.a>pkg.a"]
    assert detection.findings[0].witness == ("pkg.a", "pkg.a")
    assert dict(detection.measure.parts)["modules"] == 1


def test_one_end_in_the_scope_is_enough() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/in/__init__.py": "",
        "pkg/core/__init__.py": "",
        "pkg/core/a.py": "import pkg.b\n",
        "pkg/b.py": "import pkg.c\n",
        "pkg/c.py": "import pkg.core.a\nimport pkg.b\n",
    }
    detection = found_in(files, Finds.IMPORT_CYCLES, scope=("pkg.core",))
    assert set(by_id(detection)) == {"import-cycles:pkg.c>pkg.core.a", "import-cycles:pkg.core.a>pkg.b"}
    assert detection.measure.value == 2
    assert not found_in(files, Finds.IMPORT_CYCLES, scope=("pkg.cor",)).findings


def test_the_cut_set_of_the_component_is_part_of_the_evidence() -> None:
    sentences = [finding.evidence for finding in found_in(TWO, Finds.IMPORT_CYCLES).findings]
    inside = [
        any("this import is one of them" in sentence for sentence in evidence) for evidence in sentences
    ]
    assert sorted(inside) == [False, True]


def test_scl_03_a_component_of_800_modules_is_bounded_and_has_cuts() -> None:
    chance = random.Random(800)  # noqa: S311  a seeded graph, no secret
    files = {"pkg/__init__.py": ""}
    for number in range(800):
        others = sorted({(number + 1) % 800, *(chance.randrange(800) for _ in range(3))} - {number})
        lines = [f"from pkg.m{other} import f{other}" for other in others]
        files[f"pkg/m{number}.py"] = "\n".join([f"def f{number}(): ...", *lines, ""])
    start = time.process_time()
    detection = found_in(files, Finds.IMPORT_CYCLES)
    assert time.process_time() - start < 20
    assert dict(detection.measure.parts)["modules"] == 800
    ranked = [f for f in detection.findings if isinstance(f.detail, CycleEdge) and f.detail.cuts]
    assert 0 < len(ranked) <= 200
    assert any("most promising" in sentence for f in detection.findings for sentence in f.evidence)
    assert all(finding.witness for finding in detection.findings)


def test_a_dense_core_is_said_to_be_dense_with_what_can_be_done() -> None:
    names = ("a", "b", "c", "d", "e")
    files = {"pkg/__init__.py": ""} | {
        f"pkg/{name}.py": "".join(f"import pkg.{other}\n" for other in names if other != name)
        for name in names
    }
    found = found_in(files, Finds.IMPORT_CYCLES).findings
    assert all(
        "no few cuts open it, the smallest set found has 10 imports, for 5 modules" in " ".join(one.evidence)
        for one in found
    )


def test_a_component_that_one_cut_opens_is_not_called_dense() -> None:
    files = {"pkg/__init__.py": ""} | {
        f"pkg/m{number}.py": f"import pkg.m{(number + 1) % 6}\n" for number in range(6)
    }
    found = found_in(files, Finds.IMPORT_CYCLES).findings
    assert not [one for one in found if "dense" in " ".join(one.evidence)]
