"""What fuzzing found wrong, each with the smallest source that shows it."""

import sys
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from migrator.facts import reading
from migrator.facts.extract import extract_facts
from migrator.facts.grammar import needed_python
from migrator.facts.reading import decode_reading, read_by_reference, read_file
from migrator.facts.values import Facts, Problem


def facts_of(raw: bytes) -> Facts:
    """As the program has them: through bytes and back."""
    found = decode_reading(read_file(raw))
    assert found.facts is not None, found.problem
    return found.facts


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(rb"'\ud800'", lambda facts: facts.docstring_first_line, id="docstring"),
        pytest.param(rb"__all__ = ['\ud800']", lambda facts: facts.exports[0], id="__all__"),
        pytest.param(rb"__all__ = []; __all__.append('\ud800')", lambda facts: facts.exports[0], id="append"),
        pytest.param(rb"setattr(m, '\ud800', 1)", lambda facts: facts.outside[0].name, id="setattr"),
        pytest.param(
            b"def __getattr__(n):\n if n == '\\ud800': ...", lambda facts: facts.lazy_names[0], id="getattr"
        ),
    ],
)
def test_a_lone_surrogate_in_a_literal_ends_no_run_and_names_nothing(
    raw: bytes, said: Callable[[Facts], str]
) -> None:
    assert said(facts_of(raw)) == r"\ud800"


def test_an_export_with_a_lone_surrogate_can_be_removed_again() -> None:
    assert facts_of(rb"__all__ = ['a', '\ud800']; __all__.remove('\ud800')").exports == ("a",)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"@(# a@b\n d)\nclass K: ...", id="a bracket and a comment with an at sign"),
        pytest.param(b"@\\\n d\nclass K: ...", id="a backslash"),
        pytest.param(b"@ d\nclass K: ...", id="a space"),
        pytest.param(
            "# coding: shift_jis\n@(# 」ァ\n d)\nclass K: ...".encode("shift_jis"), id="a trail byte"
        ),
    ],
)
def test_a_decorated_class_begins_at_its_own_at_sign(raw: bytes) -> None:
    facts = facts_of(raw)
    assert facts.definitions[0].start == facts.classes[0].start == raw.index(b"@")


def test_a_walrus_in_an_f_string_has_the_place_of_the_f_string() -> None:
    raw = b'x = f"""\n\n{(y := 1)}"""'
    found = {definition.name: definition for definition in facts_of(raw).definitions}
    assert raw[found["y"].start : found["y"].end] == b'f"""\n\n{(y := 1)}"""'
    assert found["y"].line == 1


@pytest.mark.parametrize("text", ["(y := 1)", "f'{(y := 1)}'", "[(y := z) for z in a]"])
def test_a_walrus_in_a_quoted_annotation_binds_nothing(text: str) -> None:
    facts = facts_of(f'from b import y\n\nx: "{text}"\ny.c\n'.encode())
    assert facts.definitions == ()
    assert "y.c" in [use.chain for use in facts.uses]


@pytest.mark.parametrize("text", ["setattr(m, 'n', 1)", "exec(m)", "globals().update(m)"])
def test_a_call_in_a_quoted_annotation_does_nothing(text: str) -> None:
    facts = facts_of(f'\n\nx: "{text}"\n'.encode())
    assert (facts.outside, facts.is_dynamic) == ((), False)


def test_a_call_in_an_f_string_is_in_the_line_of_the_f_string() -> None:
    assert [one.line for one in facts_of(b"x = f'''\n\n{setattr(m, \"n\", 1)}'''").outside] == [1]


def test_a_warning_of_an_annotation_s_own_text_is_not_raised_whatever_the_filters() -> None:
    raw = b"x: \"'\\\\d' | C\"\n"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [use.chain for use in facts_of(raw).uses] == ["C"]


def test_reading_in_threads_leaves_the_filters_of_the_process_as_they_were() -> None:
    raw = b"x = [\n" + b"  {'a': (1, 2), 'b': f(g(h))},\n" * 3000 + b"]\n"
    before = list(warnings.filters)
    with ThreadPoolExecutor(4) as executor:
        list(executor.map(read_file, [raw] * 12))
    assert list(warnings.filters) == before


@pytest.mark.parametrize("piece", [b"-", b"1+", b"not ", b"1 if a else "])
def test_law_10_how_deep_a_file_may_be_nested_does_not_depend_on_the_caller_s_depth(piece: bytes) -> None:
    def read_below(levels: int, raw: bytes) -> bytes:
        return read_below(levels - 1, raw) if levels else read_file(raw)

    assert sys.getrecursionlimit() >= 1000
    for depth in range(100, 3200, 100):
        raw = b"x = " + piece * depth + b"1\n"
        assert read_below(0, raw) == read_below(300, raw), depth


def test_only_the_beginning_of_a_long_line_is_looked_at_for_a_newer_grammar() -> None:
    assert needed_python("invalid syntax", "print x" + " " * 5000) == "2"
    assert needed_python("invalid syntax", " " * 5000 + "print x") is None


def test_law_11_what_this_program_does_wrong_costs_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_raw: bytes) -> Facts | Problem:
        raise KeyError("\ud800")

    monkeypatch.setattr(reading, "extract_facts", wrong)
    problem = decode_reading(read_by_reference(b"")).problem
    assert problem is not None
    assert problem.stage == "defect"
    assert "KeyError: '\\ud800'" in problem.reason


def test_par_01_what_is_too_deep_for_an_empty_stack_too_is_said_to_be() -> None:
    found = extract_facts(b"x = " + b"-" * 4000 + b"1")
    assert isinstance(found, Problem)
    assert (found.stage, found.reason[:17]) == ("limit", "too deeply nested")
