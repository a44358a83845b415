"""Rewrites the imports of one name with this program and with its peers, each on a copy of the same commit, and judges what came of it.

    python -m bench.rewriting REPO MODULE:NAME TARGET [--output FILE] [--cap SECONDS] [--without-peers]

Code takes NAME from MODULE and is to take it from TARGET. Where TARGET has the name already this is a batch that rewrites imports (`migrator
canonical`), else the definition moves (`migrator move`, and rope's move; the others rewrite the imports only). Each engine is a whole process as a user starts it, interpreter start included, and is
ended after the cap. The judge is plain `ast` (bench/rewriting_judge.py). Peers are put into an environment of their own, which goes with the copies.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess  # noqa: TID251  git makes the copies, and nothing of that is measured
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.measuring import MEGABYTE, Cost, measure, processor_name
from bench.rewriting_engines import PEERS, Engine, ast_grep, grep_and_sed, libcst, ours, rope
from bench.rewriting_judge import Task, judge, module_of, parsed

COUNTED = ("sites", "found", "missed", "elsewhere", "lost", "damaged", "needless", "unjudged")


@dataclass(frozen=True)
class Row:
    """One engine's run.

    Attributes:
        engine: Its name.
        seconds: Wall clock.
        processor: Seconds of processor time, of all its processes.
        megabytes: Peak memory of all its processes together.
        verdict: What the judge counted; empty where it was not run.
        said: What there is to say beside the figures.
        examples: Where harm was done.
    """

    engine: str
    seconds: float = 0.0
    processor: float = 0.0
    megabytes: int = 0
    verdict: Mapping[str, int] = field(default_factory=dict)
    said: str = ""
    examples: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Bound:
    """What is held to, and how it stands by both clocks."""

    what: str
    wall: float
    processor: float
    is_within: bool


def main() -> int:
    """Measure, judge, print, store."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("repo", type=Path)
    parser.add_argument("name", metavar="MODULE:NAME")
    parser.add_argument("target", metavar="TARGET", help="the module that it is to be taken from")
    parser.add_argument("--output", type=Path, default=Path("rewriting.json"))
    parser.add_argument("--cap", type=float, default=600.0, help="seconds after which an engine is ended")
    parser.add_argument("--without-peers", action="store_true", help="only grep and sed beside ours")
    asked = parser.parse_args()
    module, colon, name = asked.name.partition(":")
    if not colon:
        parser.error(f"{asked.name} is no MODULE:NAME")
    repo: Path = asked.repo.resolve()
    task = Task((module, name), (asked.target, name))
    with tempfile.TemporaryDirectory(prefix="migrator-bench-") as scratch:
        bench = Bench(repo, task, Path(scratch), asked.cap)
        rows = list(bench.rows(with_peers=not asked.without_peers))
    found = bounds(rows)
    about = facts_about(repo, asked.name, asked.target, asked.cap)
    show(about, rows, found)
    result = {
        "about": about,
        "rows": [asdict(row) for row in rows],
        "bounds": [asdict(one) for one in found],
    }
    asked.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0 if all(one.is_within for one in found) else 1


class Bench:
    """All runs for one task, each on a fresh copy."""

    def __init__(self, repo: Path, task: Task, scratch: Path, cap: float) -> None:
        self.repo, self.task, self.scratch, self.cap = repo, task, scratch, cap
        start = self.copy("start")
        self.before = sources(start)
        self.named = spelling(self.before, task.old[1])
        self.is_there = has_name(self.before, task)
        shutil.rmtree(start)

    def copy(self, name: str) -> Path:
        """A clone of HEAD that shares the objects; what git thinks of its files is settled."""
        place = self.scratch / name
        git(self.repo, "clone", "--quiet", "--shared", str(self.repo), str(place))
        git(place, "status", "--short")
        return place

    def rows(self, *, with_peers: bool) -> Iterator[Row]:
        """Every engine's row, the lower bound first."""
        yield self.row(grep_and_sed(self.task))
        cache = self.scratch / "cache"
        engine = ours(self.task, cache, is_there=self.is_there)
        yield self.row(engine, ", first look at the repository")
        yield self.row(engine, ", files known from an earlier look")
        if with_peers:
            yield from self.peers()

    def peers(self) -> Iterator[Row]:
        """Those that have to be installed."""
        home = self.scratch / "peers"
        made = measure([sys.executable, "-m", "venv", str(home)], cwd=self.scratch)
        pip = [str(home / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *PEERS]
        installed = measure(pip, cwd=self.scratch)
        if made.returncode or installed.returncode:
            yield Row("peers", said=f"could not be installed: {installed.output.strip()[-200:]}")
            return
        yield self.row(ast_grep(self.task, home, self.scratch / "rules.yml", self.named))
        yield self.row(libcst(self.task, home, self.named))
        yield self.row(rope(self.task, home, self.before))

    def row(self, engine: Engine, manner: str = "") -> Row:
        """Run one engine and judge its result."""
        if not engine.argv:
            return Row(engine.name, said=f"not run: {engine.said}")
        place = self.copy("copy")
        cost = measure(engine.argv, cwd=place, env=engine.env, cap=self.cap, is_watched=True)
        verdict = judge(judged(self.before, self.named, after := sources(place)), after, self.task)
        shutil.rmtree(place)
        return Row(
            engine.name + manner,
            cost.wall,
            cost.processor,
            max(cost.tree, cost.memory) // MEGABYTE,
            verdict.counts(),
            self._said(engine, cost),
            verdict.examples,
        )

    def _said(self, engine: Engine, cost: Cost) -> str:
        if cost.is_capped:
            return f"ended after the cap of {self.cap:.0f} s; {engine.said}".removesuffix("; ")
        if cost.returncode:
            last = cost.output.strip().rpartition("\n")[2][:150]
            return f"ended with {cost.returncode}: {last}"
        return engine.said


def judged(before: Mapping[str, bytes], named: list[str], after: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """What the judge has to look at: files that spell the name, and files that differ."""
    looked_at = {*named, *(path for path, raw in before.items() if after.get(path) != raw)}
    return {path: before[path] for path in looked_at}


def sources(root: Path) -> dict[str, bytes]:
    """The Python files that git tracks, by path; one that is gone has no bytes."""
    listed = git(root, "ls-files", "-z", "*.py").split("\0")
    found = {path: root / path for path in listed if path}
    return {path: place.read_bytes() if place.is_file() else b"" for path, place in found.items()}


def spelling(texts: Mapping[str, bytes], name: str) -> list[str]:
    """The files in which the name stands as a word."""
    word = re.compile(rb"\b" + re.escape(name.encode()) + rb"\b")
    return sorted(path for path, raw in texts.items() if word.search(raw))


def has_name(texts: Mapping[str, bytes], task: Task) -> bool:
    """Whether the new module binds the name already."""
    raw = next((raw for path, raw in texts.items() if module_of(path) == task.new[0]), b"")
    tree = parsed(raw)
    if tree is None:
        return False
    imported = {alias.asname or alias.name for node in tree.body for alias in getattr(node, "names", ())}
    defined = {getattr(node, "name", None) for node in tree.body}
    assigned = {
        getattr(one, "id", None)
        for node in tree.body
        for one in (*getattr(node, "targets", ()), getattr(node, "target", None))
    }
    return task.new[1] in imported | defined | assigned


def bounds(rows: list[Row]) -> list[Bound]:
    """How our runs stand to what they are held to, beside the peers of this very run."""
    mine = [row for row in rows if row.engine.startswith("migrator")]
    lower = next(row for row in rows if row.engine.startswith("grep"))
    slow = next((row for row in rows if row.engine.startswith("LibCST") and row.seconds), None)
    found = []
    for row in mine:
        manner = row.engine.partition(", ")[2]
        wall, processor = row.seconds / lower.seconds, row.processor / lower.processor
        found.append(Bound(f"times grep and sed, {manner}; bound 5", wall, processor, wall <= 5))
        if slow is not None:
            wall, processor = slow.seconds / row.seconds, slow.processor / row.processor
            at_least = " or more" if "cap" in slow.said else ""
            found.append(
                Bound(
                    f"times as fast as LibCST's rename command{at_least}, {manner}; bound 10",
                    wall,
                    processor,
                    wall >= 10,
                )
            )
        held = row.megabytes
        found.append(Bound(f"MB held, {manner}; bound 1,024", held, held, held < 1024))
    return found


def facts_about(repo: Path, name: str, target: str, cap: float) -> dict[str, object]:
    """What was measured, and on what."""
    listed = [path for path in git(repo, "ls-files", "-z", "*.py").split("\0") if path]
    return {
        "repository": repo.name,
        "commit": git(repo, "rev-parse", "HEAD").strip(),
        "python_files": len(listed),
        "name": name,
        "target": target,
        "cap": cap,
        "processor": processor_name(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


def show(about: Mapping[str, object], rows: list[Row], found: list[Bound]) -> None:
    """The table, in Markdown."""
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    print("\n| engine | seconds | processor | MB | " + " | ".join(COUNTED) + " | |")
    print("|---|" + "---:|" * (3 + len(COUNTED)) + "---|")
    for row in rows:
        counts = " | ".join(str(row.verdict.get(one, "")) for one in COUNTED)
        print(
            f"| {row.engine} | {row.seconds:.2f} | {row.processor:.2f} | {row.megabytes} | {counts} | {row.said} |"
        )
    print()
    for row in rows:
        for harm, paths in row.examples.items():
            print(f"{row.engine}: {harm}: {', '.join(paths)}")
    print("\n| bound | by the clock | by processor time | |\n|---|---:|---:|---|")
    for one in found:
        print(
            f"| {one.what} | {one.wall:,.1f} | {one.processor:,.1f} | {'met' if one.is_within else 'NOT MET'} |"
        )


def git(folder: Path, *arguments: str) -> str:
    """Run git and give what it prints."""
    ran = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S607
    return ran.stdout


if __name__ == "__main__":
    sys.exit(main())
