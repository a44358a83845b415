"""A real cluster of processes on this machine reads facts, loses a worker, and goes away."""

from collections.abc import Iterator
from typing import Any

import pytest

from migrator.facts import executors
from migrator.facts.workers import collect_facts
from tests.facts.executors_of_tests import Wrapped, read_or_die
from tests.facts.listed_tree import ListedTree

dask = pytest.importorskip("dask", reason="waits for dask: install the extra, migrator[dask]")
distributed = pytest.importorskip(
    "distributed", reason="waits for dask.distributed: install the extra, migrator[dask]"
)

MANY = {f"m{number}.py": b"X%d = 1\n" % number for number in range(300)}
WITH_KILLER = MANY | {"m200.py": b"KILLER = 1\n"}


@pytest.fixture
def client() -> Iterator[Any]:
    settings = {
        "distributed.scheduler.allowed-failures": 0,
        "distributed.comm.retry.count": 0,
        "distributed.comm.timeouts.connect": "120s",  # on a busy machine a worker takes its time to start
    }
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        ) as cluster,
        distributed.Client(cluster) as connected,
    ):
        yield connected


def test_ana_02_a_cluster_gives_the_facts_of_this_process(client: Any) -> None:
    assert collect_facts(ListedTree(MANY), MANY, executor=client.get_executor()) == collect_facts(
        ListedTree(MANY), MANY
    )


def test_par_06_a_file_that_kills_workers_of_a_cluster_costs_one_file(client: Any) -> None:
    executor = Wrapped(client.get_executor(), read_or_die)
    found, problems = collect_facts(ListedTree(WITH_KILLER), WITH_KILLER, executor=executor)
    assert [(one.path, one.stage, one.reason) for one in problems] == [
        ("m200.py", "worker", "the executor failed at it (KilledWorker)")
    ]
    assert {*found} == {*WITH_KILLER} - {"m200.py"}


def test_a_cluster_that_goes_away_costs_no_file(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "_SILENCE", 2.0)

    monkeypatch.setattr(executors, "_WAITING", 1)  # so that there is work left when it goes

    def report(done: int, _total: int) -> None:
        if done == 1:
            client.cluster.close()

    with pytest.warns(RuntimeWarning, match="The executor ended"):
        found, problems = collect_facts(
            ListedTree(MANY), MANY, executor=client.get_executor(), progress=report
        )
    assert ({*found}, problems) == ({*MANY}, ())
