"""Whatever was asked before, and whatever an earlier model knows: a name of packages whose modules import each other means the same."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.facts.extract import extract_facts
from migrator.facts.values import Facts
from migrator.model.build import link
from migrator.model.model import Model
from migrator.model.modules import module_table
from migrator.plan.values import Plan
from tests.model.generated import ALL, ORDER, asked, packages

PLAN = Plan(name="generated", packages=("pkg",))
QUESTIONS = [(module, name, typing) for module in ORDER for name in asked(module) for typing in (False, True)]


def linked(files: dict[str, str], earlier: Model | None = None) -> Model:
    """The model of a package; files of the same text have the same facts, as they have in the program."""
    known = {} if earlier is None else earlier.facts
    facts: dict[str, Facts] = {}
    for path, text in files.items():
        found = extract_facts(text.encode())
        assert isinstance(found, Facts)
        facts[path] = known[path] if known.get(path) == found else found
    return link(module_table(files, PLAN), facts, (), PLAN.packages, earlier=earlier)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(packages(ALL), st.randoms(use_true_random=False))
def test_a_name_means_the_same_whatever_was_asked_before(files: dict[str, str], order: random.Random) -> None:
    model = linked(files)
    answers = {question: model.resolve(*question[:2], typing=question[2]) for question in QUESTIONS}
    shuffled = list(QUESTIONS)
    order.shuffle(shuffled)
    other = linked(files)
    for question in shuffled:
        assert other.resolve(*question[:2], typing=question[2]) == answers[question], question


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(packages(ALL), packages(ALL), st.sets(st.integers(0, 4), min_size=1))
def test_a_model_that_takes_over_from_another_one_says_what_a_new_one_says(
    before: dict[str, str], after: dict[str, str], changed: set[int]
) -> None:
    earlier = linked(before)
    for module, name, typing in QUESTIONS:
        earlier.resolve(module, name, typing=typing)
    assert earlier.name_uses is not None
    paths = sorted(before)
    files = {path: after[path] if paths.index(path) in changed else before[path] for path in paths}
    taken_over, new = linked(files, earlier), linked(files)
    for module, name, typing in QUESTIONS:
        found = taken_over.resolve(module, name, typing=typing)
        assert found == new.resolve(module, name, typing=typing), (module, name, typing)
    assert taken_over.name_uses == new.name_uses
