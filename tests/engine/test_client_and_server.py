"""The engine as the dashboard uses it: a real process behind a real pipe, asked everything, told to act, killed."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from migrator.engine import messages
from migrator.engine.client import EngineClient, EngineDiedError, EngineRefusedError
from migrator.engine.frames import FRAME_LIMIT
from migrator.wire.acts import LandedView
from tests.support.repositories import RepoBuilder, fsck

Events = list[messages.Event]


@pytest.fixture
def events() -> Events:
    return []


@pytest.fixture
async def engine(builder: RepoBuilder, events: Events) -> AsyncIterator[EngineClient]:
    client = await EngineClient.start(builder.root, on_event=events.append)
    yield client
    await client.close()


async def batch_of(engine: EngineClient, phase: str) -> str:
    return next(row.id for row in await engine.batches() if row.phase == phase)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110  what is waited for happens in another process
            await asyncio.sleep(0.05)


async def remaining(engine: EngineClient) -> dict[str, int]:
    return {phase.id: phase.remaining for phase in (await engine.status()).phases}


async def test_what_is_seen_before_anything_is_done(engine: EngineClient) -> None:
    status = await engine.status()
    assert await remaining(engine) == {"broken": 2, "cycles": 2, "paths": 1}
    assert status.start is not None
    assert status.start.batch == (await engine.batches())[0].id
    row = next(row for row in await engine.findings() if row.kind == "import-paths")
    finding = await engine.finding(row.id)
    assert finding.id == row.id
    assert finding.evidence
    assert row.batch == await batch_of(engine, "paths")
    opened = await engine.batch(row.batch)
    assert opened.state == "proposed"
    assert all(proof.holds for proof in opened.proofs)
    assert opened.effect is not None
    diff = await engine.file_diff(opened.id, "shop/cart.py")
    (span,) = diff.spans
    assert diff.old[span.old_start : span.old_end] == ("from shop.api import Price  # the price",)
    assert diff.new[span.new_start : span.new_end] == ("from shop.prices import Price  # the price",)


async def test_decisions_are_made_seen_and_taken_back(engine: EngineClient) -> None:
    batch = await batch_of(engine, "paths")
    opened = await engine.decide(batch, scope="batch", key="", decision="approved")
    assert opened.state == "approved"
    cart = next(hunk for hunk in opened.hunks if hunk.path == "shop/cart.py")
    opened = await engine.decide(batch, scope="hunk", key=cart.key, decision="rejected", reason="later")
    decisions = {hunk.path: (hunk.decision, hunk.reason) for hunk in opened.hunks}
    assert decisions == {"shop/cart.py": ("rejected", "later"), "shop/bill.py": ("approved", "")}
    assert [row.state for row in await engine.batches()][2] == "approved"
    assert (await engine.undo_decision()).startswith("rejected")
    assert {hunk.decision for hunk in (await engine.batch(batch)).hunks} == {"approved"}


async def test_a_batch_is_landed_as_shown_and_undone(
    engine: EngineClient, builder: RepoBuilder, events: Events
) -> None:
    batch = await batch_of(engine, "paths")
    await engine.decide(batch, scope="batch", key="", decision="approved")
    with pytest.raises(EngineRefusedError) as refused:
        await engine.land(batch)
    assert refused.value.exit_code == 3
    (check,) = await engine.trust()
    assert check.name == "tests"
    await engine.confirm_trust()
    assert await engine.trust() == ()

    shown = (await engine.batch(batch)).tree
    landed = await engine.land(batch)
    assert [check.result for check in landed.checks] == ["green"]
    assert builder.git("rev-parse", f"{landed.commit}^{{tree}}") == shown
    assert (await remaining(engine))["paths"] == 0
    (commit,) = (await engine.history()).commits
    assert (commit.sha, commit.state) == (landed.commit, "landed")

    undone = await engine.undo()
    assert (await remaining(engine))["paths"] == 1
    assert [commit.sha for commit in (await engine.history()).commits] == [undone.commit, landed.commit]
    fsck(builder.root)
    expect_told(events)


def expect_told(events: Events) -> None:
    states = [event.state for event in events if isinstance(event, messages.Progress) and event.job == "land"]
    assert states[0] == "running"
    assert "failed" in states
    assert states[-1] == "done"
    assert any(isinstance(event, messages.Changed) for event in events)
    commands = [event.argv for event in events if isinstance(event, messages.CommandRan)]
    assert any("unittest" in argv for argv in commands)
    assert {argv[0] for argv in commands if "unittest" not in argv} == {"git"}


async def test_a_flaky_check_is_accepted_and_a_batch_is_bisected_through_the_engine(
    builder: RepoBuilder, events: Events, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    code = f"import pathlib, sys; mark = pathlib.Path('{mark}'); first = 'shop.api' not in open('shop/bill.py').read() and not mark.exists(); first and mark.touch(); sys.exit(first)"
    check = f'\n[[check]]\nname = "chance"\nrun = ["{sys.executable}", "-c", "{code}"]\n'
    plan = (builder.root / "migration.toml").read_text().partition("[[check]]")[0]
    builder.commit("a flaky check", {"migration.toml": plan + check})
    client = await EngineClient.start(builder.root, on_event=events.append)
    await client.confirm_trust()
    batch = await batch_of(client, "paths")
    await client.decide(batch, scope="batch", key="", decision="approved")
    with pytest.raises(EngineRefusedError, match="flaky"):
        await client.land(batch)
    mark.unlink()
    assert [check.result for check in (await client.land(batch, accept_flaky=True)).checks] == ["flaky"]
    assert (await client.bisect(await batch_of(client, "cycles"))).breaks == "nothing"
    await client.close()


async def test_reads_are_answered_while_a_job_runs(builder: RepoBuilder, events: Events) -> None:
    slow = '\n[[check]]\nname = "slow"\nrun = ["python3", "-c", "import time; print(\'begun\', flush=True); time.sleep(30)"]\n'
    builder.commit("a slow check", {"migration.toml": (builder.root / "migration.toml").read_text() + slow})
    engine = await EngineClient.start(builder.root, on_event=events.append)
    try:
        await engine.confirm_trust()
        batch = await batch_of(engine, "broken")
        await engine.decide(batch, scope="batch", key="", decision="approved")
        landing = asyncio.create_task(engine.land(batch))
        async with asyncio.timeout(30):
            await until(
                lambda: any(isinstance(event, messages.Output) and "begun" in event.lines for event in events)
            )
            assert (await engine.status()).landed == 0
            assert await engine.findings()
            assert not landing.done()
            await engine.cancel()
            with pytest.raises(EngineRefusedError) as refused:
                await landing
        assert refused.value.exit_code == 130
        await until(
            lambda: any(
                isinstance(event, messages.Progress) and event.state == "cancelled" for event in events
            )
        )
        assert (await engine.history()).commits == ()
        assert builder.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"
    finally:
        await engine.close()


async def test_tui_06_an_analysis_is_stopped_and_what_waited_for_it_does_not_begin_it_again(
    builder: RepoBuilder, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGRATOR_NATIVE", "0")  # it should take a moment
    many = {f"shop/many/m{number}.py": f"class C{number}:\n    x = {number}\n" * 40 for number in range(2000)}
    builder.commit("many files", {"shop/many/__init__.py": "", **many})
    engine = await EngineClient.start(builder.root, on_event=events.append)
    try:
        asked = [asyncio.create_task(engine.status()), asyncio.create_task(engine.findings())]
        await until(lambda: any(isinstance(event, messages.Progress) for event in events))
        await engine.cancel()
        for question in asked:
            with pytest.raises(EngineRefusedError) as refused:
                await question
            assert refused.value.exit_code == 130
        assert (await engine.status()).analysed.parsed > 2000
    finally:
        await engine.close()


async def test_rev_09_a_key_pressed_twice_lands_once(engine: EngineClient, builder: RepoBuilder) -> None:
    await engine.confirm_trust()
    batch = await batch_of(engine, "broken")
    await engine.decide(batch, scope="batch", key="", decision="approved")
    results = await asyncio.gather(engine.land(batch), engine.land(batch), return_exceptions=True)
    assert [isinstance(result, LandedView) for result in results] == [True, False]
    assert isinstance(results[1], EngineRefusedError)
    assert builder.git("rev-list", "--count", "main..migration/shop") == "1"


async def test_what_the_campaign_declines_is_said_in_its_words(engine: EngineClient) -> None:
    for ask in (
        engine.batch("b0000000"),
        engine.finding("none"),
        engine.file_diff(await batch_of(engine, "paths"), "none.py"),
        engine.decide(await batch_of(engine, "paths"), scope="hunk", key="none", decision="approved"),
        engine.keep("none", "why"),
    ):
        with pytest.raises(EngineRefusedError) as refused:
            await ask
        assert refused.value.title
        assert refused.value.exit_code == 2


async def test_a_decision_that_is_none_is_a_refusal_and_no_bug(engine: EngineClient) -> None:
    batch = await batch_of(engine, "paths")
    with pytest.raises(EngineRefusedError) as refused:
        await engine.decide(batch, scope="batch", key="", decision="perhaps")
    assert refused.value.exit_code == 2


async def test_a_folder_that_is_no_repository_is_refused_and_the_engine_lives(tmp_path: Path) -> None:
    engine = await EngineClient.start(tmp_path, on_event=lambda _: None)
    for _ in range(2):
        with pytest.raises(EngineRefusedError) as refused:
            await engine.status()
        assert refused.value.exit_code == 3
    await engine.close()


async def test_a_killed_engine_ends_every_question_at_once(
    engine: EngineClient, builder: RepoBuilder
) -> None:
    await engine.status()
    builder.commit("changed", {"shop/more.py": "VALUE = 1\n"})
    asked = [asyncio.create_task(engine.status()), asyncio.create_task(engine.batches())]
    await asyncio.sleep(0)
    os.kill(engine._process.pid, signal.SIGKILL)
    async with asyncio.timeout(10):
        for task in asked:
            with pytest.raises(EngineDiedError):
                await task
        with pytest.raises(EngineDiedError) as died:
            await engine.findings()
    assert "R starts it again" in died.value.hint
    again = await EngineClient.start(builder.root, on_event=lambda _: None)
    assert (await again.status()).phases
    await again.close()


async def test_an_engine_that_cannot_start_says_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho no such module >&2\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    engine = await EngineClient.start(tmp_path, on_event=lambda _: None)
    with pytest.raises(EngineDiedError) as died:
        await engine.status()
    assert died.value.exit_code == 70
    await asyncio.gather(*engine._tasks)
    with pytest.raises(EngineDiedError) as again:
        await engine.status()
    assert again.value.detail == "no such module"
    await engine.close()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "missing"))
    with pytest.raises(EngineDiedError, match="cannot be started"):
        await EngineClient.start(tmp_path, on_event=lambda _: None)


async def test_closing_in_the_middle_of_a_landing_leaves_no_process_and_no_commit(
    builder: RepoBuilder, events: Events, tmp_path: Path
) -> None:
    mark = tmp_path / "pid"
    code = (
        f"import os, pathlib, time; pathlib.Path({str(mark)!r}).write_text(str(os.getpid())); time.sleep(60)"
    )
    slow = f'\n[[check]]\nname = "slow"\nrun = ["python3", "-c", """{code}"""]\n'
    builder.commit("a slow check", {"migration.toml": (builder.root / "migration.toml").read_text() + slow})
    engine = await EngineClient.start(builder.root, on_event=events.append)
    await engine.confirm_trust()
    batch = await batch_of(engine, "broken")
    await engine.decide(batch, scope="batch", key="", decision="approved")
    landing = asyncio.create_task(engine.land(batch))
    await until(lambda: mark.exists() and bool(mark.read_text()))
    await engine.close()
    with pytest.raises((EngineDiedError, EngineRefusedError)):
        await landing
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
    assert builder.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"


async def test_inr_02_modules_of_the_repository_never_shadow_ours(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    mark = tmp_path / "ran"
    evil = f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n"
    builder.commit(
        "evil",
        dict.fromkeys(
            ["ast.py", "typing.py", "random.py", "json.py", "sitecustomize.py", "migrator/__init__.py"], evil
        ),
    )
    engine = await EngineClient.start(builder.root, on_event=lambda _: None)
    assert (await engine.status()).phases
    await engine.close()
    assert not mark.exists()


async def test_an_answer_above_a_frame_arrives_whole(engine: EngineClient, builder: RepoBuilder) -> None:
    lines = "".join(f"# {number:070}\n" for number in range(6000))
    cart = (builder.root / "shop/cart.py").read_text()
    builder.commit("a long file", {"shop/cart.py": cart + lines})
    diff = await engine.file_diff(await batch_of(engine, "paths"), "shop/cart.py")
    assert sum(map(len, diff.old)) > FRAME_LIMIT
    assert diff.old[-1] == f"# {5999:070}"
