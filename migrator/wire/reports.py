"""The campaign report."""

import msgspec

from migrator.progress.report_values import Report


class ReportView(msgspec.Struct, frozen=True):
    """The answer to ``report``: what its Markdown is made of."""

    schema: int
    report: Report
