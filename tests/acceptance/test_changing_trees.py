"""Others save, remove and replace files while the working tree is read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from migrator.analysis import Analysis
from migrator.campaign.adhoc import plan_canonical, write_ad_hoc
from migrator.campaign.campaign import LOOKS, Campaign
from migrator.errors import RefusedError
from migrator.source.trees import WorkingTree
from migrator.source.values import ChangedFileError
from tests.acceptance.conftest import FILES
from tests.support.repositories import RepoBuilder

Saves = Callable[[Callable[[], object]], None]


@pytest.fixture
def before_files_are_read(monkeypatch: pytest.MonkeyPatch) -> Saves:
    """Something that happens between each listing of the working tree and the first reading of many files."""

    def set_up(happens: Callable[[], object]) -> None:
        read_many = WorkingTree.read_many

        def later(tree: WorkingTree, paths: Iterator[str]) -> Iterator[tuple[str, bytes]]:
            happens()
            return read_many(tree, paths)

        monkeypatch.setattr(WorkingTree, "read_many", later)

    return set_up


def names_of(analysis: Analysis, path: str) -> list[str]:
    return [definition.name for definition in analysis.model.facts[path].definitions]


def not_read(analysis: Analysis) -> dict[str, str]:
    return {problem.path: problem.reason for problem in analysis.problems}


def test_con_04_a_file_saved_between_listing_and_reading_is_read_as_it_is_then(
    builder: RepoBuilder, before_files_are_read: Saves
) -> None:
    builder.commit("start", {"pkg/__init__.py": "", "pkg/a.py": "OLD = 1\n"})
    before_files_are_read(lambda: builder.write({"pkg/a.py": "NEW = 1\n"}))
    analysis = Campaign.open(builder.root, working_tree=True).analysis()
    assert names_of(analysis, "pkg/a.py") == ["NEW"]
    assert not_read(analysis) == {}


def test_con_04_what_was_read_of_a_saved_file_is_not_kept_as_what_was_listed(
    builder: RepoBuilder, before_files_are_read: Saves
) -> None:
    builder.commit("start", {"pkg/__init__.py": "", "pkg/a.py": "OLD = 1\n"})
    before_files_are_read(lambda: builder.write({"pkg/a.py": "NEW = 1\n"}))
    Campaign.open(builder.root, working_tree=True).analysis()
    assert names_of(Campaign.open(builder.root).analysis(), "pkg/a.py") == ["OLD"]


def test_con_04_a_file_that_is_saved_at_every_look_is_listed_as_not_read(
    builder: RepoBuilder, before_files_are_read: Saves
) -> None:
    builder.commit("start", {"pkg/__init__.py": "", "pkg/a.py": "N0 = 0\n", "pkg/b.py": "B = 1\n"})
    saved: list[str] = []

    def save() -> None:
        saved.append(f"N{len(saved) + 1} = 0\n")
        builder.write({"pkg/a.py": saved[-1]})

    before_files_are_read(save)
    analysis = Campaign.open(builder.root, working_tree=True).analysis()
    assert len(saved) >= LOOKS
    assert not_read(analysis) == {"pkg/a.py": "it has changed since it was listed"}
    assert names_of(analysis, "pkg/b.py") == ["B"]


def test_con_04_a_file_saved_between_scan_and_plan_is_read_again_and_refused(builder: RepoBuilder) -> None:
    builder.commit("start", FILES)
    campaign = Campaign.open(builder.root, working_tree=True)
    with campaign.looking():
        campaign.analysis()
        builder.write({"pkg/plain.py": "import os\nfrom pkg.face import Thing\n"})
        with pytest.raises(ChangedFileError, match=r"pkg/plain\.py"):
            plan_canonical(campaign, "pkg.real:Thing")
    write_ad_hoc(campaign, plan_canonical(campaign, "pkg.real:Thing"))
    assert (builder.root / "pkg/plain.py").read_text() == "import os\nfrom pkg.real import Thing\n"


def test_con_04_a_file_saved_between_plan_and_write_is_not_overwritten(builder: RepoBuilder) -> None:
    builder.commit("start", FILES)
    campaign = Campaign.open(builder.root, working_tree=True)
    change = plan_canonical(campaign, "pkg.real:Thing")
    builder.write({"pkg/plain.py": "mine\n"})
    with pytest.raises(RefusedError, match="changed since"):
        write_ad_hoc(campaign, change)
    assert (builder.root / "pkg/plain.py").read_text() == "mine\n"


def replaced_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("happens", [Path.unlink, replaced_by_a_folder], ids=["removed", "replaced"])
def test_con_05_a_file_that_goes_during_the_scan_is_reported_and_the_rest_is_read(
    builder: RepoBuilder, before_files_are_read: Saves, happens: Callable[[Path], None]
) -> None:
    builder.commit("start", {**FILES, "pkg/gone.py": "X = 1\n", "pkg/user.py": "from pkg.gone import X\n"})
    gone = builder.root / "pkg/gone.py"
    before_files_are_read(lambda: happens(gone) if gone.is_file() else None)
    analysis = Campaign.open(builder.root, working_tree=True).analysis()
    assert [*not_read(analysis)] == ["pkg/gone.py"]
    assert set(analysis.model.facts) == {*FILES, "pkg/user.py"}
    assert analysis.broken.findings == ()
