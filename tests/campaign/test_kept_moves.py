"""A finding that people decided to leave stays left when the campaign itself moves or renames what it is about, and reopens when somebody changes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.analysis import PhaseState
from migrator.campaign.acts import Acts
from migrator.campaign.adhoc import commit_ad_hoc, plan_move
from migrator.campaign.campaign import Campaign
from migrator.campaign.undoing import undo_batch
from migrator.plan.values import ShimChoice
from tests.support.repositories import RepoBuilder, fsck

QUEUE = '''
class {name}:
    """Jobs that wait."""

    def __init__(self, limit):
        from {limits} import checked

        self.limit = checked(limit)
        self.waiting = []

    def add_job(self, job):
        if len(self.waiting) >= self.limit:
            raise OverflowError(job)
        self.waiting.append(job)

    def take_job(self):
        return self.waiting.pop(0) if self.waiting else None

    def drop_stale(self, age):
        self.waiting = [job for job in self.waiting if job.age < age]
        return len(self.waiting)
'''
PLAN = """\
[campaign]
name = "queues"
packages = ["pkg"]
branch = "migration/queues"

[[phase]]
id = "classes"
finds = "duplicate-classes"
roles = ["*"]

[[phase]]
id = "factories"
finds = "duplicate-factories"
canonical = { "pkg.stores:get_store" = ["Store"] }
"""
FILES = {
    "pkg/__init__.py": "",
    "pkg/limits.py": "def checked(limit):\n    return max(limit, 1)\n",
    "pkg/mail/__init__.py": "",
    "pkg/mail/queue.py": QUEUE.format(name="Queue", limits="pkg.limits"),
    "pkg/jobs/__init__.py": "",
    "pkg/jobs/queue.py": QUEUE.format(name="Queue", limits="pkg.limits"),
    "pkg/jobs/run.py": "from pkg.jobs.queue import Queue\n\nQUEUE = Queue(3)\n",
    "pkg/stores.py": "class Store:\n    def put_row(self, row):\n        return self.rows.append(row)\n\n\ndef get_store():\n    return Store()\n",
    "pkg/shop.py": "from pkg.stores import Store\n\n\ndef make_store(user):\n    return Store()\n",
    "pkg/use.py": "from pkg.mail.queue import Queue\nfrom pkg.stores import get_store\n\nSTORE, QUEUE = get_store(), Queue(2)\n",
    "migration.toml": PLAN,
}
PAIR = "duplicate-classes:pkg.mail.queue:Queue>pkg.jobs.queue:Queue"


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[RepoBuilder]:
    made = RepoBuilder.create(tmp_path / "repo")
    made.commit("start", FILES)
    yield made
    fsck(made.root)


@pytest.fixture
def acts(builder: RepoBuilder) -> Acts:
    return Acts(Campaign.open(builder.root))


def phase(acts: Acts, name: str) -> PhaseState:
    state = acts.campaign.analysis().phase(name)
    assert state is not None
    return state


def kept(acts: Acts, name: str = "classes") -> list[str]:
    return [finding.id for finding, _ in phase(acts, name).kept]


def move(acts: Acts, old: str, target: str) -> None:
    commit_ad_hoc(acts, plan_move(acts.campaign, [old], target, ShimChoice.NONE))


def the_pair(acts: Acts) -> str:
    return next(finding.id for finding in phase(acts, "classes").remaining)


def test_a_kept_class_stays_kept_when_the_campaign_moves_it(acts: Acts) -> None:
    acts.keep(the_pair(acts), "one for each team")
    move(acts, "pkg.jobs.queue:Queue", "pkg.jobs.waiting")
    assert len(kept(acts)) == 1
    assert "pkg.jobs.waiting:Queue" in kept(acts)[0]
    assert phase(acts, "classes").remaining == ()
    assert phase(acts, "classes").stale_keeps == ()


def test_it_stays_kept_under_a_new_name(acts: Acts) -> None:
    acts.keep(the_pair(acts), "one for each team")
    move(acts, "pkg.jobs.queue:Queue", "pkg.jobs.waiting:JobQueue")
    assert ["JobQueue" in name for name in kept(acts)] == [True]
    assert phase(acts, "classes").stale_keeps == ()


def test_it_stays_kept_when_it_moves_twice(acts: Acts) -> None:
    acts.keep(the_pair(acts), "one for each team")
    move(acts, "pkg.jobs.queue:Queue", "pkg.jobs.waiting")
    move(acts, "pkg.jobs.waiting:Queue", "pkg.line:Line")
    assert ["pkg.line:Line" in name for name in kept(acts)] == [True]


def test_it_stays_kept_when_something_that_it_imports_inside_moves(acts: Acts) -> None:
    acts.keep(the_pair(acts), "one for each team")
    move(acts, "pkg.limits:checked", "pkg.bounds:bounded")
    assert len(kept(acts)) == 1


@pytest.mark.parametrize("target", ["pkg.line", "pkg.jobs.waiting"])
def test_it_stays_kept_when_what_it_imports_inside_is_spelled_relatively(
    acts: Acts, builder: RepoBuilder, target: str
) -> None:
    relative = QUEUE.format(name="Queue", limits="..limits")
    builder.commit("relative", {"pkg/jobs/queue.py": relative, "pkg/mail/queue.py": relative})
    acts.keep(the_pair(acts), "one for each team")
    move(acts, "pkg.jobs.queue:Queue", target)
    assert len(kept(acts)) == 1


def test_it_stays_kept_when_more_files_import_the_other_of_the_two(acts: Acts, builder: RepoBuilder) -> None:
    acts.keep(the_pair(acts), "one for each team")
    builder.git("switch", "--quiet", "migration/queues")
    used = {
        f"pkg/use_{number}.py": f"from pkg.mail.queue import Queue\n\nQUEUE = Queue({number})\n"
        for number in range(3)
    }
    builder.commit("mails are used most", used)
    first = kept(acts)
    builder.commit("jobs are used most", {path: text.replace("mail", "jobs") for path, text in used.items()})
    second = kept(acts)
    assert len(first) == len(second) == 1
    assert first != second


def test_it_reopens_when_somebody_changes_its_body_after_the_move(acts: Acts, builder: RepoBuilder) -> None:
    acts.keep(the_pair(acts), "one for each team")
    move(acts, "pkg.jobs.queue:Queue", "pkg.jobs.waiting")
    builder.git("switch", "--quiet", "migration/queues")
    text = (builder.root / "pkg/jobs/waiting.py").read_text()
    builder.commit("another limit", {"pkg/jobs/waiting.py": text.replace(">= self.limit", "> self.limit")})
    assert kept(acts) == []
    assert len(phase(acts, "classes").stale_keeps) == 1


def test_a_kept_creator_stays_kept_when_the_campaign_moves_it(acts: Acts, builder: RepoBuilder) -> None:
    acts.keep("duplicate-factories:pkg.shop:make_store", "one for each user")
    move(acts, "pkg.shop:make_store", "pkg.users:make_users_store")
    assert kept(acts, "factories") == ["duplicate-factories:pkg.users:make_users_store"]
    builder.git("switch", "--quiet", "migration/queues")
    text = (builder.root / "pkg/users.py").read_text()
    builder.commit("more", {"pkg/users.py": text.replace("return Store()", "return Store() or None")})
    assert kept(acts, "factories") == []


def test_it_stays_kept_when_the_move_is_taken_back(acts: Acts) -> None:
    pair = the_pair(acts)
    acts.keep(pair, "one for each team")
    move(acts, "pkg.jobs.queue:Queue", "pkg.jobs.waiting")
    undo_batch(acts)
    assert kept(acts) == [pair]
