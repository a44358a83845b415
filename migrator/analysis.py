"""Tree and plan to model and findings: the one analysis that every question is answered from.

The same code analyses a commit, the working tree and an overlay, and this is what makes the rest simple: the effect of a batch is the
analysis of its overlay. An earlier analysis saves work and changes no result: facts of files whose content is unchanged are taken over, and of
names, graph and findings what was made of nothing that changed.
"""

import gc
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from migrator.errors import CancelledError
from migrator.facts.cache import FactsCache
from migrator.facts.values import Facts, Problem
from migrator.facts.workers import collect_facts
from migrator.findings.context import DetectContext, Detection, Standing
from migrator.findings.detectors import detect
from migrator.findings.keeps import split_keeps
from migrator.findings.values import Finding, Measure
from migrator.model.build import link
from migrator.model.model import Model
from migrator.model.modules import ModuleTable, module_table
from migrator.model.values import Symbol
from migrator.past.remember import PastOfCommit
from migrator.plan.values import Finds, Keep, Phase, Plan
from migrator.plugins.loading import NO_PLUGINS, Plugins
from migrator.records.read import declared_shims, read_records, renames
from migrator.records.values import Record
from migrator.source.ignored import ignored_in
from migrator.source.trees import can_change
from migrator.source.values import Tree

BROKEN = Phase(id="broken-now", title="Broken now", finds=Finds.DEAD_IMPORTS)
"""What does not resolve is always looked for, whether a phase is about it or not."""


class Stage(NamedTuple):
    """Where an analysis is; ``total`` is 0 where nothing is counted."""

    title: str
    done: int = 0
    total: int = 0
    is_last: bool = False


ReportProgress = Callable[[Stage], None]


@dataclass(frozen=True)
class PhaseState:
    """What remains in one phase.

    Attributes:
        remaining: Open findings that count towards the measure.
        beside: Findings that are shown but not counted (deferred cycles, things for review).
        kept: Findings that people decided to leave, with the keep.
        stale_keeps: Keeps that name nothing any more, or whose content changed.
    """

    phase: Phase
    measure: Measure
    remaining: tuple[Finding, ...]
    beside: tuple[Finding, ...]
    kept: tuple[tuple[Finding, Keep], ...]
    stale_keeps: tuple[Keep, ...]
    memory: object = field(default=None, repr=False, compare=False)
    """What the phase's detector takes over when it looks again."""

    @property
    def is_done(self) -> bool:
        """Nothing is left that is not kept."""
        return not self.remaining

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Remaining ones first, then those beside, then the kept."""
        return self.remaining + self.beside + tuple(finding for finding, _ in self.kept)


@dataclass(frozen=True)
class Analysis:
    """What is true of one tree under one plan."""

    tree: Tree
    plan: Plan
    table: ModuleTable
    model: Model
    problems: tuple[Problem, ...]
    blobs: Mapping[str, str]
    """Content id of every analysed file."""
    records: tuple[Record, ...]
    phases: tuple[PhaseState, ...]
    broken: Detection
    notes: tuple[str, ...] = ()
    standing: Standing = field(default_factory=Standing)
    plugins: Plugins = NO_PLUGINS
    past: PastOfCommit | None = field(default=None, repr=False, compare=False)
    """What was there before: asked for what does not resolve."""

    def phase(self, phase_id: str) -> PhaseState | None:
        """The state of the phase of that id."""
        return next((state for state in self.phases if state.phase.id == phase_id), None)

    def finding(self, finding_id: str) -> tuple[Finding, PhaseState] | None:
        """The finding of that id, with its phase."""
        for state in self.phases:
            for finding in state.findings:
                if finding.id == finding_id:
                    return finding, state
        return None


def analyse(  # noqa: PLR0913  what an analysis may take over, each by keyword
    tree: Tree,
    plan: Plan,
    *,
    cache: FactsCache | None = None,
    previous: Analysis | None = None,
    progress: ReportProgress | None = None,
    standing: Standing | None = None,
    plugins: Plugins = NO_PLUGINS,
    past: PastOfCommit | None = None,
    pending_renames: Iterable[tuple[Symbol, Symbol]] = (),
    executor: Executor | None = None,
    cancelled: threading.Event | None = None,
) -> Analysis:
    """Analyse a tree under a plan.

    Args:
        tree: A commit, the working tree, or either with edits on top.
        plan: The plan that is in that tree, or a default one.
        cache: Facts by content, kept between runs.
        previous: An analysis whose facts are taken over where the content is the same.
        progress: Told at each stage, and while files are parsed.
        standing: How the campaign stands beside the tree.
        plugins: Those that phases may ask.
        past: History up to the commit that the tree is of, or is made from; without it, it is not asked what became of dead names.
        pending_renames: Old and new names of edits on top of the tree, which no record in it says yet: keeps follow them.
        executor: Reads files instead of our own worker processes: threads, processes, a cluster.
        cancelled: Set to stop.

    Raises:
        CancelledError: It was stopped; what was read is in the cache.
    """
    told = _Told(progress or (lambda _: None), cancelled or threading.Event())
    with _no_garbage_collection():
        table, earlier = _table(tree, plan, previous)
        reader = _Reader(tree, cache, executor, told)
        facts, problems, blobs = reader.facts(table.files, previous)
        told.now("linking modules")
        model = link(table, facts, problems, plan.packages, earlier=earlier, ignored=ignored_in(tree))
        records, notes = read_records(tree)
        standing = standing or Standing(checks=tuple(check.name for check in plan.checks))
        context = DetectContext(
            declared_shims=declared_shims(records),
            renames=renames(records, pending_renames),
            read=tree.read,
            remember=None if past is None else partial(past.remember, tree=tree),
            read_again=partial(reader.text, blobs),
            can_change=can_change(tree),
            standing=standing,
            plugins=plugins,
        )
        gc.freeze()  # whoever leaves circles behind and calls the collector need not wait until it has looked at all facts
        phases, broken = _detected(model, plan, context, previous, told)
        told.now("analysed", is_last=True)
        return Analysis(
            tree=tree,
            plan=plan,
            table=table,
            model=model,
            problems=problems,
            blobs=blobs,
            records=records,
            phases=phases,
            broken=broken,
            notes=notes,
            standing=standing,
            plugins=plugins,
            past=past,
        )


@dataclass(frozen=True)
class _Reader:
    """Reads files of a tree, only what is not known."""

    tree: Tree
    cache: FactsCache | None
    executor: Executor | None
    told: "_Told"

    def facts(
        self, files: tuple[str, ...], previous: Analysis | None
    ) -> tuple[Mapping[str, Facts], tuple[Problem, ...], Mapping[str, str]]:
        """The facts of files, by path; why some have none; and their blobs."""
        known, unread, blobs = _known_readings(self.tree, files, previous)
        fresh, problems = collect_facts(
            self.tree,
            tuple(path for path in files if path not in known and path not in unread),
            cache=self.cache,
            progress=self.told.reading,
            executor=self.executor,
            cancelled=self.told.cancelled,
        )
        every = ((path, fresh.get(path) or known.get(path)) for path in files)
        problems = tuple(sorted((*problems, *unread.values()), key=lambda problem: problem.path))
        return {path: found for path, found in every if found is not None}, problems, blobs

    def text(self, blobs: Mapping[str, str], path: str) -> bytes:
        """The bytes of a file; what was read once is kept by content, between runs as well."""
        blob = blobs.get(path)
        if self.cache is None or blob is None:
            return self.tree.read(path)
        content = self.cache.text(blob)
        if content is None:
            content = self.tree.read(path)
            self.cache.keep_text(blob, content)
        return content


@dataclass(frozen=True)
class _Told:
    """Who is told of progress, and may stop it."""

    progress: ReportProgress
    cancelled: threading.Event

    def reading(self, done: int, total: int) -> None:
        """So many files of so many are read."""
        self.progress(Stage("reading files", done, total))

    def now(self, title: str, *, is_last: bool = False) -> None:
        """A stage begins."""
        if self.cancelled.is_set():
            raise CancelledError(
                "the analysis was stopped", hint="what was read is kept; the next run goes on from there"
            )
        self.progress(Stage(title, is_last=is_last))


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Hold the collector back: an analysis makes millions of values that nothing can be a circle of, and it would look at each again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_enabled:
            gc.enable()


def _table(tree: Tree, plan: Plan, previous: Analysis | None) -> tuple[ModuleTable, Model | None]:
    """What every file is, and the earlier model if its files are the same."""
    paths = tree.entries().keys()
    is_laid_out_the_same = previous is not None and _layout(plan) == _layout(previous.plan)
    if previous is not None and is_laid_out_the_same and paths == previous.tree.entries().keys():
        return previous.table, previous.model
    return module_table(paths, plan), None


def _layout(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """What a plan says of the place of modules."""
    return plan.packages, plan.consumers, plan.exclude, plan.source_roots


def _known_readings(
    tree: Tree, paths: tuple[str, ...], previous: Analysis | None
) -> tuple[dict[str, Facts], dict[str, Problem], dict[str, str]]:
    """Facts of the earlier analysis that still hold, why other files have none, and the content ids known without reading."""
    entries = tree.entries()
    blobs = {path: blob for path in paths if (blob := entries[path].blob) is not None}
    if previous is None:
        return {}, {}, blobs
    same = {path for path, blob in blobs.items() if previous.blobs.get(path) == blob}
    known = {path: facts for path in same if (facts := previous.model.facts.get(path)) is not None}
    unread = {one.path: one for one in previous.problems if one.is_lasting and one.path in same}
    return known, unread, blobs


@dataclass(frozen=True)
class _Memories:
    """What the detectors of an earlier analysis remember, each for an equal phase."""

    earlier: Analysis | None

    def of(self, phase: Phase) -> object:
        """What the phase's detector may take over."""
        if self.earlier is None:
            return None
        if phase is BROKEN:
            return self.earlier.broken.memory
        state = self.earlier.phase(phase.id)
        return state.memory if state is not None and state.phase == phase else None


def _detected(
    model: Model, plan: Plan, context: DetectContext, previous: Analysis | None, told: _Told
) -> tuple[tuple[PhaseState, ...], Detection]:
    """What remains in each phase, and what is broken now."""
    memories = _Memories(previous)
    states: list[PhaseState] = []
    for phase in plan.phases:
        told.now(f"looking for {phase.finds.value}")
        states.append(_phase_state(model, phase, context.after(memories.of(phase))))
    told.now("looking for what is broken")
    return tuple(states), detect(model, BROKEN, context.after(memories.of(BROKEN)))


def _phase_state(model: Model, phase: Phase, context: DetectContext) -> PhaseState:
    detection = detect(model, phase, context)
    open_findings, kept, stale = split_keeps(detection.findings, phase.keeps, context.read, context.renames)
    return PhaseState(
        phase=phase,
        measure=detection.measure,
        remaining=tuple(finding for finding in open_findings if finding.counts),
        beside=tuple(finding for finding in open_findings if not finding.counts),
        kept=kept,
        stale_keeps=stale,
        memory=detection.memory,
    )
