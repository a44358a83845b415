import grimp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.findings.values import LayerBreach
from migrator.plan.values import Finds
from tests.findings.finding import by_id, consuming, found, found_in

LAYERS = (("pkg.top",), ("pkg.left", "pkg.right"), ("pkg.low",))
BASE = {f"pkg/{name}.py": "" for name in ("__init__", "top", "left", "right", "low", "free", "loose")}


def test_an_import_upwards_is_a_breach_with_its_route_and_cuts() -> None:
    files = BASE | {
        "pkg/low.py": "from pkg.top import Unused\n",
        "pkg/top.py": "class Unused: ...\nimport pkg.low\n",
    }
    detection = found_in(files, Finds.LAYERS, layers=LAYERS)
    assert list(by_id(detection)) == ["layers:pkg.low>pkg.top"]
    detail = detection.findings[0].detail
    assert isinstance(detail, LayerBreach)
    assert (detail.lower, detail.higher, detail.route) == ("pkg.low", "pkg.top", ("pkg.low", "pkg.top"))
    assert [cut.kind.value for cut in detail.cuts] == ["drop", "move"]
    assert detection.measure.value == 1


def test_siblings_in_one_layer_are_independent() -> None:
    files = BASE | {"pkg/left.py": "import pkg.right\n"}
    assert list(by_id(found_in(files, Finds.LAYERS, layers=LAYERS))) == ["layers:pkg.left>pkg.right"]


def test_a_route_through_modules_of_no_layer_ends_with_the_import_that_goes_up() -> None:
    files = BASE | {"pkg/low.py": "import pkg.free\n", "pkg/free.py": "def f():\n    import pkg.top\n"}
    detection = found_in(files, Finds.LAYERS, layers=LAYERS)
    assert list(by_id(detection)) == ["layers:pkg.free>pkg.top"]
    detail = detection.findings[0].detail
    assert isinstance(detail, LayerBreach)
    assert detail.route == ("pkg.low", "pkg.free", "pkg.top")
    assert dict(detection.measure.parts) == {"direct": 0, "on a route": 1}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"pkg/top.py": "import pkg.low, pkg.left\n"}, id="downwards"),
        pytest.param({"pkg/free.py": "import pkg.top\n"}, id="from no layer"),
        pytest.param(
            {"pkg/low.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pkg.top\n"},
            id="for typing",
        ),
    ],
)
def test_it_is_no_breach(files: dict[str, str]) -> None:
    assert not found_in(BASE | files, Finds.LAYERS, layers=LAYERS).findings


NAMES = ("top", "left", "right", "low", "free", "loose")


@given(st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=9))
@settings(max_examples=80, deadline=None)
def test_there_is_a_breach_exactly_where_grimp_sees_an_illegal_dependency(
    imports: set[tuple[str, str]],
) -> None:
    lines: dict[str, list[str]] = {}
    for importer, imported in sorted(imports):
        if importer != imported:
            lines.setdefault(importer, []).append(f"import pkg.{imported}\n")
    model = consuming(BASE | {f"pkg/{name}.py": "".join(text) for name, text in lines.items()})
    graph = grimp.ImportGraph()
    for name in NAMES:
        graph.add_module(f"pkg.{name}")
    for importer, imported in imports:
        if importer != imported:
            graph.add_import(importer=f"pkg.{importer}", imported=f"pkg.{imported}")
    illegal = graph.find_illegal_dependencies_for_layers(layers=[grimp.Layer(*names) for names in LAYERS])
    ours = {
        (finding.detail.lower, finding.detail.higher)
        for finding in found(model, Finds.LAYERS, layers=LAYERS).findings
        if isinstance(finding.detail, LayerBreach)
    }
    theirs = {(dependency.importer, dependency.imported) for dependency in illegal}
    assert bool(ours) == bool(theirs)
    assert ours <= theirs
