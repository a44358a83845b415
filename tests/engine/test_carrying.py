"""Sync and adopt through the engine: what the dashboard shows and lands is what the command line does."""

from pathlib import Path

import pytest

from migrator.engine.client import EngineClient, EngineRefusedError
from tests.support.moving_bases import REF, acts_on, by_hand, move, start, user


async def test_what_is_shown_of_a_sync_is_what_lands_and_a_branch_is_adopted_by_name(tmp_path: Path) -> None:
    builder = start(tmp_path / "room")
    builder.branch("feature")
    move(acts_on(builder), "Connection")
    builder.commit("new user", {"room/user9.py": user(9)})
    client = await EngineClient.start(builder.root, on_event=lambda _: None)
    try:
        seen = await client.look_at_sync()
        assert [site.path for commit in seen.commits for site in commit.added] == ["room/user9.py"]
        with pytest.raises(EngineRefusedError, match="has changed since"):
            await client.sync("0" * 40)
        done = await client.sync(seen.tree)
        assert done.landed is not None
        assert builder.git("rev-parse", f"{REF}^{{tree}}") == seen.tree
        assert await client.look_at_adoption("nothing-of-that-name") == ()
        commit = by_hand(builder, "a mark", "room/far.py", "FAR = 1", "FAR = 2")
        assert (await client.adopt_commit(commit)).batch == f"by-hand-{commit[:10]}"
        builder.git("switch", "--quiet", "feature")
        builder.commit("a feature", {"room/user8.py": user(8)})
        builder.git("switch", "--quiet", "main")
        (view,) = await client.look_at_adoption("feature")
        assert (await client.adopt_branch("feature", view.tree)).landed is not None
        assert builder.git("rev-parse", "feature^{tree}") == view.tree
    finally:
        await client.close()
