"""The sample's campaign carried out from start to end: what several folders of tests look at, and nobody wants to wait for twice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrator.campaign.campaign import Campaign
from migrator.campaign.demonstration import Carried, carry_out, make_demo
from tests.support.repositories import PINNED, RepoBuilder, Snapshot, snapshot

BRANCH = "migration/websocket-ssot"


@dataclass(frozen=True)
class SampleRun:
    """A campaign from start to end, with the states before and after."""

    carried: Carried
    builder: RepoBuilder
    before: Snapshot
    after: Path
    """A checkout of the end."""
    environment: Mapping[str, str]

    @contextmanager
    def looking(self) -> Iterator[None]:
        """The environment that it was carried out in."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            yield


def carry_out_sample(folder: Path) -> SampleRun:
    """Make the sample in a folder, with something staged and something untracked, and carry its campaign out."""
    environment = {**PINNED, "MIGRATOR_CACHE_DIR": str(folder / "cache")}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        root = make_demo(folder / "chat")
        builder = RepoBuilder(root)
        builder.staged({"chat_backend/staged.py": "STAGED = 1\n"}).write({"loose.txt": "mine\n"})
        before = snapshot(root)
        carried = carry_out(Campaign.open(root))
        end = folder / "end"
        builder.git("worktree", "add", "--quiet", "--detach", str(end), BRANCH)
    return SampleRun(carried, builder, before, end, environment)
