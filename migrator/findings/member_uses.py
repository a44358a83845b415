"""Where members are used by name, in files that have to do with a class: what cannot be typed is at least listed.

A receiver's class is not known without running the code, so every ``.member`` in such a file counts, but for ``self.member`` in another class. Names
in strings count too (``getattr``, ``patch.object``).
"""

import io
import re
import tokenize
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from migrator.model.values import Module, Site
from migrator.source.bytes import SourceText, decode_source
from migrator.source.values import UnreadableFileError

Span = tuple[int, int]
ReadFile = Callable[[str], bytes]
_QUOTES = "rRbBuUfF\"'"


def member_uses(
    files: Iterable[Module], names: Collection[str], read: ReadFile, *, own: Mapping[str, tuple[Span, ...]]
) -> dict[str, tuple[Site, ...]]:
    """The places that use members, by member.

    Args:
        files: Which to look at.
        names: The members.
        read: The bytes of a file.
        own: By path: spans of classes in which ``self`` is the object; ``self.member`` counts there only if the span is one of a subclass, and
            the first span of a path, the class's own body, does not count at all.
    """
    found: dict[str, list[Site]] = {name: [] for name in names}
    if not names:
        return {}
    pattern = re.compile(rb"\b(" + b"|".join(re.escape(name.encode()) for name in sorted(names)) + rb")\b")
    for module in files:
        raw = _raw(module.path, read)
        if pattern.search(raw):
            for name, site in _uses(module, raw, frozenset(names), own.get(module.path, ())):
                found[name].append(site)
    return {name: tuple(sorted(set(sites))) for name, sites in found.items()}


def _raw(path: str, read: ReadFile) -> bytes:
    try:
        return read(path)
    except (OSError, LookupError, UnreadableFileError):
        return b""


def _uses(
    module: Module, raw: bytes, names: frozenset[str], spans: tuple[Span, ...]
) -> Iterator[tuple[str, Site]]:
    source = decode_source(raw)
    if not isinstance(source, SourceText):
        return
    before: list[str] = ["", ""]
    for token in _tokens(source.text):
        kind, text = token.type, token.string
        if kind == tokenize.NAME and text in names and before[1] == ".":
            start = _offset(source, token)
            is_own = before[0] in {"self", "cls"}
            if not _is_spared(start, spans, is_own=is_own):
                yield text, _site(module, source, token, start)
        elif kind == tokenize.STRING and (named := text.strip(_QUOTES).rpartition(".")[2]) in names:
            yield named, _site(module, source, token, _offset(source, token))
        if kind not in {tokenize.NL, tokenize.COMMENT}:
            before = [before[1], text]


def _is_spared(start: int, spans: tuple[Span, ...], *, is_own: bool) -> bool:
    if spans and spans[0][0] <= start < spans[0][1]:
        return True
    return is_own and not any(first <= start < last for first, last in spans[1:])


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(text, newline="").readline)
    except (tokenize.TokenError, SyntaxError):
        return


def _offset(source: SourceText, token: tokenize.TokenInfo) -> int:
    line, column = token.start
    before = token.line[:column] if column <= len(token.line) else ""
    return source.line_starts[line - 1] + len(before.encode(source.encoding, "replace"))


def _site(module: Module, source: SourceText, token: tokenize.TokenInfo, start: int) -> Site:
    end = start + len(token.string.encode(source.encoding, "replace"))
    line = token.start[0]
    lines = token.line.split("\n")
    return Site(module.path, line, start, end, module.name, text=" ".join(lines[0].split())[:120])
