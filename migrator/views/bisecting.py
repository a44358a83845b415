"""A bisection as wire values."""

import shlex

from migrator.batches.values import Hunk
from migrator.campaign.bisecting import Bisected, Culprit, Rest
from migrator.views.status import check_view
from migrator.wire.bisecting import BisectView, CulpritSite, CulpritView
from migrator.wire.encoding import SCHEMA, speakable


def bisect_view(found: Bisected) -> BisectView:
    """What breaks a batch."""
    return BisectView(
        schema=SCHEMA,
        batch=found.batch.id,
        breaks=found.breaks.value,
        culprits=tuple(map(_culprit, found.culprits)),
        rest=found.rest.value,
        why=found.why,
        runs=found.runs,
        at_most=found.at_most,
        exhausted=found.is_exhausted,
        checks=tuple(map(check_view, found.checks)),
        command=_command(found),
    )


def _command(found: Bisected) -> str:
    if found.rest is not Rest.GREEN:
        return ""
    without = [word for culprit in found.culprits for word in ("--without", culprit.key)]
    return shlex.join(["migrator", "apply", found.batch.id, *without, "--yes"])


def _culprit(culprit: Culprit) -> CulpritView:
    return CulpritView(
        culprit.kind, speakable(culprit.key), speakable(culprit.title), tuple(map(_site, culprit.hunks))
    )


def _site(hunk: Hunk) -> CulpritSite:
    return CulpritSite(speakable(hunk.path), hunk.line, speakable(hunk.old), speakable(hunk.new))
