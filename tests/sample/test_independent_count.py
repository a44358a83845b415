from __future__ import annotations

from pathlib import Path

import pytest

from tests.sample.independent_count import Count, count
from tests.sample.roles import Role

PLAN = """
[campaign]
packages = ["p"]
consumers = ["tests"]
exclude = ["backup*"]
[[phase]]
finds = "import-paths"
scope = "p.core"
canonical = ["p.core:Offered"]
"""
START = {
    "p/__init__.py": "",
    "p/core/__init__.py": "",
    "p/core/a.py": "class A: ...\n",
    "p/core/b.py": "from .a import A\n",
}


def counted(folder: Path, **files: str) -> Count:
    return counted_files(folder, {f"tests/{name}.py": text for name, text in files.items()})


def counted_files(folder: Path, files: dict[str, str]) -> Count:
    for path, text in {"migration.toml": PLAN, **START, **files}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return count(folder)


@pytest.mark.parametrize(
    "text",
    [
        "from p.core.b import A",
        "from p.core.b import A as Other",
        "def f():\n    from p.core.b import A",
        "import p.core.b\np.core.b.A",
        "import p.core.b as short\nshort.A",
        "from p.core import b\nb.A",
        "from p.core.b import *\nA()",
        "try:\n    from p.core.b import A\nexcept ImportError:\n    A = None",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.core.b import A",
    ],
)
def test_every_form_of_import_uses_the_path(tmp_path: Path, text: str) -> None:
    assert list(counted(tmp_path, user=text).paths["p.core.a:A"]) == ["p.core.a:A", "p.core.b:A"]


@pytest.mark.parametrize(
    "text",
    [
        "from p.core.b import *",
        "from p.core.b import *\nA = 1\nA",
        "from p.core import b\ndef f(b):\n    return b.A",
        "from p.core.a import A",
        "'p.core.b.A'",
    ],
)
def test_what_does_not_use_the_second_path_leaves_one(tmp_path: Path, text: str) -> None:
    assert counted(tmp_path, user=text).total == 0


def test_a_re_export_uses_the_path_that_it_imports_from(tmp_path: Path) -> None:
    files = {"p/core/c.py": "from p.core.b import A as A\n", "tests/user.py": "from p.core.c import A"}
    assert set(counted_files(tmp_path, files).paths["p.core.a:A"]) == {f"p.core.{name}:A" for name in "abc"}


def test_a_path_that_only_feeds_the_canonical_one_is_set_aside(tmp_path: Path) -> None:
    files = {
        "p/core/o.py": "class Offered: ...\n",
        "p/core/__init__.py": "from .o import Offered\n",
        "tests/user.py": "from p.core import Offered",
    }
    found = counted_files(tmp_path, files)
    assert (found.total, found.feeding) == (0, ["p.core.o:Offered"])


def test_an_import_in_a_function_makes_no_component(tmp_path: Path) -> None:
    files = {"p/core/a.py": "class A: ...\ndef f():\n    from p.core import b\n"}
    found = counted_files(tmp_path, files)
    assert (found.components, found.deferred_edges) == ([], ["p.core.a > p.core.b"])


def test_an_import_in_a_try_or_a_class_body_runs_at_import_time(tmp_path: Path) -> None:
    for text in (
        "try:\n    from p.core import b\nexcept ImportError:\n    b = None\n",
        "class A:\n    from p.core import b\n",
    ):
        assert counted_files(tmp_path, {"p/core/a.py": text}).components == [["p.core.a", "p.core.b"]]


def test_dead_imports_attributes_and_patches_are_found_with_their_candidates(tmp_path: Path) -> None:
    text = "from p.gone import A\nfrom p.core import b\nb.Nothing\nmock.patch('p.core.b.Never')\n"
    found = counted(tmp_path, user=text)
    assert [(item.name, item.candidates) for item in found.dead_one] == [("A", ("p.core.a:A",))]
    assert [(item.name, item.line) for item in found.dead_none] == [("Nothing", 3), ("Never", 4)]


def test_a_guarded_import_is_not_dead_but_its_fallback_may_be(tmp_path: Path) -> None:
    text = "try:\n    from p.gone import X\nexcept ImportError:\n    from p.lost import Y\n"
    assert [item.name for item in counted(tmp_path, user=text).dead_none] == ["Y"]


ROLE = Role("p.core.m:ChatManager", ("*ChatManager",), "p.core.w:get_manager")
CORE = {
    "p/core/m.py": "class ChatManager:\n    pass\n",
    "p/core/w.py": "from p.core.m import ChatManager\ndef get_manager(user):\n    return ChatManager()\n",
}


def counted_role(folder: Path, **files: str) -> Count:
    texts = {f"p/core/{name}.py": text for name, text in files.items()}
    counted_files(folder, {**CORE, **texts})
    return count(folder, ROLE)


def test_only_classes_of_the_role_count_wherever_they_are_defined(tmp_path: Path) -> None:
    text = (
        "from typing import Protocol\n"
        "class OldChatManager: ...\n"
        "class SessionManager: ...\n"
        "class AnyChatManager(Protocol): ...\n"
        "try:\n    from p.core.m import ChatManager\nexcept ImportError:\n    class ChatManager: ...\n"
        "def f():\n    class InnerChatManager: ...\n"
    )
    found = counted_role(tmp_path, c=text)
    assert found.managers == ["p.core.c:ChatManager", "p.core.c:OldChatManager", "p.core.m:ChatManager"]


def test_an_alias_counts_while_another_file_uses_it(tmp_path: Path) -> None:
    alias = "from p.core.m import ChatManager\nHub = ChatManager\nHub()\n"
    assert counted_role(tmp_path, c=alias).managers == ["p.core.m:ChatManager"]
    for use in ("from p.core.c import Hub", "import p.core.c as c\nc.Hub()"):
        assert counted_role(tmp_path, c=alias, d=use).managers == ["p.core.c:Hub", "p.core.m:ChatManager"]


def test_a_re_export_is_no_class(tmp_path: Path) -> None:
    files = {"c": "from p.core.m import ChatManager as Hub\n", "d": "from p.core.c import Hub\n"}
    assert counted_role(tmp_path, **files).managers == ["p.core.m:ChatManager"]


@pytest.mark.parametrize(
    "text",
    [
        "def make_one(user):\n    return get_manager(user)",
        "async def make_one(user):\n    return get_manager(user)",
        "def make_one(user):\n    found = ChatManager()\n    return found",
        "def make_one(user):\n    if user not in cache:\n        cache[user] = ChatManager()\n    return cache[user]",
        "def make_one(user):\n    return cache.setdefault(user, ChatManager())",
        "def make_one(user):\n    return cache.get(user) or get_manager(user)",
        "def make_one(user):\n    from p.core.m import ChatManager as Local\n    return Local()",
        "def make_one(user):\n    return build_other(user)\ndef build_other(user):\n    return ChatManager()",
        "def make_one(user):\n    return F().of(user)\nclass F:\n    def of(self, user):\n        return get_manager(user)",
    ],
)
def test_every_way_to_return_an_instance_makes_a_creator(tmp_path: Path, text: str) -> None:
    text = text.replace("class F:", "class OneFactory:").replace("F()", "OneFactory()")
    imports = "from p.core.m import ChatManager\nfrom p.core.w import get_manager\ncache = {}\n"
    assert "p.core.c:make_one" in counted_role(tmp_path, c=imports + text).creators


@pytest.mark.parametrize(
    "text",
    [
        "def manager_of(user):\n    return get_manager(user)",
        "def _make_one(user):\n    return get_manager(user)",
        "def make_text(user):\n    return str(get_manager(user))",
        "def make_one(user):\n    get_manager(user)",
        "class Desk:\n    def manager(self, user):\n        return get_manager(user)",
        "def make_one(user):\n    warnings.warn('use the other', DeprecationWarning)\n    return get_manager(user)",
        "make_one = get_manager",
    ],
)
def test_what_is_no_creator_or_is_retired_does_not_count(tmp_path: Path, text: str) -> None:
    imports = "import warnings\nfrom p.core.w import get_manager\n"
    assert counted_role(tmp_path, c=imports + text).creators == ["p.core.w:get_manager"]


def test_a_creator_that_warns_and_returns_another_is_not_retired(tmp_path: Path) -> None:
    text = (
        "import warnings\nfrom p.core.m import ChatManager\n"
        "def make_one():\n    warnings.warn('old', DeprecationWarning)\n    return ChatManager()\n"
    )
    assert "p.core.c:make_one" in counted_role(tmp_path, c=text).creators


def test_methods_are_creators_and_their_calls_are_found(tmp_path: Path) -> None:
    text = (
        "from p.core.w import get_manager\n"
        "class DeskFactory:\n"
        "    def of(self, user):\n        return get_manager(user)\n"
        "    @classmethod\n    def build(cls, user):\n        return cls().of(user)\n"
    )
    use = "from p.core.c import DeskFactory\nDeskFactory().of(1)\nmap(DeskFactory.build, [1])\n"
    found = counted_role(tmp_path, c=text, d=use)
    assert found.creators == ["p.core.c:DeskFactory.build", "p.core.c:DeskFactory.of", "p.core.w:get_manager"]
    assert found.creator_calls["p.core.c:DeskFactory.of"] == ["p/core/d.py:2"]
    assert found.creator_calls["p.core.c:DeskFactory.build"] == ["p/core/d.py:3 (not called)"]
