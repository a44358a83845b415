"""What is killed: each act that changes a repository, on a repository with a user's unfinished work in it.

A fault point that no act here passes makes the sweep fail, so a new point brings its act along.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from migrator.campaign.syncing import sync
from migrator.git.door import Repository, open_repository
from migrator.landing.follow import follow
from migrator.landing.land import land
from migrator.landing.tip import tip
from migrator.landing.undo import undo
from migrator.landing.write import write
from migrator.plan.values import Check
from migrator.source.writing import NewContent
from tests.support.landings import BRANCH, CAMPAIGN, REF, UNITTEST, prepared, request, silent, untidy
from tests.support.moving_bases import acts_on, campaign, start, user
from tests.support.repositories import RepoBuilder

Run = Callable[[Repository], object]
OTHERS = "refs/others/work"
"""What others commit while a batch is verified."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes:
        arrange: Makes the repository as it is before the act.
        run: The act itself.
        halts: What leaves each state in which the act may rightly stand still between before and after.
    """

    arrange: Callable[[Path], None]
    run: Run
    halts: tuple[Run, ...] = ()


def _elsewhere(root: Path) -> None:
    builder = RepoBuilder.create(root)
    prepared(builder)
    untidy(builder)


def _checked_out(root: Path) -> None:
    builder = RepoBuilder.create(root)
    prepared(builder)
    builder.branch(BRANCH, switch=True)
    untidy(builder)


def _landed(root: Path) -> None:
    builder = RepoBuilder.create(root)
    repo = prepared(builder)
    builder.branch(BRANCH, switch=True)
    land(repo, request(repo), silent)
    untidy(builder)


def _waiting(root: Path) -> None:
    _checked_out(root)
    _land_only(RepoBuilder(root))


def _land_only(builder: RepoBuilder) -> None:
    repo = open_repository(builder.root)
    land(repo, request(repo, follow=False), silent)


def _land(repo: Repository) -> None:
    land(repo, request(repo, checks=(UNITTEST,)), silent)


def _land_and_stay(repo: Repository) -> None:
    land(repo, request(repo, checks=(UNITTEST,), follow=False), silent)


def _follow(repo: Repository) -> None:
    follow(repo, CAMPAIGN, BRANCH)


def _undo(repo: Repository, *, follow: bool = True) -> None:
    first = tip(repo, CAMPAIGN, BRANCH)
    if first is None:
        raise AssertionError("nothing has landed")
    undo(repo, request(repo, {}, batch="b1-undo", message="Undo b1\n", follow=follow), first, silent)


def _undo_and_stay(repo: Repository) -> None:
    _undo(repo, follow=False)


def _beside(root: Path) -> None:
    builder = RepoBuilder.create(root)
    prepared(builder)
    builder.branch(BRANCH)
    head, tree = builder.git("rev-parse", "HEAD"), builder.git("rev-parse", "HEAD^{tree}")
    builder.git("update-ref", OTHERS, builder.git("commit-tree", "-p", head, "-m", "Others", tree))
    untidy(builder)


def _others(repo: Repository) -> None:
    repo.git("update-ref", REF, OTHERS)


def _land_beside(repo: Repository) -> None:
    """Others commit while the check runs."""
    base = repo.git("rev-parse", "HEAD").decode().strip()
    check = Check(name="slow", run=("git", "update-ref", REF, OTHERS), timeout=60)
    land(repo, request(repo, checks=(check,), base=base), silent, is_apart=lambda *_: True)


def _moved_base(root: Path) -> None:
    builder = start(root)
    campaign(builder)
    builder.commit("new user", {"room/user9.py": user(9)})
    builder.write({"loose.txt": "mine\n"})


def _sync(repo: Repository) -> None:
    sync(acts_on(RepoBuilder(repo.root)), yes=True)


def _write(repo: Repository) -> None:
    write(
        repo,
        {
            "pkg/a.py": NewContent(b"VALUE = 1\n", b"VALUE = 2\n"),
            "pkg/deep/new.py": NewContent(None, b"NEW = 1\n"),
            "tests/__init__.py": NewContent(b"", None),
        },
    )


ACTS: Mapping[str, Act] = {
    "land": Act(_elsewhere, _land),
    "land and follow": Act(_checked_out, _land, (_land_and_stay,)),
    "follow": Act(_waiting, _follow),
    "undo": Act(_landed, _undo, (_undo_and_stay,)),
    "land beside others": Act(_beside, _land_beside, (_others,)),
    "sync": Act(_moved_base, _sync),
    "write": Act(_checked_out, _write),
}
