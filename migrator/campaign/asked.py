"""What a person asks of `move` and `canonical`, by words or in a file, before anything of the repository is looked at.

What is wrong with the form of a request is said here, all of it at once and with its line; what cannot be done is for the recipes to say.
"""

import keyword
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrator.errors import UsageError
from migrator.model.values import Symbol
from migrator.plan.reading import Complaints, Reader
from migrator.plan.toml_texts import Wanted, complaint_error, parse_toml
from migrator.plan.values import ShimChoice
from migrator.records.intentions import Moved, MoveModule, MoveSymbols

_WANTED = Wanted("a list of moves", UsageError)
_FORM = "pkg.module:Name or pkg.module:A,B"


@dataclass(frozen=True)
class AskedPath:
    """Import what ``name`` reaches from the module ``via``, everywhere."""

    name: Symbol
    via: str


Asked = MoveSymbols | MoveModule | AskedPath


def asked_move(sources: Sequence[str], target: str, shim: ShimChoice) -> MoveSymbols | MoveModule:
    """A move by words.

    Args:
        sources: ``pkg.module:NAME[,NAME...]``, several of them; or one ``pkg.module``, which is moved as a whole.
        target: ``pkg.module``, or for a single symbol ``pkg.module:NEWNAME``.
        shim: What stays at the old path.

    Raises:
        UsageError: They do not fit together.
    """
    modules = [text for text in sources if ":" not in text]
    if modules:
        if len(sources) > 1 or ":" in target:
            raise UsageError(
                f"{modules[0]} is a module, which is moved alone and as a whole",
                hint=f"name its new path: migrator move {modules[0]} pkg.new; a symbol is written {_FORM}",
            )
        return MoveModule(_dotted(modules[0]), target, shim)
    olds = [symbol for text in sources for symbol in parse_symbols(text)]
    module, _, new_name = target.partition(":")
    if new_name and len(olds) != 1:
        raise UsageError(
            "A new name needs exactly one symbol",
            hint="give new names to several with `rename` in a file, see --from",
        )
    moves = tuple(Moved(old, Symbol(module, new_name or old.name)) for old in olds)
    return MoveSymbols(moves=moves, target=module, shim=shim)


def asked_path(path: str) -> AskedPath:
    """``pkg.module:Name`` as the path that everybody is to use. Raises UsageError."""
    canonical, *others = parse_symbols(path)
    if others:
        raise UsageError(f"{path!r} names more than one path", hint="one name at a time: pkg.module:Name")
    return AskedPath(canonical, canonical.module)


def parse_symbols(text: str) -> tuple[Symbol, ...]:
    """``pkg.module:A,B`` as symbols. Raises `UsageError`."""
    module, colon, names = text.partition(":")
    parts = [name.strip() for name in names.split(",") if name.strip()]
    if not colon or not module or not parts:
        raise UsageError(f"{text!r} names no symbol", hint=f"write it as {_FORM}")
    return tuple(Symbol(module, name) for name in parts)


def read_asked(text: bytes, path: str, shim: ShimChoice = ShimChoice.AUTO) -> tuple[Asked, ...]:
    """What a file asks for: the moves in their order, then the paths in theirs.

    Args:
        text: The file's bytes: TOML with lists ``[[move]]`` and ``[[canonical]]``.
        path: How the file is called in complaints.
        shim: What stays at an old path where an entry does not say.

    Raises:
        UsageError: It is no such file; the detail has one line ``file:line: what is wrong`` for each complaint.
    """
    complaints = Complaints()
    whole = Reader(parse_toml(text, path, _WANTED), (), "the file", complaints)
    whole.only(("move", "canonical"))
    moves = whole.tables("move", "[[move]]")
    paths = whole.tables("canonical", "[[canonical]]")
    asked: list[Asked] = [one for table in moves for one in _move(table, shim)]
    asked += [one for table in paths for one in _path(table)]
    if not moves and not paths and not complaints.found:
        complaints.add((), "it asks for nothing: write [[move]] or [[canonical]]")
    _complain_of_repeats(moves, paths, complaints)
    if complaints.found:
        raise complaint_error(text.decode("utf-8"), path, complaints.found, _WANTED)
    return tuple(asked)


def _move(table: Reader, default: ShimChoice) -> Iterator[MoveSymbols | MoveModule]:
    table.only(("symbols", "module", "to", "rename", "shim"))
    target = table.checked("to", required=True, valid=is_module_name, form="is no name of a module")
    has_shim = table.truth("shim", default=default is not ShimChoice.NONE)
    shim = (ShimChoice.AUTO if default is ShimChoice.NONE else default) if has_shim else ShimChoice.NONE
    if "module" in table.values:
        for key in ("symbols", "rename"):
            if key in table.values:
                table.complain(key, f"{key!r} does not go with 'module', which is moved as a whole")
        module = table.checked("module", required=True, valid=_is_dotted, form="is no name of a module")
        yield MoveModule(module, target, shim)
        return
    olds = _symbols(table)
    names = _renames(table, olds)
    moves = tuple(Moved(old, Symbol(target, names.get(old, old.name))) for old in olds)
    yield MoveSymbols(moves=moves, target=target, shim=shim)


def _symbols(table: Reader) -> list[Symbol]:
    if "symbols" not in table.values:
        table.complain("", f"{table.name} lacks 'symbols' (or 'module', to move one as a whole)")
        return []
    texts = table.texts("symbols", also_single=True)
    found: list[Symbol] = []
    for text in texts:
        try:
            found += parse_symbols(text)
        except UsageError:
            table.complain(
                "symbols", f"{text!r} in 'symbols' of {table.name} is no symbol: write it as {_FORM}"
            )
    if not texts and table.values["symbols"] == []:
        table.complain("symbols", f"'symbols' of {table.name} is empty")
    for symbol in dict.fromkeys(found):
        if found.count(symbol) > 1:
            table.complain("symbols", f"{symbol} is there twice in 'symbols' of {table.name}")
        if not _is_dotted(symbol.module) or not symbol.name.isidentifier():
            table.complain(
                "symbols", f"{symbol} in 'symbols' of {table.name} is no symbol: write it as {_FORM}"
            )
    return found


def _renames(table: Reader, olds: Sequence[Symbol]) -> Mapping[Symbol, str]:
    """New names by symbol; a key is a name, or a whole symbol where two modules have the name."""
    given = table.table("rename", 'rename = {Old = "New"}')
    new: dict[Symbol, str] = {}
    for key in given.values:
        name = given.text(key, required=True)
        meant = [old for old in olds if key in {old.name, str(old)}]
        if not meant:
            given.complain(key, f"{key!r} in 'rename' of {table.name} is none of its symbols")
        if len(meant) > 1:
            given.complain(
                key, f"{key!r} in 'rename' of {table.name} is ambiguous: write {meant[0]} as the key"
            )
        if name.strip() and not _is_name(name):
            given.complain(key, f"{name!r} in 'rename' of {table.name} is no name")
        new.update(dict.fromkeys(meant, name))
    return new


def _path(table: Reader) -> Iterator[AskedPath]:
    table.only(("name", "via"))
    name = table.text("name", required=True)
    via = table.checked("via", required=False, valid=_is_dotted, form="is no name of a module")
    if not name.strip():
        return
    module, colon, last = name.partition(":")
    if not colon or not _is_dotted(module) or not _is_name(last):
        table.complain("name", f"name = {name!r} in {table.name} is no symbol: write it as pkg.module:Name")
        return
    yield AskedPath(Symbol(module, last), via or module)


def _complain_of_repeats(moves: Sequence[Reader], paths: Sequence[Reader], complaints: Complaints) -> None:
    """One thing that is to be in two places."""
    seen: dict[str, int] = {}
    for tables, keys in ((moves, ("symbols", "module")), (paths, ("name",))):
        seen.clear()
        for number, table in enumerate(tables):
            for key in keys:
                value = table.values.get(key)
                texts = value if isinstance(value, list) else [value]
                for text in dict.fromkeys(one for one in texts if isinstance(one, str)):
                    if seen.setdefault(text, number) != number:
                        complaints.add((*table.path, key), f"{text!r} is also in another {table.name}")


def is_module_name(text: str) -> bool:
    """Whether a module of that name could be imported by a statement."""
    return _is_dotted(text) and not any(keyword.iskeyword(part) for part in text.split("."))


def _is_dotted(text: str) -> bool:
    return bool(text) and all(part.isidentifier() for part in text.split("."))


def _is_name(text: str) -> bool:
    return text.isidentifier() and not keyword.iskeyword(text)


def _dotted(text: str) -> str:
    if not _is_dotted(text):
        raise UsageError(f"{text!r} names no module and no symbol", hint=f"write pkg.module, or {_FORM}")
    return text
