"""Where the sources of a run come from: a grammar, statements woven together, and files that people wrote, mutated."""

import sysconfig
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import hypothesmith
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.mutations import mutated
from tests.fuzz.weaving import woven_source

_LARGEST = 150_000
_FILES = 1500


class Source(NamedTuple):
    """One file to read."""

    kind: str
    """``grammar``, ``woven`` or ``mutated``."""
    raw: bytes


SAMPLE = (Path(__file__).parents[2] / "sample_repo",)
"""What is the same wherever this is tested, and seldom changes."""
INSTALLED = (Path(sysconfig.get_paths()["stdlib"]), Path(sysconfig.get_paths()["purelib"]))


def sources(count: int, number: int, roots: Sequence[Path]) -> Iterator[Source]:
    """That many sources: a tenth of the grammar's, a quarter woven, the rest mutated.

    Args:
        count: How many in all.
        number: Equal numbers give equal sources, where the roots hold the same.
        roots: Folders with files that people wrote.
    """
    random = Random(number)
    grammar = [text.encode("utf-8", "surrogatepass") for text in grammar_sources(count // 10, number)]
    woven = [woven_source(random) for _ in range(count // 4)]
    yield from (Source("grammar", raw) for raw in grammar)
    yield from (Source("woven", raw) for raw in woven)
    files = [*_written(random, roots), *woven, *grammar]
    yield from (Source("mutated", mutated(random, files)) for _ in range(count - len(grammar) - len(woven)))


def grammar_sources(count: int, number: int) -> list[str]:
    """Sources that Python's grammar allows, as hypothesmith draws them; a few less where it draws one twice."""
    found: dict[str, None] = {}

    @seed(number)
    @settings(
        max_examples=max(1, count),
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.target],
        suppress_health_check=list(HealthCheck),
    )
    @given(hypothesmith.from_grammar())
    def take(text: str) -> None:
        found[text] = None

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is drawn is compiled by hypothesmith, and may be odd
        take()
    return list(found)[:count]


def _written(random: Random, roots: Sequence[Path]) -> Iterator[bytes]:
    paths = [path for root in roots for path in sorted(root.rglob("*.py"))]
    for path in random.sample(paths, min(_FILES, len(paths))):
        if path.is_file() and 0 < path.stat().st_size <= _LARGEST:
            yield path.read_bytes()
