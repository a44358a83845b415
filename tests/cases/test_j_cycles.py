"""Section J: breaking an import-time cycle so that it is gone, not hidden. What is proposed here lands through `apply`."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from tests.cases.conftest import Make
from tests.cases.driving import PLAN, Repository

CYCLES = f'{PLAN}\n[[phase]]\nid = "cycles"\nfinds = "import-cycles"\n'
MODEL = "from pkg.user import U\n\n\nclass C(U): ...\n\n\nD = 1\n"
GUARDABLE = "class U: ...\n\n\nfrom pkg.model import C\n\n\ndef f(c: C) -> 'list[C]': ...\n"
EDGE = "import-cycles:pkg.user>pkg.model"


@dataclass(frozen=True)
class Campaign:
    """A repository whose plan has one phase, about cycles."""

    its: Repository

    def titles(self) -> list[str]:
        """What is proposed."""
        return [row["title"] for row in json.loads(self.its.command("batches", "--json").out)["batches"]]

    def shown(self) -> str:
        """The first batch, whole."""
        first = json.loads(self.its.command("batches", "--json").out)["batches"][0]["id"]
        return self.its.command("show", first).out

    def explained(self, finding: str = EDGE) -> str:
        """What is said of a finding."""
        return self.its.command("explain", finding).out

    def landed(self) -> dict[str, str]:
        """Land everything, check it out, and give the files that changed. Nothing must remain."""
        ran = self.its.command("apply", "--phase", "cycles", "--yes")
        assert ran.code == 0, ran.out + ran.err
        git = self.its.builder.git
        git("switch", "--quiet", "migration/cases")
        assert self.measure() == 0
        changed = git("diff", "--name-only", "main", "migration/cases", "--", "pkg").split("\n")
        return {path: (self.its.root / path).read_text() for path in changed}

    def measure(self) -> int:
        """How many imports are in a cycle at import time."""
        (phase,) = json.loads(self.its.command("status", "--json").out)["phases"]
        return int(phase["remaining"])


def campaign(repository: Make, files: Mapping[str, str], more: str = "") -> Campaign:
    made = Campaign(repository(files, CYCLES + more))
    assert made.measure() > 0
    return made


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            GUARDABLE,
            "class U: ...\n\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.model import C\n\n\n"
            "def f(c: \"C\") -> 'list[C]': ...\n",
            id="in its place, quoted",
        ),
        pytest.param(
            f"from __future__ import annotations\n\nimport os\n\n\n{GUARDABLE}",
            "from __future__ import annotations\n\nimport os\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n"
            "    from pkg.model import C\n\n\nclass U: ...\n\n\ndef f(c: C) -> 'list[C]': ...\n",
            id="below the imports, with the future import",
        ),
        pytest.param(
            f"'''Text.'''\n\n\n{GUARDABLE}",
            "'''Text.'''\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.model import C\n\n\n"
            "class U: ...\n\n\ndef f(c: \"C\") -> 'list[C]': ...\n",
            id="below the docstring",
        ),
        pytest.param(
            "import os\nimport pkg.model\nfrom typing import Any\n\n\nclass U: ...\n\n\ndef f(c: pkg.model.C, x: Any = os) -> None: ...\n",
            "import os\nfrom typing import Any, TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import pkg.model\n\n\nclass U: ...\n\n\n"
            'def f(c: "pkg.model.C", x: Any = os) -> None: ...\n',
            id="a module, joined",
        ),
    ],
)
def test_case_105_an_import_for_annotations_goes_under_type_checking(
    repository: Make, before: str, after: str
) -> None:
    made = campaign(repository, {"pkg/user.py": before, "pkg/model.py": MODEL})
    assert made.landed() == {"pkg/user.py": after}
    for first in ("user", "model"):
        made.its.prints(f"import pkg.{first}, pkg.user, pkg.model")
    assert made.its.prints("import sys, pkg.user; print('pkg.model' in sys.modules)") == "False\n"


@pytest.mark.parametrize(
    ("user", "reason"),
    [
        (
            "import pydantic\n\n\nclass V(pydantic.BaseModel):\n    c: C\n",
            "pydantic, which evaluates annotations",
        ),
        ("from fastapi import APIRouter\n\n\ndef f(c: C): ...\n", "fastapi"),
        ("from typing import get_type_hints\n\n\ndef f(c: C): ...\n", "get_type_hints"),
        (
            "from dataclasses import InitVar, dataclass\n\n\n@dataclass\nclass V:\n    c: InitVar[C]\n",
            "V is a dataclass, whose annotations are read",
        ),
        ("from attrs import define\n\n\n@define\nclass V:\n    c: C\n", "attrs"),
    ],
)
def test_case_105_no_guard_where_annotations_are_evaluated(repository: Make, user: str, reason: str) -> None:
    files = {"pkg/user.py": f"class U: ...\n\n\nfrom pkg.model import C\n{user}", "pkg/model.py": MODEL}
    made = campaign(repository, files)
    said = made.explained()
    assert re.search(f"no guard for typing: .*{reason}", said)
    assert not [title for title in made.titles() if "for typing" in title]


DEFERRABLE = "class U: ...\n\n\nfrom pkg.model import C\n\n\ndef f():\n    return C()\n"


def test_case_106_deferring_is_named_as_hiding_and_never_proposed(repository: Make) -> None:
    made = campaign(repository, {"pkg/user.py": DEFERRABLE, "pkg/model.py": MODEL})
    assert "defer" in made.explained()
    assert (
        "C is used inside functions only; importing it there hides the cycle, it does not fix it"
        in made.explained()
    )
    assert made.titles() == ["Move U to pkg.user_types"]
    assert made.landed() == {
        "pkg/user.py": "from pkg.model import C\nfrom pkg.user_types import U as U\n\n\ndef f():\n    return C()\n",
        "pkg/model.py": MODEL.replace("pkg.user", "pkg.user_types"),
        "pkg/user_types.py": "class U: ...\n",
    }


@pytest.mark.parametrize(
    "use",
    [
        "class V(C): ...\n",
        "def f(c=C): ...\n",
        "X = C\n",
        "@C.wrap\ndef f(): ...\n",
        "def f(c: C = C()) -> None: ...\n",
    ],
)
def test_case_106_what_is_used_at_import_time_cannot_be_deferred(repository: Make, use: str) -> None:
    files = {"pkg/user.py": f"class U: ...\n\n\nfrom pkg.model import C\n\n\n{use}", "pkg/model.py": MODEL}
    made = campaign(repository, files)
    assert "C is needed while pkg.user is imported" in made.explained()
    assert "defer" not in made.explained()


def test_case_107_a_name_that_is_patched_in_its_user_is_reported_as_taken_and_not_deferred(
    repository: Make,
) -> None:
    test = "from unittest.mock import patch\n\nimport pkg.user\n\nwith patch('pkg.user.C', lambda: 2):\n    print(pkg.user.f())\n"
    made = campaign(repository, {"pkg/user.py": DEFERRABLE, "pkg/model.py": MODEL, "tests/t.py": test})
    assert "others take C from pkg.user" in made.explained()
    assert "defer" not in made.explained()
    made.landed()
    assert made.its.prints("import runpy; runpy.run_path('tests/t.py')") == "2\n"


def test_case_108_from_the_definition_where_the_edge_goes(repository: Make) -> None:
    files = {
        "pkg/api/__init__.py": "from pkg.api.impl import C\nfrom pkg.api.high import H\n",
        "pkg/api/impl.py": "class C: ...\n",
        "pkg/api/high.py": "from pkg.api import C\n\n\nclass H(C): ...\n",
    }
    made = campaign(repository, files)
    assert made.titles() == ["Import C from where it is defined in api.high"]
    assert made.landed() == {"pkg/api/high.py": "from pkg.api.impl import C\n\n\nclass H(C): ...\n"}
    for first in ("api", "api.high", "api.impl"):
        assert made.its.prints(f"import pkg.{first}, pkg.api; print(pkg.api.H.__mro__[1])") == (
            "<class 'pkg.api.impl.C'>\n"
        )


def test_case_108_a_package_that_runs_anyway_is_named(repository: Make) -> None:
    files = {
        "pkg/api/__init__.py": "from pkg.api.impl import C\nfrom pkg.user import U\n\n__all__ = ['C', 'U']\n",
        "pkg/api/impl.py": "class C: ...\n",
        "pkg/user.py": "from pkg.api import C\n\n\nclass U(C): ...\n",
    }
    made = campaign(repository, files)
    said = made.explained("import-cycles:pkg.user>pkg.api")
    assert "pkg.api is a package around pkg.api.impl: importing that still executes it first" in said
    assert made.landed() == {"pkg/user.py": "from pkg.api.impl import C\n\n\nclass U(C): ...\n"}
    assert made.its.prints("import pkg.api; print(pkg.api.U.__mro__[1])") == "<class 'pkg.api.impl.C'>\n"


def test_case_109_the_lower_module_has_no_edge_back_up(repository: Make) -> None:
    files = {
        "pkg/a.py": "import json\n\n_SIZE = 3\n\n\nclass A:\n    size = _SIZE\n    codec = json\n\n\nfrom pkg.b import B, C\n\nX = C(), B\n",
        "pkg/b.py": "from pkg.a import A\n\n\nclass B(A): ...\n\n\nclass C: ...\n",
    }
    made = campaign(repository, files, 'shared-module = "pkg.types"\n')
    assert made.landed() == {
        "pkg/types.py": "import json\n\n_SIZE = 3\n\n\nclass A:\n    size = _SIZE\n    codec = json\n",
        "pkg/a.py": "from pkg.b import B, C\nfrom pkg.types import A as A\n\nX = C(), B\n",
        "pkg/b.py": "from pkg.types import A\n\n\nclass B(A): ...\n\n\nclass C: ...\n",
    }
    loaded = "import sys, pkg.types; print(sorted(name for name in sys.modules if name.startswith('pkg.')))"
    assert made.its.prints(loaded) == "['pkg.types']\n"
    for first in ("a", "b", "types"):
        made.its.prints(f"import pkg.{first}, pkg.a, pkg.b")


def test_case_109_an_extraction_that_would_lead_back_up_is_refused(repository: Make) -> None:
    files = {
        "pkg/old.py": "from pkg.low import X\n\n\nclass C:\n    x = X\n",
        "pkg/new.py": "",
        "pkg/low.py": "from pkg.high import E\n\nX = E\n",
        "pkg/high.py": "import pkg.new\n\nE = pkg.new\n",
    }
    assert "pkg.new -> pkg.low -> pkg.high -> pkg.new" in repository(files).move_refused("C")


def test_case_110_a_batch_makes_no_cycle_and_lets_none_grow(repository: Make) -> None:
    files = {
        "pkg/user.py": GUARDABLE,
        "pkg/model.py": MODEL,
        "pkg/a.py": "class A: ...\n\n\nfrom pkg.b import B\n\nX = B\n",
        "pkg/b.py": "from pkg.a import A\n\n\nclass B(A): ...\n",
    }
    made = campaign(repository, files)
    measures = [made.measure()]
    while made.titles():
        assert "holds  no new cycle" in made.shown()
        first = json.loads(made.its.command("batches", "--json").out)["batches"][0]["id"]
        assert made.its.command("apply", first, "--yes").code == 0
        measures.append(made.measure())
    assert measures == [4, 2, 0]


def test_case_110_a_move_that_would_let_a_cycle_grow_is_refused(repository: Make) -> None:
    files = {
        "pkg/old.py": "class C: ...\n\n\nclass D(C): ...\n",
        "pkg/new.py": "from pkg.user import V\n\nE = V\n",
        "pkg/user.py": "from pkg.old import C\n\nV = C\n",
    }
    its = repository(files)
    assert "pkg.new -> pkg.user -> pkg.new" in its.move_refused("C")
    change = its.move("C", to="pkg.fresh")
    assert [proof.holds for proof in change.view.proof if proof.name == "no new cycle"] == [True]
    change.prints("import pkg.new, pkg.old, pkg.user")
