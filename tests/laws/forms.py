"""Every form in which a module takes something from another, each with a probe: a function that says what it got."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.laws.definitions import called
from tests.laws.drafts import Definition, Draft, Numbers, Patchable


@dataclass(frozen=True)
class Source:
    """A path that something can be taken by."""

    module: str
    name: str
    means: Definition
    others: tuple[str, ...] = ()
    """More names that the module offers."""
    star: tuple[str, ...] = ()
    """What a star import of it gives."""


@dataclass(frozen=True)
class Taken:
    """How it was taken.

    Attributes:
        top: The statement at the top of the module, or ``""``.
        inside: The statement in the function, or ``""``.
        expression: What it is called then.
        patched: The dotted path under which a patch reaches the function that uses it, or ``""``.
    """

    top: str
    inside: str
    expression: str
    patched: str = ""


Form = Callable[[Draft, Source, int], Taken]


def direct(draft: Draft, source: Source, number: int) -> Taken:
    """From-imports of one or several names."""
    spelled, name = draft.spelled(source.module), source.name
    alias = draft.one(f"alias{number}", f"alias{number}", name)
    kept = name if alias == name else alias
    named = name if kept == name and draft.chance(70) else f"{name} as {kept}"
    other = f"{draft.one(*source.others or (name,))} as other{number}"
    statement = draft.one(
        f"from {spelled} import {named}",
        f"from {spelled} import {named}",
        f"from {spelled} import {named}  # noqa: F401",
        f"from {spelled} import ({named})",
        f"from {spelled} import {named}, {other}",
        f"from {spelled} import {other}, {named}",
        f"from {spelled} import (\n    {named},  # first\n    {other},\n)",
        f"from {spelled} import (  # all\n    {other},\n    # about the next\n    {named}\n)",
        f"from {spelled} import \\\n    {named}, \\\n    {other}",
        f"import os; from {spelled} import {named}, {other}; copy{number} = {kept}",
        f"from   {spelled}   import   {named}",
        f"if True:\n    from {spelled} import {named}\nelse:\n    {kept} = None",
        f"try:\n    from {spelled} import {named}\nexcept ImportError:\n    {kept} = None",
        f"try:\n    from {spelled} import {named}, {other}\nexcept (ImportError, AttributeError):  # old\n    {kept} = other{number} = None",
    )
    draft.bound.add(kept)
    return Taken(statement, "", kept, f"{draft.name}.{kept}")


def whole(draft: Draft, source: Source, number: int) -> Taken:
    """The module, and the name as its attribute."""
    module, name = source.module, source.name
    package, _, last = module.rpartition(".")
    forms = [
        (f"import {module}", f"{module}.{name}"),
        (f"import {module} as mod{number}", f"mod{number}.{name}"),
        (f"import os, {module}", f"{module}.{name}"),
        (f"import {module}  # isort:skip", f"getattr({module}, {name!r})"),
    ]
    if package:
        forms += [
            (f"from {draft.spelled(package)} import {last} as mod{number}", f"mod{number}.{name}"),
            (f"from {draft.spelled(package)} import {last}", f"{last}.{name}"),
        ]
    statement, expression = draft.draw(st.sampled_from(forms))
    if statement.endswith(f"import {last}") and package:
        if last in draft.bound or draft.is_package:
            statement, expression = f"{statement} as mod{number}", f"mod{number}.{name}"
        else:
            draft.bound.add(last)
    return Taken(statement, "", expression, f"{module}.{name}")


def star(draft: Draft, source: Source, number: int) -> Taken:
    if source.name not in source.star or draft.bound & set(source.star):
        return direct(draft, source, number)
    draft.bound |= set(source.star)
    return Taken(
        f"from {draft.spelled(source.module)} import *", "", source.name, f"{draft.name}.{source.name}"
    )


def in_function(draft: Draft, source: Source, number: int) -> Taken:
    del number
    module, name = source.module, source.name
    spelled = draft.spelled(module)
    package, _, last = module.rpartition(".")
    forms = [
        (f"from {spelled} import {name}", name),
        (f"from {spelled} import {name} as local", "local"),
        (f"import {module}", f"{module}.{name}"),
        (f"import {module} as local", f"local.{name}"),
        (f"from {spelled} import (\n        {name},  # here\n    )", name),
        (f"try:\n        from {spelled} import {name}\n    except ImportError:\n        {name} = None", name),
        (f"import importlib\n    local = importlib.import_module({module!r})", f"local.{name}"),
        (f"import importlib\n    local = importlib.import_module({module!r})", f"getattr(local, {name!r})"),
        (f"import pkgutil\n    local = pkgutil.resolve_name('{module}:{name}')", "local"),
        (f"path = '{module}.{name}'\n    import pkgutil\n    local = pkgutil.resolve_name(path)", "local"),
        (f"local = __import__({module!r}, fromlist=[{name!r}])", f"local.{name}"),
    ]
    if package:
        forms.append((f"from {draft.spelled(package)} import {last} as local", f"local.{name}"))
    if name.startswith("_"):  # that nobody asks for by a string is all that a private name can hope for
        forms = [
            one for one in forms if not any(word in one[0] for word in ("importlib", "pkgutil", "__import__"))
        ]
    statement, expression = draft.draw(st.sampled_from(forms))
    return Taken("", statement, expression, f"{module}.{name}")


def in_class(draft: Draft, source: Source, number: int) -> Taken:
    spelled = draft.spelled(source.module)
    statement = f"class Holder{number}:\n    from {spelled} import {source.name} as held"
    return Taken(statement, "", f"Holder{number}.held")


def for_typing(draft: Draft, source: Source, number: int) -> Taken:
    spelled = draft.spelled(source.module)
    start = draft.one(
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:", "import typing\nif typing.TYPE_CHECKING:"
    )
    statement = f"{start}\n    from {spelled} import {source.name} as Typed{number}"
    return Taken(
        statement,
        f'def inner(x: "Typed{number}" = None) -> "list[Typed{number}]":\n        return x',
        "inner()",
    )


DEFERRED: tuple[Form, ...] = (in_function, in_function, for_typing)
ALL: tuple[Form, ...] = (
    direct,
    direct,
    direct,
    direct,
    whole,
    whole,
    star,
    in_function,
    in_function,
    in_class,
    for_typing,
)


def take(draft: Draft, source: Source, numbers: Numbers, forms: tuple[Form, ...] = ALL) -> Patchable | None:
    """Take something and add a probe that uses it; gives how the probe can be patched, if it can."""
    number = numbers.next()
    form = draft.draw(st.sampled_from(forms))
    if form is direct and source.name in draft.bound:
        form = in_function
    taken = form(draft, source, number)
    if taken.top:
        draft.top.append(taken.top)
    kind = "typed" if taken.expression == "inner()" else source.means.kind
    use = called(taken.expression, kind)
    inside = f"    {taken.inside}\n" if taken.inside else ""
    probe = f"run_{number}"
    draft.body.append(f"def {probe}():\n{inside}    return [{use}]\n")
    if taken.top and kind in {"class", "function", "constant"} and form is not in_class and draft.chance(25):
        at_import_time(draft, taken.expression, kind, number)
    return Patchable(taken.patched, probe, draft.name, kind) if taken.patched else None


def at_import_time(draft: Draft, expression: str, kind: str, number: int) -> None:
    """A use that needs the thing while the module loads."""
    uses = {
        "class": [
            f'class Sub{number}({expression}):\n    """t{number}"""\n',
            f"KEPT{number} = [{expression}]\n",
        ],
        "function": [
            f"KEPT{number} = {expression}()\n",
            f"def with{number}(x={expression}):\n    return x()\n",
        ],
        "constant": [f"KEPT{number} = [*{expression}]\n", f"KEPT{number} = {expression}\n"],
    }
    draft.body.append(draft.one(*uses[kind]))


def patch(draft: Draft, patchable: Patchable, numbers: Numbers) -> None:
    """A test that patches what another module's probe uses, and says what the probe gives then."""
    number = numbers.next()
    module, _, name = patchable.target.rpartition(".")
    new = (
        "lambda *a, **k: 'patched'"
        if patchable.kind in {"function", "overloads", "helper"}
        else "['patched']"
    )
    if patchable.kind in {"class", "data"}:
        target, new = f"{patchable.target}.go", "lambda self: 'patched'"
        owner, attribute = f"mod_p{number}.{name}", "go"
    else:
        target, owner, attribute = patchable.target, f"mod_p{number}", name
    load = f"    import {patchable.home} as home\n"
    module_of = f"    import {module} as mod_p{number}\n"
    draft.top.append("from unittest import mock")
    call = f"home.{patchable.probe}()"
    texts = [
        f"def run_{number}():\n{load}    with mock.patch({target!r}, new={new}):\n        return {call}\n",
        f"def run_{number}():\n{load}    with mock.patch('{target}', {new}):\n        return {call}\n",
        f"@mock.patch('{target}', new={new})\ndef run_{number}():\n{load}    return {call}\n",
        f"def run_{number}():\n{load}{module_of}    with mock.patch.object({owner}, {attribute!r}, new={new}):\n        return {call}\n",
    ]
    draft.body.append(draft.draw(st.sampled_from([*texts[:3], *texts])))
