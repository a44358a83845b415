"""Writes docs/json-schema.json: what `--json` prints, for each command, as JSON Schema. Run it after a change of migrator/wire.py."""

import json
from pathlib import Path

import msgspec

from migrator import wire

COMMANDS: dict[str, object] = {
    "status": wire.StatusView,
    "findings": wire.FindingsView,
    "explain": wire.FindingView,
    "batches": wire.BatchesView,
    "show": wire.BatchView,
    "history": wire.HistoryView,
    "report": wire.ReportView,
    "apply": wire.AppliedView,
    "apply --dry-run": tuple[wire.BatchView, ...],
    "move": wire.AdHocView,
    "canonical": wire.AdHocView,
    "keep": wire.LandedView,
    "undo": wire.LandedView,
    "follow": wire.LandedView,
    "recover": wire.LandedView,
    "sync": wire.LandedView,
    "init": wire.ProposedPlanView,
    "demo --auto": wire.DemoView,
}


def schema_text() -> str:
    """The file's text: one schema a command, and what they share under `$defs`."""
    schemas, components = msgspec.json.schema_components(COMMANDS.values(), ref_template="#/$defs/{name}")
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What migrator prints with --json (schema {wire.SCHEMA})",
        "commands": dict(zip(COMMANDS, schemas, strict=True)),
        "$defs": dict(sorted(components.items())),
    }
    return json.dumps(whole, indent=1) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("json-schema.json").write_text(schema_text(), encoding="utf-8")
