"""A list of findings is as long as its findings."""

from pathlib import Path

from migrator.campaign.campaign import Campaign
from migrator.views.findings import explained_view, findings_view
from migrator.wire.details import CycleView
from tests.support.repositories import RepoBuilder

PLAN = '[campaign]\nname = "cycles"\npackages = ["pkg"]\n[[phase]]\nid = "cycles"\nfinds = "import-cycles"\n'


def test_the_modules_of_a_component_are_named_once_one_of_its_imports_is_explained(tmp_path: Path) -> None:
    """A list that repeated them for each import grew with the square of the component: hundreds of megabytes in a large repository."""
    builder = RepoBuilder.create(tmp_path / "repo")
    ring = {f"pkg/m{number}.py": f"import pkg.m{(number + 1) % 5}\n" for number in range(5)}
    builder.commit("start", {"pkg/__init__.py": "", "migration.toml": PLAN, **ring})
    campaign = Campaign.open(builder.root)
    for finding in findings_view(campaign).findings:
        assert isinstance(finding.detail, CycleView)
        assert (finding.detail.component_size, finding.detail.component) == (5, ())
        explained = explained_view(campaign, finding.id).detail
        assert isinstance(explained, CycleView)
        assert explained.component == tuple(f"pkg.m{number}" for number in range(5))
