import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from migrator.errors import (
    BusyError,
    HookFailedError,
    HookRewroteError,
    InTheWayError,
    NoIdentityError,
    NothingToDoError,
    OperationInProgressError,
    RefMovedError,
    RefusedError,
    UntrustedCommandError,
)
from migrator.git.door import open_repository
from migrator.git.history import commit_of
from migrator.git.objects import differences
from migrator.git.refs import list_refs, read_ref
from migrator.git.state import head
from migrator.git.worktrees import worktrees
from migrator.landing import locks
from migrator.landing.changes import approved_tree
from migrator.landing.formats import format_writes
from migrator.landing.journal import unfinished
from migrator.landing.land import land
from migrator.landing.tip import tip, tip_ref
from migrator.landing.trust import commands_hash, is_trusted, trust
from migrator.landing.values import CheckOutcome, Landed
from migrator.plan.values import Check, Format
from tests.support.landings import (
    BRANCH,
    CAMPAIGN,
    PENDING,
    REF,
    UNITTEST,
    prepared,
    request,
    shown,
    silent,
    untidy,
)
from tests.support.repositories import RepoBuilder, snapshot


def test_com_01_what_lands_is_the_approved_tree_on_the_planned_base(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    wanted = request(repo, checks=(UNITTEST,))
    expected = approved_tree(repo, wanted)
    landed = land(repo, wanted, silent)
    made = commit_of(repo, landed.commit)
    assert made.tree == landed.tree == expected
    assert made.parents == (wanted.base,)
    assert {change.path for change in differences(repo, wanted.base, landed.commit)} == {
        "pkg/a.py",
        "pkg/new.py",
        ".migrator/batches/b1.json",
    }
    assert [check.outcome for check in landed.checks] == [CheckOutcome.GREEN]
    assert read_ref(repo, REF) == landed.commit
    assert (tip(repo, CAMPAIGN, BRANCH), tip_ref(repo, CAMPAIGN, BRANCH)) == (landed.commit, REF)
    assert unfinished(repo) == ()


def test_git_05_law_2_nothing_of_the_user_is_touched_by_landing(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    untidy(builder)
    before = snapshot(builder.root)
    landed = land(repo, request(repo, checks=(UNITTEST,)), silent)
    after = snapshot(builder.root)
    assert set(after.refs.split("\n")) == {*before.refs.split("\n"), f"{REF} {landed.commit}"}
    assert (
        after.index,
        after.files,
        after.stash,
        after.status,
        after.head,
        after.reflog,
        after.worktrees,
    ) == (
        before.index,
        before.files,
        before.stash,
        before.status,
        before.head,
        before.reflog,
        before.worktrees,
    )


def test_batches_land_on_one_another(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    first = land(repo, request(repo), silent)
    second = land(repo, request(repo, {"pkg/a.py": b"VALUE = 3\n"}, batch="b2"), silent)
    assert commit_of(repo, second.commit).parents == (first.commit,)


def test_git_02_landing_on_an_unborn_branch_is_refused(builder: RepoBuilder) -> None:
    repo = open_repository(builder.root)
    with pytest.raises(RefusedError, match="no commit to land on"):
        land(repo, request(repo, base="0" * 40), silent)


def test_git_03_a_detached_head_stays_where_it_is(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    builder.detached()
    before = head(repo)
    land(repo, request(repo), silent)
    assert head(repo) == before
    assert read_ref(repo, REF) is not None


@pytest.mark.parametrize(
    "begin",
    [RepoBuilder.mid_merge, RepoBuilder.mid_rebase, RepoBuilder.mid_cherry_pick, RepoBuilder.mid_revert,
     RepoBuilder.mid_bisect, RepoBuilder.mid_am],
)  # fmt: skip
def test_git_04_landing_refused_during_an_operation(
    builder: RepoBuilder, begin: Callable[[RepoBuilder], RepoBuilder]
) -> None:
    repo = prepared(builder)
    begin(builder)
    before = snapshot(builder.root, ours="-")
    with pytest.raises(OperationInProgressError, match="in progress"):
        land(repo, request(repo), silent)
    assert snapshot(builder.root, ours="-") == before


def test_git_07_an_untracked_file_in_the_way_is_named_and_kept(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    builder.write({"pkg/new.py": "mine\n"})
    before = snapshot(builder.root, ours="-")
    with pytest.raises(InTheWayError) as caught:
        land(repo, request(repo), silent)
    assert caught.value.paths == ("pkg/new.py",)
    assert snapshot(builder.root, ours="-") == before


def test_git_08_flags_of_the_index_survive(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    builder.write({"intended.py": "x\n"}).git("add", "-N", "intended.py")
    builder.git("update-index", "--assume-unchanged", "pkg/b.py")
    builder.git("update-index", "--skip-worktree", "tests/test_pkg.py")
    before = builder.git("ls-files", "-v", "-s")
    land(repo, request(repo), silent)
    assert builder.git("ls-files", "-v", "-s") == before


def test_git_09_a_locked_index_is_waited_for_and_left(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE_SECONDS", 0.2)
    repo = prepared(builder)
    builder.with_lock()
    with pytest.raises(BusyError, match="index of this checkout is locked"):
        land(repo, request(repo), silent)
    assert (builder.root / ".git" / "index.lock").exists()
    assert list_refs(repo, "refs/migrator/") == {}
    (builder.root / ".git" / "index.lock").unlink()


def test_git_09_a_lock_that_goes_in_time_is_no_obstacle(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    builder.with_lock()
    threading.Timer(0.3, (builder.root / ".git" / "index.lock").unlink).start()
    assert land(repo, request(repo), silent).commit


def test_git_13_landing_works_from_a_linked_worktree(builder: RepoBuilder, tmp_path: Path) -> None:
    prepared(builder)
    builder.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    repo = open_repository(tmp_path / "linked")
    landed = land(repo, request(repo, checks=(UNITTEST,)), silent)
    assert builder.git("rev-parse", REF) == landed.commit


def test_git_14_a_branch_checked_out_elsewhere_is_refused_with_its_path(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    repo = prepared(builder)
    builder.git("worktree", "add", "--quiet", "-b", BRANCH, str(tmp_path / "other"))
    with pytest.raises(BusyError, match="checked out in another worktree") as caught:
        land(repo, request(repo), silent)
    assert caught.value.detail == str(tmp_path / "other")


def test_git_15_odd_paths_land_exactly(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    names = (
        " a b.py",
        "tab\t.py",
        "new\nline.py",
        'quo"te.py',
        "é.py",
        "-x.py",
        ":c.py",
        os.fsdecode(b"\xff.py"),
    )
    landed = land(repo, request(repo, dict.fromkeys(names, b"x\n")), silent)
    assert {change.path for change in differences(repo, "main", landed.commit)} == {
        *names,
        ".migrator/batches/b1.json",
    }


@pytest.mark.parametrize("branch", ["HEAD", "-x", "a..b"])
def test_git_16_names_that_are_no_branches_are_refused(builder: RepoBuilder, branch: str) -> None:
    repo = prepared(builder)
    with pytest.raises(RefusedError, match="cannot be the name of a branch"):
        land(repo, request(repo, branch=branch, base=builder.git("rev-parse", "HEAD")), silent)


def test_git_16_a_tag_named_like_the_branch_changes_nothing(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    builder.git("tag", BRANCH)
    landed = land(repo, request(repo), silent)
    assert read_ref(repo, REF) == landed.commit
    assert builder.git("rev-parse", f"refs/tags/{BRANCH}") == builder.git("rev-parse", "main")


def test_git_17_without_identity_nothing_begins(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = prepared(builder)
    for person in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{person}_NAME")
        monkeypatch.delenv(f"GIT_{person}_EMAIL")
    monkeypatch.delenv("EMAIL", raising=False)
    builder.git("config", "--unset", "user.email")
    with pytest.raises(NoIdentityError):
        land(repo, request(repo), silent)
    assert read_ref(repo, REF) is None


def test_inr_06_commands_of_the_plan_wait_for_a_person(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    wanted = request(repo, checks=(UNITTEST,), trusted=False)
    with pytest.raises(UntrustedCommandError, match="not confirmed") as caught:
        land(repo, wanted, silent)
    assert "unittest" in caught.value.detail
    assert caught.value.digest == commands_hash((UNITTEST,), ())
    assert not is_trusted(repo, caught.value.digest)
    trust(repo, caught.value.digest)
    assert land(repo, wanted, silent).commit
    changed = (Check(name="golden", run=("make", "anything")),)
    with pytest.raises(UntrustedCommandError):
        land(repo, request(repo, batch="b2", checks=changed, trusted=False), silent)


def test_com_02_con_02_a_tip_that_moved_is_not_landed_on(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    wanted = request(repo)
    builder.commit("meanwhile", {"other.py": "x\n"})
    with pytest.raises(RefMovedError, match="moved since"):
        land(repo, wanted, silent)
    assert read_ref(repo, REF) is None


def test_com_02_a_tip_that_moves_during_the_checks_is_not_landed_on(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    builder.branch(BRANCH)
    elsewhere = builder.git("commit-tree", "-p", "main", "-m", "theirs", "main^{tree}")
    move = f"import subprocess; subprocess.run(['git', '-C', {str(builder.root)!r}, 'update-ref', '{REF}', '{elsewhere}'], check=True)"
    checks = (Check(name="slow", run=(sys.executable, "-c", move)),)
    with pytest.raises(RefMovedError):
        land(repo, request(repo, checks=checks), silent)
    assert read_ref(repo, REF) == elsewhere
    assert unfinished(repo) == ()


@pytest.mark.parametrize("hook", ["pre-commit", "commit-msg", "prepare-commit-msg"])
def test_com_03_a_failing_hook_lands_nothing_and_is_shown(builder: RepoBuilder, hook: str) -> None:
    repo = prepared(builder)
    builder.hook(hook, "echo 'no, because' >&2; exit 1")
    before = snapshot(builder.root)
    with pytest.raises(HookFailedError, match="no, because"):
        land(repo, request(repo), silent)
    assert snapshot(builder.root) == before
    builder.hook(hook, "exit 0")
    assert land(repo, request(repo), silent).commit


def test_com_04_a_hook_that_rewrites_is_shown_and_must_be_accepted(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    builder.hook("pre-commit", "echo '# formatted' >> pkg/a.py; git add pkg/a.py")
    with pytest.raises(HookRewroteError, match="# formatted") as caught:
        land(repo, request(repo), silent)
    assert read_ref(repo, REF) is None
    builder.hook("pre-commit", "grep -q formatted pkg/a.py")
    landed = land(repo, request(repo, tree=caught.value.tree), silent)
    assert landed.tree == caught.value.tree
    assert shown(builder, landed.commit, "pkg/a.py") == "VALUE = 2\n# formatted"


def test_com_05_a_signature_that_fails_means_no_commit(builder: RepoBuilder, tmp_path: Path) -> None:
    repo = prepared(builder)
    program = tmp_path / "gpg"
    program.write_text("#!/bin/sh\necho 'no key' >&2\nexit 2\n")
    program.chmod(0o755)
    builder.git("config", "gpg.program", str(program))
    builder.git("config", "commit.gpgSign", "true")
    with pytest.raises(HookFailedError, match="sign"):
        land(repo, request(repo), silent)
    assert read_ref(repo, REF) is None


def test_com_05_the_commit_is_signed_where_the_user_signs(builder: RepoBuilder, tmp_path: Path) -> None:
    repo = prepared(builder)
    program = tmp_path / "gpg"
    program.write_text("#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\necho 'a signature'\n")
    program.chmod(0o755)
    builder.git("config", "gpg.program", str(program))
    builder.git("config", "commit.gpgSign", "true")
    landed = land(repo, request(repo), silent)
    assert "gpgsig a signature" in builder.git("cat-file", "commit", landed.commit)


def test_com_06_the_message_is_kept_byte_for_byte(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    message = (
        "#965 first\n\n# not a comment\n\n\n-leading\n" + "x" * 200 + "\n\U0001f680 é\n\nPhase: cycles\n"
    )
    landed = land(repo, request(repo, message=message), silent)
    raw = builder.git("cat-file", "commit", landed.commit)
    assert raw.split("\n\n", 1)[1] == message.strip()


def test_com_08_bytes_are_stored_as_planned(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    builder.git("config", "core.autocrlf", "true")
    landed = land(repo, request(repo, {"pkg/a.py": b"VALUE = 2\n"}), silent)
    assert shown(builder, landed.commit, "pkg/a.py") == "VALUE = 2"


def test_com_09_modes_are_kept(builder: RepoBuilder) -> None:
    builder.write({"run.py": "x\n"})
    (builder.root / "run.py").chmod(0o755)
    repo = prepared(builder)
    builder.git("config", "core.fileMode", "false")
    landed = land(repo, request(repo, {"run.py": b"y\n"}), silent)
    assert builder.git("ls-tree", landed.commit, "run.py").startswith("100755")


def test_com_10_nothing_to_do_makes_no_commit(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    wanted = request(repo)
    with pytest.raises(NothingToDoError) as caught:
        land(repo, msgspec.structs.replace(wanted, writes=()), silent)
    assert caught.value.exit_code == 0
    assert list_refs(repo, "refs/heads/") == {"refs/heads/main": wanted.base}


def test_com_12_a_failing_post_commit_hook_is_a_warning(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    builder.hook("post-commit", "echo 'post failed' >&2; exit 1")
    landed = land(repo, request(repo), silent)
    assert any("post failed" in line for line in landed.said)
    assert read_ref(repo, REF) == landed.commit


def test_ver_14_a_relative_untracked_hooks_path_is_not_skipped(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    builder.git("config", "core.hooksPath", ".husky")
    hook = builder.root / ".husky" / "pre-commit"
    builder.write(
        {".husky/pre-commit": "#!/bin/sh\necho husky says no; exit 1\n", ".git/info/exclude": ".husky\n"}
    )
    hook.chmod(0o755)
    with pytest.raises(HookFailedError, match="husky says no"):
        land(repo, request(repo), silent)


def test_ver_14_a_hook_that_wants_a_branch_gets_one(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    builder.hook("pre-commit", "case $(git symbolic-ref --short HEAD) in migration/*) exit 0;; esac; exit 1")
    land(repo, request(repo), silent)
    assert set(list_refs(repo, "refs/heads/")) == {"refs/heads/main", REF}


def test_ver_15_a_formatter_of_the_plan_speaks_before_the_review(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    repo = prepared(builder)
    script = tmp_path / "format.py"
    script.write_text(
        "import sys\nfor name in sys.argv[1:]:\n    text = open(name).read()\n    open(name, 'w').write(text.upper())\n"
    )
    formats = (Format(name="upper", run=(sys.executable, str(script), "{files}")),)
    wanted = request(repo, {"pkg/new.py": b"x = 1\n"}, formats=formats)
    with pytest.raises(HookRewroteError, match=r"\+X = 1"):
        land(repo, wanted, silent)
    writes = {
        write.path: write.content or b""
        for write in format_writes(repo, wanted, silent)
        if write.path == "pkg/new.py"
    }
    assert writes == {"pkg/new.py": b"X = 1\n"}
    landed = land(repo, request(repo, dict(writes), formats=formats), silent)
    assert shown(builder, landed.commit, "pkg/new.py") == "X = 1"


def test_ver_01_no_worktree_is_left_and_its_files_are_used_again(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    land(repo, request(repo), silent)
    assert len(worktrees(repo)) == 1
    kept = repo.common_dir / "migrator" / "worktrees" / "ws" / "pkg" / "b.py"
    inode = kept.stat().st_ino
    land(repo, request(repo, {"pkg/a.py": b"VALUE = 3\n"}, batch="b2"), silent)
    assert kept.stat().st_ino == inode
    assert len(worktrees(repo)) == 1


def test_con_03_the_user_cleaning_up_during_the_checks_does_no_harm(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    untidy(builder)
    clean = f"import subprocess; [subprocess.run(['git', '-C', {str(builder.root)!r}, *c], check=True) for c in (['stash'], ['reset', '--hard'], ['clean', '-fdx'])]"
    checks = (Check(name="c", run=(sys.executable, "-c", clean)),)
    landed = land(repo, request(repo, checks=checks), silent)
    assert shown(builder, landed.commit, "pkg/a.py") == "VALUE = 2"


def test_con_01_two_landings_at_once_lose_nothing(builder: RepoBuilder) -> None:
    repo = prepared(builder)
    wanted = [request(repo, {f"pkg/n{number}.py": b"x\n"}, batch=f"b{number}") for number in range(2)]
    results: list[Landed | Exception] = []

    def attempt(number: int) -> None:
        try:
            results.append(land(repo, wanted[number], silent))
        except RefusedError as error:
            results.append(error)

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    landed = [result for result in results if isinstance(result, Landed)]
    assert len(landed) == 1
    assert read_ref(repo, REF) == landed[0].commit
    assert PENDING not in list_refs(repo, "refs/migrator/")
