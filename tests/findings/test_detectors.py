import os
import subprocess  # noqa: TID251  another interpreter has another hash seed
import sys
from pathlib import Path

import pytest

from migrator.findings.detectors import DETECTORS
from migrator.plan.values import Finds

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys
from pathlib import Path
import msgspec
from migrator.facts.extract import extract_facts
from migrator.facts.values import Facts
from migrator.findings.detectors import detect
from migrator.model.build import build_model, paths_to_read
from migrator.plan.values import Finds, Phase, Plan
root = Path("sample_repo")
plan = Plan("sample", ("chat_backend",), consumers=("tests", "scripts"), exclude=("backup*",))
paths = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
if "backwards" in sys.argv:
    paths.reverse()
facts = {}
for path in paths_to_read(paths, plan)[0]:
    found = extract_facts((root / path).read_bytes())
    assert isinstance(found, Facts)
    facts[path] = found
model = build_model(paths, facts, (), plan)
layers = (("chat_backend.agents",), ("chat_backend.websocket_core", "chat_backend.events"))
for finds in Finds:
    found = detect(model, Phase("p", "P", finds, layers=layers))
    print(msgspec.json.encode((found.findings, found.measure), enc_hook=tuple).decode())
"""


def test_every_kind_of_finding_has_a_detector() -> None:
    assert set(DETECTORS) == set(Finds)


@pytest.mark.parametrize("order", ["forwards", "backwards"])
def test_ana_02_findings_are_the_same_bytes_whatever_the_hash_seed(order: str) -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, order],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "7")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 20_000
