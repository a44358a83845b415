"""One opened campaign: the questions and acts of both front ends.

It holds the last analysis and what was planned on it, and looks at the repository again before every answer: a moved tip or a changed plan
makes a new analysis, which takes over every fact that still holds. Nothing here prints, and nothing here knows a screen.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from migrator.analysis import Analysis, PhaseState, ReportProgress
from migrator.batches.choosing import batch_called
from migrator.batches.decisions import DecisionLog, Entry
from migrator.batches.propose import propose_phase
from migrator.batches.review import content_digest
from migrator.batches.values import Batch, Decision
from migrator.campaign.answers import Answer, Answers
from migrator.campaign.plugging import plugins_of
from migrator.campaign.review import Review, hunks_in, open_review, tree_of
from migrator.campaign.snapshot import Place, analyse_place, find_place, place_of_commit
from migrator.campaign.standing import standing_of
from migrator.errors import UsageError
from migrator.facts.cache import FactsCache
from migrator.findings.context import Standing
from migrator.findings.keeps import finding_digest
from migrator.findings.values import Finding
from migrator.git.door import CommandRun, Repository, open_repository
from migrator.landing.values import LandingEvent
from migrator.past.remember import Past
from migrator.plan.values import Plan
from migrator.plugins.loading import Plugins
from migrator.recipes.planning import why_refused
from migrator.records.intentions import Recipe
from migrator.source.blob_cache import BlobCache
from migrator.source.trees import is_outdated, notes_of

LOOKS = 3
"""How often the working tree is listed for one answer while others change it."""


@dataclass(frozen=True)
class Listener:
    """Who is told what happens; each is called on the thread that does the work."""

    command: Callable[[CommandRun], None] = lambda _: None
    landing: Callable[[LandingEvent], None] = lambda _: None
    analysing: ReportProgress = lambda _stage: None


@dataclass
class Campaign:
    """An opened repository. Reads may come from several threads; the one who acts is the caller's to serialise."""

    repo: Repository
    listener: Listener
    decisions: DecisionLog
    cache: FactsCache | None = None
    answers: Answers | None = None
    working_tree: bool = False
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set to stop an analysis that is under way; whoever sets it clears it again."""
    assumed: Plan | None = None
    """A plan that is looked at as if it were there."""
    blobs: BlobCache = field(default_factory=BlobCache)
    past: Past | None = None
    """The repository's history, for what is gone."""
    _seen: threading.local = field(default_factory=threading.local)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _place: Place | None = None
    _analysis: Analysis | None = None
    _proposing: tuple[list[Batch], Iterator[Batch]] | None = None
    _refusals: dict[Recipe, str] = field(default_factory=dict)
    _others: dict[str, Analysis] = field(default_factory=dict)
    _reviews: dict[tuple[str, bool, bool], tuple[object, Review]] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        listener: Listener | None = None,
        use_cache: bool = True,
        working_tree: bool = False,
    ) -> "Campaign":
        """Open the repository that a folder is in. Raises `NotARepositoryError`."""
        told = listener or Listener()
        repo = open_repository(path, observe=told.command)
        cache, blobs = FactsCache() if use_cache else None, BlobCache()
        return cls(
            repo=repo,
            listener=told,
            decisions=DecisionLog(repo.common_dir / "migrator"),
            cache=cache,
            blobs=blobs,
            past=Past(repo, cache=cache, blobs=blobs),
            answers=Answers() if use_cache else None,
            working_tree=working_tree,
        )

    def under(self, plan: Plan, previous: Analysis | None = None) -> "Campaign":
        """The same repository as if it had this plan, uncommitted: for questions only. ``previous`` gives the facts that are known."""
        other = Campaign(
            self.repo,
            self.listener,
            self.decisions,
            cache=self.cache,
            answers=self.answers,
            working_tree=self.working_tree,
            stopping=self.stopping,
            assumed=plan,
            blobs=self.blobs,
            past=self.past,
        )
        other._analysis = previous
        return other

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look at the repository once for all that this thread asks inside: one answer is about one tree."""
        if getattr(self._seen, "place", None) is not None:
            yield
            return
        self._seen.place = self.place()
        try:
            yield
        finally:
            self._seen.place = self._seen.standing = None

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """The same, while no other thread asks or analyses: evidence is worked out when it is asked for, and asks the model that others start from."""
        with self._lock, self.looking():
            yield

    def place(self) -> Place:
        """Which tree is looked at now, under which plan."""
        seen: Place | None = getattr(self._seen, "place", None)
        if seen is not None:
            return seen
        place = self._find()
        with self._lock:
            if self._place is None or self._place.key != place.key:
                self._forget()
            self._place = place
        return place

    def analysis(self) -> Analysis:
        """The analysis of that place, made again only where something changed."""
        with self.undisturbed():
            place = self.place()
            standing = self._standing(place)
            if self._analysis is None or self._is_old(self._analysis, place, standing):
                self._analysis = self._analysed(place)
                self._forget()
            return self._analysis

    def remembered(
        self, question: str, shape: type[Answer], work: Callable[[], Answer], *, decisions: bool = False
    ) -> Answer:
        """The answer to a question about the place, from an earlier run where nothing that it depends on has changed.

        Args:
            question: Its name.
            shape: The type of the answer.
            work: Works it out, from the analysis of the place and nothing else that changes.
            decisions: It also depends on what was decided in review.
        """
        with self.undisturbed():
            if self.answers is None:
                return work()
            place = self.place()
            about = [*place.key, place.commit, place.since, self._standing(place), self.plugins.identity]
            if decisions:
                about.append(self.decisions.digest())
            known = self.answers.known(question, about, shape)
            if known is not None:
                return known
            answer = work()
            if self._is_lasting(place):
                self.answers.keep(question, about, answer)
            return answer

    @property
    def plugins(self) -> Plugins:
        """Those that are installed, under what is trusted in this repository now."""
        return plugins_of(self.repo)

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be seen of the place, and why nothing is kept for the next run, for people."""
        kept = [cache.notes for cache in (self.cache, self.answers) if cache is not None]
        return tuple(
            dict.fromkeys((*notes_of(self.place().tree), *(note for notes in kept for note in notes)))
        )

    def analysis_of(self, commit: str) -> Analysis:
        """The analysis of another commit, under the plan of its own tree where it has one. Kept for the next question."""
        with self.undisturbed():
            place = place_of_commit(self.repo, commit, self.place().plan, self.blobs)
            standing = standing_of(self.repo, place)
            if commit not in self._others or self._others[commit].standing != standing:
                self._others[commit] = analyse_place(
                    place,
                    cache=self.cache,
                    previous=self.analysis(),
                    progress=None,
                    standing=standing,
                    plugins=self.plugins,
                    past=self.past,
                )
            return self._others[commit]

    def batches(self) -> tuple[Batch, ...]:
        """Everything that is proposed, in the order in which it should land."""
        with self.undisturbed():
            return tuple(self.proposals())

    def proposals(self) -> Iterator[Batch]:
        """The same one after the other: each is made when it is asked for, and kept. To be used inside `looking`."""
        index = 0
        while (batch := self._proposal(index)) is not None:
            yield batch
            index += 1

    def first_batch(self) -> Batch | None:
        """The batch to start with: the first that can be planned and whose proofs hold. Cheaper than all of them: proposing stops there."""
        with self.undisturbed():
            return next((batch for batch in self.proposals() if self._can_land(batch)), None)

    def batch(self, batch_id: str) -> Batch:
        """The proposed batch of that id, or of which the id begins so. Raises `UsageError`."""
        with self.undisturbed():
            return batch_called(batch_id, self.proposals())

    def finding(self, finding_id: str) -> tuple[Finding, PhaseState]:
        """The finding of that id, with its phase. Raises `UsageError`."""
        found = self.analysis().finding(finding_id)
        if found is None:
            raise UsageError(
                f"There is no finding {finding_id}",
                "It may be closed, or its phase is not part of the plan.",
                hint="`migrator findings` lists them",
            )
        return found

    def content_of(self, finding: Finding) -> str:
        """Digest of what a finding is about: a keep reopens when it changes."""
        return finding_digest(finding, self.analysis().tree.read)

    def batches_by_finding(self) -> Mapping[str, str]:
        """Which batch would close which finding."""
        return {finding: batch.id for batch in reversed(self.batches()) for finding in batch.closes}

    def batch_closing(self, finding: Finding, state: PhaseState) -> Batch | None:
        """The first batch that would close a finding, None where there is none; of proposals only those of its phase are made."""
        with self.undisturbed():
            return next((one for one in self._proposed_for(state) if finding.id in one.closes), None)

    def preview(self, batch: Batch, *, prove_it: bool = False) -> Review:
        """A batch planned, without asking what else is proposed."""
        with self.undisturbed():
            return self._opened(batch, prove_it=prove_it, undecided=True)

    def review(self, batch_id: str, *, prove_it: bool = True, undecided: bool = True) -> Review:
        """A batch opened: hunks with decisions, shapes, and (unless left out) proofs and effect."""
        with self.undisturbed():
            return self._opened(self.batch(batch_id), prove_it=prove_it, undecided=undecided)

    def decide(self, batch_id: str, *, scope: str, key: str, decision: Decision, reason: str = "") -> Review:
        """Approve, reject or reopen hunks: all of a batch, those of a shape or a file, or one. Raises `UsageError`."""
        review = self.review(batch_id, prove_it=False)
        hunks = hunks_in(review, scope, key)
        said = f"{decision.value} {len(hunks)} of {len(review.whole.hunks)} hunks of {review.whole.batch.id}"
        entries = [
            Entry(
                batch=review.whole.batch.id,
                key=hunk.key,
                digest=content_digest(hunk),
                decision=decision,
                reason=speakable(reason),
            )
            for hunk in hunks
        ]
        self.decisions.decide(entries, said)
        return self.review(batch_id, prove_it=False)

    def approved_tree(self, review: Review) -> str:
        """The id of the tree that lands when this review is approved as it stands; ``""`` where nothing can. Only the id: nothing is stored."""
        place = self.place()
        if review.refused or not place.commit:
            return ""
        return tree_of(self.repo, place.commit, self.analysis(), review)

    def _analysed(self, place: Place) -> Analysis:
        """The analysis of a place. What somebody saves meanwhile is read at another look; what changes at every look is listed as not read."""
        found = self._analysed_once(place, self._analysis)
        for _ in range(LOOKS - 1):
            if not is_outdated(place.tree):
                break
            place = self._look_again()
            found = self._analysed_once(place, found)
        return found

    def _analysed_once(self, place: Place, previous: Analysis | None) -> Analysis:
        return analyse_place(
            place,
            cache=self.cache,
            previous=previous,
            progress=self.listener.analysing,
            cancelled=self.stopping,
            standing=self._standing(place),
            plugins=self.plugins,
            past=self.past,
        )

    def _look_again(self) -> Place:
        """What is there now, in place of what this thread has seen."""
        self._seen.place = self._seen.standing = None
        place = self.place()
        self._seen.place = place
        return place

    def _can_land(self, batch: Batch) -> bool:
        """Whether all of it is proved. To plan it is much cheaper than to prove it, so that comes first."""
        return (
            not self.preview(batch).refused and not self._opened(batch, prove_it=True, undecided=True).refused
        )

    def _opened(self, batch: Batch, *, prove_it: bool, undecided: bool) -> Review:
        decided = dict(self.decisions.decided(batch.id))
        key = (batch.id, prove_it, undecided)
        known = self._reviews.get(key)
        if known is not None and known[0] == decided:
            return known[1]
        review = open_review(self.analysis(), batch, decided, prove_it=prove_it, undecided=undecided)
        self._reviews[key] = (decided, review)
        return review

    def _proposal(self, index: int) -> Batch | None:
        with self.undisturbed():
            analysis = self.analysis()
            if self._proposing is None:
                self._proposing = ([], chain.from_iterable(map(self._proposed_for, analysis.phases)))
            made, rest = self._proposing
            while len(made) <= index:
                batch = next(rest, None)
                if batch is None:
                    return None
                made.append(batch)
            return made[index]

    def _proposed_for(self, state: PhaseState) -> Iterator[Batch]:
        analysis = self.analysis()
        left_out = any(record.exclusions for record in analysis.records)
        for batch in propose_phase(analysis, state, self._refuses):
            if not left_out or not open_review(analysis, batch, {}, prove_it=False).refused:
                yield batch

    def _refuses(self, recipe: Recipe) -> str:
        """Why a recipe cannot be planned on the analysed tree; asked often, planned once."""
        if recipe not in self._refusals:
            analysis = self.analysis()
            self._refusals[recipe] = why_refused(recipe, analysis.model, analysis.tree, analysis.plugins)
        return self._refusals[recipe]

    def _standing(self, place: Place) -> Standing:
        seen: Standing | None = getattr(self._seen, "standing", None)
        if seen is None:
            seen = self._seen.standing = standing_of(self.repo, place)
        return seen

    def _is_lasting(self, place: Place) -> bool:
        """Whether what was worked out is true of the place whenever it is seen: not where files changed while they were read, or could not be read this time."""
        problems = () if self._analysis is None else self._analysis.problems
        return all(problem.is_lasting for problem in problems) and self._is_still(place)

    def _is_still(self, place: Place) -> bool:
        if place.commit:
            return True
        if self.place().key != place.key:  # it was looked at again on the way
            return False
        return self._find().key == place.key

    def _find(self) -> Place:
        return find_place(self.repo, self.blobs, working_tree=self.working_tree, assumed=self.assumed)

    def _is_old(self, analysis: Analysis, place: Place, standing: Standing) -> bool:
        since = place.since if analysis.past is None else analysis.past.commit
        was = (analysis.tree.identity, analysis.plan, analysis.standing, analysis.plugins.identity, since)
        return was != (*place.key, standing, self.plugins.identity, place.since)

    def _forget(self) -> None:
        self._proposing = None
        self._refusals.clear()
        self._reviews.clear()


def speakable(text: str) -> str:
    """Text that a record and a message can carry: what the terminal gave as bytes that are no text is replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")
