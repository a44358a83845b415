"""What is found in the sample equals what an independent program counts there."""

from pathlib import Path

import pytest

from migrator.facts.extract import extract_facts
from migrator.facts.values import Colour, Facts
from migrator.findings.values import CycleEdge, DeadList
from migrator.model.build import build_model, paths_to_read
from migrator.model.model import Model
from migrator.plan.values import Finds, Plan
from tests.findings.finding import found
from tests.sample.independent_count import Count, count

SAMPLE = Path(__file__).resolve().parents[2] / "sample_repo"
CANONICAL = (("chat_backend.websocket_core:WebSocketAuthenticator", ()),)


@pytest.fixture(scope="module")
def model() -> Model:
    plan = Plan("sample", ("chat_backend",), consumers=("tests", "scripts"), exclude=("backup*",))
    paths = sorted(path.relative_to(SAMPLE).as_posix() for path in SAMPLE.rglob("*") if path.is_file())
    facts = {}
    for path in paths_to_read(paths, plan)[0]:
        read = extract_facts((SAMPLE / path).read_bytes())
        assert isinstance(read, Facts)
        facts[path] = read
    return build_model(paths, facts, (), plan)


@pytest.fixture(scope="module")
def independent() -> Count:
    return count(SAMPLE)


def test_the_import_time_components_are_the_same(model: Model, independent: Count) -> None:
    findings = found(model, Finds.IMPORT_CYCLES, scope=("chat_backend",)).findings
    components = {f.detail.component for f in findings if f.counts and isinstance(f.detail, CycleEdge)}
    assert sorted(map(list, components)) == independent.components
    for colour, edges in (
        (Colour.DEFERRED, independent.deferred_edges),
        (Colour.TYPING, independent.typing_edges),
    ):
        ours = [f.id.rpartition(":")[2].replace(">", " > ") for f in findings if f.colour is colour]
        assert sorted(ours) == sorted(edges)


def test_the_paths_are_the_same_37(model: Model, independent: Count) -> None:
    measure = found(
        model, Finds.IMPORT_PATHS, scope=("chat_backend.websocket_core",), canonical=CANONICAL
    ).measure
    assert measure.value == independent.total == 37
    assert measure.goal == len(independent.paths) == 12


def test_the_dead_imports_are_in_the_same_lists(model: Model, independent: Count) -> None:
    findings = found(model, Finds.DEAD_IMPORTS).findings
    for listed, theirs in (
        (DeadList.ONE, independent.dead_one),
        (DeadList.SEVERAL, independent.dead_several),
        (DeadList.NEVER, independent.dead_none),
    ):
        ours = {
            (site.path, site.line, tuple(finding.names[1:]))
            for finding in findings
            for site in finding.sites
            if finding.group == listed.value
        }
        assert ours == {(dead.file, dead.line, tuple(dead.candidates)) for dead in theirs}
