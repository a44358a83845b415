"""Packages that nobody thought of: five modules of random statements, with every form by which Python binds or imports a name.

Nothing here makes sure that a statement can run. A name may be missing, a circle may not close: the judge takes out what fails, and what is left is
compared. That is how circular imports come in that work only because of the order in which things are bound.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.support.spelling import relative

NAMES = ("A", "B", "C", "_d")
PATHS = {
    "pkg.m0": "pkg/m0.py",
    "pkg.sub.m1": "pkg/sub/m1.py",
    "pkg.m2": "pkg/m2.py",
    "pkg.sub": "pkg/sub/__init__.py",
    "pkg": "pkg/__init__.py",
}
"""In the order in which they are written: a later one knows what the earlier ones bind, and aims at it."""
ORDER = ("pkg", "pkg.m0", "pkg.m2", "pkg.sub", "pkg.sub.m1")
"""In the order in which they are imported."""
CHILDREN = {"pkg": ("m0", "m2", "sub"), "pkg.sub": ("m1",)}


def asked(module: str) -> tuple[str, ...]:
    """The names that are compared."""
    return (*NAMES, "pkg", *CHILDREN.get(module, ()))


@dataclass
class Draft:
    """A module in the making, and the names that it has bound so far if all went well."""

    draw: st.DrawFn
    name: str
    before: "list[Draft]"
    is_orderly: bool
    """It imports only from modules that are written before it, and leaves the names of submodules alone."""
    lines: list[str] = field(default_factory=list)
    bound: dict[str, None] = field(default_factory=dict)
    is_lazy: bool = False
    """It has a ``__getattr__``: what is imported for type checkers then says what that gives."""
    is_typed: bool = False
    """It has imports for type checkers, which say nothing of a ``__getattr__``."""

    def one(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def new(self) -> str:
        """A name to bind; in a package now and then that of a submodule."""
        name = self.one(*NAMES, *(() if self.is_orderly else CHILDREN.get(self.name, ())))
        self.bound[name] = None
        return name

    def old(self) -> str:
        """A name that is bound here, if there is any."""
        return self.one(*sorted(self.bound)) if self.bound else "A"

    def other(self) -> str:
        """A module to import from, this one included unless there is to be order."""
        if not self.is_orderly:
            return self.one(*PATHS)
        before = [draft.name for draft in self.before if (self.name, draft.name) != ("pkg.sub", "pkg.m2")]
        return self.one(*before or ["pkg.gone"])  # pkg.m2 may import what is inside pkg.sub, and so starts it

    def taken(self, module: str) -> str:
        """A name to take from a module: one that it is known to bind, if any is known."""
        known = next((draft.bound for draft in self.before if draft.name == module), {})
        return self.one(*sorted(known)) if known else self.one(*NAMES, *CHILDREN.get(module, ()))

    def spelled(self, module: str) -> str:
        """The module as it may stand after ``from``."""
        return self.one(
            module, relative(self.name, module, is_package=PATHS[self.name].endswith("__init__.py"))
        )


Form = Callable[[Draft], str]


@st.composite
def packages(draw: st.DrawFn, forms: tuple[Form, ...], *, is_orderly: bool = False) -> dict[str, str]:
    """Files of a package, by path."""
    drafts: list[Draft] = []
    for name in PATHS:
        draft = Draft(draw, name, drafts, is_orderly)
        for form in draw(st.lists(st.sampled_from(forms), max_size=6)):
            draft.lines.append(form(draft))
        if draw(st.booleans()) and draft.bound:
            add_exports(draft)
        drafts.append(draft)
    return {PATHS[draft.name]: "".join(f"{line}\n" for line in draft.lines) for draft in drafts}


def value(name: str) -> str:
    """A value that says where it was made."""
    return f"[__name__, {name!r}]"


def add_exports(draft: Draft) -> None:
    """``__all__`` in one of its forms, at the end or before what it names."""
    some = draft.draw(st.lists(st.sampled_from(sorted(draft.bound)), unique=True))
    first, rest = some[: len(some) // 2], some[len(some) // 2 :]
    forms = {
        "list": f"__all__ = {some!r}",
        "tuple": f"__all__ = {tuple(some)!r}",
        "annotated": f"__all__: list = {some!r}",
        "sum": f"__all__ = {first!r} + {rest!r}",
        "call": f"__all__ = list({tuple(some)!r})",
        "+=": f"__all__ = {first!r}\n__all__ += {rest!r}",
        "extend": f"__all__ = {first!r}\n__all__.extend({rest!r})",
        "append": "\n".join([f"__all__ = {first!r}", *(f"__all__.append({name!r})" for name in rest)]),
        "remove": f"__all__ = {[*some, 'gone']!r}\n__all__.remove('gone')",
    }
    place = draft.draw(st.sampled_from([len(draft.lines), 0]))
    draft.lines.insert(place, forms[draft.one(*forms)])


def define(draft: Draft) -> str:
    name = draft.new()
    return draft.one(
        f"def {name}(): pass",
        f"async def {name}(): pass",
        f"class {name}: pass",
        f"{name} = {value(name)}",
        f"{name}: list = {value(name)}",
    )


def define_two(draft: Draft) -> str:
    name, second = draft.new(), draft.new()
    return f"{name}, [*_, {second}] = {value(name)}, [{value(second)}]"


def annotate(draft: Draft) -> str:
    """Binds nothing."""
    return f"{draft.one(*NAMES)}: list"


def alias(draft: Draft) -> str:
    source = draft.old()
    return f"{draft.new()} = {source}"


def delete(draft: Draft) -> str:
    gone = draft.old()
    draft.bound.pop(gone, None)
    return f"del {gone}"


def take(draft: Draft) -> str:
    module = draft.other()
    taken = draft.taken(module)
    if draft.one("as", "plain") == "as":
        return f"from {draft.spelled(module)} import {taken} as {draft.new()}"
    draft.bound[taken] = None
    return f"from {draft.spelled(module)} import {taken}"


def take_two(draft: Draft) -> str:
    module = draft.other()
    first, second = draft.taken(module), draft.taken(module)
    return f"from {draft.spelled(module)} import (\n    {first} as {draft.new()},\n    {second} as {draft.new()},\n)"


def take_star(draft: Draft) -> str:
    module = draft.other()
    known = next((other.bound for other in draft.before if other.name == module), {})
    draft.bound.update(dict.fromkeys(name for name in known if not name.startswith("_")))
    return f"from {draft.spelled(module)} import *"


def take_module(draft: Draft) -> str:
    module = draft.other()
    package, _, last = module.rpartition(".")
    if package and draft.one("from", "import") == "from":
        return f"from {draft.spelled(package)} import {last} as {draft.new()}"
    return draft.one(
        f"import {module}", f"import {module} as {draft.new()}", f"import {module}, {draft.other()}"
    )


def take_attribute(draft: Draft) -> str:
    module = draft.other()
    taken, name = draft.taken(module), draft.new()
    return draft.one(
        f"import {module}\n{name} = {module}.{taken}",
        f"import {module} as _module\n{name} = _module.{taken}",
    )


def take_in_function(draft: Draft) -> str:
    """Binds only the function."""
    module = draft.other()
    return f"def {draft.new()}():\n    from {draft.spelled(module)} import {draft.taken(module)} as {draft.one(*NAMES)}"


def take_in_class(draft: Draft) -> str:
    """Binds only the class."""
    module = draft.other()
    return f"class {draft.new()}:\n    from {draft.spelled(module)} import {draft.taken(module)} as {draft.one(*NAMES)}"


def take_for_typing(draft: Draft) -> str:
    if draft.is_lazy:
        return "pass"
    draft.is_typed = True
    module = draft.other()
    taken, name = draft.taken(module), draft.one(*NAMES)
    imported = f"from {draft.spelled(module)} import {taken} as {name}"
    start = draft.one(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:",
        "from typing import TYPE_CHECKING as TYPES\nif TYPES:",
        "import typing\nif typing.TYPE_CHECKING:",
        "TYPE_CHECKING = False\nif TYPE_CHECKING:",
        "if False:",
    )
    forms = [f"{start}\n    {imported}", f"{start}\n    from {draft.spelled(module)} import *"]
    return draft.one(*forms, f"{start}\n    {imported}\nelse:\n    def {name}(): pass")


def branch(draft: Draft) -> str:
    """One of two, decided when it runs."""
    module, name = draft.other(), draft.new()
    first = draft.one(
        f"def {name}(): pass", f"from {draft.spelled(module)} import {draft.taken(module)} as {name}"
    )
    return f"if {draft.one('__name__', 'not __name__')}:\n    {first}\nelse:\n    class {name}: pass"


def branch_over_bound(draft: Draft) -> str:
    """May bind a name again that is bound just before; it never does."""
    bound, name = sure(draft)
    module = draft.other()
    again = draft.one(
        f"def {name}(): pass",
        f"del {name}",
        f"from {draft.spelled(module)} import {draft.taken(module)} as {name}",
    )
    return f"{bound}\nif {draft.one('not __name__', '__name__ == 1')}:\n    {again}"


def loop(draft: Draft) -> str:
    name = draft.new()
    return draft.one(
        f"for {name} in [{value(name)}]:\n    pass",
        f"while True:\n    {name} = {value(name)}\n    break",
        f"({name} := {value(name)})",
        f"match {value(name)}:\n    case {name}:\n        pass",
        f"import contextlib\nwith contextlib.nullcontext({value(name)}) as {name}:\n    pass",
        f"def _bind():\n    global {name}\n    {name} = {value(name)}\n_bind()",
    )


def guarded(draft: Draft) -> str:
    module, name = draft.other(), draft.new()
    taken = f"from {draft.spelled(module)} import {draft.taken(module)} as {name}"
    return draft.one(
        f"try:\n    {taken}\nexcept ImportError:\n    def {name}(): pass",
        f"try:\n    {taken}\nexcept ImportError:\n    {name} = {value(name)}",
        f"try:\n    from pkg.gone import {name}\nexcept ImportError:\n    {taken}",
        f"try:\n    import pkg.gone as {name}\nexcept ModuleNotFoundError:\n    {taken}",
        f"try:\n    {taken}\nfinally:\n    pass",
        f"try:\n    import pkg.gone\nexcept ImportError:\n    {taken}\nelse:\n    class {name}: pass",
    )


def guarded_over_bound(draft: Draft) -> str:
    bound, name = sure(draft)
    module = draft.other()
    taken = f"from {draft.spelled(module)} import {draft.taken(module)} as {name}"
    return draft.one(
        f"{bound}\ntry:\n    {taken}\nexcept ImportError:\n    pass",
        f"{bound}\nimport contextlib\nwith contextlib.suppress(ImportError):\n    {taken}",
    )


def sure(draft: Draft) -> tuple[str, str]:
    """A binding that cannot fail, and its name."""
    module, name = draft.other(), draft.new()
    taken = f"from {draft.spelled(module)} import {draft.taken(module)} as {name}"
    guarded_import = f"try:\n    {taken}\nexcept ImportError:\n    {name} = {value(name)}"
    return draft.one(f"class {name}: pass", f"{name} = {value(name)}", guarded_import), name


def lazy(draft: Draft) -> str:
    """A module ``__getattr__``: one that answers for what it names, or one that makes whatever it is asked for."""
    if draft.is_lazy or draft.is_typed:
        return "pass"
    draft.is_lazy = True
    module, name = draft.other(), draft.one(*NAMES)
    second = draft.one(*NAMES)
    imported = f"from {draft.spelled(module)} import {draft.taken(module)}"
    return draft.one(
        f"def __getattr__(name):\n    if name == {name!r}:\n        {imported} as {name}\n        return {name}\n    raise AttributeError(name)",
        f"def __getattr__(name):\n    if name in {{{name!r}, {second!r}}}:\n        {imported} as {name}\n        {imported} as {second}\n"
        f"        return {{{name!r}: {name}, {second!r}: {second}}}[name]\n    raise AttributeError(name)",
        f"def __getattr__(name):\n    if name == {name!r}:\n        return ['made']\n    raise AttributeError(name)",
        "def __getattr__(name):\n    if name.startswith('__') or name in {'m0', 'm1', 'm2', 'sub'}:\n        raise AttributeError(name)\n    return ['made']",
    )


def lazy_and_typed(draft: Draft) -> str:
    """A module ``__getattr__`` that only type checkers understand."""
    if draft.is_lazy or draft.is_typed:
        return "pass"
    draft.is_lazy = True
    module, name = draft.other(), draft.one(*NAMES)
    taken = draft.taken(module)
    return (
        f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from {draft.spelled(module)} import {taken} as {name}\n"
        f"def __getattr__(name):\n    if name == {name!r}:\n        import importlib\n        found = importlib.import_module({module!r})\n"
        f"        return getattr(found, {taken!r}, None) or importlib.import_module({f'{module}.{taken}'!r})\n    raise AttributeError(name)"
    )


ALL: tuple[Form, ...] = (
    define,
    define_two,
    annotate,
    alias,
    delete,
    take,
    take,
    take_two,
    take_star,
    take_module,
    take_attribute,
    take_in_function,
    take_in_class,
    take_for_typing,
    branch,
    branch_over_bound,
    loop,
    guarded,
    guarded_over_bound,
    lazy,
    lazy_and_typed,
)
"""By which Python binds a name. Imports stand twice or more, so that packages are well knit."""
