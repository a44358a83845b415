"""The page of a batch: its intention, what it lowers, its shapes, its proofs. What a reviewer reads before any diff."""

from migrator.display import plural
from migrator.tui.evidence import batch_state
from migrator.tui.page_view import PageLine
from migrator.tui.pages import bullets, change, fact, heading, section, several, shape_words
from migrator.tui.rows import counts, tally
from migrator.tui.runs import EMPTY, Line, line
from migrator.wire.batches import BatchView, EffectView, MeasureView, ProofView

SHAPES = 7


def batch_page(batch: BatchView) -> list[PageLine]:
    """A batch as the dashboard's main view shows it."""
    page: list[PageLine] = [heading(f"{batch.id}  {batch.title}"), EMPTY, *facts(batch)]
    page += section("Shapes", _shapes(batch))
    files: list[PageLine] = [
        line(
            "    ",
            f"{file.path}",
            (f"   +{file.added} -{file.removed}", "muted"),
            (f"   {file.kind}" if file.kind != "changed" else "", "accent"),
        )
        for file in batch.files[:20]
    ]
    if len(batch.files) > 20:
        files.append(line((f"    … and {len(batch.files) - 20:,} more", "muted")))
    page += section("Files", files)
    page += details(batch)
    return page + section(
        "Message of the commit",
        [line(("    " + text, "text")) for text in batch.message.rstrip("\n").split("\n")],
    )


def facts(batch: BatchView, *, brief: bool = False) -> list[PageLine]:
    """The facts of a batch in a few lines; in brief, proofs that hold are only counted."""
    words, role = batch_state(batch.state)
    approved = sum(hunk.decision == "approved" for hunk in batch.hunks)
    rejected = sum(hunk.decision == "rejected" for hunk in batch.hunks)
    size = f"{plural(len(batch.hunks), 'hunk')} in {plural(len(batch.files), 'file')}"
    page: list[PageLine] = [
        fact("STATE", (words, role), (f"   {counts(approved, rejected, len(batch.hunks))}", "muted"))
    ]
    if batch.refused:
        page.append(fact("REFUSED", (batch.refused, "bad")))
    page += several("BECAUSE", batch.reasons, limit=1 if brief else 3)
    page.append(fact("TOUCHES", size))
    page += _effect(batch.effect)
    shown = [proof for proof in batch.proofs if not (brief and proof.holds)]
    page += [_proof(number, proof) for number, proof in enumerate(shown)]
    if len(shown) < len(batch.proofs):
        held = plural(len(batch.proofs) - len(shown), "static proof")
        page.append(fact("" if shown else "PROOF", ("✓ ", "good"), held, (" hold", "muted")))
    page += several("INTENTION", batch.recipes, limit=1 if brief else 3)
    page.append(fact("BASE", (batch.base[:12], "muted")))
    return page


def details(batch: BatchView) -> list[PageLine]:
    """What else a careful reader asks: what it closes, what it left alone, notes."""
    page: list[PageLine] = []
    for proof in batch.proofs:
        page += section(f"{proof.name}: {proof.said}", bullets(proof.details[:20])) if not proof.holds else []
    page += section("Intentions", bullets(batch.recipes)) if len(batch.recipes) > 1 else []
    page += section("Reasons", bullets(batch.reasons)) if len(batch.reasons) > 1 else []
    page += section("Closes", bullets(batch.closes[:20], glyph="✓", role="good"))
    left: list[PageLine] = [
        line(("    " + f"{one.file}:{one.line}", "text"), (f"   {one.reason}", "muted"))
        for one in batch.left[:40]
    ]
    page += section("Left alone", left)
    return page + section("Notes", bullets(batch.notes, glyph="!", role="warn"))


def _effect(effect: EffectView | None) -> list[PageLine]:
    if effect is None:
        return [fact("EFFECT", ("is computed when the batch is opened", "muted"))]
    moved = [measure for measure in effect.measures if measure.before != measure.after]
    page: list[PageLine] = [_measure(number, measure) for number, measure in enumerate(moved)]
    if effect.broken_before != effect.broken_after:
        role = "good" if effect.broken_after < effect.broken_before else "bad"
        page.append(fact("BROKEN", f"{effect.broken_before} → ", (str(effect.broken_after), role)))
    page += [fact("NEW", ("! ", "warn"), added) for added in effect.added[:6]]
    return page or [fact("LOWERS", ("no measure", "warn"))]


def _measure(number: int, measure: MeasureView) -> Line:
    role = "good" if measure.after < measure.before else "bad"
    return fact(
        "LOWERS" if number == 0 else "",
        f"{measure.before:,} → ",
        (f"{measure.after:,}", role),
        f" {measure.unit}",
        (f"   {measure.phase}", "muted"),
    )


def _proof(number: int, proof: ProofView) -> Line:
    glyph, role = ("✓", "good") if proof.holds else ("✗", "bad")
    return fact(
        "PROOF" if number == 0 else "", (f"{glyph} ", role), proof.name, (f"   {proof.said}", "muted")
    )


def _shapes(batch: BatchView) -> list[PageLine]:
    hunks = {hunk.key: hunk for hunk in batch.hunks}
    page: list[PageLine] = []
    for shape in batch.shapes[:SHAPES]:
        total = len(shape.hunks)
        glyph, tint = tally(shape.approved, shape.rejected, total)
        outlier = line(("   outlier", "warn")) if shape.outlier else ()
        head = line((f"  {glyph} ", tint), (f"{plural(total, 'site')}  ", "strong"))
        page += [EMPTY, (*head, *shape_words(shape.text, "text"), *outlier)]
        example = next((hunks[key] for key in shape.hunks if key in hunks), None)
        if example:
            page.append(line((f"      {example.path}:{example.line}", "faint")))
            page += change(example.old, example.new, limit=4)
    if len(batch.shapes) > SHAPES:
        page += [
            EMPTY,
            line((f"  … and {len(batch.shapes) - SHAPES:,} more: enter opens the review", "muted")),
        ]
    return page[1:]
