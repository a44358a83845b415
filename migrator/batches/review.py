"""A change set as people review it: hunks, shapes and outliers, with what was decided before.

People review a handful of hunks one by one; beyond that they review a few shapes and every outlier. So a hunk whose shape is alone of its
kind, in a batch that has shapes of many, is an outlier and is shown by itself.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from migrator.batches.values import Decision, Hunk, Shape
from migrator.recipes.values import Edit, FileChange

OUTLIER_AT_MOST = 1
"""A shape with this many hunks or fewer is an outlier where another shape has at least `COMMON_FROM`."""
COMMON_FROM = 4
SHOWN_BYTES = 4000
"""How much of a hunk's text a list carries; the diff shows all of it."""


def hunks_of(changes: Sequence[FileChange], read: Callable[[str], bytes]) -> tuple[Hunk, ...]:
    """The hunks of a change set, sorted by path and position, all still open."""
    found: list[Hunk] = []
    for change in sorted(changes, key=lambda change: change.path):
        raw = b"" if change.blob is None else read(change.path)
        found.extend(_hunks_of_file(change, raw))
    return _mark_outliers(found)


def shapes_of(hunks: Sequence[Hunk]) -> tuple[Shape, ...]:
    """The shapes of these hunks: the common ones first by number, then the outliers."""
    by_text: dict[str, list[Hunk]] = {}
    for hunk in hunks:
        by_text.setdefault(hunk.shape, []).append(hunk)
    shapes = [
        Shape(
            id=hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=4).hexdigest(),
            text=text,
            hunks=tuple(hunk.key for hunk in group),
            files=len({hunk.path for hunk in group}),
            outlier=all(hunk.outlier for hunk in group),
        )
        for text, group in by_text.items()
    ]
    return tuple(sorted(shapes, key=lambda shape: (shape.outlier, -len(shape.hunks), shape.text)))


def content_digest(hunk: Hunk) -> str:
    """What an approval binds besides the hunk's key: its path, and all old and new bytes, however many of them a list shows."""
    content = f"{hunk.path}\0{hunk.content}".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def with_decisions(
    hunks: Iterable[Hunk], decided: Mapping[str, tuple[str, Decision, str]]
) -> tuple[Hunk, ...]:
    """Hunks with what was decided on them.

    Args:
        hunks: Freshly planned ones.
        decided: By key: content digest, decision, reason. Where the content changed the hunk is open again.
    """
    result: list[Hunk] = []
    for hunk in hunks:
        known = decided.get(hunk.key)
        if known is not None and known[0] == content_digest(hunk):
            result.append(msgspec.structs.replace(hunk, decision=known[1], reason=known[2]))
        else:
            result.append(hunk)
    return tuple(result)


def _hunks_of_file(change: FileChange, raw: bytes) -> Iterable[Hunk]:
    groups: dict[str, list[Edit]] = {}
    for edit in sorted(change.edits, key=lambda edit: (edit.start, edit.end)):
        groups.setdefault(edit.hunk, []).append(edit)
    if not groups and (change.blob is None or change.is_gone):
        yield _empty_file(change)
    for key, edits in groups.items():
        yield Hunk(
            key=key,
            path=change.path,
            shape=edits[0].shape,
            line=raw.count(b"\n", 0, edits[0].start) + 1,
            old=_shown([raw[edit.start : edit.end] for edit in edits]),
            new=_shown([edit.new for edit in edits]),
            why=edits[0].why,
            optional=all(edit.optional for edit in edits),
            content=_digest(raw, edits),
        )


def _empty_file(change: FileChange) -> Hunk:
    """A file without content (an ``__init__.py``) that comes or goes has no edits, and is a decision all the same."""
    word, why = ("old", "it moves") if change.is_gone else ("new", "the new package needs it")
    said = f"{word} {change.path}".encode("utf-8", "surrogateescape")
    key = hashlib.blake2b(said, digest_size=8).hexdigest()
    return Hunk(
        key, change.path, f"a{'n' * change.is_gone} {word} empty file", 1, "", "", why, optional=False
    )


def _digest(raw: bytes, edits: Sequence[Edit]) -> str:
    """Every part with its length, so that no two lists of parts read the same."""
    digest = hashlib.blake2b(digest_size=12)
    for edit in edits:
        for part in (raw[edit.start : edit.end], edit.new):
            digest.update(b"%d:" % len(part))
            digest.update(part)
    return digest.hexdigest()


def _shown(parts: Sequence[bytes]) -> str:
    text = b" ... ".join(part for part in parts if part)
    return text.decode("utf-8", "surrogateescape")[:SHOWN_BYTES]


def _mark_outliers(hunks: Sequence[Hunk]) -> tuple[Hunk, ...]:
    sizes: dict[str, int] = {}
    for hunk in hunks:
        sizes[hunk.shape] = sizes.get(hunk.shape, 0) + 1
    if not sizes or max(sizes.values()) < COMMON_FROM:
        return tuple(hunks)
    return tuple(
        msgspec.structs.replace(hunk, outlier=True) if sizes[hunk.shape] <= OUTLIER_AT_MOST else hunk
        for hunk in hunks
    )
