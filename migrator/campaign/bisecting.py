"""What of a red batch breaks it, so that the rest can land.

Only optional hunks can be left out; what is inseparable stays together. Shapes are tried first, then files, then single hunks. Every candidate is planned
anew around what it leaves out and proved, before a check is run on it; what is known of a tree is never run again, and there is a bound on the runs.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from migrator.batches.isolate import smallest_breaking
from migrator.batches.review import content_digest
from migrator.batches.values import Batch, Decision, Hunk, Shape
from migrator.campaign.acts import Acts
from migrator.campaign.review import DecidedHunks, Review, open_review
from migrator.errors import FlakyCheckError, RefMovedError
from migrator.landing.judging import is_good, verify
from migrator.landing.values import CheckResult, LandingRequest, Step

RUNS = 24
"""How often the checks are run at the most: enough for one culprit among some hundred hunks."""

_Subset = tuple[str, ...]


class Breaks(StrEnum):
    """What a bisection found."""

    NOTHING = "nothing"
    """The checks have nothing against the batch."""
    NEEDED = "needed"
    """What the batch cannot be without."""
    PART = "part"
    """Hunks that can be left out."""


class Rest(StrEnum):
    """What is known of the batch without what breaks it."""

    GREEN = "green"
    RED = "red"
    REFUSED = "refused"
    """It cannot land by itself: a proof does not hold, or nothing is left."""
    UNKNOWN = "unknown"
    """The runs were used up."""


class Culprit(msgspec.Struct, frozen=True):
    """A shape, a file or a hunk that breaks a batch, as it is named to leave it out."""

    kind: str
    """``shape``, ``file`` or ``hunk``."""
    key: str
    title: str
    hunks: tuple[Hunk, ...]


class Bisected(msgspec.Struct, frozen=True):
    """What breaks a batch."""

    batch: Batch
    breaks: Breaks
    culprits: tuple[Culprit, ...]
    rest: Rest
    runs: int
    at_most: int
    checks: tuple[CheckResult, ...]
    """Those that are red on the whole batch, or on what is needed of it."""
    why: str = ""
    """Why the rest is refused."""

    @property
    def is_exhausted(self) -> bool:
        """Whether it stopped because the runs were used up: less may be to blame than what is named."""
        return self.runs >= self.at_most


def bisect(acts: Acts, batch_id: str, *, at_most: int = RUNS) -> Bisected:
    """Find what of a batch breaks the plan's checks. Nothing is decided, and nothing lands.

    Args:
        acts: Cancelled as a landing is; its listener hears of every candidate.
        batch_id: A proposed batch; what was rejected of it stays out.
        at_most: How often the checks may be run.

    Raises:
        BatchRefusedError: The whole of it cannot be planned or proved.
        FlakyCheckError: The check that fails is green a moment later.
        CancelledError: The user stopped it.
    """
    with acts.campaign.looking():
        search = _Search.of(acts, batch_id, at_most)
    if not search.bad:
        return search.found(Breaks.NOTHING, ())
    if search.needed and search.breaks(()):
        return search.found(Breaks.NEEDED, ())
    culprits: _Subset = ()
    while True:
        left = tuple(key for key in search.optional if key not in culprits)
        culprits += search.narrowed(left)
        rest = tuple(key for key in search.optional if key not in culprits)
        if not search.breaks(rest) or not rest or search.is_exhausted:
            # Where all that can be left out may not be left out together, it is as needed as the rest.
            is_needed = not rest and search.needed and search.refuses(rest)
            return search.found(Breaks.NEEDED, ()) if is_needed else search.found(Breaks.PART, culprits)


@dataclass
class _Search:
    """One bisection on its way. The tree that it began on is the one it is about."""

    acts: Acts
    at_most: int
    review: Review
    request: LandingRequest
    """Of the whole batch: all candidates run the same checks on the same tests."""
    decided: DecidedHunks
    bad: tuple[CheckResult, ...] = ()
    runs: int = 0
    _answers: dict[_Subset, bool | None] = field(default_factory=dict)
    _refusals: dict[_Subset, str] = field(default_factory=dict)

    @classmethod
    def of(cls, acts: Acts, batch_id: str, at_most: int) -> "_Search":
        """Begin: the whole batch is planned, proved and checked."""
        campaign = acts.campaign
        review, request = acts.verified(batch_id, approve_all=True)
        decided = dict(campaign.decisions.decided(review.whole.batch.id))
        search = cls(acts, at_most, review, request, decided)
        search.tell(search.optional)
        results, ran = verify(
            campaign.repo, request, campaign.listener.landing, acts.cancelled, once_more=True
        )
        search.runs += ran
        search.bad = tuple(result for result in results if not is_good(result))
        if search.bad and all(result.flaky for result in search.bad):
            raise FlakyCheckError(
                f"The check '{search.bad[0].name}' is flaky: it failed, and was green on the same tree a moment later",
                search.bad[0].said,
                hint="No part of the batch is to blame for that. Mend the check.",
            )
        search._answers[search.optional] = bool(search.bad)
        return search

    @property
    def optional(self) -> _Subset:
        """What can be left out, in order."""
        return tuple(
            hunk.key
            for hunk in self.review.whole.hunks
            if hunk.optional and hunk.decision is not Decision.REJECTED
        )

    @property
    def needed(self) -> tuple[Hunk, ...]:
        """What cannot be left out."""
        return tuple(hunk for hunk in self.review.whole.hunks if not hunk.optional)

    @property
    def is_exhausted(self) -> bool:
        """Whether no check may be run any more."""
        return self.runs >= self.at_most

    def narrowed(self, keys: _Subset) -> _Subset:
        """The hunks among these that break it: first by shape, then by file, then one by one."""
        by_key = {hunk.key: hunk for hunk in self.review.whole.hunks}
        for sort in (lambda hunk: hunk.shape, lambda hunk: hunk.path, lambda hunk: hunk.key):
            groups = _grouped((by_key[key] for key in keys), sort)
            found = smallest_breaking(groups, lambda some: self.breaks(_joined(some)))
            keys = self._in_order(_joined(found))
        return keys

    def breaks(self, keys: Iterable[str]) -> bool | None:
        """Whether the batch with only these of its optional hunks is red; None where it cannot be, or may not be run any more."""
        wanted = self._in_order(keys)
        if wanted not in self._answers:
            self._answers[wanted] = self._tried(wanted)
        return self._answers[wanted]

    def refuses(self, keys: _Subset) -> bool:
        """Whether the batch with only these cannot be planned or proved."""
        return keys in self._refusals

    def found(self, breaks: Breaks, culprits: _Subset) -> Bisected:
        """The answer."""
        rest = tuple(key for key in self.optional if key not in culprits)
        why, state = "", Rest.UNKNOWN
        if breaks is Breaks.PART:
            why = self._refusals.get(rest, "")
            known = {True: Rest.RED, False: Rest.GREEN, None: Rest.UNKNOWN}[self._answers.get(rest)]
            state = Rest.REFUSED if why else known
        return Bisected(
            batch=self.review.whole.batch,
            breaks=breaks,
            culprits=_named(self.review.whole.hunks, self.review.whole.shapes, culprits),
            rest=state,
            runs=self.runs,
            at_most=self.at_most,
            checks=self.bad,
            why=why,
        )

    def tell(self, keys: Sequence[str]) -> None:
        """What is tried now."""
        title = f"bisect: {len(keys)} of {len(self.optional)} hunks that can be left out, at most {self.at_most} runs"
        self.acts.campaign.listener.landing(Step(title, self.runs, self.at_most))

    def _tried(self, keys: _Subset) -> bool | None:
        campaign, batch = self.acts.campaign, self.review.whole.batch
        if self.is_exhausted:
            return None
        with campaign.undisturbed():
            if campaign.place().commit != self.request.base:
                raise RefMovedError(
                    "The campaign's tip moved during the bisection", hint="Nothing was changed. Bisect again."
                )
            review = open_review(campaign.analysis(), batch, self._without(keys))
            if review.refused:
                self._refusals[keys] = review.refused
                return None
            request = self.acts.request_of(review)
        request = msgspec.structs.replace(request, checks=self.request.checks, affected=self.request.affected)
        self.tell(keys)
        results, ran = verify(
            campaign.repo,
            request,
            campaign.listener.landing,
            self.acts.cancelled,
            only=frozenset(result.name for result in self.bad),
        )
        self.runs += ran
        return not all(map(is_good, results))

    def _without(self, keys: _Subset) -> DecidedHunks:
        """What was decided, and everything else that can be left out rejected."""
        out = (
            hunk
            for hunk in self.review.whole.hunks
            if hunk.optional and hunk.decision is not Decision.REJECTED and hunk.key not in keys
        )
        left = {hunk.key: (content_digest(hunk), Decision.REJECTED, "left out to try") for hunk in out}
        return {**self.decided, **left}

    def _in_order(self, keys: Iterable[str]) -> _Subset:
        wanted = frozenset(keys)
        return tuple(key for key in self.optional if key in wanted)


def _grouped(hunks: Iterable[Hunk], sort: Callable[[Hunk], str]) -> tuple[_Subset, ...]:
    groups: dict[str, list[str]] = {}
    for hunk in hunks:
        groups.setdefault(sort(hunk), []).append(hunk.key)
    return tuple(map(tuple, groups.values()))


def _joined(groups: Iterable[_Subset]) -> _Subset:
    return tuple(key for group in groups for key in group)


def _named(hunks: Sequence[Hunk], shapes: Sequence[Shape], keys: _Subset) -> tuple[Culprit, ...]:
    """What is to blame, said as shortly as it can be left out: whole shapes, whole files, else hunk by hunk."""
    by_key = {hunk.key: hunk for hunk in hunks}
    left, found = dict.fromkeys(keys), []
    for kind, name, title, group in (*_shape_groups(shapes), *_file_groups(hunks)):
        if len(group) > 1 and all(key in left for key in group):
            found.append(Culprit(kind, name, title, tuple(by_key[key] for key in group)))
            for key in group:
                del left[key]
    return (*found, *(Culprit("hunk", key, by_key[key].shape, (by_key[key],)) for key in left))


def _shape_groups(shapes: Sequence[Shape]) -> Iterable[tuple[str, str, str, _Subset]]:
    return (("shape", shape.id, shape.text, shape.hunks) for shape in shapes)


def _file_groups(hunks: Sequence[Hunk]) -> Iterable[tuple[str, str, str, _Subset]]:
    by_path: dict[str, list[str]] = {}
    for hunk in hunks:
        by_path.setdefault(hunk.path, []).append(hunk.key)
    return (("file", path, path, tuple(keys)) for path, keys in by_path.items())
