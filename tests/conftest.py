"""What more than one folder of tests shares."""

import pytest

from tests.support.sample_runs import SampleRun, carry_out_sample


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> SampleRun:
    """The sample's campaign, carried out once. Tests that ask for it are marked `xdist_group("sample")`, so that one worker has them all."""
    return carry_out_sample(tmp_path_factory.mktemp("sample"))
