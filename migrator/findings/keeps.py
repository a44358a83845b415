"""Findings that people decided to leave, held against what is found now.

A keep names a finding by its id, with or without the kind in front; that of a factory class is for all its methods. It was decided on some content: when the places it is about read differently,
it is stale and the finding is open again, because the reason may not hold for what stands there now.

What the campaign's own batches move and rename is the same thing under another name: a keep follows the renames of their records, by its id and by its content.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from migrator.findings.moved_content import earlier_readings
from migrator.findings.values import DuplicateClass, DuplicateFactory, Finding
from migrator.model.values import Site, Symbol
from migrator.plan.values import Keep
from migrator.source.values import UnreadableFileError

Kept = tuple[Finding, Keep]
ReadFile = Callable[[str], bytes]

_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*:\w+(?:\.\w+)*")
"""A symbol in an id. The kind in front of it ends with a colon too, and has none behind it that would make it one."""


def split_keeps(
    findings: Iterable[Finding],
    keeps: Sequence[Keep],
    read: ReadFile | None,
    renames: Mapping[Symbol, Symbol] | None = None,
) -> tuple[tuple[Finding, ...], tuple[Kept, ...], tuple[Keep, ...]]:
    """Which findings are open and which are kept.

    Args:
        findings: All findings of a phase.
        keeps: The phase's keeps; the first that names a finding wins.
        read: The bytes of a file of the tree, by path; without it content is not compared.
        renames: Where symbols live now, by where they lived, as the records of the tree say.

    Returns:
        Open findings, kept ones with their keep, and the keeps that name nothing any more or whose content changed.
    """
    moved = renames or {}
    by_id: dict[str, Keep] = {}
    for keep in keeps:
        by_id.setdefault(keep.finding, keep)
    for keep in keeps:
        by_id.setdefault(_name_today(keep.finding, moved), keep)
    open_findings: list[Finding] = []
    kept: list[Kept] = []
    used: set[str] = set()
    for finding in findings:
        keep_found = next((by_id[name] for name in _names_of(finding) if name in by_id), None)
        if keep_found is None or _has_changed(finding, keep_found, read, moved):
            open_findings.append(finding)
        else:
            kept.append((finding, keep_found))
            used.add(keep_found.finding)
    stale = tuple(keep for keep in keeps if keep.finding not in used or by_id[keep.finding] is not keep)
    return tuple(open_findings), tuple(kept), stale


def finding_digest(finding: Finding, read: ReadFile) -> str:
    """A digest of what stands at the finding's sites: paths and text, no positions. Hexadecimal, 32 digits."""
    return _digest(((site.path, text) for site, text in _contents(finding, read)), finding)


def _contents(finding: Finding, read: ReadFile) -> Iterator[tuple[Site, bytes]]:
    contents: dict[str, bytes] = {}
    for site in finding.sites:
        raw = contents.get(site.path)
        if raw is None:
            raw = contents[site.path] = _read(site, read)
        yield site, raw[site.start : site.end] if site.end > site.start else site.text.encode()


def _digest(parts: Iterable[tuple[str, bytes]], finding: Finding) -> str:
    texts = [path.encode("utf-8", "surrogateescape") + b"\0" + text for path, text in parts]
    digest = hashlib.blake2b(digest_size=16)
    for part in sorted(texts) or [finding.id.encode()]:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def _name_today(name: str, renames: Mapping[Symbol, Symbol]) -> str:
    """What a finding is called now whose name has names of symbols that have moved; a member moves with its class."""
    kind, colon, rest = name.partition(":")
    has_kind = colon and ":" in rest and "." not in kind
    body = rest if has_kind else name
    today = _NAME.sub(lambda found: _symbol_today(found.group(), renames), body)
    return f"{kind}:{today}" if has_kind else today


def _symbol_today(written: str, renames: Mapping[Symbol, Symbol]) -> str:
    symbol = Symbol.parse(written)
    name, rest = symbol.name, ""
    while name:
        if (now := renames.get(Symbol(symbol.module, name))) is not None:
            return f"{now}{rest}"
        name, dot, last = name.rpartition(".")
        rest = f"{dot}{last}{rest}"
    return written


def _names_of(finding: Finding) -> Iterator[str]:
    """What a keep may call it: its id, that without the kind, for a factory's method the factory, and for a pair the pair the other way round."""
    yield finding.id
    yield finding.id.removeprefix(f"{finding.kind}:")
    match finding.detail:
        case DuplicateFactory(creator=creator):
            owner, dot, _ = str(creator).rpartition(".")
            if dot and owner.rpartition(":")[1]:
                yield f"{finding.kind}:{owner}"
                yield owner
        case DuplicateClass(duplicate=duplicate, canonical=canonical) if ">" in finding.id:
            turned = f"{canonical}>{duplicate}"  # which of two would stay is decided by who imports them, which a move changes
            yield f"{finding.kind}:{turned}"
            yield turned
        case _:
            return


def _has_changed(
    finding: Finding, keep: Keep, read: ReadFile | None, renames: Mapping[Symbol, Symbol]
) -> bool:
    if not keep.content or read is None or finding_digest(finding, read) == keep.content:
        return False
    if not renames:
        return True
    readings = earlier_readings(_contents(finding, read), renames)
    return all(_digest(parts, finding) != keep.content for parts in readings)


def _read(site: Site, read: ReadFile) -> bytes:
    try:
        return read(site.path)
    except (OSError, LookupError, UnreadableFileError):
        return b""
