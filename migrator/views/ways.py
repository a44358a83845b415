"""Ways to close a finding as values of the wire."""

from migrator.batches.identity import in_words
from migrator.campaign.explaining import TriedWay
from migrator.views.batches import effect_view, left_view
from migrator.wire.ways import WayView


def way_view(way: TriedWay) -> WayView:
    """One way with what came of planning it."""
    return WayView(
        said=way.said,
        recipes=tuple(in_words(recipe) for recipe in way.recipes),
        batch=way.batch,
        refused=way.refused,
        closes=way.closes,
        sites=way.sites,
        files=way.files,
        left=tuple(left_view(left) for left in way.left),
        notes=way.notes,
        effect=effect_view(way.effect),
    )
