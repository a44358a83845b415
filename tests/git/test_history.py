from migrator.git.door import open_repository
from migrator.git.history import commit_of, commits, count, merge_base, touched
from tests.support.repositories import RepoBuilder


def test_messages_bodies_and_trailers_come_apart(builder: RepoBuilder) -> None:
    first = builder.commit("one", {"a.py": ""})
    builder.commit("Move é\n\nWhy so.\n\nMore.\n\nCampaign: ws\nPhase: cycles\n", {"a.py": "x\n"})
    repo = open_repository(builder.root)
    newest, oldest = commits(repo, "HEAD")
    assert newest.subject == "Move é"
    assert newest.body.startswith("Why so.\n\nMore.")
    assert newest.trailers == (("Campaign", "ws"), ("Phase", "cycles"))
    assert newest.parents == (first,)
    assert oldest.sha == first
    assert oldest.author == "Ada"
    assert oldest.date.startswith("2026-01-01T00:00:00")


def test_a_commit_without_message_does_not_shift_the_others(builder: RepoBuilder) -> None:
    builder.commit("one")
    builder.git("commit", "--quiet", "--allow-empty", "--allow-empty-message", "-m", "")
    builder.commit("three")
    assert [commit.subject for commit in commits(open_repository(builder.root), "HEAD")] == [
        "three",
        "",
        "one",
    ]


def test_commits_are_bounded_by_number_and_path(builder: RepoBuilder) -> None:
    builder.commit("one", {"a.py": "1\n"})
    builder.commit("two", {"b.py": "2\n"})
    builder.commit("three", {"a.py": "3\n"})
    repo = open_repository(builder.root)
    assert [commit.subject for commit in commits(repo, "HEAD", limit=1)] == ["three"]
    assert [commit.subject for commit in commits(repo, "HEAD", paths=["a.py"])] == ["three", "one"]
    assert count(repo, "HEAD") == 3


def test_each_commit_tells_what_it_touched(builder: RepoBuilder) -> None:
    one = builder.commit("one", {"a.py": "1\n", "new\nline.py": "1\n"})
    two = builder.commit("two")
    three = builder.commit("three", {"b.py": "2\n"})
    assert list(touched(open_repository(builder.root), "HEAD")) == [
        (three, frozenset({"b.py"})),
        (two, frozenset()),
        (one, frozenset({"a.py", "new\nline.py"})),
    ]


def test_the_common_ancestor_is_found_or_there_is_none(builder: RepoBuilder) -> None:
    base = builder.commit("base")
    builder.git("switch", "--quiet", "-c", "topic")
    builder.commit("theirs", {"t.py": ""})
    builder.git("switch", "--quiet", "main")
    builder.commit("ours", {"o.py": ""})
    builder.git("switch", "--quiet", "--orphan", "island")
    builder.commit("island", {"i.py": ""})
    repo = open_repository(builder.root)
    assert merge_base(repo, "refs/heads/main", "refs/heads/topic") == base
    assert merge_base(repo, "refs/heads/main", "refs/heads/island") is None
    assert commit_of(repo, base).subject == "base"
