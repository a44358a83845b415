"""Batches and what came of acts as plain text: pure functions from wire values to lines."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from migrator.display import plural, visible_line
from migrator.wire.acts import AdHocView, AppliedView, LandedView, RefusalView
from migrator.wire.batches import BatchesView, BatchView, EffectView, LeftView, ProofView, ShapeView
from migrator.wire.demonstration import DemoView
from migrator.wire.status import CheckView

_SHOWN = 20


def batches_lines(view: BatchesView) -> Iterator[str]:
    """What is proposed, in the order in which it should land."""
    if not view.batches:
        yield "nothing is proposed"
    for phase, batches in groupby(view.batches, key=lambda batch: batch.phase):
        yield f"{visible_line(phase)}"
        for batch in batches:
            size = f"{plural(batch.sites, 'site')}, closes {batch.closes}"
            yield f"  {batch.id}  {visible_line(batch.title)}  ({size}, {batch.state})"
            yield from (f"      {visible_line(reason)}" for reason in batch.reasons)
        yield ""
    if view.batches:
        yield "`migrator show BATCH --diff` shows one, `migrator apply BATCH --yes` lands it"


def batch_lines(view: BatchView) -> Iterator[str]:
    """One batch with everything a reviewer reads."""
    yield f"{view.id}  {visible_line(view.title)}"
    yield f"phase {visible_line(view.phase)}, {view.state}, planned on {view.base[:10]}, makes tree {view.tree[:10]}"
    if view.refused:
        yield f"REFUSED  {visible_line(view.refused)}"
    yield from _section("Does", view.recipes)
    yield from _section("Because", view.reasons)
    yield from _section("Closes", view.closes)
    yield from _section(f"Shapes ({plural(len(view.hunks), 'hunk')})", map(_shape, view.shapes))
    files = (f"{visible_line(file.path)}  +{file.added} -{file.removed} ({file.kind})" for file in view.files)
    yield from _section("Files", files)
    yield from _section("Left alone", map(_left, view.left))
    yield from _section("Notes", view.notes)
    yield from _section("Proofs", _proofs(view.proofs))
    yield from _section("Effect", _effect(view.effect))
    yield from _section("Message", view.message.rstrip("\n").split("\n"), most=1000)
    if view.diff is not None:
        yield ""
        yield from view.diff.rstrip("\n").split("\n")


def landed_lines(view: LandedView) -> Iterator[str]:
    """What came of a landing, an undo, a keep or a follow."""
    if view.commit:
        yield f"landed {view.batch} as {view.commit[:10]} on {visible_line(view.ref)}"
    yield from (f"  check {_check(check)}" for check in view.checks)
    if view.commit:
        yield f"  {_checkout(view)}"
    yield from (visible_line(line) for said in view.said for line in said.split("\n"))


def applied_lines(view: AppliedView) -> Iterator[str]:
    """What came of several landings."""
    for landed in view.landed:
        yield from landed_lines(landed)
    yield from _not_landed(view.refused)
    if not view.landed and not view.refused:
        yield "nothing to land"


def _not_landed(refused: Mapping[str, RefusalView]) -> Iterator[str]:
    for batch, refusal in refused.items():
        yield f"not landed {batch}:"
        yield from (f"  {line}" for line in refusal_lines(refusal))


def refusal_lines(view: RefusalView) -> Iterator[str]:
    """Why something was not done."""
    yield visible_line(view.title)
    yield from (visible_line(line) for line in view.detail.split("\n") if view.detail)
    if view.hint:
        yield f"hint: {visible_line(view.hint)}"


def ad_hoc_lines(view: AdHocView) -> Iterator[str]:
    """What `move` and `canonical` did or would do."""
    for one in view.each:
        yield f"== {visible_line(one.title)}"
        yield from _ad_hoc_body(one)
        yield ""
    if not view.each:
        yield from _ad_hoc_body(view)
    yield from _ad_hoc_end(view)


def _ad_hoc_body(view: AdHocView) -> Iterator[str]:
    if isinstance(view.diff, str) and view.diff:
        yield from view.diff.rstrip("\n").split("\n")
        yield ""
    if view.refused:
        yield f"REFUSED  {visible_line(view.refused)}"
    yield from _section("Left alone", map(_left, view.left))
    yield from _section("Notes", view.notes)
    yield from _section("Proofs", _proofs(view.proof))
    yield ""


def _ad_hoc_end(view: AdHocView) -> Iterator[str]:
    files = plural(len(view.changed), "file")
    if view.each and view.commit:
        yield from (
            f"committed as {one.commit[:10]}: {visible_line(one.title)}" for one in view.each if one.commit
        )
    elif view.commit:
        yield f"committed as {view.commit[:10]}: {files}"
    elif view.written:
        yield f"written to the working tree: {files}"
    elif view.refused:
        yield "nothing was changed"
    elif not view.changed:
        yield "nothing would change"
    else:
        yield f"{files} would change; --write writes them, --commit lands them on the campaign's branch"


def demo_lines(view: DemoView) -> Iterator[str]:
    """What a campaign did from start to end."""
    for phase in view.phases:
        parts = ", ".join(
            f"{name} {view_before} -> {phase.parts_after.get(name, 0)}"
            for name, view_before in phase.parts_before.items()
        )
        said = f"{phase.before} -> {phase.after} {phase.unit}"
        yield f"{visible_line(phase.title)}: {said}, kept {phase.kept}, left {phase.left}" + (
            f"  ({parts})" if parts else ""
        )
    yield from _section(
        "Commits", (f"{commit.sha[:10]}  {commit.subject}" for commit in view.commits), most=1000
    )
    yield from _section("Checks", dict.fromkeys(f"{check.name}: {check.result}" for check in view.checks))
    yield from _section("Left for people", map(_left, view.left))
    if view.refused:
        yield ""
    yield from _not_landed(view.refused)
    yield ""
    yield "pushed to origin" if view.pushed else "not pushed"
    yield f"the repository is {visible_line(view.root)}"


def _checkout(view: LandedView) -> str:
    if view.followed:
        return "the checkout follows"
    if view.ref.startswith("refs/migrator/"):
        return "the checkout was not moved (`migrator follow` brings it along)"
    return "no checkout has that branch, so none was moved"


def _section(title: str, lines: Iterable[str], most: int = _SHOWN) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield f"{title}:"
        yield from (f"  {visible_line(line)}".rstrip() for line in found[:most])
        if len(found) > most:
            yield f"  … and {len(found) - most:,} more (--json lists all)"


def _shape(shape: ShapeView) -> str:
    outlier = "  (outlier)" if shape.outlier else ""
    decided = (
        f", {shape.approved} approved, {shape.rejected} rejected" if shape.approved or shape.rejected else ""
    )
    return f"{len(shape.hunks):>4} x {shape.text}  in {plural(shape.files, 'file')}{decided}{outlier}"


def _left(left: LeftView) -> str:
    return f"{left.file}:{left.line}  {left.reason}"


def _proofs(proofs: Iterable[ProofView]) -> Iterator[str]:
    for proof in proofs:
        yield f"{'holds' if proof.holds else 'FAILS'}  {proof.name}: {proof.said}"
        yield from (f"       {detail}" for detail in proof.details)


def _effect(effect: EffectView | None) -> Iterator[str]:
    if effect is None:
        return
    for measure in effect.measures:
        yield f"{measure.phase}: {measure.before} -> {measure.after} {measure.unit}"
    yield f"broken names: {effect.broken_before} -> {effect.broken_after}"
    yield f"closes {plural(len(effect.closed), 'finding')}, adds {len(effect.added)}"


def _check(check: CheckView) -> str:
    return f"{visible_line(check.name)}: {check.result} in {check.seconds:.1f} s"
