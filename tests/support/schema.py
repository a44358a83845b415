"""The published schema, asked by a library that had no part in writing it."""

import json

import jsonschema

from tests.support.program import PROJECT


def published(command: str) -> jsonschema.Draft202012Validator:
    """What validates the JSON of one command."""
    whole = json.loads((PROJECT / "docs" / "json-schema.json").read_text())
    return jsonschema.Draft202012Validator({"$defs": whole["$defs"], **whole["commands"][command]})
