from pathlib import Path

import pytest

from migrator.records.intentions import DropImport, GuardForTyping, ImportFromDefinition
from tests.recipes.conftest import Make, Sandbox

GUARD = GuardForTyping(importer="pkg.user", imported="pkg.model", names=("C",))
DROP = DropImport(importer="pkg.user", imported="pkg.model", names=("C",))


def _with(make: Make, text: str, **more: str) -> Sandbox:
    files = {"pkg/__init__.py": "", "pkg/model.py": "class C: ...\n\n\nclass D: ...\n", "pkg/user.py": text}
    return make({**files, **more})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "from pkg.model import C\n\n\ndef f(c: C) -> list[C]: ...\n",
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.model import C\n\n\n"
            'def f(c: "C") -> "list[C]": ...\n',
            id="new_block_in_place_of_the_only_import",
        ),
        pytest.param(
            "from typing import Any\n\nfrom pkg.model import C, D\n\n\ndef f(c: C, d: Any = D) -> None: ...\n",
            "from typing import Any, TYPE_CHECKING\n\nfrom pkg.model import D\n\nif TYPE_CHECKING:\n"
            '    from pkg.model import C\n\n\ndef f(c: "C", d: Any = D) -> None: ...\n',
            id="split_and_joined",
        ),
        pytest.param(
            "from typing import TYPE_CHECKING\nfrom .model import C\n\nif TYPE_CHECKING:\n    import os\n\nx: C | None = None\n",
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import os\n    from .model import C\n\n"
            'x: "C | None" = None\n',
            id="existing_block",
        ),
        pytest.param(
            "from __future__ import annotations\n\nfrom pkg.model import C\n\n\ndef f(c: C) -> None: ...\n",
            "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n"
            "    from pkg.model import C\n\n\ndef f(c: C) -> None: ...\n",
            id="no_quotes_with_the_future_import",
        ),
        pytest.param(
            "import typing\n\nimport os\nfrom pkg.model import C as K  # the model\n\n\ndef f(c: K) -> None: ...\n",
            "import typing\n\nimport os\n\nif typing.TYPE_CHECKING:\n    from pkg.model import C as K  # the model\n\n\n"
            'def f(c: "K") -> None: ...\n',
            id="typing_module_alias_and_comment",
        ),
        pytest.param(
            "from dataclasses import dataclass\n\nfrom pkg.model import C\n\n\n@dataclass\nclass U:\n    c: C\n",
            "from dataclasses import dataclass\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n"
            '    from pkg.model import C\n\n\n@dataclass\nclass U:\n    c: "C"\n',
            id="plain_dataclass",
        ),
    ],
)
def test_an_import_for_annotations_goes_under_type_checking(
    make: Make, tmp_path: Path, before: str, after: str
) -> None:
    done = _with(make, before).after(GUARD)
    text = done.text("pkg/user.py")
    assert text == after
    assert done.planned(GUARD).is_empty
    done.runs(
        tmp_path, "import sys, pkg.user; sys.exit('pkg.model' in sys.modules and 'D' not in dir(pkg.user))"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("from pkg.model import C\nx = C()\n", "needed at run time"),
        ("from pkg.model import C\nclass U(C): ...\n", "needed at run time"),
        ("from typing import cast\nfrom pkg.model import C\nx = cast(C, 1)\n", "needed at run time"),
        ("from pkg.model import C\n__all__ = ['C']\ndef f(c: C): ...\n", "__all__"),
        ("import pydantic\nfrom pkg.model import C\nclass U(pydantic.BaseModel):\n    c: C\n", "pydantic"),
        ("from fastapi import APIRouter\nfrom pkg.model import C\ndef f(c: C): ...\n", "fastapi"),
        ("from typing import get_type_hints\nfrom pkg.model import C\ndef f(c: C): ...\n", "get_type_hints"),
        ("from pkg.model import C\nfrom pkg.x import route\n@route\ndef f(c: C): ...\n", "decorator route"),
        ("from pkg.model import C\nfrom pkg.x import Base\nclass U(Base):\n    c: C\n", "base class Base"),
        (
            "from dataclasses import InitVar, dataclass\nfrom pkg.model import C\n@dataclass\nclass U:\n    c: InitVar[C]\n",
            "dataclass looks into",
        ),
        ("try:\n    from pkg.model import C\nfinally: pass\ndef f(c: C): ...\n", "block of its own"),
    ],
)
def test_a_guard_is_refused_where_the_name_is_needed_at_run_time(make: Make, text: str, reason: str) -> None:
    planned = _with(make, text).planned(GUARD)
    assert reason in planned.refused
    assert planned.left


def test_a_guard_is_refused_where_others_take_the_name_from_here(make: Make) -> None:
    text = "from pkg.model import C\n\n\ndef f(c: C) -> None: ...\n"
    planned = _with(make, text, **{"pkg/other.py": "from pkg.user import C\n"}).planned(GUARD)
    assert "by pkg.other" in planned.refused


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os\nfrom pkg.model import C\nx = os\n", "import os\nx = os\n"),
        ("from pkg.model import C, D\nx = D\n", "from pkg.model import D\nx = D\n"),
        ("import os; from pkg.model import C; x = os\n", "import os; x = os\n"),
    ],
)
def test_an_import_that_nobody_needs_is_dropped(make: Make, tmp_path: Path, before: str, after: str) -> None:
    done = _with(make, before).after(DROP)
    assert done.text("pkg/user.py") == after
    assert done.planned(DROP).is_empty
    done.runs(tmp_path, "import pkg.user")


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("from pkg.model import C\nx = [C for _ in 'x']\n", {}),
        ("from pkg.model import C\n\n\ndef f(c: 'C'): ...\n", {}),
        ("from pkg.model import C\n__all__ = ['C']\n", {}),
        ("from pkg.model import C\n", {"tests/test_user.py": "import pkg.user\nx = pkg.user.C\n"}),
        (
            "from pkg.model import C\n",
            {"tests/test_user.py": "from unittest.mock import patch\nx = patch('pkg.user.C')\n"},
        ),
    ],
)
def test_an_import_that_somebody_needs_is_not_dropped(make: Make, text: str, more: dict[str, str]) -> None:
    planned = _with(make, text, **more).planned(DROP)
    assert planned.refused
    assert planned.is_empty


def test_what_a_dropped_import_did_when_it_ran_is_said(make: Make) -> None:
    planned = _with(make, "from pkg.model import C\n").planned(DROP)
    assert "nothing else imports pkg.model" in planned.notes[0]


def test_a_name_is_taken_from_where_it_is_defined_and_the_package_is_named(
    make: Make, tmp_path: Path
) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/api/__init__.py": "from pkg.api.impl import C, D\n",
        "pkg/api/impl.py": "class C: ...\n\n\nclass D: ...\n",
        "pkg/user.py": "from pkg.api import C, D\n",
        "pkg/other.py": "from pkg.api import C\n",
    }
    recipe = ImportFromDefinition(importer="pkg.user", imported="pkg.api", names=("C",))
    sandbox = make(files)
    done = sandbox.after(recipe)
    assert done.text("pkg/user.py") == "from pkg.api import D\nfrom pkg.api.impl import C\n"
    assert done.text("pkg/other.py") == files["pkg/other.py"]
    assert "still executes it first" in sandbox.planned(recipe).notes[0]
    assert done.planned(recipe).is_empty
    done.runs(tmp_path, "import pkg.user")


def test_a_name_that_is_defined_there_cannot_be_taken_from_elsewhere(make: Make) -> None:
    recipe = ImportFromDefinition(importer="pkg.user", imported="pkg.model", names=("C",))
    assert "does not just pass on" in _with(make, "from pkg.model import C\n").planned(recipe).refused


def test_a_module_whose_name_its_package_gives_to_something_else_cannot_be_taken_from_there(
    make: Make,
) -> None:
    files = {
        "pkg/__init__.py": "from . import thing as lib\nfrom .thing import thing\n",
        "pkg/thing.py": "def thing(): ...\n",
        "pkg/api.py": "from pkg import lib\n",
        "pkg/user.py": "from pkg.api import lib\n",
    }
    recipe = ImportFromDefinition(importer="pkg.user", imported="pkg.api", names=("lib",))
    assert "pkg means something else by thing" in make(files).planned(recipe).refused


def test_an_import_in_a_class_is_an_attribute_that_anybody_may_read(make: Make) -> None:
    text = "from pkg.model import C\n\n\nclass Holder:\n    from pkg.model import C as held\n"
    planned = _with(make, text).planned(DROP)
    assert planned.files == ()
    assert "held is an attribute of Holder" in planned.refused


LATE = "def run():\n    from pkg.face import f\n\n    return f()\n"
PATCH = "from unittest import mock\n\n\n@mock.patch('pkg.face.f')\ndef test(f): ...\n"


@pytest.mark.parametrize(
    ("other", "target"),
    [
        pytest.param("", "pkg.low.f", id="follows"),
        pytest.param(LATE, "pkg.face.f", id="is_left_where_others_stay"),
    ],
)
def test_a_patch_of_the_re_exporter_reaches_who_asked_it_late(make: Make, other: str, target: str) -> None:
    sandbox = make(
        {
            "pkg/__init__.py": "",
            "pkg/face.py": "from .low import f as f\n",
            "pkg/low.py": "def f(): ...\n",
            "pkg/user.py": LATE,
            "pkg/other.py": other,
            "tests/test_user.py": PATCH,
        }
    )
    recipe = ImportFromDefinition(importer="pkg.user", imported="pkg.face", names=("f",))
    assert f"'{target}'" in sandbox.after(recipe).text("tests/test_user.py")
    assert [one.path for one in sandbox.planned(recipe).left] == (["tests/test_user.py"] if other else [])
    assert sandbox.after(recipe).planned(recipe).is_empty


def test_a_patch_in_the_importer_itself_stays_with_the_others_that_ask_the_re_exporter_late(
    make: Make,
) -> None:
    sandbox = make(
        {
            "pkg/__init__.py": "",
            "pkg/face.py": "from .low import f as f\n",
            "pkg/low.py": "def f(): ...\n",
            "pkg/other.py": LATE,
            "tests/test_user.py": "from pkg.face import f\n" + PATCH,
        }
    )
    recipe = ImportFromDefinition(importer="tests.test_user", imported="pkg.face", names=("f",))
    assert sandbox.after(recipe).text("tests/test_user.py") == "from pkg.low import f\n" + PATCH


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(
            "def run():\n    import pkgutil\n\n    return pkgutil.resolve_name('pkg.face:f')\n",
            id="a path string",
        ),
        pytest.param("from pkg import face\n\n\ndef run():\n    return getattr(face, 'f')\n", id="getattr"),
    ],
)
def test_a_patch_in_the_importer_itself_stays_with_others_that_ask_by_a_string(
    make: Make, other: str
) -> None:
    sandbox = make(
        {
            "pkg/__init__.py": "",
            "pkg/face.py": "from .low import f as f\n",
            "pkg/low.py": "def f(): ...\n",
            "pkg/other.py": other,
            "tests/test_user.py": PATCH,
        }
    )
    recipe = ImportFromDefinition(importer="tests.test_user", imported="pkg.face", names=("f",))
    assert "mock.patch('pkg.face.f')" in sandbox.after(recipe).text("tests/test_user.py")
    assert [one.path for one in sandbox.planned(recipe).left] == ["tests/test_user.py"]


@pytest.mark.parametrize("asks", ["resolve_name('pkg.face:f')", "getattr(face, 'f')"])
def test_a_patch_elsewhere_is_left_where_others_ask_the_re_exporter_by_a_string(
    make: Make, asks: str
) -> None:
    sandbox = make(
        {
            "pkg/__init__.py": "",
            "pkg/face.py": "from .low import f as f\n",
            "pkg/low.py": "def f(): ...\n",
            "pkg/user.py": LATE,
            "pkg/other.py": f"from pkgutil import resolve_name\nfrom pkg import face\n\n\ndef run():\n    return {asks}\n",
            "tests/test_user.py": PATCH,
        }
    )
    recipe = ImportFromDefinition(importer="pkg.user", imported="pkg.face", names=("f",))
    assert "mock.patch('pkg.face.f')" in sandbox.after(recipe).text("tests/test_user.py")
    assert [one.path for one in sandbox.planned(recipe).left] == ["tests/test_user.py"]


def test_a_patch_of_the_re_exporter_as_an_object_is_listed(make: Make) -> None:
    sandbox = make(
        {
            "pkg/__init__.py": "",
            "pkg/face.py": "from .low import f as f\n",
            "pkg/low.py": "def f(): ...\n",
            "pkg/user.py": LATE,
            "tests/test_user.py": "from unittest import mock\nfrom pkg import face\n\n\n"
            "def test():\n    with mock.patch.object(face, 'f'):\n        ...\n",
        }
    )
    recipe = ImportFromDefinition(importer="pkg.user", imported="pkg.face", names=("f",))
    assert [(one.path, one.line) for one in sandbox.planned(recipe).left] == [("tests/test_user.py", 6)]
