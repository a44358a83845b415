"""What `init` proposes for a whole repository. The sample without its plan is what people wrote a plan for: the proposal has to come to the same."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from migrator.analysis import Analysis, analyse
from migrator.campaign.campaign import Campaign
from migrator.campaign.proposing import PlanProposal, proposed_plan
from migrator.landing.values import CheckOutcome, CheckResult
from migrator.plan.load import load_plan
from migrator.plan.values import Check, Finds, Plan
from migrator.plan.write import render_plan
from migrator.proposal.propose import ProposedPlan, propose_plan
from migrator.source.trees import CommitTree
from tests.support.repositories import PINNED, RepoBuilder

SAMPLE = Path(__file__).parents[2] / "sample_repo"
THEIRS = load_plan((SAMPLE / "migration.toml").read_bytes(), "migration.toml")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """The sample with its history's remote, without its plan."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(SAMPLE, folder / "chat", ignore=shutil.ignore_patterns("migration.toml", "__pycache__"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**PINNED, "MIGRATOR_CACHE_DIR": str(folder / "cache")}.items():
            patch.setenv(name, value)
        builder = RepoBuilder.create(folder / "chat")
        builder.git("remote", "add", "origin", "../origin.git")
        builder.commit("start")
    return Campaign.open(builder.root, use_cache=False)


@pytest.fixture(scope="module")
def proposal(sample: Campaign) -> PlanProposal:
    return proposed_plan(sample)


@pytest.fixture(scope="module")
def plan(proposal: PlanProposal) -> Plan:
    return load_plan(proposal.text.encode(), "migration.toml")


def names(plan: Plan) -> list[tuple[Finds, list[str]]]:
    """Kinds of phases in their order, each with its canonical names."""
    return [(phase.finds, [path for path, _ in phase.canonical]) for phase in plan.phases]


def test_the_sample_gets_the_phases_and_the_canonical_names_of_the_plan_that_people_wrote(plan: Plan) -> None:
    assert names(plan) == names(THEIRS)


def test_packages_consumers_exclusions_and_the_shared_module_are_those_of_the_sample(plan: Plan) -> None:
    cycles = next(phase for phase in plan.phases if phase.finds is Finds.IMPORT_CYCLES)
    assert plan.packages == THEIRS.packages
    assert set(plan.consumers) == set(THEIRS.consumers)
    assert plan.exclude == ("backup*/",)
    assert plan.remote == THEIRS.remote
    assert cycles.shared_module == "chat_backend.websocket_core.types"


def test_the_same_measures_come_out_as_under_the_plan_that_people_wrote(
    sample: Campaign, proposal: PlanProposal
) -> None:
    theirs = {state.phase.finds: state.measure for state in sample.under(THEIRS).analysis().phases}
    ours = {state.phase.finds: state.measure for state in proposal.campaign.analysis().phases}
    for finds in (Finds.DEAD_IMPORTS, Finds.DUPLICATE_FACTORIES, Finds.DUPLICATE_CLASSES, Finds.IMPORT_PATHS):
        assert (ours[finds].value, ours[finds].goal) == (theirs[finds].value, theirs[finds].goal), finds


def test_creators_that_isolate_and_validate_are_for_review_with_what_they_do_and_not_kept(
    plan: Plan, proposal: PlanProposal
) -> None:
    kept = {keep.finding for phase in THEIRS.phases for keep in phase.keeps if phase.id == "factories"}
    lines = proposal.text.split("\n")
    suggested = {line.partition('"')[2].rstrip('"') for line in lines if line.startswith("# finding = ")}
    assert suggested == kept
    assert (
        '# reason = "isolates: keeps it in `EventValidatorFactory._validators` under `context.user_id`'
        in proposal.text
    )
    assert '# reason = "validates: may raise WrongUserError"' in proposal.text
    assert all(not phase.keeps for phase in plan.phases)


def test_a_suggested_keep_that_is_taken_over_is_a_keep_and_names_a_finding(
    sample: Campaign, proposal: PlanProposal
) -> None:
    text = proposal.text
    for key in ("[[phase.keep]]", "finding = ", "reason = "):
        text = text.replace(f"# {key}", key)
    taken = load_plan(text.encode(), "migration.toml")
    factories = sample.under(taken).analysis().phase("factories")
    assert factories is not None
    assert [finding.id.rpartition(":")[2] for finding, _ in factories.kept] == [
        "WebSocketEmitterFactory",
        "EventValidatorFactory",
    ]
    assert factories.stale_keeps == ()


def test_each_canonical_name_has_its_reason(proposal: PlanProposal) -> None:
    lines = proposal.text.split("\n")
    named = [number for number, line in enumerate(lines) if line.startswith('"chat_backend')]
    assert len(named) == 3
    assert all(lines[number - 1].startswith("# ") for number in named)


def test_what_lies_outside_the_subject_is_counted_not_listed(proposal: PlanProposal) -> None:
    assert "# Outside chat_backend.websocket_core: 6 import-cycles, 2 import-paths." in proposal.text


def test_law_10_the_same_repository_gets_the_same_proposal(sample: Campaign, proposal: PlanProposal) -> None:
    again = proposed_plan(Campaign.open(sample.repo.root, use_cache=False))
    assert again.text == proposal.text


def test_a_repository_without_duplicates_gets_no_phase_for_them_and_without_a_remote_none_for_pushing(
    tmp_path: Path,
) -> None:
    builder = RepoBuilder.create(tmp_path / "plain")
    builder.commit(
        "start",
        {"app/__init__.py": "", "app/a.py": "class A:\n    pass\n", "app/b.py": "from app.a import A\n"},
    )
    plan = propose(builder).plan
    assert [phase.finds for phase in plan.phases] == [
        Finds.DEAD_IMPORTS,
        Finds.IMPORT_CYCLES,
        Finds.IMPORT_PATHS,
        Finds.CHECKS,
    ]


def test_creators_alone_are_no_evidence_when_none_passes_on_to_another_or_does_the_same(
    tmp_path: Path,
) -> None:
    product = "class Hub:\n    def __init__(self, limit: int = 1) -> None:\n        self.limit = limit\n\n    def send(self) -> None:\n        pass\n"
    builder = RepoBuilder.create(tmp_path / "creators")
    builder.commit(
        "start",
        {
            "app/__init__.py": "",
            "app/hub.py": product,
            "app/a.py": "from app.hub import Hub\n\n\ndef get_hub() -> Hub:\n    return Hub()\n",
            "app/b.py": "from app.hub import Hub\n\n\ndef make_hub() -> Hub:\n    return Hub(limit=2)\n",
        },
    )
    assert Finds.DUPLICATE_FACTORIES not in [phase.finds for phase in propose(builder).plan.phases]


OUTCOMES = {
    CheckOutcome.GREEN: ("green.", True),
    CheckOutcome.RED: ("it fails already; only failures that are new will count against a batch.", True),
    CheckOutcome.UNRUNNABLE: ("it could not run: No module named pytest", False),
    CheckOutcome.HOLLOW: ("it proves nothing: No module named pytest", False),
}


@pytest.mark.parametrize("outcome", OUTCOMES, ids=str)
def test_a_check_that_was_tried_says_what_came_of_it_and_stands_in_the_plan_only_if_it_ran(
    tmp_path: Path, outcome: CheckOutcome
) -> None:
    builder = RepoBuilder.create(tmp_path / "tried")
    builder.commit("start", {"app/__init__.py": "", "tests/test_app.py": "import pytest\n"})
    words, is_kept = OUTCOMES[outcome]
    proposed = propose(builder, tried=outcome)
    text = render_plan(proposed.plan, proposed.comments, proposed.suggested)
    assert f"# Tried at {builder.git('rev-parse', 'HEAD')[:10]}: {words}" in text
    assert [check.name for check in proposed.plan.checks] == (["tests", "imports"] if is_kept else [])
    assert ('# name = "tests"' in text) is not is_kept
    assert "It was not run" not in text


def propose(builder: RepoBuilder, tried: CheckOutcome | None = None) -> ProposedPlan:
    """The proposal for a repository; checks end as said, if they are tried."""
    campaign = Campaign.open(builder.root, use_cache=False)
    tree = campaign.place().tree
    assert isinstance(tree, CommitTree)

    def under(plan: Plan) -> Analysis:
        return analyse(tree, plan)

    def try_checks(_: str, checks: Sequence[Check]) -> Mapping[str, CheckResult]:
        assert tried is not None
        said = "Traceback\nNo module named pytest\n"
        return {one.name: CheckResult(one.name, tried, one.run, "", 0.1, said) for one in checks}

    return propose_plan(
        tree, under, folder="x", try_checks=None if tried is None else try_checks, tried_at=tree.commit
    )
