"""Edits after edits, as edits of the first text.

A batch of several recipes is reviewed as one diff against its base. Where a recipe had to be planned on the result of the ones before it
(they touch the same statement), its edits speak of that result; here they are carried back, and what overlaps becomes one edit.
"""

from collections.abc import Sequence

import msgspec

from migrator.recipes.editing.edits import apply_edits
from migrator.recipes.values import Edit, FileChange


def compose_changes(base: bytes, first: FileChange, second: FileChange) -> FileChange:
    """One change with the effect of ``first`` and then ``second``; ``base`` are the bytes that ``first`` was planned on."""
    if first.is_gone or second.is_gone:
        return _replaced(base, first, second)
    edits = _compose(base, sorted(first.edits, key=_order), sorted(second.edits, key=_order))
    return msgspec.structs.replace(first, edits=tuple(edits))


def _replaced(base: bytes, first: FileChange, second: FileChange) -> FileChange:
    """A file that goes, or comes anew after it went: one edit of its whole text."""
    last = (second.edits or first.edits)[:1]
    new = b"" if second.is_gone else apply_edits(b"", second.edits)
    edits = tuple(msgspec.structs.replace(edit, start=0, end=len(base), new=new) for edit in last)
    return msgspec.structs.replace(first, edits=edits, is_gone=second.is_gone)


def _order(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _compose(base: bytes, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Walk both lists; clusters of edits that touch each other in the middle text become one edit of the base."""
    middle = apply_edits(base, first)
    placed = _placed(first)
    result: list[Edit] = []
    used: set[int] = set()
    index = 0
    while index < len(second):
        cluster, touching, index = _cluster(second, index, placed)
        used.update(touching)
        result.append(_as_one(middle, cluster, [placed[number] for number in touching], placed))
    result.extend(edit for number, (edit, _, _) in enumerate(placed) if number not in used)
    return sorted(result, key=_order)


def _placed(edits: Sequence[Edit]) -> list[tuple[Edit, int, int]]:
    """Each edit with where its new text stands in the result."""
    placed: list[tuple[Edit, int, int]] = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        placed.append((edit, start, start + len(edit.new)))
        shift += len(edit.new) - (edit.end - edit.start)
    return placed


def _cluster(
    second: Sequence[Edit], index: int, placed: Sequence[tuple[Edit, int, int]]
) -> tuple[list[Edit], list[int], int]:
    """From ``second[index]`` on, all edits of both lists that overlap or touch, transitively."""
    cluster = [second[index]]
    start, end = second[index].start, second[index].end
    index += 1
    touching: list[int] = []
    grows = True
    while grows:
        grows = False
        for number, (_, low, high) in enumerate(placed):
            if number not in touching and low <= end and start <= high:
                touching.append(number)
                start, end = min(start, low), max(end, high)
                grows = True
        while index < len(second) and second[index].start <= end:
            cluster.append(second[index])
            end = max(end, second[index].end)
            index += 1
            grows = True
    return cluster, sorted(touching), index


def _as_one(
    middle: bytes,
    cluster: Sequence[Edit],
    touching: Sequence[tuple[Edit, int, int]],
    placed: Sequence[tuple[Edit, int, int]],
) -> Edit:
    start = min([edit.start for edit in cluster] + [low for _, low, _ in touching])
    end = max([edit.end for edit in cluster] + [high for _, _, high in touching])
    local = [_shifted(edit, -start) for edit in cluster]
    new = apply_edits(middle[start:end], local)
    last = cluster[-1]
    return Edit(
        start=_to_base(start, placed),
        end=_to_base(end, placed, after=True),
        new=new,
        hunk=last.hunk,
        shape=last.shape,
        why="; ".join(dict.fromkeys([edit.why for edit, _, _ in touching] + [edit.why for edit in cluster])),
        optional=all(edit.optional for edit in cluster) and all(edit.optional for edit, _, _ in touching),
    )


def _shifted(edit: Edit, by: int) -> Edit:
    return Edit(edit.start + by, edit.end + by, edit.new, edit.hunk, edit.shape, edit.why, edit.optional)


def _to_base(offset: int, placed: Sequence[tuple[Edit, int, int]], *, after: bool = False) -> int:
    """Where an offset of the result that lies outside of all new text, or at its border, stands in the base."""
    shift = 0
    for edit, low, high in placed:
        if high < offset or (high == offset and after) or low < offset:
            shift = edit.end - high
        else:
            break
    return offset + shift
