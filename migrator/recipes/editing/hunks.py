"""Hunks in the making: splices that only make sense together, until they get their stable key.

The key is made of what is edited (recipe, path, scope, old text, how many equals stand before it), never of lines or offsets, so that an
approval survives planning again on a file that changed elsewhere.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.editing.syntax import Placed, SourceFile
from migrator.recipes.values import Edit, FileChange
from migrator.source.trees import content_id
from migrator.source.values import Tree


@dataclass
class PendingHunk:
    """Splices of one file that are approved and rejected as one.

    Attributes:
        scope: Dotted scope they stand in.
        old: What is edited, as text: part of the key.
        shape: What equal edits have in common.
        why: For people, in one sentence.
        splices: The edits.
        optional: Whether it may be rejected by itself.
    """

    scope: str
    old: str
    shape: str
    why: str
    splices: list[Splice] = field(default_factory=list)
    optional: bool = True


def hunk_key(origin: str, path: str, hunk: PendingHunk, occurrence: int) -> str:
    """The stable key of a hunk."""
    said = json.dumps([origin, path, hunk.scope, hunk.old, occurrence])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def keyed_edits(origin: str, path: str, hunks: Iterable[PendingHunk]) -> list[Edit]:
    """The edits of all hunks of a file, each with its key, in the order of the text."""
    seen: Counter[tuple[str, str]] = Counter()
    result: list[Edit] = []
    for hunk in sorted((one for one in hunks if one.splices), key=lambda one: min(one.splices)):
        occurrence = seen[hunk.scope, hunk.old]
        seen[hunk.scope, hunk.old] += 1
        key = hunk_key(origin, path, hunk, occurrence)
        result += [
            Edit(
                start=start,
                end=end,
                new=new,
                hunk=key,
                shape=hunk.shape,
                why=hunk.why,
                optional=hunk.optional,
            )
            for start, end, new in sorted(hunk.splices)
        ]
    return sorted(result, key=lambda one: (one.start, one.end))


def file_change(tree: Tree, path: str, edits: Iterable[Edit]) -> FileChange:
    """The edits as a change of the file they were planned on."""
    return FileChange(path=path, blob=content_id(tree, path), edits=tuple(edits))


def circumstances(file: SourceFile, placed: Placed) -> str:
    """Where a statement stands, as the end of a shape: ``, in a function, under TYPE_CHECKING``; ``""`` at module level."""
    words = []
    if placed.is_deferred:
        words.append("in a function")
    elif placed.scope:
        words.append("in a class body")
    if placed.is_typing:
        words.append("under TYPE_CHECKING")
    if placed.is_tried:
        words.append("in a try")
    if placed.is_conditional:
        words.append("under a condition")
    if file.comment_after(file.span(placed.node)[1]):
        words.append("with a comment")
    return "".join(f", {word}" for word in words)
