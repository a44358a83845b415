"""Whether the object that an import gives is the object at the place that the resolver names: Python is asked, in an interpreter that has the package.

Every first-party name that a package takes at import time is a claim: "what this path gives is what lies there". The claims go to a fresh interpreter,
which imports both and compares their identity. What cannot be imported there (a plug-in without its host, a module that wants settings) proves
nothing and is counted apart.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.oracles.models import model_of
from bench.oracles.sources import read_sources
from migrator.facts.values import Colour
from migrator.model.model import Model
from migrator.model.values import Defined, IsModule, NameUse, Resolution, Several, Unknown
from migrator.processes import run

_SECONDS = 900
JUDGE = """
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
claims, answer = json.load(open(sys.argv[1])), sys.argv[2]
def at(path):
    module, _, name = path.partition(":")
    found = importlib.import_module(module)
    if not name:
        return found
    return getattr(found, name) if hasattr(found, name) else importlib.import_module(f"{module}.{name}")
def can_be_imported(path):
    try:
        return bool((at(path), True))
    except BaseException:
        return False
there = [claim for claim in claims if can_be_imported(claim[0])]
wrong = [[use, places] for use, places in there if not any(can_be_imported(place) and at(use) is at(place) for place in places)]
json.dump([len(there), wrong], open(answer, "w"))
"""


@dataclass(frozen=True)
class Judgement:
    """What came of one package.

    Attributes:
        package: Its name.
        taken: Names (paths) that are taken at import time.
        claims: Those of which the resolver says where they lie in the package.
        imported: Claims whose path could be imported.
        wrong: Of these, the ones where another object lies there, with what was claimed.
        unknown: Paths of which the resolver says that it cannot know, with the reason.
    """

    package: str
    taken: int
    claims: int
    imported: int
    wrong: tuple[tuple[str, tuple[str, ...]], ...]
    unknown: tuple[tuple[str, str], ...]

    @property
    def agreed(self) -> int:
        """Claims that hold."""
        return self.imported - len(self.wrong)

    @property
    def unknown_share(self) -> float:
        """Of all names that are taken."""
        return len(self.unknown) / self.taken if self.taken else 0.0


def judge(root: Path, package: str, python: Path) -> Judgement:
    """Compare what the resolver says of a package with what an interpreter finds.

    Args:
        root: The folder on the import path that the package lies in.
        package: Its name.
        python: An interpreter that can import it.

    Raises:
        RuntimeError: The interpreter gave no answer.
    """
    taken = _taken(model_of(read_sources(root, (package,)), (package,)))
    unknown = {path: found.reason for path, found in taken.items() if isinstance(found, Unknown)}
    claims = [(path, places) for path, found in sorted(taken.items()) if (places := _places(found, package))]
    imported, wrong = _ask(claims, root, python)
    return Judgement(
        package=package,
        taken=len(taken),
        claims=len(claims),
        imported=imported,
        wrong=tuple((use, tuple(places)) for use, places in wrong),
        unknown=tuple(sorted(unknown.items())),
    )


def _taken(model: Model) -> dict[str, Resolution]:
    """By path, what every name means that is taken from a module of the package while it is imported."""
    return {str(use.target): use.resolution for use in model.name_uses if _is_claim(model, use)}


def _is_claim(model: Model, use: NameUse) -> bool:
    is_taken = use.colour is Colour.IMPORT_TIME and use.form in {"from", "attribute"}
    return is_taken and use.target.module in model.modules


def _places(found: Resolution, package: str) -> list[str]:
    options = found.options if isinstance(found, Several) else (found,)
    said = {
        str(option.symbol) if isinstance(option, Defined) else option.module
        for option in options
        if isinstance(option, Defined | IsModule)
    }
    return sorted(place for place in said if place.partition(":")[0].partition(".")[0] == package)


def _ask(
    claims: Iterable[tuple[str, Sequence[str]]], root: Path, python: Path
) -> tuple[int, list[tuple[str, list[str]]]]:
    with TemporaryDirectory(prefix="migrator-oracle-") as folder:
        given, answer, program = (Path(folder) / name for name in ("claims.json", "answer.json", "judge.py"))
        given.write_text(json.dumps(list(claims)))
        program.write_text(JUDGE)
        env = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
        ran = run(
            [str(python), str(program), str(given), str(answer)], cwd=Path(folder), env=env, timeout=_SECONDS
        )
        if not answer.is_file():
            raise RuntimeError(
                f"the interpreter gave no answer: {ran.output.decode(errors='replace')[-2000:]}"
            )
        imported, wrong = json.loads(answer.read_text())
    return imported, [(use, places) for use, places in wrong]
