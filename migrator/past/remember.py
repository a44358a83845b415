"""From a dead name to where it lives now: lost in one commit, it became something else, which may have been lost in a later one.

What is followed ends where something resolves in the model of today, where it came from outside, or where nothing took its place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from migrator.facts.cache import FactsCache
from migrator.git.door import Repository
from migrator.git.history import subjects
from migrator.git.state import shallow_boundary
from migrator.model.model import Model
from migrator.past.became import Became
from migrator.past.contents import Contents
from migrator.past.losses import find_losses
from migrator.past.search import Fate, Search
from migrator.past.values import Loss, Remembered, Step, Target, commit_said
from migrator.past.walk import MOST, Line
from migrator.source.blob_cache import BlobCache
from migrator.source.values import Tree

_MOST_STEPS = 12
"""How often a thing is followed from one place to the next."""


class Past:
    """The history of one repository, asked for names that are gone. Safe to ask again: what was found is kept.

    Args:
        repo: The repository.
        cache: Facts by content, kept between runs.
        blobs: Contents to share with the trees.
    """

    def __init__(
        self, repo: Repository, *, cache: FactsCache | None = None, blobs: BlobCache | None = None
    ) -> None:
        self.repo = repo
        self.line = Line(repo)
        self.contents = Contents(repo, cache, blobs or BlobCache())
        self._boundary = shallow_boundary(repo)
        self._losses: dict[tuple[str, Target, tuple[str, ...]], Loss | None] = {}
        self._steps: dict[tuple[Target, Loss, tuple[str, ...]], tuple[Step, ...]] = {}

    def before(self, commit: str) -> "PastOfCommit":
        """What was there up to a commit."""
        boundary = shallow_boundary(self.repo)
        if boundary != self._boundary:  # the clone was deepened, or cut, meanwhile
            self.line, self._boundary = Line(self.repo), boundary
            self._losses.clear()
        return PastOfCommit(self, commit)

    def losses(self, tip: str, things: Sequence[Target], roots: tuple[str, ...]) -> Mapping[Target, Loss]:
        """When things were lost, for those that were there once."""
        unknown = [thing for thing in things if (tip, thing, roots) not in self._losses]
        if unknown:
            found = find_losses(self.line, self.contents, tip, unknown, roots)
            self._losses.update({(tip, thing, roots): found.get(thing) for thing in unknown})
        return {thing: loss for thing in things if (loss := self._losses[tip, thing, roots]) is not None}

    def steps(self, thing: Target, loss: Loss, roots: tuple[str, ...]) -> tuple[Step, ...]:
        """What a thing became when it was lost in a commit."""
        key = thing, loss, roots
        if key not in self._steps:
            self._steps[key] = Became(self.line, self.contents, roots).steps(thing, loss)
        return self._steps[key]

    def limits(self, tip: str) -> Iterator[str]:
        """How far history was looked through, where that is not to its beginning."""
        if self._boundary:
            yield "This clone is shallow: what was there before its first commit is not known (`git fetch --unshallow` brings it)."
        elif self.line.is_bounded(tip):
            yield f"Of history only the last {MOST:,} commits were looked through."
        if self.line.is_damaged:
            yield "Some of this history cannot be read: what was there is not known (`git fsck` says what is missing)."
        if self.contents.missing:
            yield "This clone lacks some contents of its history: what they bound is not known."


@dataclass(frozen=True)
class PastOfCommit:
    """What was there up to a commit, asked for what a tree lacks: that commit's own, or one that is made from it."""

    past: Past
    commit: str

    def remember(self, model: Model, targets: Sequence[Target], tree: Tree) -> Mapping[Target, Remembered]:
        """Where dead names live now, and what became of them."""
        if not targets:
            return {}
        search = Search(self.past, self.commit, model, tree)
        trails = {target: _Trail(target) for target in targets}
        for _ in range(_MOST_STEPS):
            asked = sorted({thing for trail in trails.values() for thing in trail.frontier}, key=str)
            if not asked:
                break
            fates = search.fates(asked)
            for trail in trails.values():
                trail.follow(fates, search)
        for trail in trails.values():
            trail.end(search)
        parents = sorted({trail.loss.parent for trail in trails.values() if trail.loss and trail.loss.parent})
        said = subjects(self.past.repo, parents)
        limits = tuple(self.past.limits(self.commit))
        return {target: trail.remembered(said, limits) for target, trail in trails.items()}


@dataclass
class _Trail:
    """One dead name and what it was followed to."""

    origin: Target
    frontier: list[Target] = field(default_factory=list)
    seen: set[Target] = field(default_factory=set)
    reached: set[Target] = field(default_factory=set)
    loss: Loss | None = None
    said: list[str] = field(default_factory=list)
    is_sure: bool = True

    def __post_init__(self) -> None:
        self.frontier = [self.origin]
        self.seen = {self.origin}

    def follow(self, fates: Mapping[Target, Fate], search: Search) -> None:
        """One step further from every end."""
        ends, self.frontier = self.frontier, []
        for thing in ends:
            fate = fates[thing]
            self.loss = self.loss or fate.loss
            for step in fate.steps:
                self._take(step, search)
            if fate.loss is not None and not fate.steps:
                self.said.append(
                    f"{fate.loss.by} removed {thing}, and nothing that came with it is the same."
                )

    def _take(self, step: Step, search: Search) -> None:
        self.said.append(step.how)
        if step.target in self.seen:
            return
        self.is_sure &= step.is_sure
        self.seen.add(step.target)
        if not search.is_ours(step.target):
            self.said.append(f"{step.target} is no part of this repository.")
            return
        now = search.now(step.target, self.origin)
        if now is None:
            self.frontier.append(step.target)
        elif now != self.origin:
            self.reached.add(now)

    def end(self, search: Search) -> None:
        """Where nothing was reached, look for what does the same."""
        if not self.reached:
            for twin in search.of_same_body(self.origin, self.loss):
                self.reached.add(twin)
                self.said.append(f"{twin} has the same body.")

    def remembered(self, subject_of: Mapping[str, str], limits: Sequence[str]) -> Remembered:
        """The answer, in words too."""
        parent = self.loss.parent if self.loss is not None else ""
        last = f"It last resolved in {commit_said(parent, subject_of.get(parent, ''))}." if parent else ""
        return Remembered(
            candidates=tuple(sorted(self.reached, key=str)),
            was_there=self.loss is not None,
            is_sure=self.is_sure,
            said=tuple(dict.fromkeys(filter(None, (last, *self.said, *(() if self.loss else limits))))),
        )
