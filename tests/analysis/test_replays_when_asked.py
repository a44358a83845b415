"""What happens when a cycle is imported is worked out for those who ask what is said of it, and for nobody else."""

import gc
import random
import weakref
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.analysis import Analysis, analyse
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.findings.replay import Replay, Replayer
from migrator.findings.values import CycleEdge, Finding
from migrator.git.door import open_repository
from migrator.plan.values import Finds, Phase, Plan
from migrator.source.trees import CommitTree, OverlayTree, WorkingTree
from migrator.source.values import Tree
from migrator.views.findings import finding_view
from migrator.views.status import status_view
from migrator.wire.details import CycleView
from tests.analysis.equality import assert_same
from tests.analysis.repositories import Files, as_bytes, histories
from tests.facts.listed_tree import ListedTree
from tests.support.repositories import RepoBuilder

PLAN = Plan(
    name="cycles",
    packages=("pkg",),
    phases=(Phase(id="cycles", title="Cycles", finds=Finds.IMPORT_CYCLES),),
)
WRITTEN = (
    '[campaign]\nname = "cycles"\npackages = ["pkg"]\n[[phase]]\nid = "cycles"\nfinds = "import-cycles"\n'
)
TWO_COMPONENTS = {
    "pkg/__init__.py": b"",
    "pkg/a.py": b"from pkg.b import B\nclass A: ...\n",
    "pkg/b.py": b"from pkg.a import A\nclass B: ...\n",
    "pkg/c.py": b"class C: ...\nfrom pkg.d import D\n",
    "pkg/d.py": b"from pkg.c import C\nclass D: ...\n",
    "pkg/apart.py": b"X = 1\n",
}
ELSEWHERE = {**TWO_COMPONENTS, "pkg/apart.py": b"X = 2\nY = 3\n"}
"""Nothing that a component leads to is different."""
UNSEEN = {**TWO_COMPONENTS, "pkg/d.py": TWO_COMPONENTS["pkg/d.py"] + b"def more():\n    return 1\n"}
"""A module of a component is different, and does the same as far as the others look."""
MENDED = {**TWO_COMPONENTS, "pkg/a.py": b"class A: ...\nfrom pkg.b import B\n"}
"""It is different, and fails from one side only."""


@pytest.fixture
def replays(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """The components that were replayed, in order."""
    made: list[Sequence[str]] = []
    replay = Replayer.replay

    def counted(self: Replayer) -> Replay:
        made.append(tuple(self.component))
        return replay(self)

    monkeypatch.setattr(Replayer, "replay", counted)
    return made


def findings(analysis: Analysis) -> dict[str, Finding]:
    return {finding.id.removeprefix("import-cycles:"): finding for finding in analysis.phases[0].findings}


def told(finding: Finding) -> tuple[tuple[str, ...], tuple[str, ...]]:
    assert isinstance(finding.detail, CycleEdge)
    return tuple(finding.evidence), tuple(finding.detail.fails_from)


def test_an_analysis_replays_nothing(replays: list[Sequence[str]]) -> None:
    assert len(findings(analyse(ListedTree(TWO_COMPONENTS), PLAN))) == 4
    assert replays == []


def test_a_component_is_replayed_once_for_all_its_imports_and_no_other_with_it(
    replays: list[Sequence[str]],
) -> None:
    found = findings(analyse(ListedTree(TWO_COMPONENTS), PLAN))
    assert "It fails whichever of its modules is imported first." in found["pkg.a>pkg.b"].evidence
    assert replays == [("pkg.a", "pkg.b")]
    assert told(found["pkg.b>pkg.a"])[1] == ("pkg.a", "pkg.b")
    assert told(found["pkg.a>pkg.b"])[1] == ("pkg.a", "pkg.b")
    assert replays == [("pkg.a", "pkg.b")]
    assert told(found["pkg.d>pkg.c"])[1] == ("pkg.d",)
    assert replays == [("pkg.a", "pkg.b"), ("pkg.c", "pkg.d")]


def test_the_first_screen_replays_nothing_and_explaining_an_import_its_component(
    tmp_path: Path, replays: list[Sequence[str]]
) -> None:
    builder = RepoBuilder.create(tmp_path / "repo")
    builder.commit("start", {"migration.toml": WRITTEN, **TWO_COMPONENTS})
    campaign = Campaign.open(builder.root, use_cache=False)
    status_view(campaign, Acts(campaign))
    assert replays == []
    view = finding_view(campaign, "import-cycles:pkg.c>pkg.d")
    assert isinstance(view.detail, CycleView)
    assert (view.detail.fails_from, type(view.evidence)) == (("pkg.d",), tuple)
    assert replays == [("pkg.c", "pkg.d")]


@pytest.mark.parametrize("edited", [TWO_COMPONENTS, ELSEWHERE, UNSEEN, MENDED])
@pytest.mark.parametrize("asked", [(), ("pkg.a>pkg.b",), ("pkg.a>pkg.b", "pkg.c>pkg.d")])
def test_what_is_said_after_an_edit_is_the_same_whoever_asked_before(
    edited: dict[str, bytes], asked: tuple[str, ...]
) -> None:
    earlier = analyse(ListedTree(TWO_COMPONENTS), PLAN)
    for name in asked:
        told(findings(earlier)[name])
    again = analyse(ListedTree(edited), PLAN, previous=earlier)
    anew = findings(analyse(ListedTree(edited), PLAN))
    assert {name: told(found) for name, found in findings(again).items()} == {
        name: told(found) for name, found in anew.items()
    }


@pytest.mark.parametrize("edited", [ELSEWHERE, UNSEEN])
def test_a_replay_that_was_asked_for_is_taken_over_and_one_that_was_not_is_not_made(
    edited: dict[str, bytes], replays: list[Sequence[str]]
) -> None:
    earlier = analyse(ListedTree(TWO_COMPONENTS), PLAN)
    told(findings(earlier)["pkg.c>pkg.d"])
    again = analyse(ListedTree(edited), PLAN, previous=earlier)
    told(findings(again)["pkg.c>pkg.d"])
    assert replays == [("pkg.c", "pkg.d")]
    told(findings(again)["pkg.a>pkg.b"])
    assert replays == [("pkg.c", "pkg.d"), ("pkg.a", "pkg.b")]


def test_who_asks_an_earlier_analysis_hears_of_its_own_tree() -> None:
    earlier = analyse(ListedTree(TWO_COMPONENTS), PLAN)
    later = analyse(ListedTree(MENDED), PLAN, previous=earlier)
    assert told(findings(earlier)["pkg.a>pkg.b"])[1] == ("pkg.a", "pkg.b")
    assert told(findings(later)["pkg.a>pkg.b"])[1] == ("pkg.b",)


@given(histories())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_after_edits_that_nobody_asked_about_it_equals_the_analysis_from_scratch(states: list[Files]) -> None:
    earlier = None
    for files in states:
        earlier = analyse(ListedTree(as_bytes(files)), PLAN, previous=earlier)
    assert earlier is not None
    assert_same(earlier, analyse(ListedTree(as_bytes(states[-1])), PLAN))


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_after_edits_between_which_some_asked_it_equals_the_analysis_from_scratch(
    states: list[Files], chance: random.Random
) -> None:
    earlier = None
    for files in states:
        earlier = analyse(ListedTree(as_bytes(files)), PLAN, previous=earlier)
        for found in earlier.phases[0].findings:
            if chance.random() < 0.3:
                len(found.evidence)
    assert earlier is not None
    assert_same(earlier, analyse(ListedTree(as_bytes(states[-1])), PLAN))


@pytest.mark.parametrize("edited", [ELSEWHERE, UNSEEN, MENDED])
@pytest.mark.parametrize("asked", [(), ("pkg.a>pkg.b",), ("pkg.a>pkg.b", "pkg.c>pkg.d")])
def test_an_earlier_analysis_is_let_go(edited: dict[str, bytes], asked: tuple[str, ...]) -> None:
    earlier = analyse(ListedTree(TWO_COMPONENTS), PLAN)
    for name in asked:
        told(findings(earlier)[name])
    analysis, model = weakref.ref(earlier), weakref.ref(earlier.model)
    later = analyse(ListedTree(edited), PLAN, previous=earlier)
    del earlier
    gc.collect()
    assert (analysis(), model()) == (None, None)
    assert len(told(findings(later)["pkg.b>pkg.a"])[0]) > 2


def test_what_a_working_tree_says_is_worked_out_before_somebody_saves_a_file(
    tmp_path: Path, replays: list[Sequence[str]]
) -> None:
    builder = RepoBuilder.create(tmp_path / "repo")
    builder.commit("start", TWO_COMPONENTS)
    tree = WorkingTree(open_repository(builder.root))
    analysis = analyse(tree, PLAN)
    over = analyse(OverlayTree(tree, {"pkg/apart.py": b""}), PLAN)
    assert len(replays) == 4
    builder.write({"pkg/a.py": "class A: ...\n"})
    for found in (analysis, over):
        assert told(findings(found)["pkg.a>pkg.b"])[1] == ("pkg.a", "pkg.b")
    assert not tree.has_changed


def test_what_a_commit_says_is_read_from_the_commit_whatever_is_saved_meanwhile(
    tmp_path: Path, replays: list[Sequence[str]]
) -> None:
    builder = RepoBuilder.create(tmp_path / "repo")
    commit = builder.commit("start", TWO_COMPONENTS)
    tree: Tree = CommitTree(open_repository(builder.root), commit)
    analyses = [analyse(tree, PLAN), analyse(OverlayTree(tree, {"pkg/apart.py": b""}), PLAN)]
    assert replays == []
    builder.commit("next", {"pkg/a.py": "class A: ...\n"})
    for found in analyses:
        assert told(findings(found)["pkg.a>pkg.b"])[1] == ("pkg.a", "pkg.b")
