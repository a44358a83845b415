"""A campaign on another base, in words: what became of each commit, what is new, and where it stopped."""

from collections.abc import Iterator

from migrator.cli.rendering_batches import landed_lines
from migrator.display import plural, visible_line
from migrator.wire.acts import ReplayedView, StopView, SyncView

_SHOWN = 30
_LINES = 12


def replay_lines(view: SyncView) -> Iterator[str]:
    """The whole answer."""
    yield f"{plural(len(view.commits), 'commit')} of the campaign on {visible_line(view.name)} ({view.onto[:10]})"
    for commit in view.commits:
        yield from _commit(commit)
    if view.stop is not None:
        yield from _stop(view.stop, view.kept)
    elif view.landed is None:
        yield f"would be the tree {view.tree[:10]}; {visible_line(view.proof)}"
    else:
        yield ""
        yield from landed_lines(view.landed)
    if view.near:
        shown = ", ".join(view.near[:3])
        more = f" and {len(view.near) - 3} more" if len(view.near) > 3 else ""
        yield f"the checks run again because of {visible_line(shown)}{more}"
    yield from (visible_line(line) for said in view.said for line in said.split("\n"))


def _commit(commit: ReplayedView) -> Iterator[str]:
    batch = f"{commit.batch}  " if commit.batch else ""
    parts = [plural(commit.sites, "site")] if commit.sites else []
    parts += [f"{len(commit.added)} new"] if commit.added else []
    parts += [f"{len(commit.gone)} gone"] if commit.gone else []
    counted = f"  ({', '.join(parts)})" if parts else ""
    yield f"  {commit.outcome:<9} {commit.sha[:10]}  {batch}{visible_line(commit.subject)}{counted}"
    yield from (f"              {visible_line(said)}" for said in commit.said)
    gone = {place.rpartition(":")[0] for place in commit.gone}
    for site in commit.added[:_SHOWN]:
        word = "changed" if site.path in gone else "new"
        yield f"      {word:<7} {visible_line(site.path)}:{site.line}"
        yield from _text(site.old, "-")
        yield from _text(site.new, "+")
    if len(commit.added) > _SHOWN:
        yield f"      … and {len(commit.added) - _SHOWN:,} more (--json lists all)"
    yield from (f"      gone    {visible_line(place)}" for place in commit.gone[:_SHOWN])


def _text(text: str, sign: str) -> Iterator[str]:
    lines = [line for line in text.split("\n") if line.strip()]
    yield from (f"              {sign} {visible_line(line)}" for line in lines[:_LINES])
    if len(lines) > _LINES:
        yield f"              {sign} … and {len(lines) - _LINES:,} lines more (--json shows all)"


def _stop(stop: StopView, kept: str) -> Iterator[str]:
    yield ""
    yield f"STOPPED  {visible_line(stop.why)}"
    yield from (f"  {visible_line(path)}" for path in stop.paths)
    yield from (f"  {visible_line(line)}" for line in stop.detail.split("\n") if line)
    if kept:
        yield f"what came before it is kept on {visible_line(kept)}; the campaign's branch is as it was"
    else:
        yield "the campaign's branch is as it was"
    yield "to go on:"
    yield from (f"  {visible_line(command)}" for command in stop.how)
