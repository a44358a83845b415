"""Two laws of everything that is shown: it executes nothing of the repository, and it does not depend on chance."""

import os
import sys
from pathlib import Path

import pytest

import migrator
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.processes import run, scrubbed_environment
from migrator.views.batches import batch_rows, batch_view, file_diff
from migrator.views.findings import findings_view
from migrator.views.outcomes import history_view
from migrator.views.status import status_view
from tests.support.repositories import RepoBuilder
from tests.support.tripwires import Tripwire

PROJECT = Path(migrator.__file__).parent.parent
SHOW = """
import sys
from pathlib import Path
from migrator.wire.encoding import to_pretty_json
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.views.batches import batch_rows, batch_view
from migrator.views.findings import findings_view
from migrator.views.status import status_view
campaign = Campaign.open(Path(sys.argv[1]), use_cache=False)
for value in (status_view(campaign, Acts(campaign)), findings_view(campaign)):
    print(to_pretty_json(value))
for row in batch_rows(campaign):
    print(to_pretty_json(batch_view(campaign, row.id, with_diff=True)))
"""


def test_inr_01_looking_and_reviewing_runs_nothing_of_the_repository(tmp_path: Path) -> None:
    builder = RepoBuilder.create(tmp_path / "hostile")
    builder.write(
        {"pkg/real.py": "class Thing:\n    pass\n", "pkg/face.py": "from pkg.real import Thing\n\n__all__ = ['Thing']\n",
         "pkg/user.py": "from pkg.face import Thing\n", "pkg/late.py": "from pkg.real import Thing\n"}
    )  # fmt: skip
    wire = Tripwire.lay(builder, tmp_path / "marks")
    before = everything(builder.root)
    for working_tree in (False, True):
        campaign = Campaign.open(builder.root, working_tree=working_tree)
        acts = Acts(campaign)
        status_view(campaign, acts)
        findings_view(campaign)
        history_view(acts)
        for row in batch_rows(campaign):
            view = batch_view(campaign, row.id, with_diff=True)
            for file in view.files:
                file_diff(campaign, row.id, file.path)
        assert batch_rows(campaign)
    assert wire.sprung == []
    assert everything(builder.root) == before


def everything(root: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its content and time of change, git's own included, but for objects and what is ours in git's folder."""
    found = {}
    for path in root.rglob("*"):
        ours = (root / ".git/objects", root / ".git/migrator")
        if path.is_file() and not any(folder in path.parents for folder in ours):
            found[str(path.relative_to(root))] = (path.read_bytes(), path.stat().st_mtime_ns)
    return found


@pytest.mark.parametrize("seed", ["1", "77"])
def test_law_10_what_is_shown_is_byte_for_byte_the_same_under_any_hash_seed(
    builder: RepoBuilder, seed: str
) -> None:
    assert shown(builder, seed) == shown(builder, "0")


def shown(builder: RepoBuilder, seed: str) -> bytes:
    environment = scrubbed_environment({**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(PROJECT)})
    outcome = run(
        [sys.executable, "-c", SHOW, str(builder.root)], cwd=builder.root, env=environment, timeout=120
    )
    assert outcome.returncode == 0, outcome.output.decode()
    assert len(outcome.output) > 10_000
    return outcome.output


def test_law_10_a_warm_cache_answers_what_a_cold_one_does(builder: RepoBuilder) -> None:
    def answers(campaign: Campaign) -> tuple[object, ...]:
        rows = batch_rows(campaign)
        return (findings_view(campaign), rows, tuple(batch_view(campaign, row.id) for row in rows))

    cold = answers(Campaign.open(builder.root, use_cache=False))
    first = answers(Campaign.open(builder.root))
    assert cold == first == answers(Campaign.open(builder.root))
