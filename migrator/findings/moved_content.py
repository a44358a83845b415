"""How the places of a finding read before the campaign's own batches moved and renamed what they are about.

A keep remembers the digest of the content that it was decided on. A batch that moves a class changes its path, its name and the imports in it, and nothing that
people decided on. So what stands there now is read as it stood before: paths of the modules that it came from, and the old names. It is tried,
not computed, because only the digest of the old text is known; where no reading has that digest, the content is said to have changed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
    words = set(_WORD.findall(text))
    told = {old: new for old, new in renames.items() if new.module == site.module or _last(new) in words}
    homes = dict.fromkeys(old.module for old, new in told.items() if new.module == site.module)
    for module in dict.fromkeys((site.module, *homes)):
        for path in (site.path,) if module == site.module else _paths(site, module):
            before = _package(module, path)
            readings = (
                _as_before(text, _Spelling(_package(site.module, site.path), before, was_relative=one), told)
                for one in (False, True)
            )
            yield from ((path, reading) for reading in (text, *readings))


def _paths(site: Site, module: str) -> Iterator[str]:
    """Where a module's file may have been, beside that of a place."""
    now = site.module.replace(".", "/")
    for ending in _ENDINGS:
        if site.path.endswith(f"{now}{ending}"):
            root = site.path.removesuffix(f"{now}{ending}")
            yield from (f"{root}{module.replace('.', '/')}{one}" for one in _ENDINGS)


@dataclass(frozen=True)
class _Spelling:
    """How modules are spelled in imports.

    Attributes:
        now: The package from which relative ones count.
        before: That from which they counted.
        was_relative: What is absolute now was relative there, where it could be.
    """

    now: str
    before: str
    was_relative: bool

    def absolute(self, dotted: str) -> str:
        """The module that an import names now."""
        level = len(dotted) - len(dotted.lstrip("."))
        package = self.now.split(".")
        kept = package[: len(package) - level + 1] if level else []
        return ".".join((*kept, *filter(None, [dotted[level:]])))

    def as_before(self, dotted: str, module: str) -> str:
        """How a module was spelled in an import that now spells it, or where it is now, in some way."""
        if not (dotted.startswith(".") or self.was_relative):
            return module
        package, parts = self.before.split("."), module.split(".")
        shared = 0
        while shared < min(len(package), len(parts)) and package[shared] == parts[shared]:
            shared += 1
        dots = "." * (len(package) - shared + 1)
        return dots + ".".join(parts[shared:]) if shared else module


def _package(module: str, path: str) -> str:
    return module if path.endswith("/__init__.py") else module.rpartition(".")[0]


def _as_before(text: bytes, spelling: _Spelling, renames: Mapping[Symbol, Symbol]) -> bytes:
    """The text with names and modules as they were before."""
    modules = {new: old for old, new in renames.items()}
    text = _FROM.sub(lambda found: _import_as_before(found, spelling, modules), text)
    for old, new in renames.items():
        if old.module != new.module:
            dotted = rb"(?<![\w.])%s(?=[.:]%s\b)" % (re.escape(new.module.encode()), re.escape(_last(new)))
            text = re.sub(dotted, old.module.encode(), text)
    names = {_last(new): _last(old) for old, new in renames.items() if _last(old) != _last(new)}
    return _WORD.sub(lambda found: names.get(found.group(), found.group()), text) if names else text


def _import_as_before(found: re.Match[bytes], spelling: _Spelling, modules: Mapping[Symbol, Symbol]) -> bytes:
    """An import that takes all its names from one module; one that has been split stays as it is."""
    dotted = found.group(2).decode()
    target = spelling.absolute(dotted)
    aliases = found.group(5).split(b",")
    now = [Symbol(target, one.split()[0].decode()) for one in aliases if one.split()]
    olds = [modules.get(one, one) for one in now]
    if len(now) != len(aliases) or len({one.module for one in olds}) != 1:
        return found.group()
    taken = b",".join(
        _alias_as_before(alias, old.name.encode()) for alias, old in zip(aliases, olds, strict=True)
    )
    module = spelling.as_before(dotted, olds[0].module).encode()
    return b"".join((found.group(1), module, *found.groups()[2:4], taken, found.group(6)))


def _alias_as_before(alias: bytes, old: bytes) -> bytes:
    """``new as old`` was ``old``: what is renamed where it is defined keeps its local name."""
    words = alias.split()
    if words[0] == old:
        return alias
    kept = b"" if words[1:] == [b"as", old] else alias.strip()[len(words[0]) :]
    start = alias[: len(alias) - len(alias.lstrip())]
    return start + old + kept + alias[len(alias.rstrip()) :]


def _last(symbol: Symbol) -> bytes:
    return symbol.name.rpartition(".")[2].encode()
