"""The places that call creators, or hand them on without calling them, and why a place cannot be rewritten.

Which files have to do with a creator is known exactly from the model; what stands in them is read when it is asked for.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from migrator.facts.references import Reference, references
from migrator.findings.creators import Creator
from migrator.findings.meanings import meaning_of
from migrator.findings.signatures import Fit, parameters
from migrator.findings.values import CallSite
from migrator.model.model import Model
from migrator.model.values import NameUse, Site, Symbol
from migrator.source.values import UnreadableFileError

ReadFile = Callable[[str], bytes]
_PATCHES = frozenset({"patch", "object"})


@dataclass
class CallSites:
    """Call sites of creators, each file looked at once.

    Args:
        model: The repository.
        read: The bytes of a file; without it only strings are known.
        creators: The creators that are asked for.
    """

    model: Model
    read: ReadFile | None
    creators: Mapping[Symbol, Creator]
    _found: dict[Symbol, list[tuple[str, Reference]]] | None = field(default=None, init=False)

    def of(self, creator: Creator, fit: Fit) -> tuple[CallSite, ...]:
        """All places, sorted; those in the creator itself are none."""
        if self._found is None:
            self._found = self._search()
        places = [
            CallSite(self._site(module, one), _problem(one, creator, fit))
            for module, one in self._found.get(creator.symbol, ())
            if not _is_inside(creator, module, one)
        ]
        places.extend(
            CallSite(use.site, "" if use.call.rpartition(".")[2] in _PATCHES else "it is named in a string")
            for use in self._strings(creator)
        )
        return tuple(sorted(places, key=lambda place: place.site))

    def _strings(self, creator: Creator) -> Iterator[NameUse]:
        if not creator.owner:
            yield from (use for use in self.model.uses_of(creator.symbol) if use.form == "string")

    def _search(self) -> dict[Symbol, list[tuple[str, Reference]]]:
        found: defaultdict[Symbol, list[tuple[str, Reference]]] = defaultdict(list)
        for module, words in sorted(self._files().items()):
            for reference in self._references(module, words):
                parts = reference.chain.split(".")
                if parts[-1] in words or parts[0].removesuffix("()") in words:
                    symbol = self._meant(module, reference)
                    if symbol in self.creators:
                        found[symbol].append((module, reference))
        return dict(found)

    def _files(self) -> dict[str, set[str]]:
        """Modules that have to do with some creator, with the words that stand where they name it."""
        files: defaultdict[str, set[str]] = defaultdict(set)
        for symbol in self.creators:
            top, _, method = symbol.name.partition(".")
            files[symbol.module].add(method or top)
            for use in self.model.uses_of(Symbol(symbol.module, top)):
                if use.form != "string":
                    files[use.importer].add(method or use.asname or use.target.name)
        return dict(files)

    def _references(self, module: str, words: Collection[str]) -> Collection[Reference]:
        if self.read is None or module not in self.model.modules:
            return ()
        try:
            raw = self.read(self.model.modules[module].path)
        except (OSError, LookupError, UnreadableFileError):
            return ()
        return references(raw) if any(word.encode() in raw for word in words) else ()

    def _meant(self, module: str, reference: Reference) -> Symbol:
        chain = reference.chain.replace("()", "")
        first, _, rest = chain.partition(".")
        owner = reference.scope.partition(".")[0]
        if first in {"self", "cls"} and owner:
            chain = f"{owner}.{rest}"
        found = meaning_of(self.model, module, chain, reference.scope)
        if found is None:
            return Symbol(module, chain)
        symbol, below = found
        return Symbol(symbol.module, f"{symbol.name}.{below}") if below else symbol

    def _site(self, module: str, one: Reference) -> Site:
        text = f"{one.chain}(...)" if one.is_call else one.chain
        return Site(self.model.modules[module].path, one.line, one.start, one.end, module, one.scope, text)


def _is_inside(creator: Creator, module: str, one: Reference) -> bool:
    shape = creator.shape
    return module == creator.symbol.module and shape.start <= one.start < shape.end


def _problem(one: Reference, creator: Creator, fit: Fit) -> str:
    if not one.is_call:
        return "it is handed on here, not called"
    if one.unpacked:
        return f"its arguments are unpacked here ({', '.join(one.unpacked)})"
    names = [parameter.name for parameter in parameters(creator) if parameter.kind in {"", "/"}]
    given = {*names[: one.positional], *one.keywords}
    unplaced = [name for name in fit.unplaced if name in given]
    if unplaced:
        return f"the canonical creator has no place for {', '.join(unplaced)}"
    if creator.shape.is_async and not one.is_awaited:
        return "its coroutine is not awaited here"
    return fit.reason if fit.kind == "incompatible" else ""
