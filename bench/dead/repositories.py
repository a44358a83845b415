"""Small repositories to break: the sample, real packages that are installed beside us, and generated ones."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from bench.dead.breaks import Broken
from migrator.processes import run

INSTALLED = ("click", "pathspec", "packaging", "grimp", "rich")
"""Pure Python and small; what is not installed is passed over and said so."""
ROOT = Path(__file__).parent.parent.parent
_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00+00:00",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00+00:00",
}
_WORDS = (
    "order",
    "stock",
    "price",
    "cart",
    "bill",
    "route",
    "agent",
    "queue",
    "token",
    "shelf",
    "badge",
    "claim",
    "draft",
    "event",
)
_ACTS = ("find", "load", "keep", "send", "merge", "split", "count", "check")


def repositories() -> dict[str, Callable[[Path], Broken]]:
    """What can be broken, by name."""
    makers: dict[str, Callable[[Path], Broken]] = {"sample_repo": _sample}
    makers |= {f"generated {seed}": _generator(seed) for seed in range(2)}
    makers |= {name: _copier(name) for name in INSTALLED if find_spec(name) is not None}
    return makers


def started(root: Path, package: str) -> Broken:
    """A repository of what is in a folder, with a plan that reads its uses too."""
    plan = f'[campaign]\nname = "broken"\npackages = ["{package}"]\nconsumers = ["uses", "tests", "scripts"]\n\n[[phase]]\nid = "dead"\nfinds = "dead-imports"\n'
    (root / "migration.toml").write_text(plan, "utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    broken = Broken(root, package, lambda message: commit(root, message))
    broken.commit("As it was")
    return broken


def commit(root: Path, message: str) -> None:
    """Everything that is there, as a commit."""
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", f"--message={message}")


def git(root: Path, *arguments: str) -> str:
    """Run git under a fixed identity and give its output."""
    done = run(["git", *arguments], cwd=root, env={**os.environ, **_GIT}, timeout=120)
    if done.returncode:
        raise RuntimeError(f"git {arguments[0]} failed: {done.output.decode(errors='replace')}")
    return done.output.decode(errors="replace")


def _sample(root: Path) -> Broken:
    shutil.copytree(ROOT / "sample_repo", root, ignore=shutil.ignore_patterns("__pycache__", "backup*"))
    return started(root, "chat_backend")


def _copier(name: str) -> Callable[[Path], Broken]:
    def make(root: Path) -> Broken:
        spec = find_spec(name)
        if spec is None or not spec.origin:
            raise LookupError(f"{name} is not installed")
        source = Path(spec.origin).parent
        leave_out = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")
        shutil.copytree(source, root / name, ignore=leave_out)
        return started(root, name)

    return make


def _generator(seed: int) -> Callable[[Path], Broken]:
    def make(root: Path) -> Broken:
        chance = random.Random(seed)  # noqa: S311  chance that can be repeated is what is needed
        for folder in ("depot", "depot/parts"):
            (root / folder).mkdir(parents=True)
            (root / folder / "__init__.py").write_text('"""A package."""\n', "utf-8")
        for number, word in enumerate(_WORDS):
            folder = "depot/parts" if number % 2 else "depot"
            (root / folder / f"{word}s.py").write_text("".join(_module(word, chance)), "utf-8")
        return started(root, "depot")

    return make


def _module(word: str, chance: random.Random) -> Iterator[str]:
    yield f'"""What is known of each {word}."""\n'
    for act in chance.sample(_ACTS, 3):
        steps = "".join(
            f"    {word} += {chance.randrange(100)} * {chance.randrange(9)}\n"
            for _ in range(chance.randrange(3, 9))
        )
        yield f'\n\ndef {act}_{word}({word}: int) -> int:\n    """{act} it."""\n{steps}    return {word}\n'
    title = word.capitalize()
    methods = "".join(
        f"\n    def {act}(self) -> int:\n        return self.size * {chance.randrange(100)}\n"
        for act in chance.sample(_ACTS, 3)
    )
    yield f"\n\nclass {title}Keeper:\n    size = {chance.randrange(50)}\n{methods}"
