from collections.abc import Mapping
from textwrap import dedent
from typing import Any

import pytest

from migrator.findings.context import DetectContext, Detection
from migrator.findings.values import CollapsibleEnum, DuplicateClass, Finding, Tier
from migrator.model.values import Symbol
from migrator.plan.values import Finds
from tests.findings.finding import by_id, found_in

CANONICAL = (("pkg.core:ChatManager", ("*ChatManager",)),)
CORE = """
    class ChatManager:
        def __init__(self, user):
            self.user = user
            self._rooms = {}

        def open_room(self, name):
            room = self._rooms.setdefault(name, [])
            return room

        def close_room(self, name):
            if name in self._rooms:
                del self._rooms[name]
                return True
            return False

        def room_names(self):
            return sorted(self._rooms)

        def send(self, text):
            for room in self._rooms.values():
                room.append(text)
    """
COPY = CORE.replace("room.append(text)", "room.append(str(text))").replace("name", "title")


def found(files: Mapping[str, str], *, context: DetectContext | None = None, **phase: Any) -> Detection:
    """The duplicates in a small package around ``pkg.core``; ``read`` gives its files."""
    tree = {"pkg/__init__.py": "", "pkg/core.py": CORE, **files}
    tree = {path: dedent(text) for path, text in tree.items()}
    shims = context.declared_shims if context is not None else {}
    full = DetectContext(declared_shims=shims, read=lambda path: tree[path].encode())
    return found_in(tree, Finds.DUPLICATE_CLASSES, context=full, **{"canonical": CANONICAL, **phase})


def the(detection: Detection, name: str) -> Finding:
    return by_id(detection)[f"duplicate-classes:{name}"]


def rung_of(finding: Finding) -> tuple[str, Tier, bool]:
    assert isinstance(finding.detail, DuplicateClass)
    return finding.detail.evidence, finding.tier, finding.counts


def vetoes_of(finding: Finding) -> str:
    assert isinstance(finding.detail, DuplicateClass)
    assert finding.tier is Tier.REVIEW
    assert not finding.counts
    return " ".join(finding.detail.vetoes)


RUNGS = {
    "an identical copy": ("ChatManager", CORE, "equal bodies"),
    "a copy with two equal bodies": ("ChatManager", COPY, "equal bodies"),
    "rare members, none of them with an equal body": (
        "ChatManager",
        """
        class ChatManager:
            def open_room(self, name): return self.backend.rooms.open(name, {})
            def close_room(self, name): return self.backend.rooms.close(name, [])
            def send(self, text): self.backend.say(text, 1, 2)
        """,
        "rare members",
    ),
    "a class in the ImportError arm of an import of it": (
        "ChatManager",
        """
        try:
            from pkg.core import ChatManager
        except ImportError:
            class ChatManager:
                def other(self): return 1 + len([])
        """,
        "import fallback",
    ),
    "a delegate with a marker": (
        "OldChatManager",
        '''
        from pkg import core

        class OldChatManager:
            """Deprecated, use ChatManager instead."""
            def __init__(self): self._inner = core.ChatManager("x")
        ''',
        "marker",
    ),
    "an empty subclass with a marker": (
        "LegacyChatManager",
        """
        from pkg.core import ChatManager

        # moved to pkg.core
        class LegacyChatManager(ChatManager):
            pass
        """,
        "empty subclass",
    ),
    "a small class that mostly does nothing": (
        "ChatManager",
        """
        class ChatManager:
            def open_room(self, name): pass
            def send(self, text): raise NotImplementedError
        """,
        "stub",
    ),
    "another name with three equal bodies": (
        "Rooms",
        CORE.replace("ChatManager", "Rooms"),
        "equal bodies",
    ),
}


@pytest.mark.parametrize(("name", "text", "rung"), RUNGS.values(), ids=RUNGS)
def test_ana_04_each_rung_of_the_ladder_proposes(name: str, text: str, rung: str) -> None:
    detection = found({"pkg/other.py": text})
    assert rung_of(the(detection, f"pkg.other:{name}")) == (rung, Tier.PROPOSE, True)
    assert (detection.measure.value, detection.measure.goal) == (2, 1)


def test_ana_04_one_name_and_role_with_unlike_members_is_for_review_and_explained() -> None:
    text = "class ChatManager:\n    def invoice(self, order): return order.total * self.rate\n"
    finding = the(found({"pkg/billing.py": text}), "pkg.billing:ChatManager")
    assert rung_of(finding) == ("same role", Tier.REVIEW, False)
    assert "nothing of their members says that they do one job" in finding.evidence[0]


def test_ana_04_a_class_of_a_library_is_no_duplicate() -> None:
    text = "from django.db.models import Manager\nclass UserManager(Manager): ...\n"
    files = {"pkg/a.py": text, "pkg/b.py": "from django.db.models import Manager as ChatManager\n"}
    assert found(files).findings == ()


def test_a_class_with_another_name_and_other_members_is_not_in_the_group() -> None:
    text = "class MailManager:\n    def post(self): return self.box.post(1)\n"
    assert found({"pkg/mail.py": text}).findings == ()


def test_an_alias_counts_while_somebody_imports_it_and_no_record_declares_it() -> None:
    alias = {"pkg/old.py": "from pkg.core import ChatManager\nOldChatManager = ChatManager\n"}
    used = alias | {"pkg/user.py": "from pkg.old import OldChatManager\n"}
    finding = the(found(used), "pkg.old:OldChatManager")
    assert rung_of(finding) == ("alias", Tier.PROPOSE, True)
    assert isinstance(finding.detail, DuplicateClass)
    assert finding.detail.is_alias
    assert dict(found(used).measure.parts)["aliases"] == 1
    assert found(alias).measure.value == 1
    declared = DetectContext(declared_shims={Symbol("pkg.old", "OldChatManager"): "b01"})
    assert found(used, context=declared).findings == ()


def test_a_reexport_under_another_name_is_a_path_and_no_class() -> None:
    files = {
        "pkg/old.py": "from pkg.core import ChatManager as OldChatManager\n",
        "pkg/user.py": "from pkg.old import OldChatManager\n",
    }
    assert found(files).measure.value == 1


VETOES = {
    "subclass": (
        "pkg.other:BigChatManager",
        """
        from pkg.core import ChatManager

        class BigChatManager(ChatManager):
            def shout(self, text): self.send(text.upper())
        """,
        "subclass relation without marker",
    ),
    "protocol": (
        "pkg.other:AnyChatManager",
        """
        from typing import Protocol

        class AnyChatManager(Protocol):
            def open_room(self, name): ...
            def send(self, text): ...
        """,
        "Protocol with its implementation",
    ),
    "facade": (
        "pkg.other:FrontChatManager",
        """
        from pkg.core import ChatManager

        class FrontChatManager:
            def __init__(self): self._parts = [ChatManager("a"), ChatManager("b")]
            def send(self, text): return [part.send(text) for part in self._parts]
        """,
        "facade with its parts",
    ),
    "enum": (
        "pkg.other:KindOfChatManager",
        "from enum import Enum\nclass KindOfChatManager(Enum):\n    A = 1\n",
        "enum against class",
    ),
    "migrations": ("pkg.migrations.m1:ChatManager", CORE, "migrations folder"),
    "tests": ("pkg.tests.fakes:ChatManager", CORE, "test double"),
}


@pytest.mark.parametrize(("name", "text", "veto"), VETOES.values(), ids=VETOES)
def test_a_veto_leaves_a_class_alone_and_says_why(name: str, text: str, veto: str) -> None:
    path = name.partition(":")[0].replace(".", "/") + ".py"
    packages = {"pkg/migrations/__init__.py": "", "pkg/tests/__init__.py": ""}
    canonical = (("pkg.core:ChatManager", ("*ChatManager",)),)
    detection = found(packages | {path: text}, canonical=canonical)
    assert veto in vetoes_of(the(detection, name))
    assert (detection.measure.value, dict(detection.measure.parts)["vetoed"]) == (1, 1)


def pairs(text: str, **phase: Any) -> Detection:
    return found({"pkg/other.py": text}, canonical=(), **phase)


def test_siblings_of_a_base_are_left_alone_though_bodies_are_equal() -> None:
    body = "    def flush_box(self):\n        got, self.box = self.box, []\n        return got\n"
    more = "    def waiting_for(self, user):\n        return [one for one in self.box if one == user]\n"
    text = (
        "class BaseManager:\n    def start_box(self): self.box = []\n"
        f"class MailManager(BaseManager):\n{body}{more}"
        f"class PushManager(BaseManager):\n{body}{more}"
    )
    detection = pairs(text)
    finding = the(detection, "pkg.other:PushManager>pkg.other:MailManager")
    assert "siblings of a base" in vetoes_of(finding)
    assert "flush_box, waiting_for) may move to the base" in vetoes_of(finding)


def test_equal_methods_of_siblings_are_findings_of_their_own_group_that_count_nothing() -> None:
    body = "    def flush_box(self):\n        got, self.box = self.box, []\n        return got\n"
    more = "    def waiting_for(self, user):\n        return [one for one in self.box if one == user]\n"
    text = "class BaseManager:\n    def start_box(self): self.box = []\n" + "".join(
        f"class {name}Manager(BaseManager):\n{body}{more}    def {name.lower()}_only(self): return [self.{name}]\n"
        for name in ("Mail", "Push", "Chat")
    )
    detection = pairs(text, roles=("*Manager",))
    helpers = [one for one in detection.findings if one.group == "extract a helper"]
    assert len(helpers) >= 2
    for one in helpers:
        assert rung_of(one) == ("extract a helper", Tier.REVIEW, False)
        assert "have 2 equal methods: flush_box, waiting_for." in one.evidence[0]
        assert one.title.endswith("are siblings with equal methods, which can be extracted")
    assert dict(detection.measure.parts)["helpers"] == len(helpers)
    assert detection.measure.value == 0


def test_one_short_equal_method_is_no_helper() -> None:
    text = (
        "class BaseManager:\n    pass\n"
        "class MailManager(BaseManager):\n    def box_size(self): return len(self.box)\n    def a(self): return [1]\n"
        "class PushManager(BaseManager):\n    def box_size(self): return len(self.box)\n    def b(self): return [2]\n"
    )
    assert [one.group for one in pairs(text, roles=("*",)).findings] == []


def test_without_a_role_one_name_alone_is_not_shown() -> None:
    files = {
        "pkg/a.py": "class Node:\n    def ping_host(self): return self.net.ping(1)\n",
        "pkg/b.py": "class Node:\n    def walk_down(self): return list(self.children)\n",
    }
    assert found(files, canonical=(), roles=("*",)).findings == ()
    assert [one.tier for one in found(files, canonical=(), roles=("No*",)).findings] == [Tier.REVIEW]


def test_an_old_name_goes_even_where_most_import_it() -> None:
    files = {
        "pkg/old.py": (
            "from pkg.core import ChatManager\n\n\n# moved to pkg.core\n"
            "class LegacyChatManager(ChatManager):\n    pass\n"
        ),
        "pkg/u1.py": "from pkg.old import LegacyChatManager\n",
        "pkg/u2.py": "from pkg.old import LegacyChatManager\n",
    }
    detection = found(files, canonical=())
    finding = the(detection, "pkg.old:LegacyChatManager>pkg.core:ChatManager")
    assert rung_of(finding) == ("empty subclass", Tier.PROPOSE, True)
    assert (detection.measure.value, detection.measure.goal) == (2, 1)


def test_an_old_name_of_two_classes_is_that_of_the_one_that_is_named() -> None:
    text = (
        "from pkg.core import ChatManager\nclass Rooms(ChatManager):\n    def room_count(self): return len([*self.rooms])\n"
        'class OldChatManager(ChatManager):\n    """Deprecated, use Rooms instead."""\n'
        "    def __init__(self): self.rooms = Rooms(1)\n"
    )
    detection = found({"pkg/old.py": text}, canonical=(), roles=("*Manager", "Rooms"))
    proposed = [one.names for one in detection.findings if one.tier is Tier.PROPOSE]
    assert proposed == [("pkg.old:OldChatManager", "pkg.old:Rooms")]


def test_second_names_that_a_comment_calls_old_are_found_without_a_plan_where_somebody_imports_them() -> None:
    alias = {"pkg/old.py": "from pkg.core import ChatManager\n# the old name\nOldChatManager = ChatManager\n"}
    used = alias | {"pkg/user.py": "from pkg.old import OldChatManager\n"}
    detection = found(used, canonical=())
    assert rung_of(the(detection, "pkg.old:OldChatManager")) == ("alias", Tier.PROPOSE, True)
    assert (detection.measure.value, detection.measure.goal) == (2, 1)
    assert found(alias, canonical=()).findings == ()
    unsaid = {path: text.replace("# the old name", "") for path, text in used.items()}
    assert found(unsaid, canonical=()).findings == ()


def test_a_coroutine_is_no_copy_of_a_function_with_the_same_text() -> None:
    files = {
        "pkg/other.py": dedent(CORE)
        .replace("    def ", "    async def ")
        .replace("async def __init__", "def __init__")
    }
    finding = the(found(files), "pkg.other:ChatManager")
    assert "async twin: close_room, open_room, room_names must be awaited" in vetoes_of(finding)


def test_data_classes_and_enums_say_what_they_are_and_what_they_hold() -> None:
    files = {
        "pkg/a.py": "from enum import Enum\nclass Mode(Enum):\n    ON = 1\n    OFF = 2\n    AUTO = 3\n",
        "pkg/b.py": "from enum import Enum\nclass Mode(Enum):\n    ON = 1\n    OFF = 2\n    AUTO = 4\n    ECO = 5\n",
    }
    finding = the(found(files, canonical=(("pkg.a:Mode", ("Mode",)),)), "pkg.b:Mode")
    assert finding.title == "pkg.b:Mode is the same enum as pkg.a:Mode (equal members)"
    assert finding.evidence[:3] == (
        "Both are enums of the same name, and have 2 of their 4 members in common (Jaccard 0.50): OFF, ON.",
        "AUTO stand for other values in each.",
        "Only pkg.b:Mode has ECO.",
    )


def test_inherited_fields_count_and_settings_of_a_schema_do_not() -> None:
    base = "class Base(BaseModel):\n    id: int\n    at: str\n    model_config = {'extra': 'forbid'}\n"
    files = {
        "pkg/a.py": f"from pydantic import BaseModel\n{base}@dataclass\nclass Row(Base):\n    name: str\n",
        "pkg/b.py": "from pydantic import BaseModel\nclass Row(BaseModel):\n    id: int\n    at: str\n    name: str\n",
    }
    finding = the(found(files, canonical=(("pkg.a:Row", ("Row",)),)), "pkg.b:Row")
    assert "3 of their 3 fields in common (Jaccard 1.00): at, id, name" in finding.evidence[0]


def test_errors_of_one_name_are_an_exception_family() -> None:
    text = "class ChatError(ValueError):\n    def describe_it(self): return str(self) + self.hint\n"
    files = {"pkg/a.py": text, "pkg/b.py": text}
    detection = found(files, canonical=(), roles=("*Error",))
    assert "exception families" in vetoes_of(detection.findings[0])


def test_a_row_of_a_table_and_what_is_sent_are_two_things() -> None:
    files = {
        "pkg/rows.py": "class Account(Model):\n    __tablename__ = 'a'\n    user = Column(str)\n    name = Column(str)\n",
        "pkg/sent.py": "@dataclass\nclass Account:\n    user: str\n    name: str\n",
    }
    detection = found(files, canonical=())
    assert "ORM model against API schema" in vetoes_of(detection.findings[0])


def test_managers_that_only_have_start_and_stop_in_common_have_other_roles() -> None:
    text = """
        class SessionManager:
            def start(self): self.on = self.clock.now()
            def stop(self): self.on = None
        class JobManager:
            def start(self): self.jobs = list(self.queue)
            def stop(self): self.jobs.clear()
    """
    detection = pairs(dedent(text))
    assert [vetoes_of(one)[:12] for one in detection.findings] == ["another role"]
    assert detection.measure.value == 0


def test_without_a_canonical_class_the_one_that_most_import_stays() -> None:
    files = {
        "pkg/a.py": CORE,
        "pkg/b.py": CORE,
        "pkg/u1.py": "from pkg.b import ChatManager\n",
        "pkg/u2.py": "from pkg.b import ChatManager\nfrom pkg.a import ChatManager as Other\n",
    }
    detection = found(files, canonical=())
    assert sorted(by_id(detection)) == [
        "duplicate-classes:pkg.a:ChatManager>pkg.b:ChatManager",
        "duplicate-classes:pkg.core:ChatManager>pkg.b:ChatManager",
    ]
    assert (detection.measure.value, detection.measure.goal) == (3, 1)
    assert "It is imported by 2 files" in " ".join(detection.findings[0].evidence)


def test_beside_a_canonical_class_other_pairs_are_for_review_only() -> None:
    text = CORE.replace("ChatManager", "MailManager").replace("room", "box")
    detection = found({"pkg/a.py": text, "pkg/b.py": text})
    finding = the(detection, "pkg.b:MailManager>pkg.a:MailManager")
    assert rung_of(finding) == ("equal bodies", Tier.REVIEW, False)
    assert detection.measure.value == 1


def test_data_classes_of_one_name_are_compared_by_fields() -> None:
    one = "@dataclass\nclass Order:\n    id: int\n    total: int\n    lines: list\n"
    other = "@dataclass\nclass Order:\n    id: int\n    total: int = 0\n    note: str = ''\n"
    canonical = (("pkg.a:Order", ("Order",)),)
    files = {"pkg/a.py": one, "pkg/b.py": other}
    finding = the(found(files, canonical=canonical), "pkg.b:Order")
    assert rung_of(finding) == ("equal fields", Tier.PROPOSE, True)
    assert isinstance(finding.detail, DuplicateClass)
    assert [(row.sign, row.name) for row in finding.detail.members] == [
        ("=", "id"),
        ("~", "total"),
        ("-", "lines"),
        ("+", "note"),
    ]
    assert [(gap.name, gap.can_move) for gap in finding.detail.gap] == [("note", True)]


GAP = (
    CORE
    + """
        def close_all(self):
            for name in self.room_names():
                self.close_room(name)

        def audit(self):
            return self.trail.read(self.user)
    """
)


def test_the_gap_has_the_members_that_would_be_lost_with_those_who_use_them() -> None:
    files = {
        "pkg/other.py": GAP,
        "pkg/maker.py": "from pkg.other import ChatManager\ndef create_it(): return ChatManager('x')\n",
        "pkg/by_class.py": "from pkg.other import ChatManager\nChatManager('x').close_all()\n",
        "pkg/by_creator.py": "from pkg.maker import create_it\nm = create_it()\nm.close_all()\n# m.close_all()\n",
        "pkg/by_string.py": "from pkg.other import ChatManager\ngetattr(ChatManager, 'audit')\n",
        "pkg/unrelated.py": "import shelf\nshelf.close_all()\n",
        "pkg/own.py": "from pkg.other import ChatManager\nclass Z:\n    def f(self): self.close_all()\n",
    }
    finding = the(found(files), "pkg.other:ChatManager")
    assert isinstance(finding.detail, DuplicateClass)
    gaps = {gap.name: gap for gap in finding.detail.gap}
    assert [site.path for site in gaps["close_all"].callers] == ["pkg/by_class.py", "pkg/by_creator.py"]
    assert [site.path for site in gaps["audit"].callers] == ["pkg/by_string.py"]
    assert gaps["close_all"].can_move
    assert (gaps["audit"].can_move, gaps["audit"].reason) == (
        False,
        "it uses self.trail, which the canonical class lacks",
    )
    assert any("cannot be typed" in sentence for sentence in finding.evidence)


def test_members_that_the_canonical_class_inherits_are_no_gap() -> None:
    base = "class Base:\n    def close_all(self): return self.done()\n    def audit(self): return 1 + 1\n"
    core = CORE.replace("class ChatManager:", "class ChatManager(Base):")
    files = {"pkg/core.py": base + dedent(core), "pkg/other.py": GAP}
    finding = the(found(files), "pkg.other:ChatManager")
    assert isinstance(finding.detail, DuplicateClass)
    assert finding.detail.gap == ()


def test_rows_compare_the_members_of_both() -> None:
    finding = the(found({"pkg/other.py": COPY}), "pkg.other:ChatManager")
    assert isinstance(finding.detail, DuplicateClass)
    signs = {row.name: row.sign for row in finding.detail.members}
    assert (signs["open_room"], signs["send"], signs["user"]) == ("~", "~", "=")
    assert (signs["room_names"], signs["room_titles"]) == ("-", "+")
    assert {row.canonical > 0 and row.duplicate > 0 for row in finding.detail.members if row.sign == "="} == {
        True
    }


def test_without_the_bytes_of_files_names_still_speak_and_nothing_fails() -> None:
    tree = {"pkg/__init__.py": "", "pkg/core.py": dedent(CORE), "pkg/other.py": dedent(CORE)}
    detection = found_in(tree, Finds.DUPLICATE_CLASSES, canonical=CANONICAL)
    assert rung_of(detection.findings[0]) == ("rare members", Tier.PROPOSE, True)


def test_a_canonical_class_that_is_not_there_yet_is_no_error() -> None:
    detection = found({}, canonical=(("pkg.later:ChatManager", ()),))
    assert (detection.findings, detection.measure.value) == ((), 0)


MODE = "from enum import Enum\nclass Mode(Enum):\n    ONE = 'one'\n    TWO = 'two'  # the same\n    THREE = ONE\n    FOUR = 'one'\n"


def test_an_enum_that_the_plan_collapses_is_a_finding_until_all_members_are_aliases() -> None:
    collapse = (("pkg.modes:Mode", "ONE"),)
    finding = the(found({"pkg/modes.py": MODE}, collapse=collapse), "pkg.modes:Mode")
    assert finding.detail == CollapsibleEnum(Symbol("pkg.modes", "Mode"), "ONE", ("TWO",))
    assert finding.counts
    done = MODE.replace("'two'", "ONE")
    assert found({"pkg/modes.py": done}, collapse=collapse).findings == ()
    assert found({}, collapse=collapse).findings == ()


def test_a_factory_that_says_it_is_deprecated_is_no_copy_of_what_it_makes() -> None:
    text = """
        import warnings
        from pkg.core import ChatManager

        class ChatManagerFactory:
            def create(self, name):
                warnings.warn("create is deprecated, use ChatManager", DeprecationWarning, stacklevel=2)
                return ChatManager(name)
    """
    canonical = (("pkg.core:ChatManager", ("*ChatManager",)),)
    assert found({"pkg/making.py": text}, canonical=canonical).findings == ()


def test_a_marker_about_something_else_makes_no_class_an_old_name() -> None:
    text = '''
        from pkg.core import ChatManager

        class Archive:
            """Keeps what a ChatManager sent.

            If rooms are enough, use `ShelfManager` instead.
            """
            def __init__(self, chat: ChatManager, limit=None):
                self.chat, self.limit = ChatManager(chat), limit
                if limit is None:
                    warnings.warn("Overriding limit is deprecated. Use pages instead", DeprecationWarning)
            def pages_of(self, name): return [self.chat.open_room(name), self.limit]
    '''
    assert "duplicate-classes:pkg.other:Archive" not in by_id(found({"pkg/other.py": text}))


@pytest.mark.parametrize(
    "said",
    [
        "Deprecated: use `ChatManager`.",
        "Its job is done by :class:`~pkg.core.ChatManager`; deprecated.",
        "Moved to pkg.core.ChatManager.",
    ],
)
def test_a_marker_that_names_what_takes_its_place_makes_it_an_old_name(said: str) -> None:
    text = f'''
from pkg.core import ChatManager

class Talk:
    """A talk.

    {said}
    """
    def __init__(self): self.inner = ChatManager(1)
    def shout(self, text): return [self.inner.send(text), 1]
'''
    assert rung_of(the(found({"pkg/other.py": text}), "pkg.other:Talk"))[:2] == ("marker", Tier.PROPOSE)


def test_a_marked_class_that_only_passes_on_is_an_old_name_without_naming_the_other() -> None:
    text = """
        from pkg.core import ChatManager

        class Talk:  # legacy
            def __init__(self): self.inner = ChatManager(1)
            def send(self, text): return self.inner.send(text)
            def room_names(self): return self.inner.room_names()
    """
    assert rung_of(the(found({"pkg/other.py": text}), "pkg.other:Talk"))[:2] == ("marker", Tier.PROPOSE)


def test_an_adapter_of_a_passed_object_is_left_alone() -> None:
    text = """
        class ChatManager:
            def __init__(self, inner): self.inner = inner
            def open_room(self, name): return self.inner.open_room(self, name)
            def close_room(self, name): return self.inner.close_room(self, name)
            def room_names(self): return self.inner.room_names(self)
    """
    finding = the(found({"pkg/other.py": text}), "pkg.other:ChatManager")
    assert "adapter: pkg.other:ChatManager passes what it is asked on to `self.inner`" in vetoes_of(finding)


def test_rare_members_say_nothing_where_a_base_from_outside_may_ask_for_them() -> None:
    one = "from timers import Timer\nclass TimeManager(Timer):\n    def _enter_at(self, eta): return {left}\n    def _entry_out(self, entry): return [{left}]\n"
    files = {"pkg/a.py": one.format(left="self.spawn(eta)"), "pkg/b.py": one.format(left="self.later + 1")}
    finding = found(files, canonical=()).findings[0]
    assert "siblings of a base: both extend Timer, from outside" in vetoes_of(finding)


def test_test_cases_that_look_alike_are_left_alone() -> None:
    files = {
        "pkg/tests/__init__.py": "",
        "pkg/tests/a.py": CORE.replace("ChatManager", "TestManager"),
        "pkg/tests/b.py": COPY.replace("ChatManager", "TestManager"),
    }
    finding = the(found(files, canonical=()), "pkg.tests.b:TestManager>pkg.tests.a:TestManager")
    assert "tests: they look alike" in vetoes_of(finding)


def _keys(other: str) -> dict[str, str]:
    key = "class Key:\n    def load_it(self, row): return row[{0}]\n    def name_it(self): return '{0}' + self.row\n"
    manager = (
        "\n\nclass KeyManager:\n    def __call__(self, row): return Key(row).load_it(row)\n"
        "    def __getitem__(self, rows): return [Key(row) for row in rows]\n"
    )
    return {"pkg/a.py": key.format(1) + manager, "pkg/b.py": key.format(other) + manager}


def test_equal_bodies_that_look_up_other_classes_by_one_name_are_not_equal() -> None:
    assert found(_keys("1"), canonical=()).measure.value == 2
    assert found(_keys("self.offset"), canonical=()).measure.value == 0


def test_a_class_whose_construction_only_refuses_is_no_stub() -> None:
    text = "class ChatManager:\n    def __init__(self, *args):\n        raise NotImplementedError\n"
    assert rung_of(the(found({"pkg/other.py": text}), "pkg.other:ChatManager"))[0] == "same role"


def test_without_a_plan_classes_of_other_names_are_proposed_only_where_one_contains_the_other() -> None:
    contained = dedent(CORE).replace("ChatManager", "RoomManager")
    assert [one.tier for one in found({"pkg/other.py": contained}, canonical=()).findings] == [Tier.PROPOSE]
    lends = "\n    def lend(self, name):\n        return self.{0}(name)\n\n    def {0}(self):\n        return [{1}]\n"
    files = {
        "pkg/other.py": contained + lends.format("fetch", "self.user.name"),
        "pkg/core.py": dedent(CORE) + lends.format("take", "*self.rooms"),
    }
    finding = the(found(files, canonical=()), "pkg.other:RoomManager>pkg.core:ChatManager")
    assert rung_of(finding) == ("equal bodies", Tier.REVIEW, False)
    planned = the(found(files, canonical=(("pkg.core:ChatManager", ("*Manager",)),)), "pkg.other:RoomManager")
    assert planned.tier is Tier.PROPOSE


def test_rare_members_say_nothing_where_both_are_what_a_protocol_asks_for() -> None:
    text = (
        "from pkg.asked import Asked\n\n\nclass StoreManager(Asked):\n"
        "    def open_shelf(self, name): return {0}\n    def close_shelf(self, name): return [{0}]\n"
    )
    files = {
        "pkg/asked.py": "from typing import Protocol\n\n\nclass Asked(Protocol):\n"
        "    def open_shelf(self, name): ...\n    def close_shelf(self, name): ...\n",
        "pkg/a.py": text.format("self.files[name]"),
        "pkg/b.py": text.format("self.rows(name, 1)"),
    }
    finding = the(found(files, canonical=()), "pkg.b:StoreManager>pkg.a:StoreManager")
    assert "implementations of one Protocol" in vetoes_of(finding)


def test_data_classes_whose_fields_hold_other_things_are_not_alike() -> None:
    text = "@dataclass\nclass Span:\n    start: {0}\n    end: {0}\n"
    files = {"pkg/a.py": text.format("int"), "pkg/b.py": text.format("'Offset | None'")}
    canonical = (("pkg.a:Span", ("Span",)),)
    assert rung_of(the(found(files, canonical=canonical), "pkg.b:Span"))[:2] == ("same role", Tier.REVIEW)


def test_a_subclass_of_what_cannot_be_followed_is_taken_for_a_subclass() -> None:
    text = "_ChatManager = unpatched(core.ChatManager)\n\n\nclass ChatManager(_ChatManager):\n"
    text += "    def open_room(self, name): return super().open_room(name) or self.log(name)\n"
    text += "    def close_room(self, name): return super().close_room(name) or self.log(name)\n"
    assert "subclass relation" in vetoes_of(the(found({"pkg/other.py": text}), "pkg.other:ChatManager"))


def test_two_equal_lines_among_many_methods_are_not_telling() -> None:
    lines = "    def option(self, name): return '-L' + self.quote(name)\n    def flag(self, name): return '-l' + self.quote(name)\n"
    text = "class CompileManager:\n" + lines
    files = {
        f"pkg/{name}.py": text
        + "".join(f"    def {name}_{n}(self, x): return self.{name}_run_{n}(x)\n" for n in range(5))
        for name in "ab"
    }
    assert found(files, canonical=()).measure.value == 0


def test_without_a_plan_rare_members_alone_are_for_review() -> None:
    text = "class FlowManager:\n    def open_flow(self, name): return {0}\n    def close_flow(self, name): return [{0}]\n"
    files = {"pkg/a.py": text.format("self.files[name]"), "pkg/b.py": text.format("self.rows(name, 1)")}
    finding = the(found(files, canonical=()), "pkg.b:FlowManager>pkg.a:FlowManager")
    assert rung_of(finding) == ("rare members", Tier.REVIEW, False)
