"""A command: repositories broken on purpose, and whether every broken site is found and said to mean the right thing.

    python -m bench.dead_on_purpose               all repositories
    python -m bench.dead_on_purpose sample_repo   some of them

Each repository is broken in ten ways, commit by commit: a module moved or deleted, a name removed, renamed, moved, changed while it is renamed, a
re-export or an alias dropped. Every name was used before in all forms of import. It prints a row for each kind of break and each form; it ends with 1 where
a site is missed or the answer is another one.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.dead.breaks import Broken, Expected, break_all
from bench.dead.repositories import repositories
from migrator.campaign.campaign import Campaign
from migrator.findings.values import DeadImport, DeadList


@dataclass(frozen=True)
class Verdict:
    """What was said of one site. ``said`` is None where nothing was."""

    expected: Expected
    said: str | None

    @property
    def is_found(self) -> bool:
        """The site is said to be dead."""
        return self.said is not None

    @property
    def is_right(self) -> bool:
        """And to mean what it means."""
        return self.said == (self.expected.means or DeadList.REMOVED.value)


def main(arguments: list[str]) -> int:
    """Break and judge."""
    known = repositories()
    parser = argparse.ArgumentParser(prog="python -m bench.dead_on_purpose")
    parser.add_argument("repositories", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument(
        "--rounds", type=int, default=2, help="how often each repository is broken in each way"
    )
    options = parser.parse_args(arguments)
    asked = options.repositories or list(known)
    verdicts: list[Verdict] = []
    for name in asked:
        with tempfile.TemporaryDirectory(prefix="migrator-dead-") as folder:
            found, left_out = judged(known[name], Path(folder) / "repository", options.rounds)
        without = f"; no name left for: {', '.join(dict.fromkeys(left_out))}" if left_out else ""
        print(f"{name}: {_counted(found)}{without}", flush=True)
        verdicts += found
    print()
    for title, key in (("kind of break", _kind), ("form", _form)):
        print(f"| {title} | sites | found | right |\n|---|---:|---:|---:|")
        print("\n".join(_rows(verdicts, key)) + "\n")
    print(f"all: {_counted(verdicts)}")
    for verdict in verdicts:
        if not verdict.is_right:
            one = verdict.expected
            print(f"WRONG {one.path}:{one.line} {one.kind}, {one.form}: {verdict.said}, not {one.means}")
    return 0 if verdicts and all(verdict.is_right for verdict in verdicts) else 1


def judged(make: Callable[[Path], Broken], root: Path, rounds: int = 1) -> tuple[list[Verdict], list[str]]:
    """Make a repository, break it, and ask the program. Gives the kinds of break too that the repository has no name for."""
    broken = make(root)
    break_all(broken, rounds)
    said = said_of(root)
    return [Verdict(one, said.get((one.path, one.line))) for one in broken.expected], broken.left_out


def said_of(root: Path) -> Mapping[tuple[str, int], str]:
    """By path and line of each dead site, its one candidate, or the list that it is in."""
    campaign = Campaign.open(root, use_cache=False)
    found: dict[tuple[str, int], str] = {}
    for finding in campaign.analysis().broken.findings:
        if isinstance(finding.detail, DeadImport):
            candidates = finding.detail.candidates
            said = str(candidates[0]) if len(candidates) == 1 else finding.detail.listed.value
            found.update({(site.path, site.line): said for site in finding.sites})
    return found


def _rows(verdicts: Iterable[Verdict], key: Callable[[Verdict], str]) -> Iterable[str]:
    every, found, right = Counter[str](), Counter[str](), Counter[str]()
    for verdict in verdicts:
        every[key(verdict)] += 1
        found[key(verdict)] += verdict.is_found
        right[key(verdict)] += verdict.is_right
    return (f"| {one} | {every[one]} | {found[one]} | {right[one]} |" for one in every)


def _kind(verdict: Verdict) -> str:
    return verdict.expected.kind


def _form(verdict: Verdict) -> str:
    return verdict.expected.form


def _counted(verdicts: Iterable[Verdict]) -> str:
    every = list(verdicts)
    found, right = sum(one.is_found for one in every), sum(one.is_right for one in every)
    share = f", recall {found / len(every):.3f}" if every else ""
    return f"{len(every)} sites, {found} found{share}, {right} with the right answer"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
