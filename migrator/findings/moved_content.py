"""How the places of a finding read before the campaign's own batches moved and renamed what they are about.

A keep remembers the digest of the content that it was decided on. A batch that moves a class changes its path, its name and the imports in it, and nothing that
people decided on. So what stands there now is read as it stood before: paths of the modules that it came from, and the old names. It is tried,
not computed, because only the digest of the old text is known; where no reading has that digest, the content is said to have changed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product

from migrator.model.values import Site, Symbol

Part = tuple[str, bytes]
"""A path and the text that stands there."""

_MOST_READINGS = 4_096
"""Readings that are tried; a finding with more places than that gives needs a person."""
_FROM = re.compile(rb"^([ \t]*from[ \t]+)([.\w]+)([ \t]+import[ \t]+)(\(?)([^()\n#]*)(\)?)", re.MULTILINE)
_WORD = re.compile(rb"\w+")
_ENDINGS = (".py", "/__init__.py")


def earlier_readings(
    parts: Iterable[tuple[Site, bytes]], renames: Mapping[Symbol, Symbol]
) -> Iterator[tuple[Part, ...]]:
    """What the places may have been before the renames, each reading with all of its places.

    Args:
        parts: The finding's places with what stands there now.
        renames: Where symbols live now, by where they lived.
    """
    options = [tuple(dict.fromkeys(_of_part(site, text, renames))) for site, text in parts]
    yield from islice(product(*options), _MOST_READINGS)


def _of_part(site: Site, text: bytes, renames: Mapping[Symbol, Symbol]) -> Iterator[Part]:
    yield site.path, text
    told = {
        old: new
        for old, new in renames.items()
        if new.module == site.module or _last(new) in set(_WORD.findall(text))
    }
    earlier = _as_before(text, site.module, told)
    for reading in dict.fromkeys((earlier, text)):
        yield site.path, reading
        for old, new in told.items():
            if new.module == site.module and old.module != new.module:
                yield from ((path, reading) for path in _paths(site, old.module))


def _paths(site: Site, module: str) -> Iterator[str]:
    """Where a module's file may have been, beside that of a place."""
    now = site.module.replace(".", "/")
    for ending in _ENDINGS:
        if site.path.endswith(f"{now}{ending}"):
            root = site.path.removesuffix(f"{now}{ending}")
            yield from (f"{root}{module.replace('.', '/')}{one}" for one in _ENDINGS)


def _as_before(text: bytes, module: str, renames: Mapping[Symbol, Symbol]) -> bytes:
    """The text with names and modules as they were before."""
    modules = {new: old for old, new in renames.items()}
    text = _FROM.sub(lambda found: _import_as_before(found, module, modules), text)
    for old, new in renames.items():
        if old.module != new.module:
            dotted = rb"(?<![\w.])%s(?=[.:]%s\b)" % (re.escape(new.module.encode()), re.escape(_last(new)))
            text = re.sub(dotted, old.module.encode(), text)
    names = {_last(new): _last(old) for old, new in renames.items() if _last(old) != _last(new)}
    return _WORD.sub(lambda found: names.get(found.group(), found.group()), text) if names else text


def _import_as_before(found: re.Match[bytes], module: str, modules: Mapping[Symbol, Symbol]) -> bytes:
    """An import that takes all its names from one module that they lived in before; any other as it is."""
    dotted = found.group(2).decode()
    names = [one.split()[0].decode() for one in found.group(5).split(b",") if one.split()]
    asked = [modules.get(Symbol(_absolute(dotted, module), name)) for name in names]
    before = {one.module for one in asked if one is not None}
    if None in asked or len(before) != 1:
        return found.group()
    olds = [one.name.encode() for one in asked if one is not None]
    aliases = zip(found.group(5).split(b","), olds, strict=False)
    taken = b",".join(_alias_as_before(alias, old) for alias, old in aliases)
    return b"".join((found.group(1), before.pop().encode(), *found.groups()[2:4], taken, found.group(6)))


def _alias_as_before(alias: bytes, old: bytes) -> bytes:
    """``new as old`` was ``old``: what is renamed where it is defined keeps its local name."""
    words = alias.split()
    kept = b"" if words[1:] == [b"as", old] else alias.strip()[len(words[0]) :]
    start = alias[: len(alias) - len(alias.lstrip())]
    return start + old + kept + alias[len(alias.rstrip()) :]


def _absolute(dotted: str, module: str) -> str:
    level = len(dotted) - len(dotted.lstrip("."))
    if not level:
        return dotted
    package = ".".join(module.split(".")[:-level])
    return f"{package}.{dotted[level:]}".strip(".")


def _last(symbol: Symbol) -> bytes:
    return symbol.name.rpartition(".")[2].encode()
