"""Places in files, and what stands there."""

import msgspec


class SiteView(msgspec.Struct, frozen=True):
    """A place in a file."""

    path: str
    line: int
    text: str
    module: str = ""
    scope: str = ""


class ExcerptView(msgspec.Struct, frozen=True):
    """Lines of a file, from ``line`` on; ``more`` of the statement follow that are not here."""

    path: str
    line: int
    lines: tuple[str, ...]
    more: int
