"""Judges the detectors of duplicates by the labelled pairs, and prints what they get right.

    python -m tests.findings.labelled.judge

For each kind of evidence and each veto it prints how many pairs are judged as they are labelled, then precision and recall of what is proposed, under a
plan that names the class that stays and without one, and every disagreement with the reason of its label.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from migrator.findings.context import DetectContext
from migrator.findings.values import DuplicateClass, DuplicateFactory, Finding, Tier
from migrator.plan.values import Finds
from tests.findings.finding import found_in
from tests.findings.labelled.cases import Case, Label, labelled_cases

PLANNED, UNPLANNED = "a plan names it", "without a plan"


@dataclass(frozen=True)
class Judgement:
    """What the detector says of one case in one of the two ways of asking."""

    case: Case
    way: str
    finding: Finding | None

    @property
    def is_proposed(self) -> bool:
        """A merge is proposed."""
        return self.finding is not None and self.finding.tier is Tier.PROPOSE

    @property
    def evidence(self) -> str:
        """What it rests on: the rung, or the fit of the creator."""
        match self.finding.detail if self.finding is not None else None:
            case DuplicateClass() as detail:
                return detail.evidence
            case DuplicateFactory() as detail:
                return detail.fit
            case _:
                return "none"

    @property
    def vetoes(self) -> str:
        """What speaks against it, in words."""
        detail = self.finding.detail if self.finding is not None else None
        return " ".join(detail.vetoes) if isinstance(detail, DuplicateClass) else ""

    @property
    def problems(self) -> tuple[str, ...]:
        """What is not as it is labelled."""
        return tuple(self._problems())

    def _problems(self) -> Iterator[str]:
        case = self.case
        expects_proposal = case.is_right_to_propose and not case.tier
        if self.is_proposed and not case.is_right_to_propose:
            yield f"is proposed ({self.evidence})"
        if case.is_right_to_propose and not self.is_proposed:
            yield f"is not proposed ({self.vetoes or self.evidence})"
        if case.tier == "hidden" and self.finding is not None and self.way == UNPLANNED:
            yield f"is shown ({self.vetoes or self.evidence})"
        if self.way == UNPLANNED and not (case.unplanned or case.roles != ("*",)):
            return
        if case.tier == "review" and self.finding is None:
            yield "is not shown"
        if expects_proposal and self.is_proposed and case.evidence and self.evidence != case.evidence:
            yield f"is proposed for {self.evidence} instead of {case.evidence}"
        if case.veto and case.veto not in self.vetoes:
            yield f"does not name the veto {case.veto!r} ({self.vetoes or self.evidence})"
        said = " ".join(self.finding.evidence) if self.finding is not None else ""
        yield from (f"does not say {word!r}" for word in (*case.methods, *case.beyond) if word not in said)
        if case.verdict is Label.HELPER and self.evidence != "extract a helper":
            yield f"offers no helper ({self.vetoes or self.evidence})"


def judge(case: Case) -> Iterator[Judgement]:
    """Ask both ways."""
    if not case.unplanned:
        yield judge_planned(case)
    yield Judgement(case, UNPLANNED, _asked(case, ()))


def judge_planned(case: Case) -> Judgement:
    """Ask under a plan that names the class that stays."""
    goes, stays = (symbol.partition(":")[2].partition(".")[0] for symbol in case.pair)
    names = (goes, stays) if case.kind == "class" else ()
    return Judgement(case, PLANNED, _asked(case, ((case.pair[1], names),)))


def judged() -> tuple[Judgement, ...]:
    """All cases, both ways."""
    return tuple(one for case in labelled_cases() for one in judge(case))


def precision(judgements: Iterable[Judgement]) -> tuple[int, int]:
    """Right ones, of those that are proposed."""
    proposed = [one for one in judgements if one.is_proposed]
    return sum(one.case.is_right_to_propose for one in proposed), len(proposed)


def recall(judgements: Iterable[Judgement]) -> tuple[int, int]:
    """Proposed ones, of those that are right to propose."""
    right = [one for one in judgements if one.case.is_right_to_propose]
    return sum(one.is_proposed for one in right), len(right)


def _asked(case: Case, canonical: tuple[tuple[str, tuple[str, ...]], ...]) -> Finding | None:
    tree = case.tree
    context = DetectContext(read=lambda path: tree[path].encode())
    finds = Finds.DUPLICATE_CLASSES if case.kind == "class" else Finds.DUPLICATE_FACTORIES
    detection = found_in(tree, finds, context=context, canonical=canonical, roles=case.roles)
    pair = set(case.pair)
    of_pair = [one for one in detection.findings if set(one.names[:2]) == pair]
    return min(of_pair, key=lambda one: one.tier is not Tier.PROPOSE, default=None)


def report(judgements: Sequence[Judgement]) -> Iterator[str]:
    """The lines that are printed."""
    for way in (PLANNED, UNPLANNED):
        asked = [one for one in judgements if one.way == way]
        yield f"{way}: {len(asked)} pairs"
        yield from _by_kind(asked)
        for name, (right, total) in (("precision", precision(asked)), ("recall", recall(asked))):
            yield f"  {name} of what is proposed  {right}/{total} = {right / total:.2f}"
        wrong = [one for one in asked if one.problems]
        yield f"  {len(asked) - len(wrong)} as they are labelled, {len(wrong)} not"
        for one in wrong:
            yield f"    {one.case.name}: {'; '.join(one.problems)}"
            yield f"      labelled {one.case.verdict}: {one.case.why}"
        yield ""


def _by_kind(judgements: Iterable[Judgement]) -> Iterator[str]:
    kinds: defaultdict[str, list[Judgement]] = defaultdict(list)
    for one in judgements:
        named = f"veto: {one.case.veto}" if one.case.veto else f"{one.case.kind}: {one.case.evidence}"
        kinds[named].append(one)
    for name, those in sorted(kinds.items()):
        yield f"  {name:<46} {sum(not one.problems for one in those)}/{len(those)}"


def main() -> int:
    """Print the report."""
    sys.stdout.write("\n".join(report(judged())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
