"""The detectors of duplicates against pairs that people labelled; ``python -m tests.findings.labelled.judge`` prints the whole of it."""

from collections import Counter
from functools import cache

import pytest
from msgspec.structs import replace

from tests.findings.labelled.cases import Case, Label, labelled_cases
from tests.findings.labelled.judge import (
    PLANNED,
    UNPLANNED,
    Judgement,
    judge,
    judge_planned,
    precision,
    recall,
)

CASES = tuple(labelled_cases())


@cache
def judgements() -> tuple[Judgement, ...]:
    return tuple(one for case in CASES for one in judge(case))


def asked(way: str) -> list[Judgement]:
    return [one for one in judgements() if one.way == way]


KNOWN = {
    (PLANNED, "rewritten from scratch for the same role"),
    (UNPLANNED, "rewritten from scratch for the same role"),
    (UNPLANNED, "a cache left as a shell after its contents moved"),
    (UNPLANNED, "a client that says what to use instead"),
    (UNPLANNED, "an alias at module level"),
    (UNPLANNED, "an alias through the module"),
    (UNPLANNED, "a mailer with three of four members of the same unusual names"),
    (UNPLANNED, "a named tuple that is there as a typed dictionary of the same fields"),
    (UNPLANNED, "a recorder whose methods are not implemented"),
    (UNPLANNED, "a registry written again with a list in place of a dictionary"),
    (UNPLANNED, "both cache, each in its own dictionary"),
    (UNPLANNED, "six unusual members of the same names"),
    (UNPLANNED, "three equal bodies are half of the smaller class"),
    (UNPLANNED, "two pydantic models of one request"),
    (UNPLANNED, "two sessions managers, one of which went to redis"),
}
"""Duplicates that are for review only: by decision where no plan says that the two have one job, and where nothing in the code can tell."""


def test_ana_04_ana_05_every_pair_is_judged_as_people_labelled_it_but_for_known_misses() -> None:
    wrong = {(one.way, one.case.name): one.problems for one in judgements() if one.problems}
    assert {key: wrong[key] for key in wrong if key not in KNOWN} == {}
    assert wrong.keys() == KNOWN


@pytest.mark.parametrize(("way", "least"), [(PLANNED, 34 / 35), (UNPLANNED, 26 / 40)])
def test_what_is_proposed_is_right_and_most_of_what_is_right_is_proposed(way: str, least: float) -> None:
    right, proposed = precision(asked(way))
    assert right == proposed
    found, every = recall(asked(way))
    assert found / every >= least


def test_no_pair_with_a_veto_is_ever_proposed() -> None:
    vetoed = [one for one in judgements() if one.case.veto]
    assert len(vetoed) >= 50
    assert [one.case.name for one in vetoed if one.is_proposed] == []


def test_what_is_left_alone_only_without_a_plan_says_what_makes_it_a_proposal_and_that_holds() -> None:
    left = {one.case.name: one for one in asked(UNPLANNED) if "makes it a proposal" in one.vetoes}
    assert len(left) >= 20
    for name, one in left.items():
        assert one.finding is not None
        goes, stays = one.finding.names
        assert f"A plan that names {stays} as canonical makes it a proposal." in one.vetoes, name
        assert judge_planned(replace(one.case, pair=(goes, stays))).is_proposed, name


EVIDENCE = {
    "alias", "import fallback", "empty subclass", "marker", "equal bodies", "rare members", "stub", "equal fields", "equal members", "same role",
    "same", "adaptable", "incompatible", "none",
}  # fmt: skip
VETOES = {
    "subclass relation", "Protocol with its implementation", "ABC with its implementation", "facade with its parts", "siblings of a base",
    "exception families", "ORM model against API schema", "ORM model against an object", "tables of two databases", "enum against class", "migrations folder", "test double",
    "tests", "adapter", "creator and product", "async twin", "vendored", "another role", "implementations of one Protocol",
    "told apart by what they hold", "told apart by what they answer", "told apart by how they are asked", "parallel hierarchies", "registered apart",
    "the same text about other things", "generated", "a distribution inside", "taken over", "declared copy", "versions beside each other", "one of several versions", "a folder that is there twice", "one for each platform",
    "one for each backend", "examples", "interface descriptions", "a role that each module fills", "optional dependency", "a variant for what is old",
}  # fmt: skip


def test_the_labelled_set_has_every_kind_of_evidence_and_every_veto() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.evidence for case in CASES} - {""} == EVIDENCE
    assert {case.veto for case in CASES} - {""} == VETOES
    assert Counter(case.verdict for case in CASES).keys() == set(Label)


def test_a_case_that_is_not_as_it_is_labelled_is_told() -> None:
    """The judge can find something wrong at all."""
    case = next(one for one in CASES if one.evidence == "equal bodies")
    turned = Case(
        name="turned", pair=case.pair, verdict=Label.LOOK_ALIKE, veto="adapter", why="", files=case.files
    )
    assert [one.problems[0] for one in judge(turned)] == ["is proposed (equal bodies)"] * 2
