"""Copies that were made on purpose: text that comes from elsewhere, and classes that are kept apart by where they stand.

Which copies a team wants to be rid of is known to nobody but the team, so none of these is final: each is for review, says what speaks against a merge, and
becomes a proposal where the plan names the class that stays. What is read are words in which people and programs say what a file is, and names of modules.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from migrator.findings.class_index import ClassIndex, ClassInfo
from migrator.findings.records import is_record
from migrator.model.values import Module
from migrator.source.values import UnreadableFileError

_GENERATED = re.compile(
    r"\bauto[- ]?generated\b|@generated\b|\bgenerated (?:by|from|with|using|code|file|on|at|automatically)\b|\bdo not (?:edit|modify|change)\b|\bscaffold(?:ing|ed)\b",
    re.IGNORECASE,
)
_GENERATED_PLACES = re.compile(r"(?:^|_)(?:auto)?generated$|_pb2(?:_grpc)?$")
_COPIED = re.compile(
    r"\bcop(?:y|ied)(?:[ -](?:and[ -])?past(?:e|ed))?(?: \w+)? (?:from|over|verbatim)\b|\b(?:is|was) an? (?:\w+ )?copy of\b"
    r"|\b(?:adapted|back-?ported|borrowed|forked|inlined|lifted|ported|stolen|vendored)(?: \w+)? (?:from|of)\b|\b(?:back-?port|fork) of\b"
    r"|\b(?:keep|kept) (?:\w+ ){0,3}in sync\b|\bduplicat\w+ (?:\w+ ){0,6}(?:on purpose|to avoid|intentional\w*|deliberate\w*)"
    r"|\b(?:intentional|deliberate|purpose)(?:ly|ful)? (?:\w+ )?(?:copy|copie[ds]|duplicat\w+)",
    re.IGNORECASE,
)
_EXAMPLES = frozenset(
    {
        "benchmark", "benchmarks", "cookbook", "cookiecutters", "demo", "demos", "doc", "docs", "example", "examples", "getting_started",
        "notebooks", "project_templates", "quickstart", "samples", "skeletons", "snippets", "tutorial", "tutorials",
    }
)  # fmt: skip
_STAND_IN = re.compile(r"(?:^|_)(?:dummy|dummies|fake|fakes|mock|mocks|stub|stubs)(?:_|$)", re.IGNORECASE)
_STAND_IN_CLASS = re.compile(r"^_*(?:Dummy|Fake|Mock|Stub)(?=[A-Z])")
_VERSION = re.compile(
    r"_?(?:v|ver|version|py|python|api)?_?\d+(?:[_.]\d+)*(?:_?(?:alpha|beta|dev|rc|a|b|d)\d*)?$",
    re.IGNORECASE,
)
_ONLY_VERSION = re.compile(r"v_?\d+(?:_\d+)*(?:_?(?:alpha|beta|dev|rc|a|b|p)\d*)*", re.IGNORECASE)
"""A whole name that is a version: ``v2``, ``v2_13``, ``v1beta1``."""
_ACCESSOR = re.compile(r"property$|\.(?:setter|getter|deleter)$")
_MOST_SHOWN = 4
_PLATFORMS = frozenset(
    {
        "aix", "android", "bsd", "cpu", "cuda", "cygwin", "darwin", "freebsd", "gpu", "ios", "linux", "mac", "macos", "nt", "osx",
        "posix", "rocm", "solaris", "unix", "wasm", "win", "win32", "windows", "x11", "wayland",
    }
)  # fmt: skip
_BACKENDS = frozenset(
    {"cupy", "flax", "jax", "keras", "mlx", "mxnet", "numpy", "openvino", "paddle", "pytorch", "tensorflow", "tf", "torch"}
)  # fmt: skip
_ABOVE = 6
"""Lines above a class that are taken to be about it, as far as they are comments."""
_FILLED = 5
"""Modules that have a class of one name before that is a role that each of them fills."""
_FILES = 3
"""Files that are the same in two folders before it is the folder that was copied."""
_DECLARATIONS = 8
"""Classes of a module that declares what an interface sends and takes."""
_NEARLY_ALL = 0.8
_HALF = 0.5


def on_purpose(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[str]:
    """Why a copy may have been made on purpose, in words; nothing where nothing says so."""
    is_foreign = False
    for said in foreign(duplicate, canonical, index):
        is_foreign = True
        yield said
    if not is_foreign:
        yield from _declared_copies((duplicate, canonical), index)
    yield from _by_place(duplicate, canonical, index)


def foreign(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[str]:
    """That one of them is not for people of this project to change by hand, in words; nothing where both are."""
    if said := of_other_people(duplicate, index) or of_other_people(canonical, index):
        yield said


def of_other_people(info: ClassInfo, index: ClassIndex) -> str:
    """Why a class is not for people of this project to change by hand, in words, or ``""``."""
    parts = info.module.name.split(".")
    if _GENERATED.search(_header(info.module, index)) or any(map(_GENERATED_PLACES.search, parts)):
        return f"generated: {info.module.path} says that a program writes it, and would write it again."
    packages = [".".join(parts[:size]) for size in range(1, len(parts) + 1)]
    for inner in [one for one in packages if _is_regular(one, index)][1:]:
        facts = index.model.facts_of(inner)
        if facts is not None and any(one.name == "__version__" for one in facts.definitions):
            return f"a distribution inside: {inner} has a version of its own, as what is taken over from elsewhere has."
        if found := _COPIED.search(_header(index.model.modules[inner], index)):
            return f'taken over: "{found.group(0)}" is written at the beginning of the package {inner}.'
    return ""


def _is_regular(package: str, index: ClassIndex) -> bool:
    module = index.model.modules.get(package)
    return module is not None and module.path.endswith("__init__.py")


def _declared_copies(pair: tuple[ClassInfo, ClassInfo], index: ClassIndex) -> Iterator[str]:
    if said := _declared(pair[0], index) or _declared(pair[1], index):
        yield f"declared copy: {said}."


def _by_place(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[str]:
    pair = (duplicate, canonical)
    ours, theirs = (info.module.name.split(".") for info in pair)
    if _are_twins(ours, theirs, _without_version):
        yield "versions beside each other: the names of their modules differ only in a number, and each is there for who asks for it."
    elif said := _version_of_several(pair, index):
        yield said
    if _are_twins(ours, theirs, partial(_without_words, words=_PLATFORMS)):
        yield "one for each platform: the names of their modules differ only in the word for it."
    if _are_twins(ours, theirs, partial(_without_words, words=_BACKENDS)):
        yield "one for each backend: the names of their modules differ only in the word for it."
    if not _EXAMPLES.isdisjoint(ours) or not _EXAMPLES.isdisjoint(theirs):
        yield "examples: each is read by itself, and shows all that it needs."
    doubles = [_is_stand_in(info) for info in pair]
    if doubles[0] != doubles[1]:
        yield f"test double: {pair[0 if doubles[0] else 1].symbol} stands in for something, as its name says."
    if said := _folder_twice(pair, index):
        yield said
    if said := _described(pair, index):
        yield said
    if said := _filled(duplicate, index):
        yield said


def _is_stand_in(info: ClassInfo) -> bool:
    parts = info.module.name.split(".")
    return any(map(_STAND_IN.search, parts)) or _STAND_IN_CLASS.search(info.shape.name) is not None


def _are_twins(ours: list[str], theirs: list[str], plain: Callable[[str], str]) -> bool:
    """Whether the parts of two names are equal but for a word, which may be a part of its own."""
    first, second = ([one for one in map(plain, parts) if one] for parts in (ours, theirs))
    return ours != theirs and first == second


def _without_version(part: str) -> str:
    return _VERSION.sub("", part)


def _without_words(part: str, words: frozenset[str]) -> str:
    return "_".join(one for one in part.split("_") if one.lower() not in words)


def _version_of_several(pair: tuple[ClassInfo, ClassInfo], index: ClassIndex) -> str:
    """A package that is called by a version stays as it was when that was current."""
    for info in pair:
        parts = info.module.name.split(".")
        for size, part in enumerate(parts[:-1]):
            if not _ONLY_VERSION.fullmatch(part):
                continue
            around = ".".join(parts[:size])
            others = sorted(
                one for one in _packages_in(around, index) if _ONLY_VERSION.fullmatch(one) and one != part
            )
            if others:
                return f"one of several versions: {around}.{part} stands beside {', '.join(others[:_MOST_SHOWN])}, and is complete in itself."
    return ""


def _packages_in(package: str, index: ClassIndex) -> Iterator[str]:
    prefix = f"{package}." if package else ""
    yield from {name[len(prefix) :].partition(".")[0] for name in index.by_module if name.startswith(prefix)}


def _folder_twice(pair: tuple[ClassInfo, ClassInfo], index: ClassIndex) -> str:
    """Files that a link or a build puts at two places come by the folder."""
    folders = [info.module.path.rpartition("/")[0] for info in pair]
    if folders[0] == folders[1]:
        return ""
    ours, theirs = (_files_of(folder, index) for folder in folders)
    same = [name for name in ours if name in theirs and _raw(ours[name], index) == _raw(theirs[name], index)]
    smaller = min(len(ours), len(theirs))
    if len(same) < _FILES or len(same) <= _HALF * smaller:
        return ""
    return f"a folder that is there twice: {len(same)} files of {folders[0]} and {folders[1]} are the same, byte for byte; one folder would go, not one class."


def _files_of(folder: str, index: ClassIndex) -> dict[str, Module]:
    """The files with classes of a folder, by name."""
    modules = (infos[0].module for infos in index.by_module.values())
    return {one.path.rpartition("/")[2]: one for one in modules if one.path.rpartition("/")[0] == folder}


def _described(pair: tuple[ClassInfo, ClassInfo], index: ClassIndex) -> str:
    """Descriptions in two modules that hold little but declarations."""
    if pair[0].module == pair[1].module or not all(map(_is_description, pair)):
        return ""
    counts = [_declarations(info.module.name, index) for info in pair]
    if not all(counts):
        return ""
    return f"interface descriptions: both modules do little but declare what is sent and taken ({counts[0]} and {counts[1]} classes), each for an interface of its own."


def _is_description(info: ClassInfo) -> bool:
    """A record, or a class of which nothing is asked but its attributes."""
    offered = [one for one in info.methods.values() if not one.name.startswith("_")]
    are_attributes = all(any(_ACCESSOR.search(name) for name in one.decorators) for one in offered)
    return is_record(info) or (bool(offered) and are_attributes)


def _declarations(module: str, index: ClassIndex) -> int:
    """How many classes a module declares; 0 where it does something as well."""
    every = index.by_module.get(module, ())
    plain = [
        one for one in every if _is_description(one) or all(method.is_trivial for method in one.shape.methods)
    ]
    return len(every) if len(every) >= _DECLARATIONS and len(plain) >= _NEARLY_ALL * len(every) else 0


def _filled(duplicate: ClassInfo, index: ClassIndex) -> str:
    """A name that many modules give to a class of their own, most of which are no copies."""
    named = index.by_name.get(duplicate.shape.name, ())
    modules = {info.module.name for info in named}
    if len(modules) < _FILLED or is_record(duplicate):
        return ""
    ours = _digests(duplicate, index)
    copies = sum(_digests(info, index) == ours for info in named)
    if copies > _HALF * len(named):
        return ""
    return f"a role that each module fills: {len(modules)} modules have a class {duplicate.shape.name} of their own, and most differ."


def _digests(info: ClassInfo, index: ClassIndex) -> dict[str, str]:
    return {name: body.digest for name, body in index.bodies(info).items() if not body.is_trivial}


def _declared(info: ClassInfo, index: ClassIndex) -> str:
    """Where it is written that a class, or its module, is a copy; ``""`` where it is not."""
    lines = _lines(info, index)
    first = info.shape.line - 1
    start = lines[:first]
    above: list[str] = []
    for line in reversed(start[-_ABOVE:]):
        if not line.strip().startswith(("#", "@")):
            break
        above.append(line)
    body = lines[first : first + max(1, _first_statement(info) - first)]
    if found := _COPIED.search(" ".join(_plain([*reversed(above), *body]))):
        return f'"{found.group(0)}" is written at {info.symbol}'
    if found := _COPIED.search(" ".join(_plain(_header(info.module, index).splitlines()))):
        return f'"{found.group(0)}" is written at the beginning of {info.module.path}'
    comments = (line.partition("#")[2] for line in lines if line.lstrip().startswith("#"))
    if found := next(filter(None, map(_OWN_COPIES.search, comments)), None):
        return f'{info.module.path} has parts that are "{found.group(0)}" other places'
    return ""


_OWN_COPIES = re.compile(r"^\W*(?:copied|copy-pasted) from\b", re.IGNORECASE)
"""How a project writes that copies are a habit of it: at the beginning of a comment."""


def _first_statement(info: ClassInfo) -> int:
    """The line of its first member, counted from 0: what stands above it is said about the class."""
    lines = [one.line for one in info.shape.methods] + [one.line for one in info.shape.fields]
    return min(lines, default=info.shape.line + 3) - 1


def _header(module: Module, index: ClassIndex) -> str:
    """What stands in front of the code of a module: comments and the docstring."""
    facts = index.model.facts_of(module.name)
    starts = [one.start for one in facts.imports] if facts is not None else []
    starts += [one.start for one in facts.definitions] if facts is not None else []
    raw = _raw(module, index)
    return raw[: min(starts, default=len(raw))].decode(errors="replace")


def _plain(lines: Iterable[str]) -> Iterator[str]:
    return (line.strip().lstrip("#").strip() for line in lines)


def _lines(info: ClassInfo, index: ClassIndex) -> list[str]:
    return _raw(info.module, index).decode(errors="replace").splitlines()


def _raw(module: Module, index: ClassIndex) -> bytes:
    try:
        return index.read(module.path) if index.read is not None else b""
    except (OSError, LookupError, UnreadableFileError):
        return b""
