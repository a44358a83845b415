"""Classes and the Protocols that they claim; what Python itself says is asked where it can say it."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from migrator.findings.values import Finding, ProtocolGap, Tier
from migrator.plan.values import Finds
from migrator.processes import run
from tests.findings.finding import by_id, found_in

PROTOCOL = "from typing import Protocol\nclass Sender(Protocol):\n    size: int\n    def send(self, message, *, urgent=False): ...\n    async def close(self): ...\n    def helper(self):\n        return self.size + 1\n"
ABC = "from abc import ABC, abstractmethod\nclass Base(ABC):\n    @abstractmethod\n    def run(self, x): ...\n    @property\n    @abstractmethod\n    def name(self): ...\n    def ready(self):\n        return True\n"
GOOD = "from pkg.p import Sender\nclass Good(Sender):\n    def __init__(self):\n        self.size = 1\n    def send(self, message, *, urgent=False):\n        return message\n    async def close(self):\n        return 1\n"
TREE = {"pkg/__init__.py": "", "pkg/p.py": PROTOCOL, "pkg/b.py": ABC}


def gaps(text: str, files: Mapping[str, str] = TREE, **phase: Any) -> dict[str, Finding]:
    found = by_id(found_in({**files, "pkg/c.py": text}, Finds.PROTOCOL_GAPS, **phase))
    return {name.removeprefix("protocol-gaps:"): finding for name, finding in found.items()}


def gap(finding: Finding) -> ProtocolGap:
    assert isinstance(finding.detail, ProtocolGap)
    return finding.detail


def test_a_class_that_has_everything_has_no_gap() -> None:
    assert gaps(GOOD) == {}


def test_what_an_inherited_protocol_asks_for_and_the_class_lacks_is_missing() -> None:
    found = gaps(
        "from pkg.p import Sender\nclass C(Sender):\n    def send(self, message, *, urgent=False): ...\n"
    )
    finding = found["pkg.c:C>pkg.p:Sender"]
    assert gap(finding).missing == ("size", "close")
    assert (finding.tier, finding.counts, finding.group) == (Tier.EXACT, True, "pkg.p:Sender")
    assert "It has no close (pkg/p.py:5)." in finding.evidence


def test_the_plan_says_which_classes_are_to_have_a_protocol() -> None:
    text = "class MailSender:\n    def send(self, message, *, urgent=False): ...\nclass Other: ...\n"
    found = gaps(text, canonical=(("pkg.p:Sender", ("*Sender",)),))
    assert list(found) == ["pkg.c:MailSender>pkg.p:Sender"]
    assert gap(found["pkg.c:MailSender>pkg.p:Sender"]).missing == ("size", "close", "helper")


def test_a_protocol_may_be_named_by_any_of_its_paths() -> None:
    files = TREE | {"pkg/face.py": "from pkg.p import Sender\n"}
    assert gaps("class MailSender: ...\n", files, canonical=(("pkg.face:Sender", ("*Sender",)),))


def test_what_methods_bind_on_self_is_a_member_of_a_protocol_and_comes_late_outside_init() -> None:
    text = GOOD.replace("__init__", "connect")
    finding = gaps(text)["pkg.c:Good>pkg.p:Sender"]
    assert gap(finding) == ProtocolGap(finding.detail.cls, finding.detail.protocol, late=("size",))  # type: ignore[union-attr]  # gap() has looked
    assert (finding.tier, finding.counts) == (Tier.REVIEW, False)


@pytest.mark.parametrize(
    ("signature", "said"),
    [
        ("send(self, message, *, urgent=False)", ""),
        ("send(self, message, urgent=False)", ""),
        ("send(self, message, *, urgent=False, more=1)", ""),
        ("send(self, *args, **kwargs)", ""),
        ("send(self, message, **kwargs)", ""),
        ("send(self, message=None, *, urgent)", "it needs urgent too"),
        ("send(self, text, *, urgent=False)", "message is called text"),
        ("send(self, message)", "it takes no urgent"),
        ("send(self, *, urgent=False)", "it takes no message"),
        ("send(self, message, to, *, urgent=False)", "it needs to too"),
        ("send(self, message, *, to, urgent=False)", "it needs to too"),
    ],
)
def test_a_method_takes_every_call_that_fits_the_protocol(signature: str, said: str) -> None:
    found = gaps(GOOD.replace("send(self, message, *, urgent=False)", signature))
    differing = [gap(one).differing for one in found.values()]
    assert differing == ([(("send", said),)] if said else [])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("async def close", "def close", "it cannot be awaited"),
        ("def send(", "async def send(", "it has to be awaited"),
        ("    async def close", "    @property\n    def close", "a method is asked for, it is a property"),
    ],
)
def test_a_method_is_of_the_kind_that_is_asked_for(old: str, new: str, said: str) -> None:
    (finding,) = gaps(GOOD.replace(old, new)).values()
    assert [why for _, why in gap(finding).differing] == [said]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("from pkg.b import Base\nclass C(Base):\n    def run(self, x): ...\n    name = 'c'\n", id="a class attribute"),
        pytest.param("from pkg.b import Base\nclass C(Base):\n    def run(self, x): ...\n    def __init__(self):\n        self.name = 1\n", id="an instance attribute"),
        pytest.param("from pkg.b import Base\nclass C(Base): ...\n", id="nothing"),
        pytest.param("from pkg.b import Base\nclass Mixin:\n    def run(self, x): ...\nclass C(Mixin, Base):\n    name = 1\n", id="a mixin"),
        pytest.param("from pkg.b import Base\nclass Mid(Base):\n    def run(self, x): ...\nclass C(Mid): ...\n", id="half of it above"),
        pytest.param("from pkg.b import Base\nclass C(Base):\n    if True:\n        def run(self, x): ...\n    name = 1\n", id="under a condition"),
        pytest.param("from pkg.b import Base\nfrom abc import abstractmethod\nclass More(Base):\n    @abstractmethod\n    def more(self): ...\nclass C(More):\n    def run(self, x): ...\n    def name(self): ...\n", id="an abstract class of its own"),
    ],
)  # fmt: skip
def test_what_is_missing_of_an_abc_is_what_python_finds_missing(text: str, tmp_path: Path) -> None:
    for name, content in {**TREE, "pkg/c.py": text}.items():
        (tmp_path / "pkg").mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    ask = "from pkg.c import C; print(*sorted(C.__abstractmethods__))"
    done = run([sys.executable, "-B", "-c", ask], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, timeout=60)
    assert done.returncode == 0, done.output
    found = [gap(one).missing for name, one in gaps(text).items() if name.startswith("pkg.c:C>")]
    assert sorted({name for missing in found for name in missing}) == done.output.decode().split()


def test_a_class_that_others_extend_may_leave_the_rest_to_them() -> None:
    text = (
        "from pkg.b import Base\nclass Mid(Base):\n    name = 1\nclass C(Mid):\n    def run(self, x): ...\n"
    )
    assert gaps(text) == {}


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (
            "import other\nfrom pkg.p import Sender\nclass C(other.Thing, Sender): ...\n",
            "its base Thing is not read",
        ),
        (
            "from pkg.p import Sender\nclass C(Sender):\n    def __getattr__(self, name): ...\n",
            "it answers for attributes",
        ),
    ],
)
def test_a_class_that_may_have_it_all_the_same_is_shown_and_not_counted(text: str, doubt: str) -> None:
    detection = found_in({**TREE, "pkg/c.py": text}, Finds.PROTOCOL_GAPS)
    (finding,) = detection.findings
    assert (finding.tier, finding.counts, detection.measure.value) == (Tier.REVIEW, False, 0)
    assert any(doubt in said for said in finding.evidence)


def test_a_protocol_that_extends_another_is_reported_once() -> None:
    files = TREE | {"pkg/p.py": PROTOCOL + "class Fast(Sender, Protocol):\n    def hurry(self): ...\n"}
    found = gaps("from pkg.p import Fast\nclass C(Fast): ...\n", files)
    assert list(found) == ["pkg.c:C>pkg.p:Fast"]
    assert gap(found["pkg.c:C>pkg.p:Fast"]).missing == ("size", "send", "close", "hurry")


def test_the_measure_counts_classes_and_its_parts_what_is_missing() -> None:
    text = "from pkg.p import Sender\nfrom pkg.b import Base\nclass C(Sender): ...\nclass D(Base):\n    name = 1\n"
    measure = found_in({**TREE, "pkg/c.py": text}, Finds.PROTOCOL_GAPS).measure
    assert (measure.value, measure.goal, measure.unit) == (2, 0, "incomplete classes")
    assert dict(measure.parts)["missing members"] == 4


def test_classes_outside_the_scope_are_left_out() -> None:
    assert gaps("from pkg.b import Base\nclass C(Base): ...\n", scope=("pkg.other",)) == {}
