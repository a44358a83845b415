"""Along the commits of the sample's own campaign each analysis takes over from the one before, and equals the analysis from scratch."""

import pytest

from migrator.analysis import analyse
from migrator.campaign.snapshot import find_place, place_of_commit
from migrator.git.door import open_repository
from migrator.source.blob_cache import BlobCache
from tests.analysis.equality import assert_same
from tests.support.sample_runs import BRANCH, SampleRun

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sample")]


def test_each_commit_of_the_campaign_is_analysed_after_the_one_before_as_from_scratch(
    sample_run: SampleRun,
) -> None:
    with sample_run.looking():
        repo, blobs = open_repository(sample_run.after), BlobCache()
        plan = find_place(repo, blobs).plan
        commits = sample_run.builder.git("rev-list", "--reverse", BRANCH).split()
        assert len(commits) > len(sample_run.carried.commits) > 0
        earlier = None
        for commit in commits:
            place = place_of_commit(repo, commit, plan, blobs)
            earlier = analyse(place.tree, place.plan, previous=earlier)
            assert_same(earlier, analyse(place.tree, place.plan))
