"""What the replay predicts for every entry module of a package, beside what an interpreter does."""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrator.findings.context import DetectContext
from migrator.findings.detectors import detect
from migrator.findings.replay import Replayer
from migrator.findings.symbolic_values import Failure
from migrator.findings.values import CycleEdge
from migrator.model.model import Model
from migrator.plan.values import Finds, Phase
from tests.model.trees import model_of, write_tree
from tests.support.answering import Answering

Place = tuple[str, int, str]
"""Path, line, exception."""


@dataclass(frozen=True)
class Outcome:
    """One entry module.

    Attributes:
        predicted: Where the replay says that it fails.
        real: Where it fails.
    """

    entry: str
    predicted: Failure | None
    real: Place | None

    @property
    def is_missed(self) -> bool:
        """It was said to be harmless, and fails."""
        return self.predicted is None and self.real is not None

    @property
    def is_false_alarm(self) -> bool:
        """It was said to fail, or left open, and that is not so."""
        return self.predicted is not None and (self.real is None or not self.predicted.is_sure)

    def is_in_place(self, paths: Mapping[str, str]) -> bool:
        """It fails in the very line that was said, with that exception."""
        if self.predicted is None or self.real is None:
            return self.predicted is None and self.real is None
        place = (paths[self.predicted.module], self.predicted.line, self.predicted.error)
        return place == self.real

    def __str__(self) -> str:
        said = (
            "harmless" if self.predicted is None else f"{self.predicted.error}, {self.predicted.sentence()}"
        )
        return f"{self.entry}: said {said}; is {self.real or 'harmless'}"


class Judge(Answering):
    """Interpreters that import entry modules of packages that were just made."""

    def __init__(self) -> None:
        super().__init__([sys.executable, "-I", "-S", str(Path(__file__).with_name("import_judge.py"))])

    def outcomes(
        self, files: Mapping[str, str], entries: Sequence[str], *, is_fresh: bool = False
    ) -> dict[str, Place | None]:
        """By entry, where importing it fails; each in a process of its own where they shall be fresh."""
        with tempfile.TemporaryDirectory() as folder:
            write_tree(Path(folder), files)
            request = {"root": folder, "entries": list(entries), "is_fresh": is_fresh}
            answer = json.loads(self.ask(request))
        return {entry: None if place is None else tuple(place) for entry, place in answer.items()}


def compared(files: Mapping[str, str], judge: Judge) -> list[Outcome]:
    """Every entry module of a package, as the replay of all its modules has it and as it is."""
    model = model_of(files)
    entries = sorted(model.modules)
    replayer = Replayer(model, entries, read=lambda path: files[path].encode())
    real = judge.outcomes(files, entries)
    return [Outcome(entry, replayer.outcome(entry), real[entry]) for entry in entries]


def paths_of(model: Model) -> dict[str, str]:
    """By module, its file."""
    return {name: module.path for name, module in model.modules.items()}


def found_wrong(files: Mapping[str, str], outcomes: Sequence[Outcome]) -> list[str]:
    """What the findings say of entry modules that fails to agree with the outcomes.

    A finding speaks of its component only: an entry must be named where it really fails because a module of the component is half executed, and no entry
    that works may be named. A cycle that is closed by an import from a string is no cycle of the graph: of such packages the findings do not speak.
    """
    if any("import_module(" in text or "__import__(" in text for text in files.values()):
        return []
    model = model_of(files)
    phase = Phase(id="cycles", title="Cycles", finds=Finds.IMPORT_CYCLES)
    context = DetectContext(read=lambda path: files[path].encode())
    details = {
        finding.detail.component: finding.detail.fails_from
        for finding in detect(model, phase, context).findings
        if isinstance(finding.detail, CycleEdge) and finding.counts
    }
    wrong: list[str] = []
    for component, fails in details.items():
        for outcome in outcomes:
            if outcome.entry not in component:
                continue
            said = outcome.predicted
            is_inside = said is not None and {said.module, said.imported} <= set(component)
            if outcome.entry in fails and outcome.real is None:
                wrong.append(f"named though it works: {outcome}")
            if is_inside and said is not None and said.is_half_executed and outcome.entry not in fails:
                wrong.append(f"not named: {outcome}")
    return wrong
