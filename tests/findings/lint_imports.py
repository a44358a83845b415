"""What import-linter itself says, asked as a user would: run as a process, its words taken apart."""

import os
import re
import subprocess  # noqa: TID251  a program is started as a user would
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from migrator.findings.contracts import Chain, ContractCheck

Links = frozenset[tuple[str, str]]
"""A chain as the direct imports in it."""


@dataclass
class Said:
    """What was said of one contract."""

    is_broken: bool
    illegal: dict[tuple[str, str], list[Links]] = field(default_factory=dict)
    undeclared: list[str] = field(default_factory=list)


def lint_imports(root: Path) -> dict[str, Said]:
    """By contract."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"],
        cwd=root,
        env=os.environ | {"COLUMNS": "2000"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    head, _, tail = done.stdout.partition("\nBroken contracts\n")
    found = {
        line.group(1): Said(line.group(2) == "BROKEN")
        for line in re.finditer(r"^(.+?) (KEPT|BROKEN)(?: \(.*\))?$", head, re.MULTILINE)
    }
    assert (done.returncode != 0) == any(one.is_broken for one in found.values())
    for name, block in _blocks(tail):
        _read(found[name], block)
    return found


def as_said(check: ContractCheck) -> Said:
    """Our own check in the same form."""
    illegal = {
        (one.importer, one.imported): sorted((links(chain) for chain in one.chains), key=sorted)
        for one in check.illegal
    }
    return Said(not check.is_kept, illegal, list(check.undeclared))


def links(chain: Chain) -> Links:
    if not chain.middle:
        return frozenset((head, tail) for head in chain.heads for tail in chain.tails)
    inner = zip(chain.middle, chain.middle[1:], strict=False)
    return frozenset(
        [
            *((head, chain.middle[0]) for head in chain.heads),
            *inner,
            *((chain.middle[-1], tail) for tail in chain.tails),
        ]
    )


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    parts = re.split(r"^(.+)\n-+\n", text, flags=re.MULTILINE)
    yield from zip(parts[1::2], parts[2::2], strict=True)


def _read(said: Said, block: str) -> None:
    parts = re.split(r"^(\S+) is not allowed to import (\S+):$", block, flags=re.MULTILINE)
    for importer, imported, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        chains = [
            _links(one) for one in re.split(r"\n\s*\n", text.partition("\nThe following")[0]) if one.strip()
        ]
        said.illegal[importer, imported] = sorted(chains, key=sorted)
    said.undeclared = sorted(
        re.findall(r"^- (\S+)$", block.partition("The following modules")[2], re.MULTILINE)
    )


def _links(text: str) -> Links:
    """``a -> b``; ``& c -> b`` for one more head; ``& d`` under an import for one more tail."""
    found: list[tuple[str, str]] = []
    heads: list[str] = []
    for line in text.strip("\n").split("\n"):
        words = re.sub(r"\(l\.[^)]*\)|^\s*-\s", "", line).replace("&", " ").split()
        if len(words) == 3:
            found += [(head, words[2]) for head in (*heads, words[0])]
            heads = []
        elif "&" in line and found:
            found.append((found[-1][0], words[0]))
        else:
            heads.append(words[0])
    return frozenset(found)
