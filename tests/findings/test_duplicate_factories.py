from collections.abc import Mapping
from textwrap import dedent
from typing import Any

import pytest

from migrator.findings.context import DetectContext, Detection
from migrator.findings.keeps import split_keeps
from migrator.findings.values import DuplicateFactory, Tier
from migrator.plan.values import Finds, Keep
from tests.findings.finding import found_in

CANONICAL = (("pkg.get:get_hub", ("*Hub",)),)
BASE = {
    "pkg/__init__.py": "",
    "pkg/hub.py": """
        class Hub:
            def __init__(self, user, size=1): self.user = user
            def publish_all(self): return self.user.publish()

        class HubMode(Enum):
            A = 1

        class HubError(ValueError): ...
    """,
    "pkg/get.py": """
        from pkg.hub import Hub
        _hubs = {}

        def get_hub(user, *, size=1, mode=None):
            if user not in _hubs:
                _hubs[user] = Hub(user, size)
            return _hubs[user]
    """,
}


def found(files: Mapping[str, str], **phase: Any) -> Detection:
    tree = {path: dedent(text) for path, text in {**BASE, **files}.items()}
    context = DetectContext(read=lambda path: tree[path].encode())
    return found_in(tree, Finds.DUPLICATE_FACTORIES, context=context, **{"canonical": CANONICAL, **phase})


def details(detection: Detection) -> dict[str, DuplicateFactory]:
    return {
        str(one.detail.creator): one.detail
        for one in detection.findings
        if isinstance(one.detail, DuplicateFactory) and one.counts
    }


def in_module(body: str) -> dict[str, str]:
    return {"pkg/more.py": "from pkg.get import get_hub\nfrom pkg.hub import Hub\n" + dedent(body)}


FORMS = {
    "a function": ("def make_it(user): return Hub(user)", "make_it"),
    "through a local name": (
        "def make_it(user):\n    hub = Hub(user)\n    hub.publish_all()\n    return hub",
        "make_it",
    ),
    "through another creator": ("def make_it(user): return get_hub(user)", "make_it"),
    "an async one": ("async def make_it(user): return get_hub(user)", "make_it"),
    "a cached getter": (
        "_one = None\ndef get_it():\n    global _one\n    if _one is None:\n        _one = Hub('x')\n    return _one",
        "get_it",
    ),
    "a classmethod": (
        "class Maker:\n    @classmethod\n    def create(cls, user): return Hub(user)",
        "Maker.create",
    ),
    "a method of a factory": (
        "class HubFactory:\n    def for_user(self, user): return Hub(user)",
        "HubFactory.for_user",
    ),
    "a factory's own cache": (
        (
            "class HubFactory:\n    def __init__(self): self._made = {}\n"
            "    def for_user(self, user): return self._made.setdefault(user, Hub(user))"
        ),
        "HubFactory.for_user",
    ),
    "through a factory": (
        (
            "class HubFactory:\n    def _build(self, user): return Hub(user)\n"
            "_factory = HubFactory()\ndef make_it(user): return _factory._build(user)"
        ),
        "make_it",
    ),
    "an import in the function": (
        "def make_it(user):\n    from pkg import hub as h\n    return h.Hub(user)",
        "make_it",
    ),
    "a lambda": ("make_it = lambda user: Hub(user)", "make_it"),
    "a partial": ("make_it = functools.partial(Hub, size=2)", "make_it"),
}


@pytest.mark.parametrize(("body", "name"), FORMS.values(), ids=FORMS)
def test_ana_05_creators_are_found_in_each_form(body: str, name: str) -> None:
    detection = found(in_module(body))
    assert list(details(detection)) == [f"pkg.more:{name}"]
    assert (detection.measure.value, detection.measure.goal, detection.measure.unit) == (2, 1, "creators")


NO_CREATORS = {
    "a dictionary of callables (out of scope)": "MAKERS = {'hub': Hub}\ndef make_it(kind): return MAKERS[kind]('x')",
    "a private helper": "def _make_it(user): return Hub(user)",
    "no verb, no factory": "def hub_of(user): return Hub(user)",
    "a shape of the product": "from pkg.hub import HubMode\ndef get_mode(): return HubMode(1)",
    "an error": "from pkg.hub import HubError\ndef make_error(): return HubError()",
    "an alias of the canonical creator": "make_it = get_hub",
    "something else": "def make_it(user): return user.hub()",
}


@pytest.mark.parametrize("body", NO_CREATORS.values(), ids=NO_CREATORS)
def test_what_is_no_creator_of_the_product_is_not_counted(body: str) -> None:
    assert found(in_module(body)).measure.value == 1


def test_a_retired_creator_counts_nothing_and_is_shown() -> None:
    body = """
        import warnings
        def make_it(user):
            warnings.warn("make_it is deprecated, use get_hub", DeprecationWarning, stacklevel=2)
            return get_hub(user)
        def make_other(user):
            warnings.warn("deprecated", DeprecationWarning, stacklevel=2)
            return Hub(user)
    """
    detection = found(in_module(body))
    assert list(details(detection)) == ["pkg.more:make_other"]
    assert (detection.measure.value, dict(detection.measure.parts)["retired"]) == (2, 1)


FITS = {
    "def make_it(user, *, size=1, mode=None): return get_hub(user, size=size, mode=mode)": (
        "same",
        "the same parameters",
    ),
    "def make_it(user): return get_hub(user)": ("adaptable", "fewer parameters"),
    "def make_it(size, user): return get_hub(user, size=size)": (
        "adaptable",
        "size is given by keyword; user has another position",
    ),
    "def make_it(who): return get_hub(who)": ("adaptable", "who becomes user"),
    "def make_it(user, *, size=9): return get_hub(user, size=size)": (
        "adaptable",
        "the default 9 of size is written out",
    ),
    "async def make_it(user): return get_hub(user)": ("adaptable", "await is dropped"),
    "def make_it(user, trace=None): return get_hub(user)": (
        "adaptable",
        "calls that give trace cannot be adapted",
    ),
    "def make_it(user, tell):\n    tell(user)\n    return get_hub(user)": (
        "incompatible",
        "the canonical creator has no place for tell",
    ),
    "def make_it(*args): return get_hub(*args)": ("incompatible", "it takes any arguments"),
    "def make_it(): return Hub('x')": (
        "incompatible",
        "nothing says what the canonical creator's user would be",
    ),
}


@pytest.mark.parametrize(("body", "fit"), FITS.items())
def test_signatures_are_held_against_the_canonical_one(body: str, fit: tuple[str, str]) -> None:
    detail = details(found(in_module(body)))["pkg.more:make_it"]
    assert (detail.fit, detail.fit_reason) == fit
    assert detail.canonical_signature == "get_hub(user, *, size=1, mode=None)"


def test_incompatible_ones_are_for_review_and_count() -> None:
    (finding,) = found(in_module("def make_it(*args): return get_hub(*args)")).findings
    assert (finding.tier, finding.counts) == (Tier.REVIEW, True)


def test_beyond_constructing_is_said_in_words() -> None:
    body = """
        import functools
        @functools.lru_cache
        def make_it(user):
            if not user:
                raise ValueError("who?")
            hub = Hub(user)
            registry.register(hub)
            _by_user[user.id] = hub
            return hub
    """
    detail = details(found(in_module(body)))["pkg.more:make_it"]
    assert detail.beyond == (
        "caches what it returns (`lru_cache`)",
        "isolates: keeps it in `_by_user` under `user.id`, one apart from the others",
        "validates: may raise ValueError",
        "registers by `registry.register`",
    )


CALLS = in_module("def make_it(user, trace=None): return get_hub(user)") | {
    "pkg/a.py": "from pkg.more import make_it as m\nx = [m(1), m(2)]\n",
    "pkg/b.py": "import pkg.more\ndef f(make_it):\n    make_it(1)\n    return pkg.more.make_it(3)\n",
    "pkg/c.py": "from pkg.more import *\nmake_it(4)\n",
    "pkg/d.py": "from pkg.a import m\nm(5)\n",
    "scripts/s.py": "from pkg.more import make_it\nrows = map(make_it, [])\nmake_it(*rows)\nmake_it(6, trace=1)\nmake_it(6, 1)\n",
    "tests/t.py": "from unittest import mock\nmock.patch('pkg.more.make_it')\nload('pkg.more.make_it')\n",
}


def test_call_sites_are_exact_through_aliases_modules_stars_and_reexports() -> None:
    detail = details(found(CALLS))["pkg.more:make_it"]
    fine = [(one.site.path, one.site.line) for one in detail.calls if not one.problem]
    assert fine == [
        ("pkg/a.py", 2),
        ("pkg/a.py", 2),
        ("pkg/b.py", 4),
        ("pkg/c.py", 2),
        ("pkg/d.py", 2),
        ("tests/t.py", 2),
    ]


def test_calls_that_cannot_be_rewritten_say_why() -> None:
    detail = details(found(CALLS))["pkg.more:make_it"]
    assert [(one.site.path, one.site.line, one.problem) for one in detail.calls if one.problem] == [
        ("scripts/s.py", 2, "it is handed on here, not called"),
        ("scripts/s.py", 3, "its arguments are unpacked here (*rows)"),
        ("scripts/s.py", 4, "the canonical creator has no place for trace"),
        ("scripts/s.py", 5, "the canonical creator has no place for trace"),
        ("tests/t.py", 3, "it is named in a string"),
    ]


def test_calls_of_methods_are_found_on_the_class_on_fresh_objects_and_on_named_ones() -> None:
    files = in_module("class HubFactory:\n    def create(self, user): return get_hub(user)\n") | {
        "pkg/a.py": """
            from pkg.more import HubFactory as F
            class Desk:
                def __init__(self): self.maker = F()
                def ask(self): return self.maker.create(1)
                def other(self, maker): return maker.create(2)
            def f():
                made = F()
                return made.create(3), F().create(4)
        """
    }
    detail = details(found(files))["pkg.more:HubFactory.create"]
    assert [one.site.line for one in detail.calls] == [5, 9, 9]


def test_a_coroutine_that_is_not_awaited_is_left_for_a_person() -> None:
    files = in_module("async def make_it(user): return get_hub(user)") | {
        "pkg/a.py": "from pkg.more import make_it\nasync def f():\n    await make_it(1)\n    return make_it(2)\n"
    }
    calls = details(found(files))["pkg.more:make_it"].calls
    assert [one.problem for one in calls] == ["", "its coroutine is not awaited here"]


OTHER = """
    class Note:
        def pin_it(self): return self.board.pin(self)
    class NoteFactory:
        def for_user(self, user): return Note()
        def for_all(self): return Note()
"""


def test_a_factory_of_another_product_is_for_review_so_that_a_keep_can_name_it() -> None:
    detection = found(in_module(OTHER))
    assert detection.measure.value == 1
    assert [(one.id, one.tier, one.counts) for one in detection.findings] == [
        ("duplicate-factories:pkg.more:NoteFactory", Tier.REVIEW, False)
    ]
    for name in ("pkg.more:NoteFactory", "duplicate-factories:pkg.more:NoteFactory"):
        _, kept, stale = split_keeps(detection.findings, [Keep(name, "isolates users")], None)
        assert (len(kept), stale) == (1, ())


def test_a_keep_of_a_factory_class_keeps_all_its_methods() -> None:
    body = "class HubFactory:\n    def one(self, u): return Hub(u)\n    def two(self, u): return Hub(u)\n"
    detection = found(in_module(body))
    open_findings, kept, stale = split_keeps(detection.findings, [Keep("pkg.more:HubFactory", "why")], None)
    assert (open_findings, len(kept), stale) == ((), 2, ())


def test_without_a_canonical_creator_products_made_in_several_modules_are_groups() -> None:
    files = in_module("def make_it(user): return get_hub(user)") | {
        "pkg/a.py": "from pkg.get import get_hub\n",
        "pkg/b.py": "from pkg.get import get_hub\n",
    }
    detection = found(files, canonical=())
    detail = details(detection)["pkg.more:make_it"]
    assert str(detail.canonical) == "pkg.get:get_hub"
    assert (detection.measure.value, detection.measure.goal) == (2, 1)
    assert detection.findings[0].tier is Tier.PROPOSE


def test_what_a_creator_does_and_the_canonical_one_does_not_is_a_reason_to_keep_it() -> None:
    body = """
        def make_it(user):
            hub = Hub(user)
            registry.register(hub)
            return hub
    """
    finding = found(in_module(body)).findings[0]
    assert finding.tier is Tier.REVIEW
    assert "pkg.get:get_hub does not do that: a reason to keep it." in finding.evidence


def test_keeping_what_the_canonical_creator_keeps_too_is_no_reason() -> None:
    body = """
        _more = {}
        def make_it(user):
            if user not in _more:
                _more[user] = Hub(user)
            return _more[user]
    """
    finding = found(in_module(body)).findings[0]
    assert finding.tier is Tier.PROPOSE
    assert not any("a reason to keep it" in said for said in finding.evidence)


WITHOUT_A_PLAN = {
    "it passes on what it is given": ("def make_it(user): return get_hub(user)", Tier.PROPOSE),
    "it gives something of its own": ("def make_it(user): return get_hub(user, size=9)", Tier.REVIEW),
    "it only does what the other does, but keeps nothing": (
        "def make_it(user): return Hub(user)",
        Tier.REVIEW,
    ),
}


@pytest.mark.parametrize(("body", "tier"), WITHOUT_A_PLAN.values(), ids=WITHOUT_A_PLAN)
def test_without_a_plan_only_another_name_of_a_creator_is_proposed(body: str, tier: Tier) -> None:
    users = {f"pkg/u{number}.py": "from pkg.get import get_hub\n" for number in range(2)}
    assert found(in_module(body) | users, canonical=()).findings[0].tier is tier


def test_two_creators_that_make_the_same_call_are_one_without_a_plan() -> None:
    files = {
        "pkg/a.py": "from pkg.hub import Hub\ndef make_hub(user): return Hub(user, 3)\n",
        "pkg/b.py": "from pkg.hub import Hub\ndef new_hub(user): return Hub(user, 3)\n",
        "pkg/get.py": "",
    }
    assert [one.tier for one in found(files, canonical=()).findings] == [Tier.PROPOSE]
    files["pkg/b.py"] = files["pkg/b.py"].replace("3", "4")
    assert [one.tier for one in found(files, canonical=()).findings] == [Tier.REVIEW]


def test_creators_of_tests_are_no_group_without_a_plan() -> None:
    files = {
        "pkg/tests/__init__.py": "",
        "pkg/tests/fakes.py": "from pkg.hub import Hub\ndef make_it(user): return Hub(user)\n",
    }
    assert found(files, canonical=()).findings == ()
