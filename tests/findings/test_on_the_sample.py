"""What is found in the sample equals what an independent program counts there."""

from pathlib import Path

import pytest

from migrator.facts.extract import extract_facts
from migrator.facts.values import Colour, Facts
from migrator.findings.context import DetectContext
from migrator.findings.values import CycleEdge, DeadList, DuplicateClass, DuplicateFactory
from migrator.model.build import build_model, paths_to_read
from migrator.model.model import Model
from migrator.plan.values import Finds, Plan
from tests.findings.finding import found
from tests.sample.independent_count import Count, count
from tests.sample.roles import MANAGERS

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


WEBSOCKETS = "chat_backend.websocket_core"
READ = DetectContext(read=lambda path: (SAMPLE / path).read_bytes())


def test_the_managers_are_the_same_8(model: Model, independent: Count) -> None:
    canonical = ((f"{WEBSOCKETS}.unified_manager:UnifiedWebSocketManager", MANAGERS.names),)
    detection = found(
        model, Finds.DUPLICATE_CLASSES, context=READ, scope=("chat_backend",), canonical=canonical
    )
    counted = [finding.names[0] for finding in detection.findings if finding.counts]
    assert sorted([MANAGERS.canonical, *counted]) == independent.managers
    assert detection.measure.value == 8
    gaps = {
        gap.name: [site.path.rpartition("/")[2] for site in gap.callers]
        for finding in detection.findings
        if isinstance(finding.detail, DuplicateClass)
        for gap in finding.detail.gap
    }
    assert gaps == {"close_all": ["operator_console.py"]}


def test_every_look_alike_says_which_veto_holds(model: Model) -> None:
    canonical = ((f"{WEBSOCKETS}.unified_manager:UnifiedWebSocketManager", MANAGERS.names),)
    detection = found(
        model, Finds.DUPLICATE_CLASSES, context=READ, scope=("chat_backend",), canonical=canonical
    )
    said = {
        veto.partition(":")[0]
        for finding in detection.findings
        if isinstance(finding.detail, DuplicateClass)
        for veto in finding.detail.vetoes
    }
    assert said == {
        "another role",
        "facade with its parts",
        "siblings of a base",
        "Protocol with its implementation",
        "ORM model against API schema",
    }


def test_the_creators_and_their_call_sites_are_the_same(model: Model, independent: Count) -> None:
    canonical = ((MANAGERS.creator, MANAGERS.names),)
    detection = found(
        model, Finds.DUPLICATE_FACTORIES, context=READ, scope=("chat_backend",), canonical=canonical
    )
    counted = [finding for finding in detection.findings if finding.counts]
    assert sorted([MANAGERS.creator, *(finding.names[0] for finding in counted)]) == independent.creators
    assert detection.measure.value == 21
    for finding in counted:
        assert isinstance(finding.detail, DuplicateFactory)
        ours = sorted(f"{call.site.path}:{call.site.line}" for call in finding.detail.calls)
        theirs = sorted(site.partition(" ")[0] for site in independent.creator_calls[finding.names[0]])
        assert ours == theirs, finding.id
