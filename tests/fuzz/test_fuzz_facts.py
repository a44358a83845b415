from collections import Counter
from random import Random

import msgspec
import pytest

from migrator.facts.extract import extract_facts
from migrator.facts.values import Facts
from tests.fuzz.complaints import complaints_of
from tests.fuzz.mutations import OPERATORS, Operator
from tests.fuzz.sources import SAMPLE, sources
from tests.fuzz.trial import Outcome, try_out


@pytest.mark.slow
def test_law_11_nasty_sources_are_read_or_reported_and_equal_input_gives_equal_output() -> None:
    outcome = Outcome()
    try_out(list(sources(300, 965, SAMPLE)), outcome)
    assert outcome.mismatches == []
    assert outcome.kinds.total() == 300
    assert outcome.kinds.keys() == {"grammar", "woven", "mutated"}
    assert outcome.parsed > 100
    assert outcome.stages["parse"] > 50
    assert outcome.stages["decode"] > 20


def test_equal_seeds_draw_equal_sources() -> None:
    first, again, other = (list(sources(40, number, SAMPLE)) for number in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize("operator", OPERATORS)
def test_each_operator_takes_any_bytes_and_changes_some(operator: Operator) -> None:
    files = [b"", b"\n", b"x", b"from a import b as c\n\n\ndef f(x: 'y') -> None:\n    return {x: [1, 2]}\n"]
    changed = Counter(
        operator(Random(number), files[number % 4], files) != files[number % 4] for number in range(80)
    )
    assert changed[True] > 10


RAW = b"""\
import a.b as c
from x import y
s = 'a.b'
@d(1)
class K(Base):
    def make(self, n=1): return M(n)
for item in y.z: ...
del item
"""


def altered(value: object, path: str, by: object) -> object:
    """A value with one field of a field of it changed: ``imports.0.start``."""
    first, _, rest = path.partition(".")
    if isinstance(value, tuple):
        number = int(first)
        return (*value[:number], altered(value[number], rest, by) if rest else by, *value[number + 1 :])
    inner = altered(getattr(value, first), rest, by) if rest else by
    return msgspec.structs.replace(value, **{first: inner})  # type: ignore[type-var]  # a struct, or the test is wrong


@pytest.mark.parametrize(
    ("path", "by"),
    [
        ("lines", 9),
        ("deleted_at.0", 0),
        ("imports.0.start", 1),
        ("imports.0.end", 12),
        ("imports.0.line", 2),
        ("imports.1.module", "z"),
        ("imports.1.level", 1),
        ("imports.0.names.0.end", 10),
        ("imports.1.names.0.start", 5),
        ("imports.1.names.0.name", "z"),
        ("definitions.0.end", 38),
        ("definitions.0.name", "t"),
        ("definitions.1.start", 43),
        ("definitions.1.line", 8),
        ("definitions.2.start", 20),
        ("uses.0.start", 1),
        ("uses.0.line", 7),
        ("uses.0.chain", "no.such"),
        ("strings.0.start", 37),
        ("strings.0.value", "a.c"),
        ("classes.0.end", 60),
        ("functions.0.start", 1),
        ("functions.0.parameters.1.default", "1)"),
        ("functions.0.returns.0.positional", ("n n",)),
    ],
)
def test_the_judge_complains_of_every_wrong_place(path: str, by: object) -> None:
    facts = extract_facts(RAW)
    assert isinstance(facts, Facts)
    assert complaints_of(RAW, facts) == []
    wrong = altered(facts, path, by)
    assert isinstance(wrong, Facts)
    assert complaints_of(RAW, wrong) != []
