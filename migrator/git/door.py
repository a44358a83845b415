"""How git is run, and the repository it is run in.

GitPython is used only to start processes: its object layer runs configured programs, drops signatures and stores other
bytes than git would. A command is a list, paths are NUL separated, and settings that would make git run something of the
repository are overridden through `GIT_CONFIG_COUNT`, which (unlike `-c`) carries any name exactly.

There are two manners. *Hardened*, for everything that reads, plans or verifies: nothing configured runs. *As the user*,
for the final commit and for fetch and push: the user's hooks, signing, identity and environment apply.
"""

import contextlib
import functools
import io
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Protocol

from migrator.errors import (
    BusyError,
    GitFailedError,
    GitMissingError,
    MissingObjectError,
    NotARepositoryError,
)
from migrator.git.hardening import (
    HARDENED_SETTINGS,
    KEPT_VARIABLES,
    MERGE_SETTINGS,
    PLAIN_MERGE,
    POINTERS,
    RUN_NO_FILTER,
    filters_off,
    hardened_environment,
    settings_variables,
)

if TYPE_CHECKING:
    from git.cmd import Git  # noqa: TID251  this is the one module that may

MINIMUM_GIT = (2, 36)
"""`worktree list -z` came with 2.36; everything else that is used here is older."""

_environment_lock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRun:
    """A git command that was run, for the log.

    Attributes:
        argv: `git` and its arguments; the hardening is not repeated in each.
        cwd: Where it ran.
        seconds: Wall clock time.
        returncode: Its exit status.
        error: What it wrote to stderr, shortened.
    """

    argv: tuple[str, ...]
    cwd: str
    seconds: float
    returncode: int
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What git answered: its exit status, its output and what it said on stderr."""

    returncode: int
    output: bytes
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A working tree with its git directories.

    Attributes:
        root: Top of the working tree.
        git_dir: The git directory of this working tree (of a linked worktree: its own).
        common_dir: The git directory that all worktrees share: refs, objects, locks.
        object_format: `sha1` or `sha256`.
        observe: Told about each command that was run.
        is_pinned: git is told the git directory instead of looking for it: in a worktree that programs may have damaged,
            it would otherwise find the repository around it.
        variables: On top of the hardened environment, for every command.
    """

    root: Path
    git_dir: Path
    common_dir: Path
    object_format: str = "sha1"
    observe: Callable[[CommandRun], None] | None = field(default=None, compare=False, repr=False)
    is_pinned: bool = False
    variables: tuple[tuple[str, str], ...] = ()

    def git(
        self,
        *arguments: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        accept: Sequence[int] = (0,),
    ) -> bytes:
        """Run git hardened in the root and return its output.

        Args:
            arguments: Subcommand and arguments, paths by `os.fsdecode`.
            stdin: What git reads.
            env: Variables on top of the hardened environment.
            accept: Exit statuses that are an answer and not a failure.

        Raises:
            GitFailedError: git ended otherwise; subclasses of `MigratorError` where the cause is known.
        """
        reply = self.ask(*arguments, stdin=stdin, env=env)
        if reply.returncode not in accept:
            raise failure(arguments, reply)
        return reply.output

    def ask(self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Reply:
        """Run git hardened in the root; every exit status is an answer."""
        with self._hardened(arguments, stdin, env) as running:
            return running.reply()

    @contextlib.contextmanager
    def stream(self, *arguments: str, stdin: bytes = b"") -> Iterator[IO[bytes]]:
        """Run git hardened and read its output while it runs; leaving early ends it."""
        with self._hardened(arguments, stdin, None) as running:
            yield running.output

    def as_user(
        self,
        *arguments: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Reply:
        """Run git under the user's own configuration and environment: hooks, filters and signing apply.

        Only for the final commit, and for fetch and push. `settings` override the configuration.
        """
        variables = {"GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "LC_ALL": "C", **(env or {})}
        variables.update(
            settings_variables(settings or {}, first=int(os.environ.get("GIT_CONFIG_COUNT") or 0))
        )
        with _started(self, arguments, stdin, env=variables, dropped=POINTERS) as running:
            return running.reply()

    @contextlib.contextmanager
    def _hardened(
        self, arguments: Sequence[str], stdin: bytes, env: Mapping[str, str] | None
    ) -> Iterator["_Running"]:
        settings = dict(HARDENED_SETTINGS)
        if arguments[0] not in RUN_NO_FILTER:
            settings.update(filters_off(filter_drivers(self)))
        if arguments[0] == "merge-tree":
            settings.update(MERGE_SETTINGS)
            settings.update({f"merge.{name}.driver": PLAIN_MERGE for name in _drivers(self, "merge")})
        variables = hardened_environment(settings) | dict(self.variables) | dict(env or {})
        dropped = frozenset(name for name in os.environ if name.startswith("GIT_")) - KEPT_VARIABLES
        with _started(self, arguments, stdin, env=variables, dropped=dropped) as running:
            yield running


def open_repository(path: Path, *, observe: Callable[[CommandRun], None] | None = None) -> Repository:
    """The repository that a folder is in.

    Args:
        path: The root of a working tree or any folder below it.
        observe: Told about each command that is run, from now on.

    Raises:
        NotARepositoryError: There is none, it is bare, or git refuses it because somebody else owns it.
        GitMissingError: git is not installed or too old.
    """
    if not path.is_dir():
        raise NotARepositoryError(
            f"{path} is not a folder", hint="Name a folder with -C, or change into one."
        )
    here = path.resolve()
    unopened = Repository(root=here, git_dir=here, common_dir=here, observe=observe)
    expect_git(unopened, MINIMUM_GIT)
    found = unopened.ask("rev-parse", "--show-toplevel")
    if found.returncode != 0:
        raise _not_a_repository(path, found.error)
    root = Path(os.fsdecode(_line(found.output)))
    at_root = replace(unopened, root=root)
    return replace(
        at_root,
        git_dir=_asked_path(at_root, "--absolute-git-dir"),
        common_dir=_asked_path(at_root, "--path-format=absolute", "--git-common-dir"),
        object_format=_line(at_root.git("rev-parse", "--show-object-format")).decode("ascii"),
    )


def filter_drivers(repo: Repository) -> tuple[str, ...]:
    """The names of all filter drivers in the effective configuration, as git itself reads it."""
    return _drivers(repo, "filter")


def _drivers(repo: Repository, section: str) -> tuple[str, ...]:
    """The names that a section of the effective configuration has settings for, such as the drivers of filters and of merges."""
    listing = repo.git("config", "-z", "--name-only", "--get-regexp", rf"^{section}\.", accept=(0, 1))
    keys = (os.fsdecode(key) for key in listing.split(b"\0") if key)
    return tuple(sorted({key[len(section) + 1 : key.rindex(".")] for key in keys if key.count(".") > 1}))


def failure(arguments: Sequence[str], reply: Reply) -> Exception:
    """The error that says best why git failed."""
    said = reply.error.strip()
    if ".lock': File exists" in said:
        return BusyError(
            "Another program is changing this repository",
            said,
            hint="Wait for it to end; if no git runs, remove the lock file that git names.",
        )
    if ("transport '" in said and "not allowed" in said) or "lazy fetching disabled" in said:
        return MissingObjectError(
            "This clone lacks an object that is needed",
            said,
            hint="Fetch it first, for instance with: git fetch --unshallow, or git fetch --refetch",
        )
    return GitFailedError(f"git {arguments[0]} failed", said, returncode=reply.returncode)


class _Process(Protocol):
    """What is used of a started process; its class belongs to a module that only processes.py may import."""

    @property
    def stdout(self) -> IO[bytes] | None: ...
    @property
    def stderr(self) -> IO[bytes] | None: ...
    @property
    def returncode(self) -> int: ...
    def communicate(self) -> tuple[bytes, bytes]: ...
    def poll(self) -> int | None: ...
    def terminate(self) -> None: ...
    def wait(self) -> int: ...


@dataclass(frozen=True, slots=True)
class _Running:
    """A git process whose output is read."""

    output: IO[bytes]
    communicate: Callable[[], tuple[bytes, bytes]]
    status: Callable[[], int]
    _errors: list[bytes]

    def reply(self) -> Reply:
        output, error = self.communicate()
        self._errors.append(error)
        return Reply(returncode=self.status(), output=output, error=error.decode("utf-8", "replace"))


@contextlib.contextmanager
def _started(
    repo: Repository,
    arguments: Sequence[str],
    stdin: bytes,
    *,
    env: Mapping[str, str],
    dropped: frozenset[str],
) -> Iterator[_Running]:
    began = time.monotonic()
    errors: list[bytes] = []
    if repo.is_pinned:
        env = {"GIT_DIR": str(repo.git_dir), "GIT_WORK_TREE": str(repo.root), **env}
    with tempfile.TemporaryFile() as given:
        if stdin:
            given.write(stdin)
            given.seek(0)
        owner, process = _spawn(repo.root, arguments, given, env=env, dropped=dropped)
    try:
        yield _Running(
            process.stdout or io.BytesIO(), process.communicate, lambda: int(process.returncode), errors
        )
    finally:
        if process.poll() is None:
            process.terminate()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        process.wait()
        del owner
        if repo.observe is not None:
            repo.observe(
                CommandRun(
                    argv=("git", *arguments),
                    cwd=str(repo.root),
                    seconds=time.monotonic() - began,
                    returncode=int(process.returncode),
                    error=b"".join(errors)[-2000:].decode("utf-8", "replace"),
                )
            )


def _spawn(
    cwd: Path, arguments: Sequence[str], given: BinaryIO, *, env: Mapping[str, str], dropped: frozenset[str]
) -> tuple[object, _Process]:
    # GitPython runs git in the current folder when it cannot enter the one it was given.
    if not os.access(cwd, os.X_OK):
        raise NotARepositoryError(f"{cwd} cannot be entered")
    runner = _git_class()(str(cwd))
    with _without_variables(dropped):
        running = runner.execute(
            ["git", "--no-pager", *arguments], istream=given, as_process=True, env=dict(env), shell=False
        )
    process: _Process | None = running.proc
    if process is None:
        raise GitFailedError(f"git {arguments[0]} could not be started")
    # The wrapper comes along because it ends its process when it is collected.
    return running, process


@contextlib.contextmanager
def _without_variables(names: frozenset[str]) -> Iterator[None]:
    # GitPython starts from os.environ and can only add to it. Variables are taken away just while the process starts,
    # which matters when we ourselves run inside a hook: git sets GIT_DIR and GIT_INDEX_FILE there.
    present = [name for name in names if name in os.environ]
    if not present:
        yield
        return
    with _environment_lock:
        taken = {name: os.environ.pop(name) for name in present if name in os.environ}
        try:
            yield
        finally:
            os.environ.update(taken)


@functools.cache
def _git_class() -> "type[Git]":
    try:
        from git.cmd import Git  # noqa: PLC0415, TID251  it takes a tenth of a second; here is the one door
    except ImportError as error:  # GitPython refuses to be imported where git is missing
        raise GitMissingError(
            "git was not found", str(error).partition("\n")[0], hint="Install git and see that it is on PATH."
        ) from error
    return Git


def expect_git(repo: Repository, minimum: tuple[int, int], purpose: str = "") -> None:
    """Refuse a git that is older than what is needed.

    Args:
        repo: Where git is run.
        minimum: The version.
        purpose: What it is needed for, where that is not everything.

    Raises:
        GitMissingError: It is older; names both versions.
    """
    words = repo.git("version").decode("ascii", "replace").split()
    numbers = tuple(int(part) for part in words[2].split(".")[:2] if part.isdigit()) if len(words) > 2 else ()
    if numbers < minimum:
        needed = ".".join(map(str, minimum))
        raise GitMissingError(
            f"git {needed} or newer is needed{f' {purpose}' if purpose else ''}",
            " ".join(words),
            hint="Install a newer git.",
        )


def _not_a_repository(path: Path, said: str) -> NotARepositoryError:
    if "dubious ownership" in said or "unsafe repository" in said:
        return NotARepositoryError(f"git refuses {path}: it belongs to another user", said.strip())
    if "must be run in a work tree" in said or "bare repository" in said:
        return NotARepositoryError(
            f"{path} is a bare repository or inside a .git folder",
            hint="Open a working tree of it: git worktree add, or a clone.",
        )
    return NotARepositoryError(
        f"{path} is not in a git repository",
        hint="Change into one, name one with -C, or make one with: git init",
    )


def _asked_path(repo: Repository, *options: str) -> Path:
    return Path(os.fsdecode(_line(repo.git("rev-parse", *options)))).resolve()


def _line(output: bytes) -> bytes:
    return output[:-1] if output.endswith(b"\n") else output
