"""Landing beside others who commit all day: a batch is planned again when the tip has moved, and verified again only where that is needed.

Where the planned change is the same and nobody touched an edited file, its imports or its importers, what the checks proved before still holds: then only the static
proofs are made anew, and the commit says so (``checks@OLD static@TIP``). There is a bound on the tries, so that a batch that everybody works on is reported
and not fought for.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from migrator.analysis import Analysis
from migrator.campaign.campaign import Campaign
from migrator.campaign.review import Review
from migrator.errors import MovedTooOftenError, RefMovedError, StalePlanError, UsageError
from migrator.git.door import Repository
from migrator.git.history import commits
from migrator.git.objects import differences, read_blobs
from migrator.landing.land import TipMovedError, land
from migrator.landing.values import Landed, LandingRequest, Verified
from migrator.records.values import RECORD_FOLDER
from migrator.replay.nearness import around, reaches_anywhere

TRIES = 3
_SHOWN = 10
_PYTHON = (".py", ".pyi")

Plan = Callable[[], tuple[Review, LandingRequest]]
"""Plans and proves the batch on what is there now; asked anew at each try, inside `looking`."""


@dataclass(frozen=True)
class Near:
    """What a change is about: nobody may have touched it where earlier proof is to hold.

    Attributes:
        paths: Edited files, what they import and what imports them.
        words: The last names of edited modules: a file that has none of them imports none of them.
    """

    paths: frozenset[str]
    words: frozenset[bytes]

    def is_apart(self, repo: Repository, old: str, new: str) -> bool:
        """Whether nothing between two commits touched it. What cannot be told counts as touched."""
        changed = differences(repo, old, new)
        for one in changed:
            if (
                one.path in self.paths
                or one.path.startswith(f"{RECORD_FOLDER}/")
                or reaches_anywhere(one.path, is_module=one.path.endswith(_PYTHON))
            ):
                return False
        texts = [one.new_oid for one in changed if one.new_oid is not None and one.path.endswith(_PYTHON)]
        return not any(word in text for _, text in read_blobs(repo, texts) for word in self.words)


def near_of(analysis: Analysis, review: Review) -> Near:
    """What a planned change is about."""
    paths = {change.path for change in review.approved.change_set.files}
    found, words = set(paths), set()
    for model in (analysis.model, *((review.after.model,) if review.after is not None else ())):
        found |= around(model, paths)
        for path in paths:
            module = model.module_at(path)
            if module is not None:
                words.add(module.name.rpartition(".")[2].encode("utf-8", "surrogateescape"))
    return Near(frozenset(found), frozenset(words))


def land_beside_others(campaign: Campaign, plan: Plan, cancelled: threading.Event) -> tuple[Landed, Review]:
    """Land a batch, planned again at each of a few tries where others move the tip.

    Raises:
        MovedTooOftenError: Others moved it at each try, or the batch is no more what it was.
        RefusedError: As `land`.
    """
    bases: list[str] = []
    earlier: _Try | None = None
    while True:
        with campaign.looking():
            now = _planned(campaign, plan, earlier)
        bases.append(now.request.base)
        try:
            landed = land(
                campaign.repo,
                now.request,
                campaign.listener.landing,
                cancelled,
                is_apart=lambda old, new, near=now.near: near.is_apart(campaign.repo, old, new),  # type: ignore[misc]
            )
        except RefMovedError as error:
            if campaign.place().commit == now.request.base:
                raise  # it is not that others committed: planning again would come to the same
            if len(bases) == TRIES:
                raise _too_often(campaign, bases, now.review) from error
            verified = error.verified if isinstance(error, TipMovedError) else now.request.verified
            earlier = _Try(now.review, now.request, now.near, verified)
        else:
            return landed, now.review


@dataclass(frozen=True)
class _Try:
    """A batch as it was planned, and what is proved of it."""

    review: Review
    request: LandingRequest
    near: Near
    verified: Verified | None = None


def _planned(campaign: Campaign, plan: Plan, earlier: "_Try | None") -> _Try:
    try:
        review, request = plan()
    except UsageError as error:
        if earlier is None:
            raise
        raise MovedTooOftenError(
            "The batch is not proposed any more: what others committed changed what it was about", error.title
        ) from error
    now = _Try(review, request, near_of(campaign.analysis(), review))
    if earlier is None or earlier.verified is None or not _is_same(earlier, now):
        return now
    if not earlier.near.is_apart(campaign.repo, earlier.verified.checked_at, request.base):
        return now
    return _Try(review, msgspec.structs.replace(request, verified=earlier.verified), now.near)


def _is_same(earlier: _Try, now: _Try) -> bool:
    """Whether the same edits of the same files are verified by the same commands."""
    one, other = earlier.review.approved.change_set, now.review.approved.change_set
    return one.files == other.files and earlier.request.checks == now.request.checks


def _too_often(campaign: Campaign, bases: list[str], review: Review) -> StalePlanError:
    place = campaign.place()
    between = commits(campaign.repo, f"{bases[0]}..{place.commit}", limit=_SHOWN)
    lines = [f"  {commit.sha[:10]} {commit.subject}" for commit in between]
    return MovedTooOftenError(
        f"Batch {review.whole.batch.id} did not land: others moved the tip at each of {TRIES} tries",
        "\n".join([f"from {bases[0][:10]} to {place.commit[:10]}, among others by:", *lines]),
        hint="Nothing was changed. Land it when fewer commit, or with a faster check.",
    )
