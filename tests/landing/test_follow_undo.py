import os
import subprocess  # noqa: TID251  tests kill the program as the system would
from pathlib import Path

import pytest

from migrator.errors import (
    BusyError,
    ConflictError,
    InTheWayError,
    JournalDamagedError,
    NothingToDoError,
    RefusedError,
    StalePlanError,
)
from migrator.git.door import Repository, open_repository
from migrator.git.refs import list_refs, read_ref
from migrator.git.worktrees import worktrees
from migrator.landing.faultpoints import POINTS
from migrator.landing.follow import follow
from migrator.landing.journal import unfinished
from migrator.landing.land import land
from migrator.landing.places import pending_ref, slug
from migrator.landing.push import push
from migrator.landing.recover import recover
from migrator.landing.tip import tip
from migrator.landing.undo import undo
from tests.support.landings import (
    BRANCH,
    CAMPAIGN,
    PENDING,
    REF,
    prepared,
    request,
    script_of,
    shown,
    silent,
    untidy,
)
from tests.support.repositories import PINNED, RepoBuilder, fsck, snapshot

LAND = "from migrator.landing.land import land; land(repo, request(repo), silent)"


@pytest.fixture
def on_branch(builder: RepoBuilder) -> Repository:
    repo = prepared(builder)
    builder.branch(BRANCH, switch=True)
    return repo


def killed_at(root: Path, point: str, code: str = LAND) -> int:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = clean | PINNED | {"MIGRATOR_FAULT": point}
    here = Path(__file__).parents[2]
    return subprocess.run(script_of(root, code), cwd=here, env=environment, check=False).returncode


def test_com_07_the_checkout_comes_along_and_the_rest_of_it_stays(
    builder: RepoBuilder, on_branch: Repository
) -> None:
    untidy(builder)
    before = snapshot(builder.root)
    landed = land(on_branch, request(on_branch), silent)
    after = snapshot(builder.root)
    assert landed.followed
    assert builder.git("rev-parse", "HEAD") == landed.commit
    assert (builder.root / "pkg/a.py").read_text() == "VALUE = 2\n"
    ours = {"pkg/a.py", "pkg/new.py", ".migrator/batches/b1.json"}
    assert [file for file in after.files if file[0] not in ours] == [
        file for file in before.files if file[0] not in ours
    ]
    assert (after.status, after.stash) == (before.status, before.stash)
    assert list_refs(on_branch, "refs/migrator/") == {}


def test_git_06_a_changed_target_file_lands_and_waits_to_be_followed(
    builder: RepoBuilder, on_branch: Repository
) -> None:
    builder.write({"pkg/a.py": "mine\n"})
    before = snapshot(builder.root)
    landed = land(on_branch, request(on_branch), silent)
    assert not landed.followed
    assert "pkg/a.py" in landed.said[-1]
    assert (landed.ref, tip(on_branch, CAMPAIGN, BRANCH)) == (PENDING, landed.commit)
    assert snapshot(builder.root) == before
    with pytest.raises(InTheWayError) as caught:
        follow(on_branch, CAMPAIGN, BRANCH)
    assert caught.value.paths == ("pkg/a.py",)
    assert snapshot(builder.root) == before
    builder.git("checkout", "--", "pkg/a.py")
    assert "at" in follow(on_branch, CAMPAIGN, BRANCH)
    assert builder.git("rev-parse", REF) == landed.commit
    assert builder.git("status", "--porcelain") == ""


def test_git_06_staged_changes_in_a_target_file_are_kept_too(
    builder: RepoBuilder, on_branch: Repository
) -> None:
    builder.staged({"pkg/a.py": "mine\n"})
    before = snapshot(builder.root)
    assert not land(on_branch, request(on_branch), silent).followed
    assert snapshot(builder.root) == before


def test_landings_pile_up_until_followed(builder: RepoBuilder, on_branch: Repository) -> None:
    first = land(on_branch, request(on_branch, follow=False), silent)
    second = land(
        on_branch, request(on_branch, {"pkg/a.py": b"VALUE = 3\n"}, batch="b2", follow=False), silent
    )
    assert builder.git("rev-parse", f"{second.commit}^") == first.commit
    follow(on_branch, CAMPAIGN, BRANCH)
    assert builder.git("rev-parse", "HEAD") == second.commit
    assert builder.git("status", "--porcelain") == ""


def test_a_tip_that_waits_lands_on_its_branch_once_that_is_free(
    builder: RepoBuilder, on_branch: Repository
) -> None:
    land(on_branch, request(on_branch, follow=False), silent)
    builder.git("switch", "--quiet", "main")
    second = land(on_branch, request(on_branch, {"pkg/a.py": b"VALUE = 3\n"}, batch="b2"), silent)
    assert read_ref(on_branch, REF) == second.commit
    assert read_ref(on_branch, PENDING) is None


def test_com_07_another_branch_is_never_moved(builder: RepoBuilder, on_branch: Repository) -> None:
    landed = land(on_branch, request(on_branch, follow=False), silent)
    main = builder.git("rev-parse", "main")
    builder.git("switch", "--quiet", "main")
    before = snapshot(builder.root, ours="-")
    follow(on_branch, CAMPAIGN, BRANCH)
    assert builder.git("rev-parse", "main") == main
    assert read_ref(on_branch, REF) == landed.commit
    assert snapshot(builder.root).files == before.files


def test_a_branch_with_commits_of_its_own_is_not_overrun(builder: RepoBuilder, on_branch: Repository) -> None:
    land(on_branch, request(on_branch, follow=False), silent)
    mine = builder.commit("mine", {"mine.py": "x\n"})
    with pytest.raises(RefusedError, match="has commits that"):
        follow(on_branch, CAMPAIGN, BRANCH)
    assert builder.git("rev-parse", REF) == mine


def test_follow_handles_removed_files_and_modes(builder: RepoBuilder, on_branch: Repository) -> None:
    land(on_branch, request(on_branch, {"deep/er/x.py": b"x\n"}), silent)
    land(on_branch, request(on_branch, {"deep/er/x.py": None, "pkg/b.py": None}, batch="b2"), silent)
    assert not (builder.root / "deep").exists()
    assert not (builder.root / "pkg/b.py").exists()
    assert builder.git("status", "--porcelain") == ""


def test_com_08_follow_converts_line_endings_as_git_does(builder: RepoBuilder) -> None:
    builder.commit("attributes", {".gitattributes": "*.py text eol=crlf\n"})
    repo = prepared(builder)
    builder.branch(BRANCH, switch=True)
    builder.remove("pkg/a.py")
    builder.git("checkout", "--", "pkg/a.py")
    assert land(repo, request(repo), silent).followed
    assert (builder.root / "pkg/a.py").read_bytes() == b"VALUE = 2\r\n"
    assert builder.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    "point", [point for point in POINTS if not point.startswith(("follow", "write", "merge", "carried"))]
)
def test_cra_01_killed_while_landing_it_is_before_or_after(builder: RepoBuilder, point: str) -> None:
    repo = prepared(builder)
    untidy(builder)
    before = snapshot(builder.root)
    assert killed_at(builder.root, point) < 0
    recover(repo)
    after = snapshot(builder.root)
    landed = read_ref(repo, REF)
    assert (landed is not None) == (point in {"refs-moved", "landed"})
    expected = {*before.refs.split("\n"), *([] if landed is None else [f"{REF} {landed}"])}
    assert set(after.refs.split("\n")) == expected
    assert (after.files, after.index, after.stash, after.head) == (
        before.files,
        before.index,
        before.stash,
        before.head,
    )
    assert len(worktrees(repo)) == 1
    assert unfinished(repo) == ()
    assert recover(repo) == ()
    fsck(builder.root)
    if landed is None:
        assert land(repo, request(repo), silent).commit


@pytest.mark.parametrize("point", [point for point in POINTS if point.startswith("follow")])
def test_cra_01_com_07_killed_while_following_recover_completes(
    builder: RepoBuilder, on_branch: Repository, point: str
) -> None:
    untidy(builder)
    status = builder.git("status", "--porcelain")
    assert killed_at(builder.root, point) < 0
    said = recover(on_branch)
    assert said
    assert builder.git("rev-parse", "HEAD") == tip(on_branch, CAMPAIGN, BRANCH)
    assert (builder.root / "pkg/a.py").read_text() == "VALUE = 2\n"
    assert builder.git("status", "--porcelain") == status
    assert not (builder.root / ".git" / "index.lock").exists()
    assert list_refs(on_branch, "refs/migrator/") == {}
    assert recover(on_branch) == ()
    fsck(builder.root)


def test_com_07_recover_lists_files_that_were_edited_meanwhile(
    builder: RepoBuilder, on_branch: Repository
) -> None:
    assert killed_at(builder.root, "follow-first-file") < 0
    builder.write({"pkg/a.py": "edited after the crash\n"})
    said = recover(on_branch)
    assert any("pkg/a.py is neither" in line for line in said)
    assert (builder.root / "pkg/a.py").read_text() == "edited after the crash\n"
    assert (builder.root / "pkg/new.py").read_text() == "NEW = 1\n"
    assert builder.git("status", "--porcelain") == "M pkg/a.py"


def test_landing_waits_for_recovery_of_a_checkout(builder: RepoBuilder, on_branch: Repository) -> None:
    assert killed_at(builder.root, "follow-first-file") < 0
    with pytest.raises(BusyError, match="interrupted") as caught:
        land(on_branch, request(on_branch, {"pkg/a.py": b"VALUE = 3\n"}, batch="b2"), silent)
    assert "migrator recover" in caught.value.hint
    recover(on_branch)


def test_con_07_the_lock_of_a_killed_landing_is_free_at_once(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    assert killed_at(builder.root, "checked") < 0
    assert land(repo, request(repo), silent).commit


@pytest.mark.parametrize(
    "damage",
    [b"{", b"not json\n", b'{"schema": 99, "transaction": "t", "event": "e", "time": "", "facts": {}}\n'],
)
def test_cra_06_a_damaged_journal_changes_nothing(builder: RepoBuilder, damage: bytes) -> None:
    repo = prepared(builder)
    (repo.common_dir / "migrator").mkdir()
    journal = repo.common_dir / "migrator" / "journal.jsonl"
    journal.write_bytes(damage)
    before = snapshot(builder.root, ours="-")
    for act in (lambda: recover(repo), lambda: land(repo, request(repo), silent)):
        with pytest.raises(JournalDamagedError, match="cannot be trusted"):
            act()
    assert snapshot(builder.root, ours="-") == before
    assert journal.read_bytes() == damage
    journal.unlink()
    assert land(repo, request(repo), silent).commit


def test_cra_04_undo_brings_the_files_back_and_keeps_everything_else(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    landed = land(repo, request(repo), silent)
    land(repo, request(repo, {"pkg/later.py": b"later\n"}, batch="b2"), silent)
    undone = undo(repo, request(repo, {}, batch="b1-undo", message="Undo b1\n"), landed.commit, silent)
    assert shown(builder, undone.commit, "pkg/a.py") == "VALUE = 1"
    assert shown(builder, undone.commit, "pkg/later.py") == "later"
    assert "pkg/new.py" not in builder.git("ls-tree", "-r", "--name-only", undone.commit)
    assert read_ref(repo, f"refs/migrator/undone/{CAMPAIGN}/{landed.commit}") == landed.commit
    assert shown(builder, undone.commit, ".migrator/batches/b1.json")


def test_cra_04_later_edits_elsewhere_in_a_file_are_kept(builder: RepoBuilder) -> None:
    lines = [f"line{number} = {number}\n" for number in range(20)]
    builder.commit("long", {"pkg/long.py": "".join(lines)})
    repo = prepared(builder)
    changed = ["first = 0\n", *lines[1:]]
    landed = land(repo, request(repo, {"pkg/long.py": "".join(changed).encode()}), silent)
    later = [*changed[:-1], "last = 19\n"]
    land(repo, request(repo, {"pkg/long.py": "".join(later).encode()}, batch="b2"), silent)
    undone = undo(repo, request(repo, {}, batch="u"), landed.commit, silent)
    assert shown(builder, undone.commit, "pkg/long.py") == "".join([*lines[:-1], "last = 19"])


def test_cra_04_cra_05_later_edits_on_the_same_lines_refuse_the_undo(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    landed = land(repo, request(repo), silent)
    second = land(repo, request(repo, {"pkg/a.py": b"VALUE = 3\n"}, batch="b2"), silent)
    with pytest.raises(ConflictError, match=r"pkg/a\.py") as caught:
        undo(repo, request(repo, {}, batch="u"), landed.commit, silent)
    assert "+VALUE = 3" in caught.value.detail
    assert read_ref(repo, REF) == second.commit


def test_cra_07_undoing_twice_is_undoing_once(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    landed = land(repo, request(repo), silent)
    undone = undo(repo, request(repo, {}, batch="u"), landed.commit, silent)
    with pytest.raises(NothingToDoError):
        undo(repo, request(repo, {}, batch="u2"), landed.commit, silent)
    assert read_ref(repo, REF) == undone.commit


def test_an_undo_can_be_undone(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    landed = land(repo, request(repo), silent)
    undone = undo(repo, request(repo, {}, batch="u"), landed.commit, silent)
    again = undo(repo, request(repo, {}, batch="u2"), undone.commit, silent)
    assert shown(builder, again.commit, "pkg/a.py") == "VALUE = 2"


def test_only_commits_of_the_campaign_can_be_undone(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    elsewhere = builder.git("commit-tree", "-p", "main", "-m", "theirs", "main^{tree}")
    with pytest.raises(RefusedError, match="not part of"):
        undo(repo, request(repo, {}, batch="u"), elsewhere, silent)
    with pytest.raises(RefusedError, match="0 parents"):
        undo(repo, request(repo, {}, batch="u"), builder.git("rev-parse", "main"), silent)


def test_pushing_goes_forward_only_and_to_configured_remotes_only(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    repo = prepared(builder)
    landed = land(repo, request(repo), silent)
    for remote in ("origin", "ext::sh -c touch% /tmp/x", "-x", str(tmp_path)):
        with pytest.raises(RefusedError, match="no remote"):
            push(repo, landed.commit, BRANCH, remote)
    origin = RepoBuilder.create(tmp_path / "origin.git", "--bare")
    builder.git("remote", "add", "origin", str(origin.root))
    assert push(repo, landed.commit, BRANCH, "origin") == f"origin/{BRANCH} is at {landed.commit[:10]} now"
    assert origin.git("rev-parse", REF) == landed.commit
    second = land(repo, request(repo, {"pkg/a.py": b"VALUE = 3\n"}, batch="b2"), silent)
    push(repo, second.commit, BRANCH, "origin")
    with pytest.raises(StalePlanError, match="nothing was pushed"):
        push(repo, landed.commit, BRANCH, "origin")
    assert origin.git("rev-parse", REF) == second.commit


def test_names_of_campaigns_become_refs(builder: RepoBuilder) -> None:
    repo = open_repository(builder.root)
    for name in ("a b", "..", "x.lock", "undone", "é/../x", "-", "a..b"):
        assert repo.ask("check-ref-format", pending_ref(name)).returncode == 0, slug(name)
