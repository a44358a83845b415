import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import msgspec
import pytest

from migrator.analysis import analyse
from migrator.errors import CancelledError
from migrator.facts import executors
from migrator.facts.executors import OtherReaderError
from migrator.facts.extract import extract_facts
from migrator.facts.reading import Answers, decode_answers, read_batch
from migrator.facts.workers import collect_facts
from migrator.plan.values import Plan
from tests.facts.executors_of_tests import Wrapped, read_or_die, read_or_raise
from tests.facts.listed_tree import ListedTree

MANY = {f"m{number}.py": b"X%d = 1\n" % number for number in range(400)}
WITH_KILLER = MANY | {"m200.py": b"KILLER = 1\n"}
NESTED = b"x = " + b"(" * 90 + b"1" + b")" * 90 + b"\n"


def test_the_answer_is_that_of_this_process_and_only_bytes_are_sent() -> None:
    with ThreadPoolExecutor(2) as threads:
        executor = Wrapped(threads, read_batch)
        assert collect_facts(ListedTree(MANY), MANY, executor=executor) == collect_facts(
            ListedTree(MANY), MANY
        )
    assert 1 < len(executor.batches) < 20


def test_an_analysis_reads_through_the_executor_that_it_is_given() -> None:
    tree = ListedTree({"pkg/__init__.py": b"", "pkg/a.py": b"import pkg.gone\n"})
    plan = Plan(name="p", packages=("pkg",))
    with ThreadPoolExecutor(2) as threads:
        executor = Wrapped(threads, read_batch)
        analysis = analyse(tree, plan, executor=executor)
    assert len(executor.batches) == 1
    assert analysis.broken.measure == analyse(tree, plan).broken.measure


def test_law_11_a_batch_that_fails_costs_the_one_file_that_fails_alone() -> None:
    with ThreadPoolExecutor(2) as threads:
        executor = Wrapped(threads, read_or_raise)
        found, problems = collect_facts(ListedTree(WITH_KILLER), WITH_KILLER, executor=executor)
    assert [(one.path, one.stage, one.reason) for one in problems] == [
        ("m200.py", "worker", "the executor failed at it (MemoryError)")
    ]
    assert {*found} == {*WITH_KILLER} - {"m200.py"}
    assert len(set(executor.batches)) == len(executor.batches)  # no cluster takes a second try for the first


def test_law_11_an_executor_that_breaks_costs_no_file() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        executor = Wrapped(processes, read_or_die)
        with pytest.warns(RuntimeWarning, match="The executor ended"):
            found, problems = collect_facts(ListedTree(WITH_KILLER), WITH_KILLER, executor=executor)
    assert problems == ()
    assert found == {path: extract_facts(raw) for path, raw in WITH_KILLER.items()}


def test_an_executor_that_is_shut_down_costs_no_file() -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.warns(RuntimeWarning, match="RuntimeError"):
        found, _ = collect_facts(ListedTree(MANY), MANY, executor=executor)
    assert {*found} == {*MANY}


def test_an_executor_that_cancels_what_it_took_costs_no_file() -> None:
    class Cancelling(Wrapped):
        def submit(self, fn: Any, /, *args: Any, **_kwargs: Any) -> Future[Any]:
            future = super().submit(fn, *args) if not self.batches else Future[Any]()
            self.batches.append(args[0])
            future.cancel()
            return future

    with ThreadPoolExecutor(1) as threads, pytest.warns(RuntimeWarning, match="CancelledError"):
        found, problems = collect_facts(ListedTree(MANY), MANY, executor=Cancelling(threads, read_batch))
    assert ({*found}, problems) == ({*MANY}, ())


def test_an_executor_that_falls_silent_costs_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Wrapped):
        def submit(self, _fn: Any, /, *_args: Any, **_kwargs: Any) -> Future[Any]:
            return Future()

    monkeypatch.setattr(executors, "_SILENCE", 0.3)
    with ThreadPoolExecutor(1) as threads, pytest.warns(RuntimeWarning, match="TimeoutError"):
        found, problems = collect_facts(ListedTree(MANY), MANY, executor=Silent(threads, read_batch))
    assert ({*found}, problems) == ({*MANY}, ())


def answers(batch: bytes, change: Callable[[Answers], Any]) -> bytes:
    return msgspec.msgpack.encode(change(decode_answers(read_batch(batch))))


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        pytest.param(lambda _batch: b"rubbish", "no answer of ours", id="rubbish"),
        pytest.param(lambda _batch: None, "no answer of ours", id="no bytes"),
        pytest.param(
            lambda batch: answers(batch, lambda one: Answers(one.reader, one.readings[1:])),
            "answers for other files",
            id="one too few",
        ),
        pytest.param(
            lambda batch: answers(batch, lambda one: Answers(one.reader, [b"\xc1"] * len(one.readings))),
            "no answer",
            id="each of them rubbish",
        ),
    ],
)
def test_law_11_rubbish_that_comes_back_is_a_problem_of_each_file(
    work: Callable[[bytes], Any], reason: str
) -> None:
    some = dict(list(MANY.items())[:60])
    with ThreadPoolExecutor(2) as threads:
        found, problems = collect_facts(ListedTree(some), some, executor=Wrapped(threads, work))
    assert found == {}
    assert {one.path for one in problems} == {*some}
    assert all(one.stage == "worker" and reason in one.reason for one in problems)


def test_law_10_workers_with_another_version_are_refused() -> None:
    def work(batch: bytes) -> bytes:
        return answers(batch, lambda one: Answers("cpython-3.99.0-other", one.readings))

    with ThreadPoolExecutor(1) as threads, pytest.raises(OtherReaderError, match=r"3\.99"):
        collect_facts(ListedTree(MANY), MANY, executor=Wrapped(threads, work))


def test_par_01_files_that_could_hurt_a_parser_are_kept_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "_BYTES_ASIDE", 100)  # so that they are read in between, too
    files = {f"n{number}.py": NESTED + b"# %d\n" % number for number in range(60)} | {"a.py": b"X = 1\n"}
    with ThreadPoolExecutor(1) as threads:
        executor = Wrapped(threads, read_batch)
        found, problems = collect_facts(ListedTree(files), files, executor=executor)
    assert {*found} | {one.path for one in problems} == {*files}
    assert not any(b"((((" in batch for batch in executor.batches)
    assert any(b"X = 1" in batch for batch in executor.batches)


def test_what_is_out_at_a_time_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "_WAITING", 2)
    most, out, lock = 0, 0, threading.Lock()

    def work(batch: bytes) -> bytes:
        nonlocal most, out
        with lock:
            out += 1
            most = max(most, out)
        time.sleep(0.01)
        answer = read_batch(batch)
        with lock:
            out -= 1
        return answer

    with ThreadPoolExecutor(8) as threads:
        found, _ = collect_facts(ListedTree(MANY), MANY, executor=Wrapped(threads, work))
    assert len(found) == len(MANY)
    assert most <= 3


def test_stopping_does_not_wait_for_the_executor() -> None:
    stop, forever = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as threads:
        threading.Timer(0.2, stop.set).start()
        with pytest.raises(CancelledError):
            collect_facts(
                ListedTree(MANY),
                MANY,
                executor=Wrapped(threads, lambda _batch: forever.wait(60)),
                cancelled=stop,
            )
        forever.set()
