"""Results of checks by tree id: what was proved about a tree once is known of every commit that has it.

A cache in git's common directory. It may be deleted at any time; damaged, it is bypassed and the checks run again.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from migrator.git.door import Repository
from migrator.landing.affected import whole_suite
from migrator.landing.places import our_folder
from migrator.landing.values import CheckResult
from migrator.plan.values import Check

_TABLE = """create table if not exists result (
    tree text, command text, result blob not null, failures blob not null, primary key (tree, command)
) without rowid"""


class Known(msgspec.Struct, frozen=True):
    """A result with the names of what failed."""

    result: CheckResult
    failures: tuple[str, ...]


def look_up(repo: Repository, tree: str, check: Check) -> Known | None:
    """What is known of a check on a tree. Reading makes no file."""
    if not (repo.common_dir / "migrator" / "checks.sqlite").is_file():
        return None
    with contextlib.suppress(sqlite3.Error, OSError, msgspec.MsgspecError), _open(repo) as connection:
        row = connection.execute(
            "select result, failures from result where tree = ? and command = ?", (tree, _key(check))
        ).fetchone()
        if row is not None:
            result = msgspec.json.decode(row[0], type=CheckResult)
            return Known(result, msgspec.json.decode(row[1], type=tuple[str, ...]))
    return None


def remember(repo: Repository, check: Check, known: Known) -> None:
    """Keep a result; the last one of a tree counts."""
    with contextlib.suppress(sqlite3.Error, OSError), _open(repo) as connection:
        connection.execute(
            "insert or replace into result values (?, ?, ?, ?)",
            (
                known.result.tree,
                _key(check),
                msgspec.json.encode(known.result),
                msgspec.json.encode(known.failures),
            ),
        )


def log_file(repo: Repository, tree: str, check: Check) -> Path:
    """Where the whole output of a check goes."""
    folder = our_folder(repo) / "logs"
    folder.mkdir(exist_ok=True)
    return folder / f"{tree[:12]}-{_key(check)[:12]}.log"


def _key(check: Check) -> str:
    """The check of a plan is known by its whole suite: what only some tests proved is no proof of it."""
    run = list(whole_suite(check).words)
    copies = [list(check.copies)] if check.copies else []
    return hashlib.sha256(msgspec.json.encode([check.name, run, *copies])).hexdigest()


@contextlib.contextmanager
def _open(repo: Repository) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(our_folder(repo) / "checks.sqlite", timeout=5)
    try:
        connection.execute(_TABLE)
        with connection:
            yield connection
    finally:
        connection.close()
