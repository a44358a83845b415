"""Measures the analysis of a repository against its peers, in one run, as ratios.

    python -m bench.analysis REPO [--output FILE] [--cap SECONDS] [--without-peers]

Ours are processes as a user starts them, with a cache of their own that starts empty; what the dashboard's engine does again after a batch is
measured inside one process, where it happens. Peers that are not installed here are put into an environment beside the results. The repository
is only read; its HEAD should be a commit that changes some twenty files, as in the corpus that bench/corpus.py makes.
"""

import argparse
import json
import os
import platform
import subprocess  # noqa: TID251  git is asked for counts before anything is measured
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.interrupting import interrupt_when
from bench.measuring import MEGABYTE, Cost, best_of, measure, processor_name

HERE = Path(__file__).parent
PEERS = ("grimp", "import-linter", "pydeps", "pylint")


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        what: What was measured.
        seconds: Wall clock.
        processor: Seconds of processor time.
        megabytes: Peak memory of its largest process.
        said: The bound and how it stands, or why there is no figure.
        is_within: Whether the bound of design.md is met; None where there is none.
    """

    what: str
    seconds: float
    processor: float
    megabytes: int
    said: str = ""
    is_within: bool | None = None


def main() -> int:
    """Measure, print, store."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("repo", type=Path)
    parser.add_argument("--output", type=Path, default=Path("analysis.json"))
    parser.add_argument("--cap", type=float, default=600.0, help="seconds after which a peer is ended")
    parser.add_argument("--without-peers", action="store_true", help="only ruff and git beside ours")
    asked = parser.parse_args()
    repo: Path = asked.repo.resolve()
    with tempfile.TemporaryDirectory(prefix="migrator-bench-") as scratch:
        rows = list(ours_and_their_bounds(repo, Path(scratch)))
        if not asked.without_peers:
            rows.extend(peers(repo, Path(scratch), asked.cap))
    about = {
        "repository": repo.name,
        "commit": git(repo, "rev-parse", "HEAD").strip(),
        "python_files": len(git(repo, "ls-files", "*.py").split("\n")) - 1,
        "lines": count_lines(repo),
        "processor": processor_name(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "git": git(repo, "--version").split()[2],
    }
    show(about, rows)
    asked.output.write_text(
        json.dumps({"about": about, "rows": [asdict(row) for row in rows]}, indent=1) + "\n"
    )
    return 1 if any(row.is_within is False for row in rows) else 0


def ours_and_their_bounds(repo: Path, scratch: Path) -> Iterator[Row]:
    """Our rows, each with the peer that its bound speaks of measured beside it."""
    ruff = best_of(
        3, program("ruff", "check", "--isolated", "--select", "F401", "--no-cache", "--quiet", "."), cwd=repo
    )
    yield row("ruff check --select F401 --no-cache", ruff)
    first = first_analysis(repo, scratch)
    yield bounded("migrator status, first", first, 8, ruff.wall, "of ruff")
    status = best_of(5, ["git", "status", "--short"], cwd=repo)
    yield row("git status", status)
    again = best_of(3, migrator("status"), cwd=repo, env=cache(scratch))
    yield bounded("migrator status, nothing changed", again, 25, status.wall, "of git status")
    yield row("migrator findings --json, nothing changed", second_of_two(repo, scratch, "findings", "--json"))
    inside = measure([sys.executable, str(HERE / "reanalysis.py"), str(repo)], cwd=repo, env=cache(scratch))
    yield from after_changes(json.loads(inside.output.strip().split("\n")[-1]), first)
    before = git(repo, "rev-parse", "HEAD~1").strip()
    yield row("a new process, 20 files changed", changed_in_a_new_process(repo, scratch, before))
    yield interrupted(repo, scratch)
    version = best_of(5, migrator("--version"), cwd=repo)
    yield Row(
        "migrator --version", version.wall, version.processor, version.memory // MEGABYTE,
        f"{version.wall * 1000:.0f} ms; bound 150 ms", is_within=version.wall < 0.15,
    )  # fmt: skip
    yield Row(
        "memory of the first analysis", 0.0, 0.0, first.memory // MEGABYTE,
        "bound 1,024 MB", is_within=first.memory < 1024 * MEGABYTE,
    )  # fmt: skip


def first_analysis(repo: Path, scratch: Path) -> Cost:
    """The quicker of two first looks, each with an empty cache; the second one's cache is what the rows after it start from."""
    costs = []
    for _ in range(2):
        for kept in (scratch / "cache").glob("*"):
            kept.unlink()
        costs.append(measure(migrator("status"), cwd=repo, env=cache(scratch)))
    return min(costs, key=lambda cost: cost.wall)


def after_changes(inside: dict[str, float], first: Cost) -> Iterator[Row]:
    """What the engine's process did again, from the seconds it printed."""
    seconds = inside["changed"]
    share = seconds / first.wall
    yield Row(
        "analysis again in the engine, 20 files changed", seconds, inside["changed processor"], 0,
        f"{share:.1%} of the first; bound 10%", is_within=share < 0.1,
    )  # fmt: skip
    yield Row("analysis of a commit 100 back, in the engine", inside["back"], inside["back processor"], 0)


def changed_in_a_new_process(repo: Path, scratch: Path, before: str) -> Cost:
    """A look at HEAD by a process whose cache knows only the commit before."""
    worktree = scratch / "worktree"
    git(repo, "clone", "--quiet", "--shared", "--no-checkout", str(repo), str(worktree))
    branch = git(repo, "rev-parse", "HEAD").strip()
    git(worktree, "update-ref", "refs/heads/bench", before)
    git(worktree, "symbolic-ref", "HEAD", "refs/heads/bench")
    fresh = {"MIGRATOR_CACHE_DIR": str(scratch / "other-cache")}
    measure(migrator("status"), cwd=worktree, env=fresh)
    git(worktree, "update-ref", "refs/heads/bench", branch)
    return measure(migrator("status"), cwd=worktree, env=fresh)


def interrupted(repo: Path, scratch: Path) -> Row:
    """A first analysis in a terminal that is stopped as soon as its progress bar is there."""
    env = {"MIGRATOR_CACHE_DIR": str(scratch / "interrupted-cache")}
    how = interrupt_when(migrator("status"), b"analysing", cwd=repo, env=env)
    shown = "no progress bar" if how.shown is None else f"progress bar after {how.shown:.1f} s"
    said = f"{shown}; ctrl+c ended it after {how.ended:.2f} s with exit status {how.returncode}"
    return Row(
        "first analysis in a terminal, cancelled",
        how.ended,
        0.0,
        0,
        said,
        is_within=how.ended < 1.0 and how.returncode == 130,
    )


def second_of_two(repo: Path, scratch: Path, *arguments: str) -> Cost:
    """A command that was run once before."""
    measure(migrator(*arguments), cwd=repo, env=cache(scratch))
    return measure(migrator(*arguments), cwd=repo, env=cache(scratch))


def peers(repo: Path, scratch: Path, cap: float) -> Iterator[Row]:
    """Tools that also build a graph of imports, cold, each with a cap."""
    home = scratch / "peers"
    made = measure([sys.executable, "-m", "venv", str(home)], cwd=scratch)
    installed = measure([str(home / "bin" / "pip"), "install", "--quiet", *PEERS], cwd=scratch)
    if made.returncode or installed.returncode:
        yield Row("peers", 0, 0, 0, f"could not be installed: {installed.output.strip()[-200:]}")
        return
    packages = top_level(repo)
    graph = f"import grimp; grimp.build_graph({', '.join(map(repr, packages))}, cache_dir=None)"
    path = {"PYTHONPATH": os.pathsep.join(str(repo / root) for root in source_roots(repo))}
    python = str(home / "bin" / "python")
    yield peer("grimp.build_graph", [python, "-c", graph], repo, path, cap)
    contract = scratch / "importlinter.ini"
    contract.write_text(contract_text(packages))
    lint = [str(home / "bin" / "lint-imports"), "--config", str(contract), "--no-cache"]
    yield peer("import-linter, one contract", lint, repo, path, cap)
    largest = max(packages, key=lambda name: sum(1 for _ in (repo / name).rglob("*.py")))
    dot = [str(home / "bin" / "pydeps"), largest, "--no-show", "--nodot", "--no-output", "--show-deps"]
    yield peer(f"pydeps {largest} (one package)", dot, repo, path, cap)
    cyclic = [str(home / "bin" / "pylint"), "--disable=all", "--enable=cyclic-import", "--jobs=1", *packages]
    yield peer("pylint cyclic-import", cyclic, repo, path, cap)


def peer(what: str, argv: list[str], repo: Path, env: dict[str, str], cap: float) -> Row:
    """One peer, and how it ended."""
    cost = measure(argv, cwd=repo, env=env, cap=cap)
    last = cost.output.strip().rpartition("\n")[2][:150]
    if cost.is_capped:
        return row(what, cost, f"ended after the cap of {cap:.0f} s")
    return row(what, cost, "" if cost.returncode in {0, 1} and "Error" not in last else f"failed: {last}")


def top_level(repo: Path) -> list[str]:
    """The packages of the repository's own root."""
    return sorted(path.parent.name for path in repo.glob("*/__init__.py"))


def source_roots(repo: Path) -> list[str]:
    """Where the packages of the root are imported from."""
    return ["", *(["src"] if (repo / "src").is_dir() else [])]


def contract_text(packages: list[str]) -> str:
    """An independence contract over everything: it needs the whole graph."""
    listed = "\n    ".join(packages)
    return (
        f"[importlinter]\nroot_packages =\n    {listed}\n\n"
        f"[importlinter:contract:1]\nname = independent\ntype = independence\nmodules =\n    {listed}\n"
    )


def row(what: str, cost: Cost, said: str = "") -> Row:
    """A row without a bound."""
    return Row(what, cost.wall, cost.processor, cost.memory // MEGABYTE, said)


def bounded(what: str, cost: Cost, most: float, against: float, whom: str) -> Row:
    """A row with the bound that it is held to."""
    times = cost.wall / against
    said = f"{times:.1f} times that {whom}; bound {most:g}"
    return Row(what, cost.wall, cost.processor, cost.memory // MEGABYTE, said, is_within=times <= most)


def show(about: dict[str, object], rows: list[Row]) -> None:
    """The table, in Markdown."""
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    print("\n| what | seconds | processor | MB | |\n|---|---:|---:|---:|---|")
    for one in rows:
        mark = {True: "met: ", False: "NOT MET: ", None: ""}[one.is_within]
        print(
            f"| {one.what} | {one.seconds:.2f} | {one.processor:.2f} | {one.megabytes} | {mark}{one.said} |"
        )


def count_lines(repo: Path) -> int:
    """Lines of all Python files of HEAD."""
    return sum(
        (repo / name).read_bytes().count(b"\n") for name in git(repo, "ls-files", "*.py").split("\n") if name
    )


def git(folder: Path, *arguments: str) -> str:
    """Run git and give what it prints."""
    ran = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S607
    return ran.stdout


def migrator(*arguments: str) -> list[str]:
    """Our program as installed beside this interpreter."""
    return program("migrator", *arguments)


def program(name: str, *arguments: str) -> list[str]:
    """A program of this environment."""
    return [str(Path(sys.executable).parent / name), *arguments]


def cache(scratch: Path) -> dict[str, str]:
    """The cache that this run starts with."""
    return {"MIGRATOR_CACHE_DIR": str(scratch / "cache")}


if __name__ == "__main__":
    sys.exit(main())
