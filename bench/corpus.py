"""Assembles a large repository from packages of PyPI, with a history, for benchmarks.

    python -m bench.corpus FOLDER

The versions are pinned and the commits have fixed dates and identities, so the same repository comes out everywhere. Wheels are laid side by
side as packages of one tree; source archives, which have tests and documents too, become projects below `projects/`. A hundred commits that each
change twenty files follow, so that analysing an older commit can be measured.
"""

import argparse
import random
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from bench.measuring import measure

KEPT = frozenset({".py", ".pyi", ".toml", ".cfg", ".ini", ".md", ".rst", ".txt"})
"""Endings of what people keep in a repository of Python; data and binaries of wheels are left out."""
COMMITS = 100
FILES_A_COMMIT = 20
_SEED = 965
_DAY = 86_400
_FIRST_DAY = 1_767_225_600  # 1 January 2026


@dataclass(frozen=True)
class Part:
    """One distribution: a wheel of pure Python, or a source archive."""

    name: str
    version: str
    is_wheel: bool


PARTS = (
    Part("homeassistant", "2026.2.3", is_wheel=True),
    Part("transformers", "5.24.0", is_wheel=True),
    Part("sympy", "1.14.0", is_wheel=True),
    Part("apache-airflow-core", "3.3.2", is_wheel=True),
    Part("django", "5.2.8", is_wheel=False),
    Part("sqlalchemy", "2.1.9", is_wheel=False),
)


def main() -> int:
    """Make the corpus and say what is in it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="a folder that does not exist yet")
    parser.add_argument("--only", nargs="*", metavar="NAME", help="some of the distributions")
    asked = parser.parse_args()
    folder: Path = asked.folder
    if folder.exists():
        print(f"{folder} exists; the corpus is made in a new folder", file=sys.stderr)
        return 2
    parts = [part for part in PARTS if not asked.only or part.name in asked.only]
    folder.mkdir(parents=True)
    for part in parts:
        add_part(part, folder)
    commit_history(folder)
    files = [path for path in folder.rglob("*.py") if path.is_file()]
    lines = sum(path.read_bytes().count(b"\n") for path in files)
    print(f"{len(files):,} Python files, {lines:,} lines, {COMMITS + 1} commits in {folder}")
    return 0


def add_part(part: Part, folder: Path) -> None:
    """Download a distribution and lay its text files into the corpus."""
    downloads = folder / "downloads"
    # pip asks a source archive for its metadata before it lets it go. What that needs to run (Cython for sqlalchemy) may come as wheels; with
    # `:all:` it would be compiled first, for many minutes where it works at all.
    kind = (
        ["--only-binary=:all:", "--python-version", "3.14"] if part.is_wheel else [f"--no-binary={part.name}"]
    )
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    run([*pip, *kind, "--dest", str(downloads), f"{part.name}=={part.version}"], folder)
    for archive in downloads.iterdir():
        found = wheel_files(archive) if archive.suffix == ".whl" else archive_files(archive, part.name)
        for name, content in found:
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        archive.unlink()
    downloads.rmdir()


def wheel_files(archive: Path) -> list[tuple[str, bytes]]:
    """The packages of a wheel, without its metadata."""
    with zipfile.ZipFile(archive) as wheel:
        names = [name for name in wheel.namelist() if is_kept(name) and ".dist-info/" not in name]
        return [(name, wheel.read(name)) for name in names if ".data/" not in name]


def archive_files(archive: Path, name: str) -> list[tuple[str, bytes]]:
    """All of a source archive, below `projects/`."""
    found = []
    with tarfile.open(archive) as source:
        for member in source:
            inner = member.name.partition("/")[2]
            if member.isfile() and is_kept(inner) and (file := source.extractfile(member)) is not None:
                found.append((f"projects/{name}/{inner}", file.read()))
    return found


def is_kept(name: str) -> bool:
    """Whether a member of an archive is text of a repository, and its path stays inside."""
    return Path(name).suffix in KEPT and ".." not in Path(name).parts and not name.startswith("/")


def commit_history(folder: Path) -> None:
    """One commit of everything, then a hundred small ones."""
    git(folder, 0, "init", "--quiet", "--initial-branch=main")
    git(folder, 0, "add", "--all", "--force")
    git(folder, 0, "commit", "--quiet", "--message=as released")
    sources = sorted(path for path in folder.rglob("*.py") if path.stat().st_size < 100_000)
    draw = random.Random(_SEED)  # noqa: S311  the same files on every machine is what is wanted
    for number in range(1, COMMITS + 1):
        chosen = draw.sample(sources, FILES_A_COMMIT)
        touch(chosen, number)
        git(folder, number, "add", "--", *[str(path.relative_to(folder)) for path in chosen])
        git(folder, number, "commit", "--quiet", f"--message=change {number}")


def touch(paths: list[Path], number: int) -> None:
    """Change files so that their facts change: a function more in each."""
    for path in paths:
        content = path.read_bytes()
        gap = b"" if content.endswith(b"\n") or not content else b"\n"
        path.write_bytes(content + gap + b"\n\ndef changed_%d() -> int:\n    return %d\n" % (number, number))


def git(folder: Path, number: int, *arguments: str) -> None:
    """Run git under a fixed identity at a fixed time."""
    day = f"{_FIRST_DAY + number * _DAY} +0000"
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "corpus"), ("EMAIL", "corpus@localhost"), ("DATE", day))
    }
    run(
        ["git", *arguments],
        folder,
        {**identity, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"},
    )


def run(argv: list[str], folder: Path, env: dict[str, str] | None = None) -> None:
    """Run a program; end with what it said where it fails."""
    cost = measure(argv, cwd=folder, env=env)
    if cost.returncode:
        raise SystemExit(f"{' '.join(argv[:4])} failed:\n{cost.output}")


if __name__ == "__main__":
    sys.exit(main())
