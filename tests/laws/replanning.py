"""A program: plans what it is asked, in an interpreter of its own. Reads lines of JSON and answers each with one line, the plan as text."""

import base64
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import msgspec

from migrator.records.intentions import Recipe
from tests.laws.planning import analysed, as_text, plan_of

WORKERS = 2


def main() -> None:
    """Answer until there are no more lines."""
    with ThreadPoolExecutor(WORKERS) as executor:
        for line in sys.stdin:
            request = json.loads(line)
            files = {path: base64.b64decode(raw) for path, raw in request["files"].items()}
            recipes = msgspec.json.decode(request["recipes"], type=tuple[Recipe, ...])
            text = as_text(plan_of(analysed(files, executor), recipes))
            sys.stdout.write(json.dumps(text) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
