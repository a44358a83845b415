"""The acts of a campaign: land, undo, keep, follow, push. Each looks at the repository anew, and each can be taken back."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from migrator.batches.message import subject, trailers
from migrator.batches.values import Batch, Decision
from migrator.campaign.beside import land_beside_others
from migrator.campaign.campaign import Campaign, speakable
from migrator.campaign.review import Review, tests_of, writes_of
from migrator.campaign.snapshot import Place
from migrator.errors import (
    BatchRefusedError,
    MigratorError,
    MovedTooOftenError,
    NothingToDoError,
    RefusedError,
    UsageError,
)
from migrator.git.history import commits
from migrator.git.refs import read_ref
from migrator.landing.checks import known_results, run_checks
from migrator.landing.follow import follow
from migrator.landing.journal import unfinished
from migrator.landing.land import land
from migrator.landing.push import push
from migrator.landing.recover import recover
from migrator.landing.trust import commands_hash, is_trusted, trust
from migrator.landing.values import CheckResult, FileWrite, Landed, LandingRequest
from migrator.plan.values import Finds, Keep
from migrator.plan.write import add_keep
from migrator.progress.history import CampaignCommit, CommitState, campaign_history, campaign_start
from migrator.progress.measures import PhaseProgress, campaign_progress
from migrator.recipes.values import Left
from migrator.records.values import RECORD_SCHEMA, Record
from migrator.records.write import render_record

STATIC_ONLY = frozenset({Finds.DEAD_IMPORTS, Finds.IMPORT_PATHS})
"""Phases whose batches may land where the base's own checks cannot run at all."""


_PASSED_OVER = BatchRefusedError | NothingToDoError | MovedTooOftenError
"""What is about one batch and says nothing of the next."""


@dataclass(frozen=True)
class Outcome:
    """What came of landing several batches."""

    landed: tuple[Landed, ...]
    left: tuple[Left, ...]
    refused: tuple[tuple[str, MigratorError], ...]


@dataclass(frozen=True)
class Undoing:
    """What taking a batch back would land: which batch, its commit, and the request without the files that go back."""

    batch: str
    commit: str
    request: LandingRequest


@dataclass
class Acts:
    """What changes a campaign. One at a time: the landing room holds an OS lock."""

    campaign: Campaign
    trusted: str = ""
    cancelled: threading.Event = field(default_factory=threading.Event)
    accept_flaky: bool = False
    """A check that is red and then green on the same tree does not stop a batch."""

    def land(self, batch_id: str, *, approve_all: bool = False) -> tuple[Landed, Review]:
        """Verify a batch and commit it.

        Args:
            batch_id: A proposed batch.
            approve_all: Hunks that nobody has decided on are approved with it; else they are left out.

        Raises:
            RefusedError: Nothing is approved, a proof does not hold, the plan is not committed, the repository is in no state to land on.
        """
        campaign = self.campaign
        landed, review = land_beside_others(
            campaign, lambda: self.verified(batch_id, approve_all=approve_all), self.cancelled
        )
        campaign.decisions.forget(review.whole.batch.id)
        return landed, review

    def land_all(
        self,
        *,
        phases: Sequence[str] = (),
        batches: Sequence[str] = (),
        told: Callable[[Landed], None] | None = None,
    ) -> Outcome:
        """Land batch after batch, planned anew after each, until none is left that can land.

        A batch that cannot land by itself is reported and passed over. Whatever else goes wrong (a check is red, a hook refuses, nobody confirmed
        the commands) is reported and ends it: what landed before stays, what comes after is not touched.
        """
        landed: list[Landed] = []
        left: list[Left] = []
        refused: dict[str, MigratorError] = {}
        done: set[str] = set()
        while (batch := self._next(phases, batches, done)) is not None:
            done.add(batch.id)
            try:
                result, review = self.land(batch.id, approve_all=True)
            except MigratorError as error:
                refused[batch.id] = error
                if isinstance(error, _PASSED_OVER) and not self.cancelled.is_set():
                    continue
                break
            landed.append(result)
            left.extend(review.approved.left)
            if told is not None:
                told(result)
        return Outcome(tuple(landed), tuple(dict.fromkeys(left)), tuple(refused.items()))

    def undoing(self, batch_id: str) -> Undoing:
        """What taking a landed batch back would land; the last batch where none is named."""
        campaign = self.campaign
        place = expect_landable(campaign.place())
        target = self._undoable(batch_id)
        record = target.record
        if record is None:
            raise RefusedError(
                f"Commit {target.commit.sha[:10]} has no record", hint="undo it with git revert"
            )
        undone_by = Record(
            schema=RECORD_SCHEMA,
            id=_free(f"{record.id}-undo", {known.id for known in campaign.analysis().records}),
            campaign=place.plan.name,
            phase=record.phase,
            title=f"Undo: {record.title}",
            recipes=(),
            closed=(),
            undoes=record.id,
        )
        message = f"{subject(undone_by.title)}\n\nTakes back {target.commit.sha}\n\n{trailers(place.plan, record.phase, undone_by.id)}\n"
        request = self._plain_request(place, undone_by, message, checks=True)
        return Undoing(record.id, target.commit.sha, request)

    def keep(self, finding_id: str, reason: str, *, owner: str = "") -> Landed:
        """Record the decision to leave a finding, as a commit of its own on the campaign's branch."""
        campaign = self.campaign
        place = expect_landable(campaign.place())
        if not reason.strip():
            raise UsageError("A keep needs a reason", hint="--reason TEXT")
        if not place.plan.path:
            raise RefusedError(
                "There is no plan to keep the decision in", hint="write one with `migrator init`"
            )
        reason = speakable(reason)
        finding, state = campaign.finding(finding_id)
        keep = Keep(finding=finding.id, reason=reason, owner=owner, content=campaign.content_of(finding))
        text = add_keep(place.tree.read(place.plan.path).decode("utf-8"), state.phase.id, keep)
        message = (
            f"{subject(f'Keep {finding.id}')}\n\n{reason}\n\n{trailers(place.plan, state.phase.id, 'keep')}\n"
        )
        request = self._request_for(place, "keep", (FileWrite(place.plan.path, text.encode()),), message)
        return land(campaign.repo, request, campaign.listener.landing, self.cancelled)

    def follow(self) -> str:
        """Bring the checkout that has the campaign's branch checked out up to the tip. Says what was done."""
        plan = self.campaign.place().plan
        return follow(self.campaign.repo, plan.name, plan.branch)

    def recover(self, *, dry_run: bool = False) -> tuple[str, ...]:
        """Finish or take back what a crash interrupted; says what was done, or with ``dry_run`` what is unfinished."""
        if dry_run:
            return tuple(
                f"unfinished: {steps[0].event} ({', '.join(f'{key} {value}' for key, value in steps[0].facts.items())})"
                for steps in unfinished(self.campaign.repo)
            )
        return recover(self.campaign.repo)

    def push(self) -> str:
        """Push the campaign's branch to the plan's remote; fast-forward only. Says what was done."""
        place = self.campaign.place()
        plan = place.plan
        if not plan.remote:
            raise RefusedError("The plan names no remote", hint='add remote = "origin" under [campaign]')
        if not place.tip_ref:
            raise RefusedError("Nothing has landed yet, so there is nothing to push")
        return push(self.campaign.repo, place.commit, plan.branch, plan.remote)

    def untrusted(self) -> tuple[str, Sequence[Sequence[str]]]:
        """The hash and the commands of the plan that nobody has confirmed here yet; no commands where all are."""
        plan = self.campaign.place().plan
        digest = commands_hash(plan.checks, plan.formats)
        if (
            (not plan.checks and not plan.formats)
            or self.trusted == digest
            or is_trusted(self.campaign.repo, digest)
        ):
            return digest, ()
        return digest, (*(check.words for check in plan.checks), *(command.run for command in plan.formats))

    def confirm_trust(self) -> None:
        """The user has seen the plan's commands and lets them run."""
        plan = self.campaign.place().plan
        trust(self.campaign.repo, commands_hash(plan.checks, plan.formats))

    def check_results(self) -> tuple[CheckResult, ...]:
        """What is known of the checks at the tip, without running them."""
        place = self.campaign.place()
        return (
            known_results(self.campaign.repo, place.tree.identity, place.plan.checks) if place.commit else ()
        )

    def checks_at(self, tree: str) -> tuple[CheckResult, ...]:
        """What is known of the plan's checks on a commit's tree, without running them."""
        return known_results(self.campaign.repo, tree, self.campaign.place().plan.checks)

    def run_checks(self) -> tuple[CheckResult, ...]:
        """Run the plan's checks on the tip."""
        place = expect_landable(self.campaign.place())
        return run_checks(
            self.campaign.repo,
            place.commit,
            place.plan.checks,
            self.campaign.listener.landing,
            trusted=self.trusted,
            cancelled=self.cancelled,
        )

    def history(self, limit: int | None = None) -> tuple[CampaignCommit, ...]:
        """The campaign's commits, newest first."""
        place = self.campaign.place()
        if not place.commit:
            return ()
        return campaign_history(
            self.campaign.repo, place.commit, self.campaign.analysis().records, limit=limit
        )

    def pushed_commits(self) -> frozenset[str]:
        """The campaign's commits that the remote-tracking branch has."""
        place = self.campaign.place()
        remote = read_ref(self.campaign.repo, f"refs/remotes/{place.plan.remote}/{place.plan.branch}")
        if remote is None or not place.commit:
            return frozenset()
        behind = {entry.commit.sha for entry in self.history()}
        ahead = commits(self.campaign.repo, f"{remote}..{place.commit}")
        return frozenset(behind - {commit.sha for commit in ahead})

    def measures_at(self, commit: str) -> dict[str, int]:
        """Phase id to its measure in the tree of a commit, under the plan of that tree."""
        analysis = self.campaign.analysis_of(commit)
        return {state.phase.id: state.measure.value for state in analysis.phases}

    def progress(self) -> tuple[PhaseProgress, ...]:
        """Each phase from the campaign's start to now; now against now where nothing has landed."""
        now = self.campaign.analysis()
        place = self.campaign.place()
        start = campaign_start(self.campaign.repo, place.commit) if place.commit else None
        return campaign_progress(self.campaign.analysis_of(start) if start else now, now)

    def request(self, batch: str, writes: tuple[FileWrite, ...], message: str) -> LandingRequest:
        """A landing of these files with the plan's checks. Raises RefusedError where nothing can land."""
        return self._request_for(expect_landable(self.campaign.place()), batch, writes, message, checks=True)

    def request_of(self, review: Review) -> LandingRequest:
        """A review as it would land. To be used inside `looking`."""
        return self._request(expect_landable(self.campaign.place()), review.whole.batch, review)

    def verified(self, batch_id: str, *, approve_all: bool) -> tuple[Review, LandingRequest]:
        """A batch that may land, as it would land. To be used inside `looking`.

        Raises:
            BatchRefusedError: It cannot be planned, or a proof does not hold.
            RefusedError: Nothing of it, or not all that it needs, is approved.
        """
        campaign = self.campaign
        place = expect_landable(campaign.place())
        batch = campaign.batch(batch_id)
        if not approve_all:
            _expect_approval(campaign, batch)
        review = campaign.review(batch.id, undecided=approve_all)
        if review.refused:
            raise BatchRefusedError(
                f"Batch {batch.id} cannot land", review.refused, hint=f"`migrator show {batch.id}`"
            )
        return review, self._request(place, batch, review)

    def _next(self, phases: Iterable[str], batches: Iterable[str], done: set[str]) -> Batch | None:
        wanted_phases, wanted = set(phases), set(batches)
        with self.campaign.looking():
            return next(
                (
                    batch
                    for batch in self.campaign.proposals()
                    if batch.id not in done
                    and (not wanted_phases or batch.phase in wanted_phases)
                    and (not wanted or batch.id in wanted)
                ),
                None,
            )

    def _undoable(self, batch_id: str) -> CampaignCommit:
        landed = [
            entry
            for entry in self.history()
            if entry.state is CommitState.LANDED and entry.record is not None
        ]
        if not batch_id and landed:
            return landed[0]
        found = [
            entry for entry in landed if entry.record is not None and entry.record.id.startswith(batch_id)
        ]
        if len(found) == 1 or (found and found[0].record is not None and found[0].record.id == batch_id):
            return found[0]
        raise RefusedError(
            f"No landed batch {batch_id}".rstrip() if batch_id else "Nothing has landed that could be undone",
            hint="`migrator history` lists what has landed",
        )

    def _request(self, place: Place, batch: Batch, review: Review) -> LandingRequest:
        state = self.campaign.analysis().phase(batch.phase)
        static_only = state is not None and state.phase.finds in STATIC_ONLY
        writes = writes_of(self.campaign.analysis(), review)
        request = self._request_for(
            place, review.record.id, writes, review.message, checks=True, static_only=static_only
        )
        return msgspec.structs.replace(request, affected=tests_of(self.campaign.analysis(), review))

    def _plain_request(self, place: Place, record: Record, message: str, *, checks: bool) -> LandingRequest:
        return self._request_for(
            place,
            record.id,
            (FileWrite(record.path, render_record(record)),),
            message,
            checks=checks,
            static_only=True,
        )

    def _request_for(  # noqa: PLR0913  the parts of one request
        self,
        place: Place,
        batch: str,
        writes: tuple[FileWrite, ...],
        message: str,
        *,
        checks: bool = False,
        static_only: bool = False,
    ) -> LandingRequest:
        plan = place.plan
        return LandingRequest(
            campaign=plan.name,
            branch=plan.branch,
            base=place.commit,
            batch=batch,
            writes=writes,
            message=message,
            checks=plan.checks if checks else (),
            formats=plan.formats if checks else (),
            follow=plan.follow,
            static_only=static_only,
            trusted=self.trusted,
            accept_flaky=self.accept_flaky,
        )


def expect_landable(place: Place) -> Place:
    """Refuse where there is no commit with the plan in it. Raises `RefusedError`."""
    if not place.commit:
        raise RefusedError("There is no commit to land on", hint="commit the repository first")
    if not place.is_committed:
        raise RefusedError(
            f"The plan {place.plan.path} is not committed",
            "A tree is changed under the plan that is in it.",
            hint=f"git add {place.plan.path} && git commit",
        )
    return place


def _expect_approval(campaign: Campaign, batch: Batch) -> None:
    """What nobody approved does not land, and a batch does not land without what it needs."""
    hunks = campaign.review(batch.id, prove_it=False).whole.hunks
    decisions = {hunk.decision for hunk in hunks}
    if decisions == {Decision.REJECTED}:
        raise NothingToDoError(f"Batch {batch.id} was rejected: there is nothing to land")
    if Decision.APPROVED not in decisions:
        raise RefusedError(
            f"Nothing of batch {batch.id} is approved", hint="approve it, or some of its hunks"
        )
    needed = [hunk for hunk in hunks if hunk.decision is Decision.OPEN and not hunk.optional]
    if needed:
        raise RefusedError(
            f"Batch {batch.id} is not approved in all that it needs",
            "\n".join(f"  {hunk.path}:{hunk.line} {hunk.shape}" for hunk in needed),
            hint="approve these hunks too, or the whole batch",
        )


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}{number}", number + 1
    return name
