"""Which commits changed some files, along the first-parent line, as far back as is needed and no further.

The line is cut into segments, and what git said of a segment holds for ever: when the tip moves on, only the new commits are walked. A merge counts
as one commit of the line, so the answer does not depend on how branches were merged.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from migrator.errors import GitFailedError
from migrator.git.door import Repository
from migrator.git.history import FileVersion, file_versions, first_parents
from migrator.git.objects import Moved, changes_with_renames

FIRST = 1_000
"""Commits that are looked through first: most of what is broken was broken lately."""
MOST = 20_000
"""Commits that are looked through at the most."""
_NEAR = 100
_MOST_SEGMENTS = 20
_MOST_PATHS = 200

T = TypeVar("T")
Group = tuple[str, ...]
"""The files that a module may be: looked at together, in the order of their commits."""


@dataclass(frozen=True)
class Segment:
    """A part of the line: from a commit back to another one, which is not part of it; None for the beginning."""

    start: str
    end: str | None


@dataclass
class Line:
    """The first-parent lines of one repository, as far as they were looked at."""

    repo: Repository
    is_damaged: bool = False
    """Some of it could not be read; then what is there is looked at as if the line began after that."""
    _segments: dict[str, tuple[Segment, ...]] = field(default_factory=dict)
    _versions: dict[tuple[Segment, Group], tuple[FileVersion, ...]] = field(default_factory=dict)
    _changes: dict[tuple[str, str], tuple[Moved, ...]] = field(default_factory=dict)

    def segments(self, tip: str) -> tuple[Segment, ...]:
        """The parts of a tip's line, newest first, at most `MOST` commits in all (and those that came since the first look)."""
        if tip not in self._segments:
            self._segments[tip] = self._continued(tip) or self._cut(tip)
        return self._segments[tip]

    def is_bounded(self, tip: str) -> bool:
        """Whether there are older commits that are not looked at."""
        return self.segments(tip)[-1].end is not None

    def versions(self, segment: Segment, groups: Iterable[Group]) -> Mapping[Group, tuple[FileVersion, ...]]:
        """How the commits of a segment changed each group of files, newest first."""
        wanted = sorted(set(groups))
        unknown = [group for group in wanted if (segment, group) not in self._versions]
        if unknown:
            paths = sorted({path for group in unknown for path in group})
            found = self._readable(
                lambda: file_versions(self.repo, segment.start, _bounded(paths), after=segment.end)
            )
            by_path: defaultdict[str, list[Group]] = defaultdict(list)
            for group in unknown:
                for path in group:
                    by_path[path].append(group)
            sorted_out: defaultdict[Group, list[FileVersion]] = defaultdict(list)
            for version in found:
                for group in by_path.get(version.path, ()):
                    sorted_out[group].append(version)
            for group in unknown:
                self._versions[segment, group] = tuple(sorted_out[group])
        return {group: self._versions[segment, group] for group in wanted}

    def changes(self, parent: str, commit: str) -> tuple[Moved, ...]:
        """All files that a commit changed, with renames."""
        if (parent, commit) not in self._changes:
            self._changes[parent, commit] = changes_with_renames(self.repo, parent, commit)
        return self._changes[parent, commit]

    def _continued(self, tip: str) -> tuple[Segment, ...] | None:
        """The segments of an earlier tip that this one is built on, with what came since in front."""
        if not self._segments:
            return None
        for near in first_parents(self.repo, tip, limit=_NEAR)[1:]:
            earlier = self._segments.get(near)
            if earlier is not None and len(earlier) < _MOST_SEGMENTS:
                return (Segment(tip, near), *earlier)
        return None

    def _cut(self, tip: str) -> tuple[Segment, ...]:
        middle = self._after(tip, FIRST)
        if middle is None:
            return (Segment(tip, None),)
        return Segment(tip, middle), Segment(middle, self._after(middle, MOST - FIRST))

    def _readable(self, work: Callable[[], Sequence[T]]) -> Sequence[T]:
        """What git says, or nothing where a part of the history is lost: that is no reason to stop, since only we ask for it."""
        try:
            return work()
        except GitFailedError:
            self.is_damaged = True
            return ()

    def _after(self, tip: str, count: int) -> str | None:
        """The commit so many before a tip, None where there are not as many that can be read."""
        found = self._readable(lambda: first_parents(self.repo, tip, limit=1, skip=count))
        return next(iter(found), None)


def _bounded(paths: Sequence[str]) -> Sequence[str]:
    """The files, or where they are many the folders at the top: git compares every path it meets with every one that is asked for."""
    if len(paths) <= _MOST_PATHS:
        return paths
    return sorted({path.partition("/")[0] for path in paths})
