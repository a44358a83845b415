"""A command: three batches land while others commit to the same branch all the time, and it is looked whether anything of anybody was lost.

    python -m bench.beside_others                                  120 commits, one a second, a check of 20 seconds, 200 dirty files
    python -m bench.beside_others --commits 20 --check 5           a shorter one

The others work as a push from elsewhere does: each commit moves the branch from where it was. Most of them touch nothing near the batches; every so many change a
file that imports what a batch edits. It prints what became of each batch and ends with 1 where something was lost, or a batch neither landed nor said why.
"""

import argparse
import hashlib
import os
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migrator.campaign.acts import Acts
from migrator.campaign.beside import TRIES
from migrator.campaign.campaign import Campaign, Listener
from migrator.errors import MigratorError, RefMovedError
from migrator.git.door import Repository, open_repository
from migrator.git.history import commits
from migrator.git.objects import read_blob, write_blobs, write_tree
from migrator.git.refs import read_ref, update_ref
from migrator.landing.values import LandingEvent, Step
from migrator.processes import run, scrubbed_environment

BRANCH = "trunk"
_REF = f"refs/heads/{BRANCH}"
_USERS = 6
_WHO = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"))
}
_QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


@dataclass(frozen=True)
class Scenario:
    """How much of it.

    Attributes:
        commits: How many commits of others arrive.
        every: Seconds between two of them.
        check: Seconds that the check takes.
        batches: How many batches are in the queue.
        dirty: Files in the checkout that are not committed.
        near: Each so manieth commit touches what a batch is about; 0 for none.
    """

    commits: int = 120
    every: float = 1.0
    check: float = 20.0
    batches: int = 3
    dirty: int = 200
    near: int = 40


@dataclass
class Fate:
    """What became of a batch."""

    batch: str
    seconds: float = 0.0
    tries: int = 0
    runs: int = 0
    landed: str = ""
    said: tuple[str, ...] = ()


@dataclass
class Happened:
    """What happened to everybody.

    Attributes:
        fates: Of the batches, in the order of the queue.
        arrived: Commits of the others.
        lost: What is not there any more, in words; nothing may be.
    """

    fates: list[Fate] = field(default_factory=list)
    arrived: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Nothing is lost, and each batch landed within its tries or said why not."""
        spoken = all((fate.landed or fate.said) and fate.tries <= TRIES for fate in self.fates)
        return spoken and not self.lost


def beside_others(root: Path, scenario: Scenario) -> Happened:
    """Carry a scenario out in an empty folder."""
    root.mkdir(exist_ok=True)
    _make(root, scenario)
    repo, happened = open_repository(root), Happened()
    _dirty(root, scenario.dirty)
    before, others = _checkout(root), _Others(root, scenario, happened)
    others.start()
    try:
        _land_all(root, happened)
    finally:
        others.join()
    happened.lost += _lost(repo, happened, others.files)
    if _checkout(root) != before:
        happened.lost.append("the checkout is not as it was")
    return happened


def _land_all(root: Path, happened: Happened) -> None:
    """The queue, as `migrator apply` lands it."""
    now: dict[str, Fate] = {}

    def hear(event: LandingEvent) -> None:
        fate = now.get("fate")
        if fate is not None and isinstance(event, Step):
            fate.tries += event.title == "looking at the repository"
            fate.runs += event.title == "check slow"

    acts = Acts(Campaign.open(root, listener=Listener(landing=hear), use_cache=False))
    acts.confirm_trust()
    for batch in [batch.id for batch in acts.campaign.batches()]:
        fate = now["fate"] = Fate(batch)
        happened.fates.append(fate)
        began = time.monotonic()
        try:
            landed, _ = acts.land(batch, approve_all=True)
            fate.landed, fate.said = landed.commit, landed.said
        except MigratorError as error:
            fate.said = tuple(str(error).split("\n"))
        fate.seconds = time.monotonic() - began


class _Others(threading.Thread):
    """Everybody else: commits, one after another, each on what is there at that moment."""

    def __init__(self, root: Path, scenario: Scenario, happened: Happened) -> None:
        super().__init__(daemon=True)
        self.repo = open_repository(root)
        self.scenario = scenario
        self.happened = happened
        self.files: dict[str, bytes] = {}

    def run(self) -> None:
        """Commit until all have arrived."""
        began = time.monotonic()
        for number in range(self.scenario.commits):
            time.sleep(max(0.0, began + number * self.scenario.every - time.monotonic()))
            path, text = self._change(number)
            self._commit(number, path, text)

    def _change(self, number: int) -> tuple[str, bytes]:
        if self.scenario.near and number % self.scenario.near == self.scenario.near - 1:
            return f"mall/visits{number}.py", f"from mall.use0_{number % _USERS} import VALUE\n".encode()
        if number % 2:
            return f"notes/{number}.md", f"note {number}\n".encode()
        return f"mall/free/f{number % 10}.py", f"NUMBER = {number}\n".encode()

    def _commit(self, number: int, path: str, text: bytes) -> None:
        (blob,) = write_blobs(self.repo, [text])
        while True:
            at = read_ref(self.repo, _REF) or ""
            tree = write_tree(self.repo, at, {path: ("100644", blob)})
            made = self.repo.git("commit-tree", tree, "-p", at, "-m", f"theirs {number}", env=_WHO)
            commit = made.decode("ascii").strip()
            try:
                update_ref(self.repo, _REF, commit, expected_old=at, reason="theirs")
            except MigratorError as error:
                if not isinstance(error, RefMovedError) and "changing these refs" not in error.title:
                    raise
                continue  # a landing was faster: as after a refused push, once more on top of it
            self.files[path] = text
            self.happened.arrived.append(commit)
            return


def _lost(repo: Repository, happened: Happened, files: Mapping[str, bytes]) -> list[str]:
    at = read_ref(repo, _REF) or ""
    there = {commit.sha for commit in commits(repo, at)}
    lost = [f"commit {commit} of the others" for commit in happened.arrived if commit not in there]
    lost += [f"batch {fate.batch}" for fate in happened.fates if fate.landed and fate.landed not in there]
    for path, text in files.items():
        if read_blob(repo, repo.git("rev-parse", f"{at}:{path}").decode().strip()) != text:
            lost.append(f"{path} as the others wrote it")
    return lost


def _make(root: Path, scenario: Scenario) -> None:
    """A package in which each of several names is imported by two paths."""
    files = {"mall/__init__.py": "", "mall/free/__init__.py": ""}
    for number in range(scenario.batches):
        files[f"mall/thing{number}.py"] = f"class Thing{number}:\n    pass\n"
        files[f"mall/facade{number}.py"] = f"from mall.thing{number} import Thing{number}\n"
        for user in range(_USERS):
            files[f"mall/use{number}_{user}.py"] = (
                f"from mall.facade{number} import Thing{number}\n\nVALUE = Thing{number}()\n"
            )
    code = f"import time; time.sleep({scenario.check}); import mall.use0_0; print('fine')"
    files["migration.toml"] = (
        f'[campaign]\nname = "mall"\npackages = ["mall"]\nbranch = "{BRANCH}"\n\n'
        '[[phase]]\nid = "paths"\nfinds = "import-paths"\n\n'
        f'[[check]]\nname = "slow"\nrun = ["{sys.executable}", "-c", "{code}"]\n'
    )
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for words in (
        ("init", "--quiet", "--initial-branch=main"),
        ("config", "user.name", "Ada"),
        ("config", "user.email", "ada@example.org"),
        ("add", "."),
        ("commit", "--quiet", "-m", "start"),
        ("branch", BRANCH),
    ):
        done = run(["git", *words], cwd=root, env=scrubbed_environment(_QUIET), timeout=60)
        if done.returncode:
            raise SystemExit(done.output.decode("utf-8", "replace"))


def _dirty(root: Path, count: int) -> None:
    """Work that nobody has committed: new files, and changes of some that are edited."""
    for number in range(count):
        path = root / (f"mall/use0_{number % _USERS}.py" if number < _USERS else f"loose/{number}.txt")
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# somebody's work {number}\n", encoding="utf-8")


def _checkout(root: Path) -> dict[str, str]:
    """Every file outside git's folder, and the index, by digest."""
    files = [
        path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts
    ]
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in [*files, root / ".git" / "index"]
    }


def report(happened: Happened) -> str:
    """What happened, for people."""
    lines = [f"{len(happened.arrived)} commits of others arrived"]
    for fate in happened.fates:
        how = f"landed as {fate.landed[:10]}" if fate.landed else "did not land"
        lines.append(
            f"{fate.batch}  {how}  {fate.seconds:.1f} s, {fate.tries} tries, {fate.runs} runs of the check"
        )
        lines += [f"    {line}" for line in fate.said]
    lines += [f"LOST  {what}" for what in happened.lost] or ["nothing of anybody was lost"]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Carry one scenario out and print what happened."""
    usual = Scenario()
    parser = argparse.ArgumentParser(prog="python -m bench.beside_others", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    for name in ("commits", "batches", "dirty", "near"):
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name))
    for name in ("every", "check"):
        parser.add_argument(f"--{name}", type=float, default=getattr(usual, name))
    scenario = Scenario(**vars(parser.parse_args(arguments)))
    with tempfile.TemporaryDirectory(prefix="migrator-beside-") as folder:
        happened = beside_others(Path(folder).resolve(), scenario)
    print(report(happened))
    return 0 if happened.is_well else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
