"""Files that other people or programs wrote: they are replaced as a whole, so an edit of them is lost with the next copy.

They are read like all others, since our code imports them and they import ours. It is only that nothing is written to them.
"""

import re
from pathlib import PurePosixPath
from typing import NamedTuple

VENDORED = frozenset({"_vendor", "vendored", "_vendored", "third_party", "thirdparty", "extern", "_extern"})
"""Folders of other people's code. A folder `vendor` or `vendors` may be about who sells."""
_GENERATED_NAME = re.compile(r"_pb2(?:_grpc)?\.pyi?\Z")
_COMMENTS_ABOVE = rb"(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\r\n]*)?\r?\n){0,20}?"
_GENERATED = re.compile(
    _COMMENTS_ABOVE + rb"#(?:[^\r\n]*@generated\b"
    rb"|[^\r\n]*\bgenerated\b[^\r\n]*(?:\r?\n#[^\r\n]*)?\b(?i:do not (?:edit|modify|change))\b"
    rb"|[^\r\n]*\b(?i:do not (?:edit|modify|change))\b[^\r\n]*(?:\r?\n#[^\r\n]*)?\bgenerated\b"
    rb"|[^\r\n\w]*(?-i:DO NOT (?:EDIT|MODIFY|CHANGE))\b)",
    re.IGNORECASE,
)
"""A comment at the top of a file that says so; the two halves of the sentence may stand on two lines. Capitals that begin a comment need no second half."""


class Foreign(NamedTuple):
    """Why a file is not edited, and the line that says so; 1 where its path does."""

    line: int
    reason: str


def why_foreign(path: str, raw: bytes) -> Foreign | None:
    """Why a file is nobody's to edit by hand, None where it is somebody's.

    Args:
        path: Relative to the root, with ``/``.
        raw: Its bytes.
    """
    found = _GENERATED.match(raw)
    if found:
        line = raw.count(b"\n", 0, found.end()) + 1
        return Foreign(line, "it says that it is generated, so what it is made from has to change")
    place = PurePosixPath(path)
    if _GENERATED_NAME.search(place.name):
        return Foreign(
            1, "files of this name are generated (Protocol Buffers), so what it is made from has to change"
        )
    folder = next((part for part in place.parts[:-1] if part in VENDORED), None)
    if folder is not None:
        return Foreign(1, f"a folder {folder} holds other people's code, which is replaced as a whole")
    return None
