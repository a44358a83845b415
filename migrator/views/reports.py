"""The campaign's report as the answer to `report`."""

from migrator.campaign.acts import Acts
from migrator.campaign.reporting import campaign_report
from migrator.wire.encoding import SCHEMA
from migrator.wire.reports import ReportView


def report_view(acts: Acts) -> ReportView:
    """What was measured of the campaign from its start to its tip."""
    return ReportView(SCHEMA, campaign_report(acts))
