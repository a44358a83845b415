"""Strings that name a module of the repository, or a name in one: patch targets, entry points, settings, lazy imports.

A string that leads to something that exists is a use wherever it stands. One that leads nowhere is a use only where it is given to a function
that takes such paths; elsewhere it is a log channel, a file name, a sentence.
"""

import builtins
from collections.abc import Iterator

from migrator.facts.values import Arm, Colour, DottedString, Facts, Moment
from migrator.model.resolver import Resolver
from migrator.model.values import IsModule, Missing, Module, NameUse, Resolution, Site, Symbol, Unknown

_PATH_CALLS = frozenset(
    {
        "patch", "multiple", "resolve_name", "import_module", "__import__", "find_spec", "importorskip", "import_string", "import_from_string",
        "load_object", "import_object", "import_class", "locate", "EntryPoint", "symbol_by_name", "run_module",
    }
)  # fmt: skip
_PATH_METHODS = frozenset(
    {"monkeypatch.setattr", "monkeypatch.delattr", "patch.dict", "mock.patch.dict", "mocker.patch.dict"}
)
_MODULE_CALLS = frozenset({"import_module", "__import__", "find_spec", "importorskip", "run_module"})
_ASKING_CALLS = frozenset({"find_spec", "importorskip", "locate"})
"""They say that there is none, and the program goes on."""
_BUILTINS = frozenset(dir(builtins))
_COLOURS = {Moment.DEFERRED: Colour.DEFERRED, Moment.TYPING: Colour.TYPING}


def string_uses(importer: Module, facts: Facts, resolver: Resolver) -> Iterator[NameUse]:
    """The uses that a file's strings are."""
    for string in facts.strings:
        found = path_meaning(string.value, string.call, resolver)
        if found is None:
            continue
        target, resolution = found
        yield NameUse(
            target=target,
            resolution=resolution,
            site=Site(
                path=importer.path,
                line=string.line,
                start=string.start,
                end=string.end,
                module=importer.name,
                text=_text(string),
            ),
            importer=importer.name,
            form="string",
            colour=_COLOURS.get(string.moment, Colour.IMPORT_TIME),
            arm=Arm.TRY if string.is_optional or _last(string.call) in _ASKING_CALLS else Arm.NONE,
            call=string.call,
        )


def takes_paths(call: str) -> bool:
    """Whether a function, as it is written, is known to take dotted paths."""
    return call in _PATH_METHODS or call.rpartition(".")[2] in _PATH_CALLS


def path_meaning(value: str, call: str, resolver: Resolver) -> tuple[Symbol, Resolution] | None:
    """The (module, name) a string names and what that means; None where it is no path of this repository."""
    before, _, after = value.partition(":")
    parts = before.split(".")
    known = _known_prefix(parts, resolver)
    if known == 0 and not (resolver.is_first_party(before) and takes_paths(call)):
        return None
    if after and known == len(parts):
        name = after.partition(".")[0]
        return _kept(Symbol(before, name), resolver.resolve(before, name), call)
    if known == len(parts):
        return (Symbol(*_split(before)), IsModule(before)) if "." in before else None
    module = ".".join(parts[:known])
    is_import = not after and _last(call) in _MODULE_CALLS  # a module __getattr__ is not asked then
    target = Symbol(*_split(before)) if is_import else Symbol(module, parts[known])
    found = resolver.resolve_module(before) if is_import else resolver.resolve(module, parts[known])
    if is_import or not isinstance(found, Missing):
        return target, found
    if parts[known] in _BUILTINS and _last(call) in {"patch", "multiple"}:
        return target, Unknown("a builtin, which the patch puts into the module")
    return _dead(parts, known, after, call, resolver)


def _known_prefix(parts: list[str], resolver: Resolver) -> int:
    """How many parts name a module."""
    for length in range(len(parts), 0, -1):
        if isinstance(resolver.resolve_module(".".join(parts[:length])), IsModule):
            return length
    return 0


def _kept(target: Symbol, found: Resolution, call: str) -> tuple[Symbol, Resolution] | None:
    if isinstance(found, Missing) and not takes_paths(call) and target.name.islower():
        return None
    return target, found


def _dead(
    parts: list[str], known: int, after: str, call: str, resolver: Resolver
) -> tuple[Symbol, Resolution] | None:
    """Where a path that leads nowhere most likely ends its module: before the first capital, else before the last part."""
    if not takes_paths(call):
        return None
    dotted = ".".join(parts)
    if after:
        return Symbol(dotted, after.partition(".")[0]), resolver.resolve_module(dotted)
    end = next((index for index in range(known, len(parts)) if parts[index][:1].isupper()), len(parts) - 1)
    if end <= known:
        module = ".".join(parts[:known])
        return Symbol(module, parts[known]), resolver.resolve(module, parts[known])
    module = ".".join(parts[:end])
    return Symbol(module, parts[end]), resolver.resolve_module(module)


def _last(call: str) -> str:
    return call.rpartition(".")[2]


def _split(dotted: str) -> tuple[str, str]:
    package, _, last = dotted.rpartition(".")
    return package, last


def _text(string: DottedString) -> str:
    return f'{string.call}("{string.value}")' if string.call else f'"{string.value}"'
