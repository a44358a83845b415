"""Where examples are tried: a checkout to write in, the judge, and a second planner that shares nothing with this process."""

import base64
import json
import os
import shutil
import subprocess  # noqa: TID251  git is asked what it makes of a diff
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from migrator.git.door import open_repository
from migrator.records.intentions import Recipe
from tests.laws.observing import Judge, Observation
from tests.support.answering import Answering
from tests.support.repositories import RepoBuilder


class Workplace:
    """Made once, used for every example."""

    def __init__(self, folder: Path, hash_seed: str = "7") -> None:
        self.root = folder / "checkout"
        self.other = folder / "other"
        RepoBuilder.create(self.root)
        RepoBuilder.create(self.other)
        self.repository = open_repository(self.root)
        self._judge = Judge()
        self._planner = Answering(
            [sys.executable, "-m", "tests.laws.replanning"], {**os.environ, "PYTHONHASHSEED": hash_seed}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._judge.__exit__(kind, error, trace)
        self._planner.__exit__(kind, error, trace)

    def lay_out(self, files: Mapping[str, bytes], root: Path | None = None) -> None:
        """Make the checkout hold exactly these files."""
        root = root or self.root
        for one in root.iterdir():
            if one.name != ".git":
                shutil.rmtree(one) if one.is_dir() else one.unlink()
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def contents(self, root: Path | None = None) -> dict[str, bytes]:
        """What the checkout holds."""
        root = root or self.root
        found = {
            path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()
        }
        return {name: path.read_bytes() for name, path in found.items() if not name.startswith(".git/")}

    def patched(self, files: Mapping[str, bytes], diff: bytes) -> dict[str, bytes] | str:
        """What git makes of a diff over these files, or what it says against it."""
        self.lay_out(files, self.other)
        done = subprocess.run(
            ["git", "apply", "--whitespace=nowarn", "-"],  # noqa: S607  the git that the user has
            cwd=self.other,
            input=diff,
            capture_output=True,
            check=False,
        )
        return self.contents(self.other) if done.returncode == 0 else done.stderr.decode()

    def observe(self, entries: Sequence[str]) -> Observation:
        """What the judge sees in the checkout."""
        return self._judge.observe(self.root, entries)

    def planned_elsewhere(self, files: Mapping[str, bytes], recipes: Sequence[Recipe]) -> str:
        """What another interpreter, with another hash seed and several workers, plans: as text."""
        request = {
            "files": {path: base64.b64encode(raw).decode() for path, raw in files.items()},
            "recipes": msgspec.json.encode(recipes).decode(),
        }
        return str(json.loads(self._planner.ask(request)))
