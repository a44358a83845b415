"""Uses of one name in every form of import, a file each, with the line that breaks when the name goes.

What is expected is known by construction and by nothing of the program.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Name:
    """A name at module level of a package: ``module`` dotted, with the package in front."""

    module: str
    name: str

    @property
    def parent(self) -> str:
        """The package that the module lies in."""
        return self.module.rpartition(".")[0]

    @property
    def last(self) -> str:
        """The module's own name."""
        return self.module.rpartition(".")[2]

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"


@dataclass(frozen=True)
class UseSite:
    """A file with one use.

    Attributes:
        form: How it is imported, in words.
        text: The file.
        line: Which line is dead when the name or its module goes.
        is_inside: The file has to lie in the package of the module.
        takes: What that line takes: ``name``, ``module`` (``import a.b``), or ``module name`` (the module from its package).
    """

    form: str
    text: str
    line: int
    is_inside: bool = False
    takes: str = "name"


def uses_of_name(name: Name) -> Iterator[UseSite]:
    """Every form in which the name itself is taken from its module, which stays."""
    module, own = name.module, name.name
    yield from uses_of_name_in_from(name)
    yield UseSite("attribute through the module", f"import {module}\n\n{module}.{own}\n", 3)
    yield UseSite(
        "attribute through an alias", f"import {module} as m\n\n\ndef f():\n    return m.{own}\n", 5
    )
    yield UseSite(
        "attribute through a module from its package",
        f"from {name.parent} import {name.last} as m\n\nm.{own}\n",
        3,
    )
    relative = f"from . import {name.last} as m\n\nm.{own}\n"
    yield UseSite("attribute through a relative module", relative, 3, is_inside=True)


def uses_of_name_in_from(name: Name) -> Iterator[UseSite]:
    """The forms that name both, so that they are dead whichever of the two goes."""
    module, own = name.module, name.name
    yield UseSite("from", f"from {module} import {own}\n\n{own}\n", 1)
    yield UseSite("from as", f"from {module} import {own} as other\n\nother\n", 1)
    yield UseSite("parenthesised", f"from {module} import (\n    {own},\n)\n\n{own}\n", 1)
    yield UseSite("in a function", f"def f():\n    from {module} import {own}\n\n    return {own}\n", 2)
    yield UseSite("in a class", f"class C:\n    from {module} import {own}\n", 2)
    guarded = f"from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from {module} import {own}\n\n\ndef f(x: '{own}') -> None: ...\n"
    yield UseSite("for type checkers only", guarded, 4)
    yield UseSite("relative", f"from .{name.last} import {own}\n\n{own}\n", 1, is_inside=True)
    deferred = f"def f():\n    from .{name.last} import {own} as found\n\n    return found\n"
    yield UseSite("relative, in a function", deferred, 2, is_inside=True)
    yield UseSite("patch string", f"from unittest import mock\n\nmock.patch('{module}.{own}')\n", 3)
    decorated = f"from unittest.mock import patch\n\n\n@patch('{module}.{own}')\ndef test(m): ...\n"
    yield UseSite("patch decorator", decorated, 4)
    yield UseSite(
        "setattr string", f"def test(monkeypatch):\n    monkeypatch.setattr('{module}.{own}', 1)\n", 2
    )
    yield UseSite(
        "import string",
        f"from django.utils.module_loading import import_string\n\nimport_string('{module}.{own}')\n",
        3,
    )


def uses_of_module(name: Name) -> Iterator[UseSite]:
    """Every form in which the module itself is taken, and the name by a star."""
    module, own = name.module, name.name
    yield UseSite("import", f"import {module}\n\n{module}.{own}\n", 1, takes="module")
    yield UseSite("import as", f"import {module} as m\n\nm.{own}\n", 1, takes="module")
    yield UseSite(
        "import in a function",
        f"def f():\n    import {module} as m\n\n    return m.{own}\n",
        2,
        takes="module",
    )
    yield UseSite(
        "module from its package",
        f"from {name.parent} import {name.last}\n\n{name.last}.{own}\n",
        1,
        takes="module name",
    )
    yield UseSite("star, then used", f"from {module} import *\n\n{own}\n", 1, takes="module")
    yield UseSite(
        "relative star", f"from .{name.last} import *\n\n{own}\n", 1, is_inside=True, takes="module"
    )
    relative = f"from . import {name.last} as m\n\nm.{own}\n"
    yield UseSite("relative module", relative, 1, is_inside=True, takes="module name")
    yield UseSite(
        "import_module string",
        f"import importlib\n\nimportlib.import_module('{module}')\n",
        3,
        takes="module",
    )


FORMS = (uses_of_name_in_from, uses_of_name, uses_of_module)
