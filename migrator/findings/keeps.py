"""Findings that people decided to leave, held against what is found now.

A keep names a finding by its id, with or without the kind in front; that of a factory class is for all its methods. It was decided on some content: when the places it is about read differently,
it is stale and the finding is open again, because the reason may not hold for what stands there now.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from migrator.findings.values import DuplicateFactory, Finding
from migrator.model.values import Site
from migrator.plan.values import Keep
from migrator.source.values import UnreadableFileError

Kept = tuple[Finding, Keep]
ReadFile = Callable[[str], bytes]


def split_keeps(
    findings: Iterable[Finding], keeps: Sequence[Keep], read: ReadFile | None
) -> tuple[tuple[Finding, ...], tuple[Kept, ...], tuple[Keep, ...]]:
    """Which findings are open and which are kept.

    Args:
        findings: All findings of a phase.
        keeps: The phase's keeps; the first that names a finding wins.
        read: The bytes of a file of the tree, by path; without it content is not compared.

    Returns:
        Open findings, kept ones with their keep, and the keeps that name nothing any more or whose content changed.
    """
    by_id: dict[str, Keep] = {}
    for keep in keeps:
        by_id.setdefault(keep.finding, keep)
    open_findings: list[Finding] = []
    kept: list[Kept] = []
    used: set[str] = set()
    for finding in findings:
        keep_found = next((by_id[name] for name in _names_of(finding) if name in by_id), None)
        if keep_found is None or _has_changed(finding, keep_found, read):
            open_findings.append(finding)
        else:
            kept.append((finding, keep_found))
            used.add(keep_found.finding)
    stale = tuple(keep for keep in keeps if keep.finding not in used or by_id[keep.finding] is not keep)
    return tuple(open_findings), tuple(kept), stale


def finding_digest(finding: Finding, read: ReadFile) -> str:
    """A digest of what stands at the finding's sites: paths and text, no positions. Hexadecimal, 32 digits."""
    contents: dict[str, bytes] = {}
    parts: list[bytes] = []
    for site in finding.sites:
        raw = contents.get(site.path)
        if raw is None:
            raw = contents[site.path] = _read(site, read)
        text = raw[site.start : site.end] if site.end > site.start else site.text.encode()
        parts.append(site.path.encode("utf-8", "surrogateescape") + b"\0" + text)
    digest = hashlib.blake2b(digest_size=16)
    for part in sorted(parts) or [finding.id.encode()]:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def _names_of(finding: Finding) -> Iterator[str]:
    """What a keep may call it: its id, that without the kind, and for a factory's method the factory."""
    yield finding.id
    yield finding.id.removeprefix(f"{finding.kind}:")
    if isinstance(finding.detail, DuplicateFactory):
        owner, dot, _ = str(finding.detail.creator).rpartition(".")
        if dot and owner.rpartition(":")[1]:
            yield f"{finding.kind}:{owner}"
            yield owner


def _has_changed(finding: Finding, keep: Keep, read: ReadFile | None) -> bool:
    return bool(keep.content) and read is not None and finding_digest(finding, read) != keep.content


def _read(site: Site, read: ReadFile) -> bytes:
    try:
        return read(site.path)
    except (OSError, LookupError, UnreadableFileError):
        return b""
