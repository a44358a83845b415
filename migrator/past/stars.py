"""Names that a module had by a star import which was taken away: the file never spelled them, so only the star itself is there to be found."""

from collections.abc import Sequence

from migrator.git.history import FileVersion
from migrator.model.values import Symbol
from migrator.past.bound import starred
from migrator.past.contents import Contents
from migrator.past.losses import loss_by, places_of
from migrator.past.values import Loss
from migrator.past.walk import Line

_MOST_VERSIONS = 50
"""Of one module, the newest: every name that never was is asked about here too."""


def dropped_stars(
    line: Line, contents: Contents, tip: str, thing: Symbol, roots: Sequence[str]
) -> tuple[tuple[str, Loss], ...]:
    """The modules that the name's module once imported with a star and later did not, newest first, each with when that went."""
    group = places_of(thing, roots).module
    versions: list[FileVersion] = []
    for segment in line.segments(tip):
        versions += line.versions(segment, [group])[group]
    versions = [version for version in versions if version.old is not None][:_MOST_VERSIONS]
    blobs = {oid for version in versions for oid in (version.old, version.new) if oid is not None}
    raw = {oid: content for oid, content in contents.raw(blobs).items() if b"*" in content}
    facts = contents.facts(raw)
    found: dict[str, Loss] = {}
    for version in versions:
        is_package = version.path.endswith("/__init__.py")
        before, after = (
            starred(facts[oid], thing.module, is_package=is_package) if oid in facts else ()
            for oid in (version.old or "", version.new or "")
        )
        for module in before:
            if module not in after and module not in found:
                found[module] = loss_by(version, is_module=False)
    return tuple(found.items())
