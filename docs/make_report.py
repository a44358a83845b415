"""Writes docs/sample-report.md: the report of the sample's campaign, carried out in a scratch folder as `migrator demo --auto` does it.

Run it after a change of the sample or of the report. Dates are pinned, so that an unchanged campaign gives an unchanged file.
"""

import os
import re
import tempfile
from pathlib import Path

from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.campaign.demonstration import carry_out, make_demo
from migrator.campaign.reporting import campaign_report
from migrator.progress.report import markdown

TARGET = Path(__file__).with_name("sample-report.md")
DATE = "2026-01-01T00:00:00+00:00"

_COMMIT = re.compile(r"\b(?:[0-9a-f]{40}|[0-9a-f]{10})\b")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")


def sample_report(folder: Path) -> str:
    """The report of the sample's campaign, made and carried out in a folder."""
    root = make_demo(folder / "chat")
    campaign = Campaign.open(root)
    carry_out(campaign)
    return markdown(campaign_report(Acts(campaign)))


def normalised(text: str) -> str:
    """A report without what differs from run to run: ids and dates of commits."""
    return _DATE.sub("DATE", _COMMIT.sub("COMMIT", text))


if __name__ == "__main__":
    os.environ |= {"GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_DATE": DATE}
    with tempfile.TemporaryDirectory(prefix="migrator-report-") as scratch:
        TARGET.write_text(sample_report(Path(scratch)), encoding="utf-8")
