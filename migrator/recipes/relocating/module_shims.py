"""What stays at the old path of a moved module, so that both paths are one module.

A module that only re-exported would hold copies of names: `mock.patch("old.X")` would replace the copy, and the code, which looks `X` up in the new
module, would go on unpatched. So the old path *is* the new module: a plain one puts it into `sys.modules` under its old name. A package cannot do
that, because the import system finds `old.sub` through the package's own `__path__`, and would load the new files a second time under old names;
it stays an object of its own that looks up, sets and deletes everything in the new package. The star import is what tools that do not run the
code see. Names of its own are private, so that no name of the moved module is in their way. See docs/decisions/0019-moved-modules.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_OPENING = "Moved to :mod:`{new}`:"
_RUN = """\
if __name__ == "__main__":
    import runpy
    import sys

    runpy.run_module("{new}", run_name="__main__", alter_sys=True)
    sys.exit()

"""
_MODULE = '''\
"""{opening} this path gives that very module."""

{run}import sys as _sys{late}

import {new} as _new{late}
{names}
_sys.modules[__name__] = _new
'''
_PACKAGE = '''\
"""{opening} what is looked up, set or deleted here is looked up, set or deleted there."""

import sys as _sys
import types as _types

import {new} as _new
{names}
_OWN = {{"__class__", "__file__", "__loader__", "__name__", "__package__", "__path__", "__spec__"}}


class _Moved(_types.ModuleType):
    """What the import system asks of this package is its own, so that it finds the modules in it under their old names."""

    def __getattribute__(self, name: str) -> object:
        return super().__getattribute__(name) if name in _OWN else getattr(_new, name)

    def __setattr__(self, name: str, value: object) -> None:
        if name in _OWN:
            super().__setattr__(name, value)
        else:
            setattr(_new, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(_new, name)


if __name__ != _new.__name__:  # a reload runs this in the namespace of the new package
    _sys.modules[__name__].__class__ = _Moved
'''


@dataclass(frozen=True)
class OldPath:
    """A module that moved, as its old path has to stand for it.

    Attributes:
        new: Its new name.
        is_package: It is a package.
        is_run: It does something else when it is run than when it is imported.
        more: Names that are its own and that a star import does not give.
    """

    new: str
    is_package: bool = False
    is_run: bool = False
    more: Sequence[str] = ()


def shim_text(old: OldPath) -> str:
    """The text of the file that stays at the old path; lines end with a line feed."""
    opening = _OPENING.format(new=old.new)
    late = "  # noqa: E402" if old.is_run else ""
    noqa = "E402, F403" if old.is_run else "F403"
    names = f"from {old.new} import *  # noqa: {noqa}\n"
    if old.more:
        taken = ", ".join(f"{name} as {name}" for name in old.more)
        names += f"from {old.new} import {taken}{late}\n"
    if old.is_package:
        return _PACKAGE.format(opening=opening, names=names, new=old.new)
    run = _RUN.format(new=old.new) if old.is_run else ""
    return _MODULE.format(opening=opening, run=run, names=names, late=late, new=old.new)


def is_shim_of(raw: bytes, new: str) -> bool:
    """Whether a file is what a move to ``new`` leaves at the old path."""
    return raw.startswith(f'"""{_OPENING.format(new=new)}'.encode())
