"""Fuzz the facts: ``python -m tests.fuzz [COUNT] [--seed N] [--failures FOLDER]``; prints counts, ends with 1 where something must not be.

Each source that must not be answered so is kept in the folder, beside a text that says what is wrong.
"""

import argparse
import sys
import time
from itertools import islice
from pathlib import Path

from tests.fuzz.sources import INSTALLED, sources
from tests.fuzz.trial import AT_ONCE, Mismatch, Outcome, try_out


def main() -> int:
    """Run, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz the facts of files.")
    parser.add_argument("count", nargs="?", type=int, default=5000, help="how many sources (default 5000)")
    parser.add_argument("--seed", type=int, default=0, help="equal seeds draw equal sources")
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"), help="where they are kept")
    asked = parser.parse_args()
    started, outcome = time.monotonic(), Outcome()
    drawn = sources(asked.count, asked.seed, INSTALLED)
    while some := list(islice(drawn, AT_ONCE)):
        try_out(some, outcome)
        sys.stderr.write(f"\r{outcome.kinds.total()} of {asked.count}, {len(outcome.mismatches)} mismatches ")
    for number, mismatch in enumerate(outcome.mismatches):
        _keep(mismatch, asked.failures, f"{asked.seed}-{number}")
    sys.stderr.write("\n")
    sys.stdout.write(_report(outcome, asked.seed, time.monotonic() - started))
    return 1 if outcome.mismatches else 0


def _report(outcome: Outcome, seed: int, seconds: float) -> str:
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(outcome.kinds.items()))
    stages = ", ".join(f"{count} {stage}" for stage, count in sorted(outcome.stages.items()))
    rows = {
        "sources": f"{outcome.kinds.total()} ({kinds}), seed {seed}",
        "parsed": str(outcome.parsed),
        "problems": f"{outcome.stages.total()} ({stages})",
        "workers lost": str(outcome.lost),
        "given up": f"{outcome.late} after the time limit",
        "slowest here": f"{outcome.slowest:.2f} s",
        "mismatches": str(len(outcome.mismatches)),
        "took": f"{seconds:.0f} s",
    }
    return "".join(f"{name:<13} {value}\n" for name, value in rows.items())


def _keep(mismatch: Mismatch, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_bytes(mismatch.raw)
    said = "".join(f"{line}\n" for line in mismatch.said)
    (folder / f"{name}.txt").write_text(said.encode("utf-8", "backslashreplace").decode(), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
