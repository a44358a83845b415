"""What is told while an analysis runs, and how it is stopped."""

import threading
from pathlib import Path

import pytest

from migrator.analysis import Stage, analyse
from migrator.errors import CancelledError
from migrator.facts.cache import FactsCache
from tests.analysis.test_analysis_again import PLAN
from tests.facts.listed_tree import ListedTree

FILES = {f"pkg/m{number}.py": b"X = %d\n" % number for number in range(5)} | {"pkg/__init__.py": b""}


def test_each_stage_is_told_in_order_and_the_end_is_said() -> None:
    told: list[Stage] = []
    analyse(ListedTree(FILES), PLAN, progress=told.append)
    titles = list(dict.fromkeys(stage.title for stage in told))
    assert titles[:2] == ["reading files", "linking modules"]
    assert "looking for import-cycles" in titles
    assert titles[-1] == "analysed"
    assert [stage.is_last for stage in told] == [False] * (len(told) - 1) + [True]
    assert told[-1].total == 0
    assert max(stage.done for stage in told) == len(FILES)


@pytest.mark.parametrize("title", ["reading files", "linking modules", "looking for import-cycles"])
def test_tui_06_an_analysis_is_stopped_at_the_next_stage_and_what_was_read_is_kept(
    tmp_path: Path, title: str
) -> None:
    stop = threading.Event()

    def press(stage: Stage) -> None:
        if stage.title == title:
            stop.set()

    cache = FactsCache(tmp_path)
    with pytest.raises(CancelledError):
        analyse(ListedTree(FILES), PLAN, cache=cache, progress=press, cancelled=stop)
    tree = ListedTree(FILES)
    analyse(tree, PLAN, cache=cache)
    cache.close()
    assert len(tree.reads) < len(FILES)
