"""A small repository under git, and the public command that changes it.

The command runs in this process, through the same entry as the installed program: importing it anew for each case would take longer than all the cases.
How it is run stands in one place (`command`), and what it answers is read from its JSON. The behaviour of the changed code is that of a fresh interpreter.
"""

import contextlib
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import msgspec

from migrator.cli.boundary import run
from migrator.processes import run as run_program
from migrator.processes import scrubbed_environment
from migrator.wire.acts import AdHocView
from tests.support.program import Ran
from tests.support.repositories import RepoBuilder

PLAN = """\
[campaign]
name = "cases"
packages = ["pkg"]
consumers = ["tests", "scripts"]
branch = "migration/cases"
"""
Content = str | bytes


def command(root: Path, *arguments: str) -> Ran:
    """Run a command of the program in a repository, without a terminal."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(_no_dashboard, ["-C", str(root), *arguments])
    return Ran(code, out.getvalue(), err.getvalue())


def _no_dashboard(path: Path) -> NoReturn:
    raise AssertionError(f"no case opens the dashboard, but one did on {path}")


def fresh(root: Path, code: str, *options: str) -> str:
    """What a fresh interpreter prints that runs code in a folder; fails where it fails."""
    environment = scrubbed_environment({"PYTHONDONTWRITEBYTECODE": "1"})
    done = run_program([sys.executable, *options, "-c", code], cwd=root, env=environment, timeout=60)
    assert done.returncode == 0, done.output.decode()
    return done.output.decode()


@dataclass(frozen=True)
class Change:
    """What a command made of a repository.

    Attributes:
        root: The working tree, changed.
        before: Every file as it was, by path.
        view: What the command answered.
    """

    root: Path
    before: Mapping[str, bytes]
    view: AdHocView

    @property
    def raw(self) -> dict[str, bytes]:
        """Every file that is new or not as it was."""
        after = contents(self.root)
        assert not self.before.keys() - after.keys(), "a file is gone"
        return {path: raw for path, raw in after.items() if self.before.get(path) != raw}

    @property
    def files(self) -> dict[str, str]:
        """The same as text."""
        return {path: raw.decode() for path, raw in self.raw.items()}

    @property
    def old(self) -> str:
        """The module that most cases move from."""
        return self.text("pkg/old.py")

    @property
    def new(self) -> str:
        """The module that most cases move to."""
        return self.text("pkg/new.py")

    @property
    def left(self) -> list[tuple[str, int]]:
        """What the command says it left for a person."""
        return [(one.file, one.line) for one in self.view.left]

    @property
    def said(self) -> str:
        """Everything that the command tells a person besides the diff."""
        return "\n".join([*(one.reason for one in self.view.left), *self.view.notes])

    def text(self, path: str) -> str:
        """One file as it is now."""
        return (self.root / path).read_bytes().decode()

    def prints(self, code: str, *options: str) -> str:
        """What a fresh interpreter prints in the changed tree."""
        return fresh(self.root, code, *options)

    def is_same_object(self, *names: str, first: str = "pkg.old") -> "Change":
        """In a fresh interpreter the old path gives the very object that the new one has, whichever module is loaded first."""
        lines = [f"import {first}", "import pkg.old, pkg.new"]
        lines += [f"assert pkg.old.{name} is pkg.new.{name}" for name in names]
        self.prints("\n".join(lines))
        return self


@dataclass(frozen=True)
class Repository:
    """A committed repository with a plan."""

    builder: RepoBuilder

    @property
    def root(self) -> Path:
        """Its working tree."""
        return self.builder.root

    def command(self, *arguments: str) -> Ran:
        """Run any command of the program."""
        return command(self.root, *arguments)

    def prints(self, code: str, *options: str) -> str:
        """What a fresh interpreter prints in the tree as it is."""
        return fresh(self.root, code, *options)

    def move(self, *names: str, old: str = "pkg.old", to: str = "pkg.new", shim: bool = True) -> Change:
        """Move definitions of one module; ``to`` may name a new name, as the command does."""
        return self.changed(*_move(names, old, to, shim=shim))

    def canonical(self, path: str) -> Change:
        """Import a definition by this path, everywhere."""
        return self.changed("canonical", path)

    def changed(self, *arguments: str) -> Change:
        """Carry a change out in the working tree. Fails where it is refused, or where doing it again would do anything."""
        before = contents(self.root)
        ran = self.command(*arguments, "--write", "--json")
        assert ran.code == 0, ran.out + ran.err
        change = Change(self.root, before, _answer(ran))
        assert not change.view.refused
        after = contents(self.root)
        assert change.view.written == (after != before)
        again = self.command(*arguments, "--write", "--json")
        assert again.code == 0, again.out + again.err
        assert not _answer(again).changed
        assert contents(self.root) == after
        return change

    def move_refused(self, *names: str, old: str = "pkg.old", to: str = "pkg.new", shim: bool = True) -> str:
        """Why a move is refused."""
        return self.refused(*_move(names, old, to, shim=shim))

    def refused(self, *arguments: str) -> str:
        """Why a change is refused. Nothing must be written then."""
        before = contents(self.root)
        ran = self.command(*arguments, "--write", "--json")
        assert ran.code == 3, ran.out + ran.err
        assert contents(self.root) == before
        view = _answer(ran)
        assert not view.changed
        assert view.refused
        return view.refused


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a working tree; a symbolic link is where it points to."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.startswith(".git/") or path.is_dir():
            continue
        found[name] = str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
    return found


def _move(names: tuple[str, ...], old: str, to: str, *, shim: bool) -> list[str]:
    return ["move", f"{old}:{','.join(names)}", to, *([] if shim else ["--no-shim"])]


def _answer(ran: Ran) -> AdHocView:
    return msgspec.json.decode(ran.out, type=AdHocView)
