"""Packages whose modules import each other in every way there is, to see from which of them importing fails.

Each module plans the names that it binds, somewhere between its other statements, and takes names that others plan. So nearly all that fails does so
because of the order in which modules are executed, which is what the replay has to find out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.support.spelling import relative

PATHS = {
    "pkg": "pkg/__init__.py",
    "pkg.a": "pkg/a.py",
    "pkg.b": "pkg/b.py",
    "pkg.c": "pkg/c.py",
    "pkg.sub": "pkg/sub/__init__.py",
    "pkg.sub.d": "pkg/sub/d.py",
    "pkg.sub.e": "pkg/sub/e.py",
}
KINDS = ("value", "function", "class")


@dataclass
class Draft:
    """A module in the making.

    Attributes:
        plans: By module, the names that it binds with their kind.
        number: Of names that were made up so far.
    """

    draw: st.DrawFn
    name: str
    plans: dict[str, dict[str, str]]
    lines: list[str] = field(default_factory=list)
    number: int = 0

    def one(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def fresh(self) -> str:
        """A name that nothing else binds."""
        self.number += 1
        return f"x{self.number}"

    def other(self) -> str:
        """A module to import from; seldom this one."""
        others = [name for name in PATHS if name != self.name]
        return self.one(*others, *others, self.name)

    def taken(self, module: str, *kinds: str) -> str:
        """A name that a module plans to bind, of one of the kinds if there is any; seldom one that nobody binds."""
        planned = self.plans[module]
        names = [name for name, kind in planned.items() if not kinds or kind in kinds]
        return self.one(*names, *names, *names, *names, *names, *names, "gone") if names else "gone"

    def spelled(self, module: str) -> str:
        """The module as it may stand after ``from``."""
        return self.one(
            module, relative(self.name, module, is_package=PATHS[self.name].endswith("__init__.py"))
        )

    def brought(self, *kinds: str) -> tuple[str, str]:
        """A statement that brings a name in, and an expression for what is named."""
        module = self.other()
        name, bound = self.taken(module, *kinds), self.fresh()
        statement, expression = self.draw(
            st.sampled_from(
                [
                    (f"from {self.spelled(module)} import {name}", name),
                    (f"from {self.spelled(module)} import {name} as {bound}", bound),
                    (f"import {module}", f"{module}.{name}"),
                    (f"import {module} as {bound}", f"{bound}.{name}"),
                    (_submodule(module, bound), f"{bound}.{name}"),
                    (f"import importlib\n{bound} = importlib.import_module({module!r})", f"{bound}.{name}"),
                    (f"import {module} as {bound}", f"getattr({bound}, {name!r})"),
                ]
            )
        )
        return statement, expression


Form = Callable[[Draft], str]


@st.composite
def packages(draw: st.DrawFn) -> dict[str, str]:
    """Files of a package, by path."""
    plans = {module: _plan(draw, number) for number, module in enumerate(PATHS)}
    files = {}
    for module, path in PATHS.items():
        draft = Draft(draw, module, plans)
        most = 2 if path.endswith("__init__.py") else 4
        body = [form(draft) for form in draw(st.lists(st.sampled_from(FORMS), max_size=most))]
        for name, kind in plans[module].items():
            body.insert(draw(st.integers(0, len(body))), _definition(draft, name, kind))
        if draw(st.integers(0, 4)) == 0:
            body.insert(draw(st.integers(0, len(body))), _exports(draft))
        future = "from __future__ import annotations\n" if draw(st.integers(0, 3)) == 0 else ""
        files[path] = future + "".join(f"{statement}\n" for statement in body)
    return files


def _submodule(module: str, bound: str) -> str:
    package, _, last = module.rpartition(".")
    return f"from {package} import {last} as {bound}" if package else f"import {module} as {bound}"


def _plan(draw: st.DrawFn, number: int) -> dict[str, str]:
    """Two or three names; one of them private."""
    plan = {f"V{number}": "value", f"f{number}": "function", f"C{number}": "class", f"_p{number}": "value"}
    left_out = draw(st.sets(st.sampled_from(sorted(plan)), max_size=1))
    return {name: kind for name, kind in plan.items() if name not in left_out}


def _definition(draft: Draft, name: str, kind: str) -> str:
    if kind == "value":
        return draft.one(f"{name} = 1", f"{name} = 1", f"{name}: int = 1", f"{name}, _rest = 1, 2")
    if kind == "function":
        return _function(draft, name)
    return _class(draft, name)


def _function(draft: Draft, name: str) -> str:
    """A function that gives back its first argument, which makes it a decorator as well; half of them do something before."""
    start = draft.one(
        f"def {name}(given=None, *rest, **named):", f"def {name}(given=None, *rest, **named):\n    'Text.'"
    )
    return f"{start}\n{_body(draft)}    return given"


def _body(draft: Draft, indent: str = "    ") -> str:
    if draft.one("empty", "empty", "full") == "empty":
        return ""
    statement, expression = draft.brought()
    own = draft.taken(draft.name)
    text = draft.one(
        statement, f"{statement}\n{expression}", own, f"if given:\n    return {expression}\n{statement}"
    )
    return "".join(f"{indent}{line}\n" for line in text.splitlines())


def _class(draft: Draft, name: str) -> str:
    choice = draft.one("plain", "plain", "base", "init", "body", "hook")
    if choice == "base":
        statement, expression = draft.brought("class")
        return f"{statement}\nclass {name}({expression}):\n    pass"
    if choice == "init":
        return f"class {name}:\n    def __init__(self, given=None, *rest, **named):\n{_body(draft, '        ')}        self.given = given"
    if choice == "hook":
        return (
            f"class {name}:\n    def __init__(self, *given, **named):\n        pass\n    def __init_subclass__(cls, **named):\n        given = None\n{_body(draft, '        ')}"
            "        super().__init_subclass__(**named)"
        )
    if choice == "body":
        statement, expression = draft.brought()
        lines = "\n".join(f"    {line}" for line in statement.splitlines())
        return f"class {name}:\n{lines}\n    found = {expression}\n    def __init__(self, *given, **named):\n        pass"
    return f"class {name}:\n    def __init__(self, *given, **named):\n        pass"


def _exports(draft: Draft) -> str:
    names = sorted(draft.plans[draft.name])
    some = draft.draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    more = (
        draft.one("a", "d", "gone", *names) if draft.one("plain", "plain", "plain", "more") == "more" else ""
    )
    every = [*some, *([more] if more else [])]
    return draft.one(
        f"__all__ = {every!r}",
        f"__all__ = {tuple(every)!r}",
        f"__all__ = {some!r}\n__all__ += {every[len(some) :]!r}",
        f"__all__ = {some!r}\n__all__.extend({every[len(some) :]!r})",
        f"__all__ = {some!r} + list({tuple(every[len(some) :])!r})",
    )


def take(draft: Draft) -> str:
    return draft.brought()[0]


def take_two(draft: Draft) -> str:
    module = draft.other()
    return (
        f"from {draft.spelled(module)} import {draft.taken(module)}, {draft.taken(module)} as {draft.fresh()}"
    )


def take_star(draft: Draft) -> str:
    return f"from {draft.spelled(draft.other())} import *"


def take_star_and_use(draft: Draft) -> str:
    module = draft.other()
    return f"from {draft.spelled(module)} import *\n{draft.fresh()} = {draft.taken(module, 'value')}"


def take_module(draft: Draft) -> str:
    module = draft.other()
    return draft.one(
        f"import {module}",
        f"import {module} as {draft.fresh()}",
        f"import {module}, {draft.other()}",
        _submodule(module, draft.fresh()),
        f"__import__({module!r})",
    )


def use(draft: Draft) -> str:
    statement, expression = draft.brought()
    bound = draft.fresh()
    return f"{statement}\n" + draft.one(
        f"{bound} = {expression}",
        f"{bound} = [{expression}, 1]",
        f"{bound} = {{'key': {expression}}}",
        f"{bound} = [{expression} for _ in (1, 2)]",
        f"{bound} = {expression} if __name__ else None",
        f"{bound} = None if __name__ else {expression}",
        f"{bound} = __name__ and {expression}",
        f"{bound} = lambda: {expression}",
        f"print(end='' if {expression} else '')",
        f"({bound} := {expression})",
        f'{bound} = f"{{{expression}}}"',
        f"{bound} = {{'key': [{expression}]}}['key'][0]",
        f"{bound} = {{**{{'key': {expression}}}}}",
        f"def {bound}(given={expression}):\n    pass",
        f"def {bound}(given: {expression}) -> None:\n    pass",
        f"def {bound}():\n    return {expression}",
        f"{bound}: {expression} = 1",
        f"async def {bound}():\n    return {expression}",
        f"assert {expression}",
    )


def call(draft: Draft) -> str:
    statement, expression = draft.brought("function", "class")
    bound = draft.fresh()
    return f"{statement}\n" + draft.one(
        f"{expression}()",
        f"{bound} = {expression}(1)",
        f"{bound} = {expression}(given=None)"
        if ".C" not in expression and not expression.startswith("C")
        else f"{expression}(2)",
        f"@{expression}\ndef {bound}(): pass",
        f"@{expression}\nclass {bound}: pass",
        f"{bound} = ({expression}(), 1)",
        f"def {bound}():\n    return {expression}()\n{bound}()",
        f"{bound} = lambda: {expression}()\n{bound}()",
        f"import functools\n{bound} = functools.partial({expression}, 1)\n{bound}()",
        f"{bound} = {{'key': {expression}}}\n{bound}['key']()",
        f"{bound} = {{'key': {expression}}}.get('key')\n{bound}()",
        f"{bound} = [{expression}]\nfor {bound}_ in {bound}:\n    {bound}_()",
        f"{bound} = list(map({expression}, [1, 2]))",
        f"{bound} = sorted([1, 2], key={expression}) if False else {expression}",
        f"{bound} = [{bound}_() for {bound}_ in ({expression},)]",
        f"({expression} if __name__ else None)()",
        f"{bound}, {bound}_ = {expression}, 1\n{bound}()",
        f"getattr({expression}, '__call__')",
    )


def call_own(draft: Draft) -> str:
    """A function of the module that is called while the module is executed; one that may be bound further down now and then."""
    own = draft.taken(draft.name, "function", "class")
    if draft.one("planned", "made") == "planned":
        return f"{own}()"
    name = draft.fresh()
    return f"def {name}(given=None):\n{_body(draft)}    return given\n" + draft.one(
        f"{name}()", f"{name}({name})", f"@{name}\ndef {name}_(): pass", f"{name} = {name}(1)"
    )


def decorate_with_arguments(draft: Draft) -> str:
    name = draft.fresh()
    statement, expression = draft.brought()
    return (
        f"import functools\ndef {name}(*given):\n    def wrap(function):\n"
        + "".join(f"        {line}\n" for line in statement.splitlines())
        + f"        @functools.wraps(function)\n        def inner(*rest):\n            return {expression}\n        return inner\n    return wrap\n"
        f"@{name}(1)\ndef {name}_(): pass" + draft.one("", f"\n{name}_()")
    )


def class_with_methods(draft: Draft) -> str:
    """A class of which something runs while the module is executed."""
    name = draft.fresh()
    body = _body(draft, "        ") + "        return given\n"
    return draft.one(
        f"class {name}:\n    @classmethod\n    def make(cls, given=None):\n{body}{name}.make()",
        f"class {name}:\n    @staticmethod\n    def make(given=None):\n{body}{name}.make()\n{name}().make()",
        f"class {name}:\n    @property\n    def found(self, given=None):\n{body}{name}_ = {name}().found",
        f"class {name}:\n    def make(self, given=None):\n{body}{name}_ = {name}()\n{name}_.make()",
        f"class {name}:\n    def __call__(self, given=None):\n{body}{name}()()",
        f"class {name}:\n    def __init__(self, given=None):\n{body[: -len('        return given' + chr(10))]}        self.given = given\n"
        f"class {name}_({name}):\n    def __init__(self):\n        super().__init__(1)\n{name}_()",
        f"class {name}(type):\n    def __new__(meta, name, bases, space, given=None):\n{_body(draft, '        ')}"
        f"        return super().__new__(meta, name, bases, space)\nclass {name}_(metaclass={name}):\n    pass",
        f"class {name}:\n    def __enter__(self, given=None):\n{body}    def __exit__(self, *given):\n        pass\nwith {name}() as {name}_:\n    pass",
        f"from dataclasses import dataclass\n@dataclass\nclass {name}:\n    one: int = 1\n    def __post_init__(self, given=None):\n{body}{name}()",
        f"class {name}:\n    def make(self, given=None):\n{body}    also = make\n    kept = make(1, 2)",
    )


def run_later(draft: Draft) -> str:
    """Generators and coroutines, of which the body runs when somebody asks for it, or never."""
    name = draft.fresh()
    body = f"(given=None):\n{_body(draft)}    yield given\n"
    return draft.one(
        f"def {name}{body}{name}()",
        f"def {name}{body}{name}_ = list({name}())",
        f"def {name}{body}for {name}_ in {name}():\n    pass",
        f"def {name}{body}next({name}())",
        f"def {name}{body}{name}_ = [one for one in {name}()]",
        f"def {name}{body}{name}_ = (one for one in {name}())",
        f"import contextlib\n@contextlib.contextmanager\ndef {name}{body}with {name}():\n    pass",
    )


def nested(draft: Draft) -> str:
    """Functions in functions."""
    name = draft.fresh()
    inner = "".join(f"    {line}\n" for line in _body(draft).splitlines())
    return draft.one(
        f"def {name}(given=None):\n    kept = given\n    def inner():\n        nonlocal kept\n{inner}        kept = 1\n    inner()\n    return inner\n{name}()()",
        f"def {name}(given=None):\n    def inner(given=None):\n{inner}        return given\n    return inner\n{name}()"
        + draft.one("", "()"),
        f"def {name}(given):\n    if given > 0:\n        return {name}(given - 1)\n{_body(draft)}\n{name}(2)",
        f"def {name}(given=None):\n    try:\n{inner}        return given\n    except ImportError:\n        return None\n{name}()",
        f"def {name}(given=None):\n    for one in (1, 2):\n        if one == 2:\n            break\n{inner}    return given\n{name}()",
    )


def undecided(draft: Draft) -> str:
    """A condition of which the text does not say how it comes out."""
    statement = draft.brought()[0]
    if draft.draw(st.integers(0, 3)):
        return statement
    name = draft.fresh()
    inner = _indented(statement)
    return draft.one(
        f"import os\nif os.environ.get('NEVER_SET'):\n{inner}",
        f"import os\nif not os.environ.get('NEVER_SET'):\n{inner}",
        f"def {name}(given):\n    if len(given) > 3:\n        return 1\n{inner}\n{name}('text')",
    )


def subclass(draft: Draft) -> str:
    statement, expression = draft.brought("class")
    name = draft.fresh()
    return f"{statement}\nclass {name}({expression}):\n    pass" + draft.one("", f"\n{name}()")


def guarded(draft: Draft) -> str:
    statement, expression = draft.brought()
    second, other = draft.brought()
    name = draft.fresh()
    inner, again = _indented(statement), _indented(second)
    return draft.one(
        f"try:\n{inner}\nexcept ImportError:\n    pass",
        f"try:\n{inner}\n    {name} = {expression}\nexcept ImportError:\n    {name} = None",
        f"try:\n{inner}\n    {name} = {expression}\nexcept (ImportError, AttributeError):\n    {name} = None",
        f"try:\n{inner}\n    {name} = {expression}\nexcept AttributeError:\n    {name} = None",
        f"try:\n{inner}\nexcept ImportError:\n{again}",
        f"try:\n{inner}\nexcept ImportError:\n    pass\nelse:\n{again}",
        f"try:\n{inner}\nexcept Exception:\n    {name} = None\nfinally:\n    {name}_ = 1",
        f"try:\n    import pkg.gone\nexcept ModuleNotFoundError:\n{inner}",
        f"try:\n    from pkg.gone import anything\nexcept ImportError as error:\n{inner}\n    {name} = error",
        f"try:\n{inner}\nexcept ImportError:\n    pass\ntry:\n{inner}\n    {name} = {expression}\nexcept ImportError:\n    pass",
        f"try:\n{inner}\nexcept ImportError:\n    pass\n{statement}",
        f"try:\n{inner}\nexcept ImportError as error:\n    raise RuntimeError('no') from error",
        f"try:\n{inner}\nexcept ImportError:\n    raise",
        f"import contextlib\nwith contextlib.suppress(ImportError, AttributeError):\n{inner}\n    {name} = {expression}",
        f"try:\n{inner}\n    {name} = {expression}\nexcept ImportError:\n    {name} = 1\nexcept NameError:\n{again}\n    {name} = {other}",
    )


def for_typing(draft: Draft) -> str:
    module = draft.other()
    imported = f"from {draft.spelled(module)} import {draft.taken(module)}"
    start = draft.one(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:",
        "import typing\nif typing.TYPE_CHECKING:",
        "if False:",
    )
    return f"{start}\n    {imported}" + draft.one("", f"\nelse:\n{_indented(draft.brought()[0])}")


def conditional(draft: Draft) -> str:
    statement, expression = draft.brought()
    second, _ = draft.brought()
    inner, again = _indented(statement), _indented(second)
    module, name = draft.other(), draft.fresh()
    test = draft.one(
        "__name__",
        "not __name__",
        "__name__ == '__main__'",
        "__name__ != '__main__' and True",
        f"hasattr({name}, {draft.taken(module)!r})",
        f"getattr({name}, {draft.taken(module)!r}, None)",
    )
    start = f"import {module} as {name}\n" if name in test else ""
    version = draft.one("sys.version_info >= (3, 8)", "sys.version_info < (3, 8)", "sys.version_info[0] == 3")
    return draft.one(
        f"{start}if {test}:\n{inner}\nelse:\n{again}",
        f"import sys\nif {version}:\n{inner}\nelse:\n{again}",
        f"FLAG = {draft.one('True', 'False', '0', 'None')}\nif FLAG:\n{inner}\nelif not FLAG:\n{again}",
        f"for {name} in ('one', 'two'):\n{inner}\n    {name}_ = {expression}",
        f"while True:\n{inner}\n    break",
        f"for {name} in ():\n{inner}\nelse:\n{again}",
        f"import importlib\nfor {name} in ({draft.other()!r}, {draft.other()!r}):\n    importlib.import_module({name})",
        f"match __name__:\n    case _:\n{_indented(inner)}",
    )


def lazy(draft: Draft) -> str:
    """A module ``__getattr__``."""
    module = draft.other()
    name, asked = draft.taken(module, "class"), draft.taken(draft.name, "class")
    imported = f"from {draft.spelled(module)} import {name} as found"
    return draft.one(
        f"def __getattr__(name):\n    if name == {asked!r}:\n        {imported}\n        return found\n    raise AttributeError(name)",
        f"def __getattr__(name):\n    if name in ({asked!r}, 'gone'):\n        {imported}\n        return found\n    raise AttributeError(name)",
        "def __getattr__(name):\n    if name == 'gone':\n        class Made:\n            def __init__(self, *rest, **named): pass\n        return Made\n    raise AttributeError(name)",
        f"def __getattr__(name):\n    import importlib\n    if name == 'gone':\n        return getattr(importlib.import_module({module!r}), {name!r})\n"
        "    raise AttributeError(name)",
    )


def delete(draft: Draft) -> str:
    own = draft.taken(draft.name)
    statement, expression = draft.brought()
    name = draft.fresh()
    return draft.one(
        f"try:\n    del {own}\nexcept NameError:\n    pass",
        f"{name} = 1\ndel {name}",
        f"{statement}\n{name} = {expression}\ndel {name}",
    )


def rebind(draft: Draft) -> str:
    own = draft.taken(draft.name, "value")
    statement, expression = draft.brought()
    module, name = draft.other(), draft.fresh()
    return draft.one(
        f"{statement}\n{own} = {expression}",
        f"import {module} as {name}\n{name}.late = 1\nfrom {module} import late",
        f"import {module} as {name}\nsetattr({name}, 'late', 1)",
        f"from {draft.spelled(module)} import late",
        f"def {name}():\n    global {own}\n    {own} = 2\n{name}()",
        f"globals()[{own!r}] = 3",
    )


def by_sys_modules(draft: Draft) -> str:
    module, name = draft.other(), draft.fresh()
    return draft.one(
        f"import sys\n{name} = sys.modules.get({module!r})",
        f"import sys\nimport {module}\n{name} = sys.modules[{module!r}].{draft.taken(module)}",
        f"import sys\n{name} = sys.modules[__name__]",
        f"import sys\n{name} = sys.modules[{module!r}]",
    )


FORMS: tuple[Form, ...] = (
    take,
    take,
    take,
    take_two,
    take_star,
    take_star_and_use,
    take_module,
    use,
    use,
    call,
    call,
    call_own,
    decorate_with_arguments,
    subclass,
    class_with_methods,
    run_later,
    nested,
    undecided,
    guarded,
    guarded,
    for_typing,
    conditional,
    lazy,
    delete,
    rebind,
    by_sys_modules,
)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
