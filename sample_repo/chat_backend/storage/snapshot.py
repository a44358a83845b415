"""Stored data as JSON text, for backups and for looking at it."""

from __future__ import annotations

import json
from collections.abc import Mapping

try:  # much faster for large snapshots, but nobody has to install it
    import orjson
except ImportError:
    orjson = None


def dump_snapshot(data: Mapping[str, object]) -> str:
    """The data as JSON with sorted keys."""
    if orjson is not None:
        return orjson.dumps(dict(data), option=orjson.OPT_SORT_KEYS).decode()
    return json.dumps(data, sort_keys=True, separators=(",", ":"))


def load_snapshot(text: str) -> dict[str, object]:
    """The data of a snapshot."""
    return dict(json.loads(text))
