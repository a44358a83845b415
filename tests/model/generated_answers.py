"""What the resolver says of generated packages, and what Python finds in them."""

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from migrator.facts.extract import extract_facts
from migrator.facts.values import Facts
from migrator.model.build import build_model
from migrator.model.values import Defined, IsModule, Missing, Resolution, Several, Unknown
from migrator.plan.values import Plan
from migrator.processes import run
from tests.model.generated import ORDER, asked

_JUDGE = Path(__file__).with_name("generated_judge.py")
_SECONDS = 60


@dataclass(frozen=True)
class Comparison:
    """A package with all its names.

    Attributes:
        files: The statements of it that can run, by path.
        found: By ``module:name``, what Python found, once for each way of entering the package; each as equally good answers.
        said: What the resolver says it may be.
    """

    files: dict[str, str]
    found: dict[str, list[list[str]]]
    said: dict[str, set[str]]

    @property
    def wrong(self) -> dict[str, tuple[set[str], list[list[str]]]]:
        """The names that are, when the package is entered in some way, nothing of what is said; with both answers."""
        return {
            path: (self.said[path], seen)
            for path, seen in self.found.items()
            if any(self.said[path].isdisjoint(answers) for answers in seen)
        }

    def __str__(self) -> str:
        text = "\n".join(f"--- {path}\n{content}" for path, content in self.files.items())
        return text + "\n".join(
            f"{path}: said {sorted(said)}, is {seen}" for path, (said, seen) in self.wrong.items()
        )


def compared(files: dict[str, str]) -> Comparison:
    """A generated package under both eyes."""
    left, found = judged(files)
    return Comparison(left, found, answers(left))


def judged(files: dict[str, str]) -> tuple[dict[str, str], dict[str, list[list[str]]]]:
    """The statements that can run, and what each name is there, however the package is entered."""
    request = {"order": ORDER, "asked": {module: asked(module) for module in ORDER}}
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            place = Path(folder) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        ran = run(
            [sys.executable, "-I", "-S", str(_JUDGE), folder],
            cwd=Path(folder),
            env={},
            stdin=json.dumps(request).encode(),
            timeout=_SECONDS,
        )
    answer = json.loads(ran.output)
    return answer["left"], answer["found"]


def answers(files: dict[str, str]) -> dict[str, set[str]]:
    """What the resolver says of every name."""
    facts = {path: extract_facts(text.encode()) for path, text in files.items()}
    read = {path: found for path, found in facts.items() if isinstance(found, Facts)}
    assert len(read) == len(facts)
    model = build_model(files, read, (), Plan(name="generated", packages=("pkg",)))
    return {
        f"{module}:{name}": as_python_says(model.resolve(module, name))
        for module in ORDER
        for name in asked(module)
    }


def as_python_says(found: Resolution) -> set[str]:
    """The places and modules that a resolution may be; ``missing``, ``refused``, ``made``, ``unknown``."""
    if isinstance(found, Several):
        return {text for option in found.options for text in as_python_says(option)}
    if isinstance(found, Defined):
        return {str(found.symbol)}
    if isinstance(found, IsModule):
        return {found.module}
    if isinstance(found, Missing):
        return {"missing", "refused"}
    return {"unknown", "made", "refused"} if isinstance(found, Unknown) else {repr(found)}
