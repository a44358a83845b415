"""Commands of a plan run only after a person has confirmed them, once for each content.

A plan comes with the repository, and whoever wrote it chose the commands. The hash covers names and argument lists; when
one changes it is asked again.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from migrator.errors import UntrustedCommandError
from migrator.git.door import Repository
from migrator.landing.places import our_folder
from migrator.plan.values import Check, Format

_SHOWN = 16


def commands_hash(checks: Sequence[Check], formats: Sequence[Format]) -> str:
    """What names these commands: equal for equal names and argument lists."""
    content = [
        [
            [check.name, list(check.words), *([list(check.copies)] if check.copies else [])]
            for check in checks
        ],
        [[each.name, list(each.run)] for each in formats],
    ]
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:_SHOWN]


def is_trusted(repo: Repository, digest: str) -> bool:
    """Whether these commands were confirmed in this repository."""
    return digest in _read(_file(repo))


def trusted_hashes(repo: Repository) -> frozenset[str]:
    """Everything that was confirmed in this repository."""
    return _read(_file(repo))


def trust(repo: Repository, digest: str) -> None:
    """Remember that these commands were confirmed."""
    path = _file(repo)
    known = sorted({*_read(path), digest})
    our_folder(repo)
    path.write_text("".join(f"{line}\n" for line in known), encoding="ascii")


def expect_trusted(
    repo: Repository, checks: Sequence[Check], formats: Sequence[Format], confirmed: str
) -> None:
    """Refuse to run commands that nobody has confirmed.

    Raises:
        UntrustedCommandError: Carries the hash that confirms them.
    """
    digest = commands_hash(checks, formats)
    if (not checks and not formats) or confirmed == digest or is_trusted(repo, digest):
        return
    given = [(check.name, check.words, check.copies) for check in checks]
    given += [(each.name, each.run, ()) for each in formats]
    commands = "\n".join(
        f"  {name}: {list(words)}{f' with copies of {list(copies)}' if copies else ''}"
        for name, words, copies in given
    )
    raise UntrustedCommandError(
        "The plan's commands were not confirmed yet",
        f"They run code of this repository:\n{commands}",
        digest=digest,
        hint=f"Read them, then confirm with --trust {digest}",
    )


def _file(repo: Repository) -> Path:
    return repo.common_dir / "migrator" / "trusted"


def _read(path: Path) -> frozenset[str]:
    try:
        return frozenset(path.read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()
