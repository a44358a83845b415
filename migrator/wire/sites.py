"""A place in a file."""

import msgspec


class SiteView(msgspec.Struct, frozen=True):
    """A place in a file."""

    path: str
    line: int
    text: str
    module: str = ""
    scope: str = ""
