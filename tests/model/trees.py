"""Models of small trees that are written down in the test, and fresh interpreters to compare them with."""

import json
import subprocess  # noqa: TID251  a fresh interpreter is the judge of what names mean
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrator.facts.extract import extract_facts
from migrator.facts.values import Facts, Problem
from migrator.model.build import build_model, paths_to_read
from migrator.model.model import Model
from migrator.model.values import Resolution, Symbol
from migrator.plan.values import Plan


def model_of(files: Mapping[str, str], **plan: Any) -> Model:
    """The model of files given as path to text; the package is ``pkg`` unless the plan says otherwise."""
    chosen = Plan(**{"name": "test", "packages": ("pkg",), **plan})
    to_parse, skipped = paths_to_read(files, chosen)
    facts: dict[str, Facts] = {}
    problems: list[Problem] = list(skipped)
    for path in to_parse:
        found = extract_facts(textwrap.dedent(files[path]).encode())
        if isinstance(found, Facts):
            facts[path] = found
        else:
            problems.append(Problem(path, found.stage, found.reason, found.line, found.needs_python))
    return build_model(files, facts, problems, chosen)


def meaning(model: Model, path: str) -> Resolution:
    """The resolution of ``pkg.module:Name``."""
    symbol = Symbol.parse(path)
    return model.resolve(symbol.module, symbol.name)


def write_tree(root: Path, files: Mapping[str, str]) -> None:
    """Put the files on disk."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(textwrap.dedent(text))


def run_python(root: Path, program: str) -> Any:
    """What a fresh interpreter prints as JSON, started in an isolated way with the root on its path."""
    start = f"import sys; sys.path.insert(0, {str(root)!r}); sys.dont_write_bytecode = True\n"
    done = subprocess.run([sys.executable, "-I", "-c", start + program], capture_output=True, check=True)
    return json.loads(done.stdout)
