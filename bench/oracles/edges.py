"""Our edges against those of ``grimp.build_graph``, statement by statement, in three views of the same packages.

*all*: every import. *run*: those that are not for type checkers only, which tests our colours. *filled*: every import, with an empty ``__init__.py``
put into each folder that lacks one on both sides, so that grimp goes wherever we go and the folders it leaves out are compared too.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.oracles import scan
from bench.oracles.models import model_of
from bench.oracles.reasons import Difference, Reason, reason_of
from bench.oracles.sources import Sources, parsed, reaches_too_high
from migrator.facts.values import Colour
from migrator.model.model import Model
from migrator.processes import run, scrubbed_environment

Statement = tuple[str, str, int]
"""Importer, imported, line."""

ALL_COLOURS = frozenset(Colour)
RUN_COLOURS = ALL_COLOURS - {Colour.TYPING}

_SCAN_SECONDS = 600


class ScanFailedError(RuntimeError):
    """Raised when grimp ends in another way than by an answer or by naming a file that it does not parse."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What one side found.

    Attributes:
        modules: The modules it has files of.
        statements: Every import statement behind an edge.
    """

    modules: frozenset[str]
    statements: frozenset[Statement]

    @property
    def edges(self) -> frozenset[tuple[str, str]]:
        """The pairs of modules."""
        return frozenset((importer, imported) for importer, imported, _ in self.statements)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides of one view.

    Attributes:
        view: ``all``, ``run`` or ``filled``.
        ours: What the model has.
        theirs: What grimp has.
        differences: What only one of them has, sorted, each with the reason that explains it.
    """

    view: str
    ours: Scan
    theirs: Scan
    differences: tuple[tuple[Difference, Reason | None], ...]

    @property
    def explained(self) -> Counter[str]:
        """How many differences have which reason."""
        return Counter(reason.name for _, reason in self.differences if reason is not None)

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """The contradictions."""
        return tuple(difference for difference, reason in self.differences if reason is None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All views of some packages.

    Attributes:
        comparisons: One a view.
        left_out: Files that were taken to be empty on both sides, each with why.
    """

    comparisons: tuple[Comparison, ...]
    left_out: Mapping[str, str]


def compare(sources: Sources, packages: tuple[str, ...]) -> Verdict:
    """Hold the model of packages against grimp's scan of them."""
    left_out = dict(unreadable(sources))
    shown = emptied(sources, left_out)
    scans = scanned(shown, packages)
    while isinstance(scans, str):
        left_out[scans] = "grimp does not parse it"
        shown = emptied(shown, {scans})
        scans = scanned(shown, packages)
    model = model_of(shown, packages)
    comparisons = [
        compared("all", shown, _ours(model, ALL_COLOURS), scans[0]),
        compared("run", shown, _ours(model, RUN_COLOURS), scans[1]),
    ]
    whole = filled(shown)
    if whole is not shown:
        rescans = scanned(whole, packages)
        if isinstance(rescans, str):
            raise ScanFailedError(f"grimp parsed {rescans} before and does not now")
        comparisons.append(
            compared("filled", whole, _ours(model_of(whole, packages), ALL_COLOURS), rescans[0])
        )
    return Verdict(tuple(comparisons), left_out)


def compared(view: str, sources: Sources, ours: Scan, theirs: Scan) -> Comparison:
    """The differences of two scans of the same sources, with their reasons."""
    differences = sorted(
        Difference(is_ours, view == "run", *statement)
        for is_ours, found in (
            (True, ours.statements - theirs.statements),
            (False, theirs.statements - ours.statements),
        )
        for statement in found
    )
    return Comparison(
        view, ours, theirs, tuple((difference, reason_of(sources, difference)) for difference in differences)
    )


def unreadable(sources: Sources) -> Iterator[tuple[str, str]]:
    """Files that one side cannot read and that would end grimp's scan, with why."""
    for path, text in sources.texts.items():
        tree = parsed(text)
        if isinstance(tree, str):
            yield path, tree
        elif reaches_too_high(path, tree):
            yield path, "a relative import has more dots than there are folders above it"


def emptied(sources: Sources, paths: Iterable[str]) -> Sources:
    """The same sources with nothing in some files: they stay modules, so that imports of them stay edges."""
    gone = set(paths)
    return Sources(
        sources.paths, {path: b"" if path in gone else text for path, text in sources.texts.items()}
    )


def filled(sources: Sources) -> Sources:
    """The same sources with an empty ``__init__.py`` in each folder that lacks one; the very same if none does.

    A folder beside a module of its name stays as it is: it would come first then.
    """
    missing = {
        f"{folder}/__init__.py": b""
        for path in sources.texts
        for folder in sources.plain_folders(path)
        if f"{folder}.py" not in sources.texts
    }
    if not missing:
        return sources
    return Sources(sources.paths | missing.keys(), {**sources.texts, **missing})


def scanned(sources: Sources, packages: tuple[str, ...]) -> tuple[Scan, Scan] | str:
    """What grimp finds in all, and what of it is not for type checkers only; or the file that it does not parse."""
    with tempfile.TemporaryDirectory(prefix="migrator-oracle-") as folder:
        root, target = Path(folder, "tree"), Path(folder, "scan.json")
        for path, text in sources.texts.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text)
        done = run(
            [sys.executable, "-I", "-B", scan.__file__, str(root), str(target), *packages],
            cwd=Path(folder),
            env=scrubbed_environment({}),
            timeout=_SCAN_SECONDS,
        )
        if not target.exists():
            raise ScanFailedError(done.output.decode(errors="replace")[-2000:])
        found = json.loads(target.read_bytes())
    if "unreadable" in found:
        return str(found["unreadable"])
    everything, running = (
        Scan(frozenset(view["modules"]), frozenset((a, b, line) for a, b, line in view["statements"]))
        for view in found["views"]
    )
    return everything, running


def _ours(model: Model, colours: frozenset[Colour]) -> Scan:
    graph = model.import_graph(colours)
    return Scan(frozenset(graph.modules), frozenset(scan.statements_of(graph)))
