"""What is asked of other modules while the names of one are worked out: the resolver answers it, and asks for the names of one in turn."""

from typing import Protocol

from migrator.model.bindings import ModuleBindings
from migrator.model.values import Resolution


class Names(Protocol):
    """Who says what the names of modules mean."""

    def resolve(self, module: str, name: str, *, typing: bool = False) -> Resolution:
        """What ``from module import name`` gives in the end."""
        ...

    def resolve_module(self, dotted: str) -> Resolution:
        """What ``import dotted`` finds."""
        ...

    def star_gives(self, module: str, name: str, *, typing: bool = False) -> Resolution | None:
        """What a star import of the module binds the name to."""
        ...

    def bindings_of(self, module: str) -> ModuleBindings | None:
        """The bindings of a module."""
        ...

    def unbound(self, module: str, name: str, *, typing: bool = False) -> Resolution:
        """What a module gives for a name that none of its statements binds."""
        ...

    def known(self, dotted: str) -> str | None:
        """The name in the module table of a module that may be spelled through a source root."""
        ...
