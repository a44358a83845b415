"""Sentences that are made when somebody looks are, to everybody else, the tuple of them."""

import pytest

from migrator.findings.sentences import Once, Sentences


def test_they_are_made_by_the_first_look_and_never_again() -> None:
    made: list[str] = []

    def make() -> list[str]:
        made.append("once")
        return ["One.", "Two."]

    said = Sentences(make)
    assert made == []
    assert (len(said), said[0], said[-1:], list(said)) == (2, "One.", ("Two.",), ["One.", "Two."])
    assert made == ["once"]


def test_they_are_equal_to_the_tuple_of_them_and_to_others_that_say_the_same() -> None:
    said = Sentences(lambda: ("One.", "Two."))
    assert said == ("One.", "Two.")
    expected = ("One.", "Two.")
    assert expected == said
    assert said == Sentences(lambda: ["One.", "Two."])
    assert hash(said) == hash(("One.", "Two."))
    assert repr(said) == "('One.', 'Two.')"
    assert said != ("One.",)
    assert said != Sentences(lambda: ("Two.",))
    assert said != "One.Two."


def test_what_could_not_be_made_is_tried_again_by_the_next_who_asks() -> None:
    answers = iter([OSError("away"), None])

    def make() -> int:
        trouble = next(answers)
        if trouble is not None:
            raise trouble
        return 1

    once = Once(make)
    with pytest.raises(OSError, match="away"):
        once()
    assert once() == 1
