"""What is proposed for duplicates: only what the evidence is good enough for; the rest is for people."""

from collections.abc import Sequence
from textwrap import dedent

import pytest

from migrator.analysis import Analysis, analyse
from migrator.batches.propose import propose_phase
from migrator.batches.ways import ways_of
from migrator.plan.values import Finds, Phase, Plan
from migrator.records.intentions import Recipe, ReplaceCalls, RetireCreator
from tests.facts.listed_tree import ListedTree

BASE = {
    "pkg/__init__.py": "",
    "pkg/hub.py": """
        class Hub:
            def __init__(self, user): self.user = user
            def publish_all(self): return self.user.publish()
    """,
    "pkg/get.py": """
        from pkg.hub import Hub

        def get_hub(user):
            return Hub(user)
    """,
    "pkg/users.py": """
        from pkg.get import get_hub
        from pkg.more import make_hub

        def both(user): return get_hub(user), make_hub(user)
    """,
    "pkg/others.py": "from pkg.get import get_hub\n",
}
PASSES_ON = """
    from pkg.get import get_hub

    def make_hub(user):
        return get_hub(user)
"""
REGISTERS = """
    from pkg.hub import Hub
    from pkg.registry import registry

    def make_hub(user):
        hub = Hub(user)
        registry.register(hub)
        return hub
"""
OF_ITS_OWN = """
    from pkg.hub import Hub

    def make_hub(user):
        return Hub(user.guest)
"""
NAMED = (("pkg.get:get_hub", ("*Hub",)),)


def analysed(more: str, canonical: tuple[tuple[str, tuple[str, ...]], ...]) -> Analysis:
    phase = Phase(id="f", title="F", finds=Finds.DUPLICATE_FACTORIES, canonical=canonical)
    files = {**BASE, "pkg/registry.py": "registry = object()\n", "pkg/more.py": more}
    tree = ListedTree({path: dedent(text).encode() for path, text in files.items()})
    return analyse(tree, Plan(name="test", packages=("pkg",), phases=(phase,)))


def proposed(analysis: Analysis) -> list[Sequence[Recipe]]:
    return [batch.recipes for batch in propose_phase(analysis, analysis.phases[0], lambda _recipe: "")]


@pytest.mark.parametrize("canonical", [NAMED, ()], ids=["a plan names the creator", "without a plan"])
def test_a_creator_that_only_passes_on_gets_a_batch(
    canonical: tuple[tuple[str, tuple[str, ...]], ...],
) -> None:
    ((replace, retire),) = proposed(analysed(PASSES_ON, canonical))
    assert isinstance(replace, ReplaceCalls)
    assert isinstance(retire, RetireCreator)


@pytest.mark.parametrize(
    ("more", "canonical"),
    [(REGISTERS, NAMED), (REGISTERS, ()), (OF_ITS_OWN, ())],
    ids=[
        "what it registers would be lost",
        "nothing says that it is one, and it registers",
        "a call of its own",
    ],
)
def test_a_creator_that_is_for_review_gets_no_batch_though_its_signature_fits(
    more: str, canonical: tuple[tuple[str, tuple[str, ...]], ...]
) -> None:
    analysis = analysed(more, canonical)
    (finding,) = [one for one in analysis.phases[0].remaining if one.names[0] == "pkg.more:make_hub"]
    assert getattr(finding.detail, "fit", "") == "same"
    assert proposed(analysis) == []


def test_who_asks_for_the_ways_of_a_creator_for_review_is_told_to_look_first() -> None:
    analysis = analysed(REGISTERS, NAMED)
    (finding,) = analysis.phases[0].remaining
    way, *_ = ways_of(analysis, analysis.phases[0].phase, finding)
    assert "for review" in way.said
