"""A command: the cycles of real packages and the cuts that open them, as a table in Markdown, with grimp's nomination beside it.

    python -m bench.cuts                         the sample, and the packages of the table in docs/findings-on-real-packages.md
    python -m bench.cuts flask==3.1.3            any others
    python -m bench.cuts --listed django==5.2.8  and each cut with the way in which it can be made

It downloads each package with pip, without dependencies, into a temporary folder, and imports none of them. grimp is asked for every package that has
children, on the graph of imports that run at import time: it makes the children of one package acyclic at a time.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.oracles.installing import install_alone, packages_in
from bench.oracles.models import model_of
from bench.oracles.sources import Sources, read_sources
from migrator.facts.values import Colour
from migrator.findings.context import DetectContext, Detection
from migrator.findings.digraph import CyclicCore, Edge
from migrator.findings.import_cycles import find_import_cycles
from migrator.findings.values import Cut, CutKind, CycleEdge
from migrator.model.model import Model
from migrator.model.values import Defined, IsModule
from migrator.plan.values import Finds, Phase

SAMPLE = Path(__file__).parent.parent / "sample_repo"
REQUIREMENTS = ("django==5.2.8", "sympy==1.14.0", "sqlalchemy==2.1.9", "celery==5.7.0")
_PHASE = Phase(id="cycles", title="Cycles", finds=Finds.IMPORT_CYCLES)
_COLOURS = (
    (Colour.IMPORT_TIME,),
    (Colour.IMPORT_TIME, Colour.DEFERRED),
    (Colour.IMPORT_TIME, Colour.DEFERRED, Colour.TYPING),
)
_MOST_STEPS_SHOWN = 6
_HEAD = """\
| package | modules | in cycles at import time / with deferred / with typing | imports in cycles | cuts | modules left in cycles after each cut \
| ways of the cuts | left in cycles when made so | fails from | grimp: imports nominated, modules left | seconds, ours / grimp's |
|---|---:|---:|---:|---:|---|---|---:|---:|---:|---:|"""


@dataclass(frozen=True)
class Row:
    """What was found in one package.

    Attributes:
        in_cycles: Modules in components, by number of colours.
        edges: Imports inside components at import time.
        cuts: The cut set, in the order in which it frees most, each with the modules left in cycles.
        ways: By cut, the cheapest way in which it can be made; none where there is no mechanical one.
        fails: Entry modules that fail because of a cycle.
        nominated: What grimp would remove.
        left: Modules in cycles without it.
        left_so: Modules in cycles when names are imported from their definitions where that is how an import is cut.
    """

    name: str
    modules: int
    in_cycles: tuple[int, ...]
    edges: int
    cuts: tuple[tuple[Edge, int], ...]
    ways: Mapping[Edge, Cut]
    fails: int
    seconds: float
    nominated: int
    left: int
    grimp_seconds: float
    left_so: int

    def __str__(self) -> str:
        left = [str(self.in_cycles[0]), *(str(number) for _, number in self.cuts[:_MOST_STEPS_SHOWN])]
        more = ["…", str(self.cuts[-1][1])] if len(self.cuts) > _MOST_STEPS_SHOWN else []
        kinds = [self.ways[edge].kind.value if edge in self.ways else "by hand" for edge, _ in self.cuts]
        ways = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(sorted(kinds)))
        cells = (
            self.name,
            f"{self.modules:,}",
            " / ".join(map(str, self.in_cycles)),
            str(self.edges),
            str(len(self.cuts)),
            ", ".join([*left, *more]),
            ways or "none",
            str(self.left_so),
            str(self.fails),
            f"{self.nominated}, {self.left}",
            f"{self.seconds:.1f} / {self.grimp_seconds:.1f}",
        )
        return f"| {' | '.join(cells)} |"


def main(arguments: list[str]) -> int:
    """Print a row for each package."""
    parser = argparse.ArgumentParser(prog="python -m bench.cuts", description="Cycles of real packages.")
    parser.add_argument("requirements", nargs="*", metavar="NAME==VERSION")
    parser.add_argument("--listed", action="store_true", help="each cut with the way in which it can be made")
    chosen = parser.parse_args(arguments)
    print(_HEAD)
    rows: list[Row] = []
    for name, sources, packages in _asked_for(chosen.requirements):
        rows.append(row(name, sources, packages))
        print(rows[-1], flush=True)
    for found in rows if chosen.listed else ():
        print("\n".join(listed(found)))
    return 0


def _asked_for(requirements: Sequence[str]) -> Iterator[tuple[str, Sources, tuple[str, ...]]]:
    if not requirements:
        yield "the sample", read_sources(SAMPLE, ["chat_backend"]), ("chat_backend",)
    for requirement in requirements or REQUIREMENTS:
        with tempfile.TemporaryDirectory() as folder:
            install_alone(requirement, Path(folder))
            packages = packages_in(Path(folder))
            yield requirement.replace("==", " "), read_sources(Path(folder), packages), packages


def row(name: str, sources: Sources, packages: Sequence[str]) -> Row:
    """The cycles of one package."""
    model = model_of(sources, packages)
    start = time.perf_counter()
    detection = find_import_cycles(model, _PHASE, DetectContext(read=lambda path: sources.texts[path]))
    seconds = time.perf_counter() - start
    details = [found.detail for found in detection.findings if isinstance(found.detail, CycleEdge)]
    counted = [detail for detail in details if detail.colour is Colour.IMPORT_TIME]
    edges = [(detail.importer, detail.imported) for detail in counted]
    start = time.perf_counter()
    nominated = nominated_by_grimp(model)
    grimp_seconds = time.perf_counter() - start
    core = CyclicCore(edges)
    cuts = proposed(detection)
    ways = {(detail.importer, detail.imported): detail.cuts[0] for detail in counted if detail.cuts}
    return Row(
        name,
        len(model.modules),
        tuple(sum(map(len, model.components(colours))) for colours in _COLOURS),
        len(edges),
        tuple(in_order(core, cuts)),
        ways,
        len({entry for detail in counted for entry in detail.fails_from}),
        seconds,
        len(nominated),
        core.modules_in_cycles(nominated),
        grimp_seconds,
        core.modules_in_cycles(
            cuts, [edge for cut in cuts if cut in ways for edge in instead(model, ways[cut])]
        ),
    )


def proposed(detection: Detection) -> list[Edge]:
    """The cut sets of all components, as the findings say it."""
    return [
        (found.detail.importer, found.detail.imported)
        for found in detection.findings
        if isinstance(found.detail, CycleEdge)
        and any("this import is one of them" in said for said in found.evidence)
    ]


def instead(model: Model, cut: Cut) -> Iterator[Edge]:
    """The imports that are written where names are taken from their definitions."""
    for name in cut.names if cut.kind is CutKind.DEFINITION else ():
        meaning = model.resolve(cut.imported, name)
        if isinstance(meaning, Defined | IsModule):
            yield cut.importer, meaning.symbol.module if isinstance(meaning, Defined) else meaning.module


def in_order(core: CyclicCore, cuts: Sequence[Edge]) -> Iterator[tuple[Edge, int]]:
    """The cuts, each time the one that leaves fewest modules in cycles, with that number."""
    left, gone = list(cuts), list[Edge]()
    while left:
        number, best = min((core.modules_in_cycles([*gone, cut]), cut) for cut in left)
        left.remove(best)
        gone.append(best)
        yield best, number


def nominated_by_grimp(model: Model) -> frozenset[Edge]:
    """The imports whose removal makes the children of every package acyclic, as grimp proposes them."""
    graph = model.import_graph([Colour.IMPORT_TIME])
    parents = sorted(name for name in graph.modules if graph.find_children(name))
    return frozenset(edge for parent in parents for edge in graph.nominate_cycle_breakers(parent))


def listed(found: Row) -> Iterator[str]:
    """Each cut in words."""
    yield f"\n{found.name}\n"
    for (importer, imported), left in found.cuts:
        cut = found.ways.get((importer, imported))
        how = f"{cut.kind.value}: {cut.reason}" if cut is not None else "no mechanical way"
        yield f"* {importer} -> {imported}, {left} left; {how}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
