"""Writes docs/json-schema.json: what `--json` prints, for each command, as JSON Schema. Run it after a change of migrator/wire/."""

import json
from pathlib import Path

import msgspec

from migrator.wire.acts import AdHocView, AppliedView, HistoryView, LandedView, SyncView
from migrator.wire.batches import BatchesView, BatchView
from migrator.wire.bisecting import BisectView
from migrator.wire.demonstration import DemoView
from migrator.wire.encoding import SCHEMA
from migrator.wire.findings import FindingsView, FindingView
from migrator.wire.plans import ExportView, ProposedPlanView
from migrator.wire.plugins import ExamplesView, PluginsView
from migrator.wire.reports import ReportView
from migrator.wire.status import StatusView

COMMANDS: dict[str, object] = {
    "status": StatusView,
    "findings": FindingsView,
    "explain": FindingView,
    "batches": BatchesView,
    "show": BatchView,
    "history": HistoryView,
    "report": ReportView,
    "export": ExportView,
    "plugins": PluginsView,
    "plugins trust": LandedView,
    "plugins test": ExamplesView,
    "apply": AppliedView,
    "bisect": BisectView,
    "apply --dry-run": tuple[BatchView, ...],
    "move": AdHocView,
    "canonical": AdHocView,
    "keep": LandedView,
    "undo": LandedView,
    "follow": LandedView,
    "recover": LandedView,
    "sync": SyncView,
    "sync --push": LandedView,
    "adopt BRANCH": SyncView,
    "adopt COMMIT": LandedView,
    "init": ProposedPlanView,
    "demo --auto": DemoView,
}


def schema_text() -> str:
    """The file's text: one schema a command, and what they share under `$defs`."""
    schemas, components = msgspec.json.schema_components(COMMANDS.values(), ref_template="#/$defs/{name}")
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What migrator prints with --json (schema {SCHEMA})",
        "commands": dict(zip(COMMANDS, schemas, strict=True)),
        "$defs": dict(sorted(components.items())),
    }
    return json.dumps(whole, indent=1) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("json-schema.json").write_text(schema_text(), encoding="utf-8")
