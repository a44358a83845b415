"""Measures what reading the files of a repository costs, natively and by the reference, beside its peers.

Its one argument is the folder.
All numbers are processor time of one run on the same files, and what counts are the ratios. ``ruff`` reads the files from disk, the others get their bytes.
"""

import argparse
import ast
import resource
import subprocess  # noqa: TID251  a peer is measured as a user would run it
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from migrator.facts.native import is_native, read_native
from migrator.facts.reading import decode_reading, read_by_reference


def main() -> int:
    """Measure, and print one row for each way."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--reference", action="store_true", help="measure the reference on all files too, which takes long"
    )
    asked = parser.parse_args()
    files = [path.read_bytes() for path in sorted(asked.folder.rglob("*.py")) if path.is_file()]
    print(
        f"{len(files):,} files, {sum(raw.count(10) for raw in files):,} lines, native library: {is_native()}"
    )
    ruff = ruff_seconds(asked.folder)
    row("ruff check --select F401 --no-cache", ruff, ruff)
    readings: list[bytes | None] = []
    row("native, what it answers", cost(lambda: readings.extend(map(read_native, files))), ruff)
    declined = [raw for raw, reading in zip(files, readings, strict=True) if reading is None]
    by_reference: list[bytes] = []
    row(
        f"reference, the {len(declined):,} it declines",
        cost(lambda: by_reference.extend(map(read_by_reference, declined))),
        ruff,
    )
    encoded = [*filter(None, readings), *by_reference]
    row("decoding all readings", cost(lambda: [decode_reading(one) for one in encoded]), ruff)
    row("ast.parse", cost(lambda: parse_all(files)), ruff)
    if asked.reference:
        row("reference, all files", cost(lambda: [read_by_reference(raw) for raw in files]), ruff)
    return 0


def parse_all(files: list[bytes]) -> None:
    """What `ast.parse` alone costs."""
    for raw in files:
        parse(raw)


def ruff_seconds(folder: Path) -> float:
    """Processor seconds of ruff over the folder."""
    ruff = Path(sys.executable).with_name("ruff")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    argv = [str(ruff), "check", "--select", "F401", "--no-cache", "--isolated", "--quiet", "--exit-zero", "."]
    subprocess.run(argv, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def cost(work: Callable[[], object]) -> float:
    """Processor seconds of this process."""
    before = time.process_time()
    work()
    return time.process_time() - before


def parse(raw: bytes) -> None:
    """One file, its tree thrown away."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(raw)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return


def row(name: str, seconds: float, ruff: float) -> None:
    """Print one."""
    print(f"{name:<40} {seconds:>7.2f} s  {seconds / ruff:>6.2f} x ruff")


if __name__ == "__main__":
    sys.exit(main())
