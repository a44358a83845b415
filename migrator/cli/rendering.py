"""The answer of `history` as plain text, and what several answers share.

Pure functions from wire values to lines. What a person needs first comes first; what cannot be known or was not read is said, not left out.
"""

from collections.abc import Iterator, Sequence

from migrator.display import visible_line
from migrator.wire.acts import CommitView, HistoryView
from migrator.wire.sites import SiteView
from migrator.wire.status import StatusView


def history_lines(view: HistoryView) -> Iterator[str]:
    """The campaign's commits, newest first."""
    if not view.commits:
        yield "nothing has landed yet"
        return
    yield f"branch {visible_line(view.branch) or '(the plan names none)'}"
    for commit in view.commits:
        yield _commit(commit)


def site_line(site: SiteView) -> str:
    """A place in a file."""
    inside = f" in {site.scope}" if site.scope else ""
    of = f" of {site.module}" if site.module else ""
    text = f": {site.text}" if site.text else ""
    return f"{site.path}:{site.line}{inside}{of}{text}"


def remaining(view: StatusView) -> int:
    """How many findings are open and count."""
    return sum(phase.remaining for phase in view.phases)


def table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Columns under each other, two spaces between them."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _commit(commit: CommitView) -> str:
    facts = [commit.state, *([f"phase {commit.phase}"] if commit.phase else [])]
    facts += [f"closes {commit.closed}"] if commit.closed else []
    facts += [f"checks: {visible_line(commit.checks)}"] if commit.checks else []
    facts += ["pushed"] if commit.pushed else []
    facts += [f"{visible_line(phase)} {value:,}" for phase, value in commit.measures.items()]
    return f"{commit.sha[:10]}  {visible_line(commit.subject)}  ({', '.join(facts)})"
