"""A package as it was released, under git, with an interpreter that can run its tests: where its moves are tried."""

import ast
import json
import shutil
import sys
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.moves.outcomes import read_outcomes
from bench.moves.packages import Package
from bench.oracles.installing import install_to_run
from bench.oracles.sources import Sources, parsed, read_sources
from migrator.processes import Outcome, run, scrubbed_environment

_PROBE = Path(__file__).with_name("probe.py")
_TEST_SECONDS = 1800.0
_SECONDS = 600.0
_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "real moves"), ("EMAIL", "real-moves@localhost"))
} | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}


class FailedStepError(Exception):
    """Raised when something goes wrong that is none of the moves' doing, and that they depend on."""


@dataclass(frozen=True)
class Laboratory:
    """One package.

    Attributes:
        package: Which.
        root: Its released sources, committed; never changed.
        python: The interpreter of its tests.
        folder: Where copies and reports go.
    """

    package: Package
    root: Path
    python: Path
    folder: Path

    @cached_property
    def sources(self) -> Sources:
        """Its files, names relative to where they are imported from."""
        return read_sources(self.root / self.package.source, self.package.imports)

    @cached_property
    def trees(self) -> Mapping[str, ast.Module]:
        """The syntax tree of each module that Python parses, by its name."""
        found = {
            module: parsed(self.sources.texts[paths[0]]) for module, paths in self.sources.by_module.items()
        }
        return {module: tree for module, tree in found.items() if isinstance(tree, ast.Module)}

    @property
    def packages(self) -> frozenset[str]:
        """The modules that are packages."""
        return frozenset(
            module for module, paths in self.sources.by_module.items() if paths[0].endswith("/__init__.py")
        )

    def copy(self, name: str) -> Path:
        """A fresh clone."""
        place = self.folder / "copies" / name
        if place.exists():
            shutil.rmtree(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        git(self.folder, "clone", "--quiet", str(self.root), str(place))
        return place

    def tests(self, place: Path, report: str) -> dict[str, str]:
        """The outcome of each of its tests in a copy."""
        written = self.report(f"{report}.xml")
        written.unlink(missing_ok=True)
        argv = [str(self.python), "-m", "pytest", "-q", f"--junitxml={written}", "-p", "no:cacheprovider"]
        done = run(
            [*argv, *self.package.tests], cwd=place, env=self._environment(place), timeout=_TEST_SECONDS
        )
        written.with_suffix(".log").write_bytes(done.output)
        if not written.is_file():
            raise FailedStepError(f"the tests say nothing: {said(done)}")
        return read_outcomes(written)

    def report(self, name: str) -> Path:
        """Where something is written that a person may want to read."""
        folder = self.folder / "reports"
        folder.mkdir(exist_ok=True)
        return folder / name

    def imports(self, place: Path, modules: Iterable[str]) -> dict[str, str]:
        """What goes wrong when these are imported one after the other in one interpreter; ``""`` where nothing does."""
        return self._probe(place, ("import", *modules))

    def imports_alone(self, place: Path, modules: Iterable[str]) -> dict[str, str]:
        """The same, each in an interpreter of its own."""
        return {module: self.imports(place, (module,))[module] for module in modules}

    def differing(self, place: Path, old: str, new: str, name: str) -> str:
        """How the name's old path and its new one differ, imported in either order; ``""`` where they do not."""
        for first, second in ((old, new), (new, old)):
            found = self._probe(place, ("same", first, second, name))[name]
            if found:
                return found
        return ""

    def module_of(self, path: str) -> str:
        """The module of a file of its copies; ``""`` where it is none of the package's."""
        inside = path.removeprefix(f"{self.package.source}/") if self.package.source else path
        is_inside = not self.package.source or path.startswith(f"{self.package.source}/")
        if not inside.endswith(".py") or not is_inside or inside.split("/")[0] not in self.package.imports:
            return ""
        return inside.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def _probe(self, place: Path, arguments: Sequence[str]) -> dict[str, str]:
        argv = [str(self.python), str(_PROBE), *arguments]
        done = run(argv, cwd=place, env=self._environment(place), timeout=_SECONDS)
        try:
            return dict(json.loads(done.output.decode(errors="replace").strip().rpartition("\n")[2]))
        except ValueError as error:
            raise FailedStepError(f"no answer from an import: {said(done)}") from error

    def _environment(self, place: Path) -> dict[str, str]:
        paths = dict.fromkeys((str(place / self.package.source), str(place)))
        return scrubbed_environment(
            {
                "PYTHONPATH": ":".join(paths),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONHASHSEED": "0",
            }
        )


def prepare(package: Package, folder: Path) -> Laboratory:
    """Download, unpack, commit and install; what is there from an earlier run is used again."""
    folder = folder / package.requirement.replace("==", "-")
    root, environment = folder / "released", folder / "environment"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".released").exists():
        _release(package, folder, root)
        (folder / ".released").touch()
    if not (folder / ".installed").exists():
        shutil.rmtree(environment, ignore_errors=True)
        install_to_run([package.requirement, *package.needs], environment)
        (folder / ".installed").touch()
    return Laboratory(package, root, environment / "bin" / "python", folder)


def migrator(place: Path, *arguments: str) -> Outcome:
    """Run the program as a user does."""
    env = scrubbed_environment({**_IDENTITY, "PYTHONPATH": str(Path(__file__).parents[2])})
    argv = [sys.executable, "-m", "migrator", "-C", str(place), *arguments]
    return run(argv, cwd=place.parent, env=env, timeout=_SECONDS, limit=1 << 24)


def git(place: Path, *arguments: str) -> str:
    """What git says, under a fixed identity."""
    done = run(["git", *arguments], cwd=place, env=scrubbed_environment(_IDENTITY), timeout=_SECONDS)
    if done.returncode:
        raise FailedStepError(f"git {arguments[0]} failed: {said(done)}")
    return done.output.decode(errors="replace")


def said(done: Outcome) -> str:
    """The end of what a program said."""
    return " ".join(done.output.decode(errors="replace").split())[-400:]


def _release(package: Package, folder: Path, root: Path) -> None:
    """The source archive under git, as released."""
    shutil.rmtree(root, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", package.name]
    argv = [*pip, "--dest", str(folder), package.requirement]
    done = run(argv, cwd=folder, env=scrubbed_environment({}), timeout=_TEST_SECONDS)
    archives = list(folder.glob("*.tar.gz"))
    if done.returncode or len(archives) != 1:
        raise FailedStepError(f"no source archive of {package.requirement}: {said(done)}")
    unpacked = folder / "unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    with tarfile.open(archives[0]) as archive:
        archive.extractall(unpacked, filter="data")
    (only,) = unpacked.iterdir()
    only.rename(root)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--message=as released")
