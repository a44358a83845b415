import textwrap

import pytest

from migrator.facts.bodies import class_bodies
from migrator.facts.shapes import CallText, ClassShape, Effect, FunctionShape, Parameter
from migrator.facts.values import Facts
from tests.facts.test_extract import facts_of


def class_of(text: str, name: str = "C") -> ClassShape:
    return next(shape for shape in facts_of(text).classes if shape.name == name)


def function_of(text: str, name: str = "make") -> FunctionShape | None:
    return next((shape for shape in facts_of(text).functions if shape.name == name), None)


def digest(body: str, parameters: str = "self, items") -> tuple[str, str]:
    text = f"class C:\n    def m({parameters}):\n{textwrap.indent(textwrap.dedent(body), ' ' * 8)}"
    found = class_bodies(text.encode())["C"]["m"]
    return found.digest, found.exact


BODY = """
total = 0
for item in items:
    total += item.weight
    self.seen.append(item)
return total * 2
"""


@pytest.mark.parametrize(
    ("other", "parameters"),
    [
        (BODY.replace("total", "sum_").replace("item", "x").replace("xs", "items"), "self, items"),
        ('"""A docstring."""' + BODY, "self, items"),
        (BODY.replace("return", "logger.info('so far %s', total)\nreturn"), "self, items"),
        (BODY.replace("total = 0", "total: int = 0"), "self, items"),
        (BODY.replace("    self", "    # a comment\n    self"), "self, items: list[Item] = ()"),
    ],
)
def test_a_body_stays_equal_when_names_docstrings_logs_annotations_and_comments_change(
    other: str, parameters: str
) -> None:
    assert digest(other, parameters) == digest(BODY)


@pytest.mark.parametrize(
    "other",
    [
        BODY.replace("append", "remove"),
        BODY.replace("    self.seen", "self.seen"),
        BODY.replace("weight", "size"),
        BODY.replace("*", "+"),
        BODY.replace("total * 2", "total * self.factor"),
        BODY.replace("total = 0", "total = ''"),
    ],
)
def test_a_body_that_does_something_else_differs(other: str) -> None:
    assert digest(other)[0] != digest(BODY)[0]


def test_another_value_of_a_constant_is_seen_by_the_exact_digest_only() -> None:
    changed = digest(BODY.replace("* 2", "* 3"))
    assert (changed[0] == digest(BODY)[0], changed[1] == digest(BODY)[1]) == (True, False)


def test_a_body_says_what_it_does_with_its_object() -> None:
    raw = b"class C:\n    def m(me):\n        me.a = me.b\n        return me.run(helper)\n"
    found = class_bodies(raw)["C"]["m"]
    assert (found.reads, found.calls, dict(found.stores), found.names) == (
        {"b", "run"},
        {"run"},
        {"a": 3},
        {"helper"},
    )


def test_bodies_of_a_file_that_cannot_be_parsed_are_none() -> None:
    assert class_bodies(b"class C(:\n") == {}


def test_a_class_has_its_methods_fields_and_attributes() -> None:
    found = class_of("""
        class C(Base, metaclass=Meta):
            limit: int = 3
            RED = "red"
            @staticmethod
            async def m(a, /, b=1, *rest, c, d=None, **more): ...
            def n(self):
                self.x, self.y = 1, 2
                self.z: int = 3
                if (w := 1):
                    self.w += 1
    """)
    (m, n) = found.methods
    assert [(p.name, p.kind, p.default) for p in m.parameters] == [
        ("a", "/", None),
        ("b", "", "1"),
        ("rest", "*", None),
        ("c", "=", None),
        ("d", "=", "None"),
        ("more", "**", None),
    ]
    assert (m.is_async, m.is_trivial, m.decorators, n.is_trivial) == (True, True, ("staticmethod",), False)
    assert [(f.name, f.value, f.annotation) for f in found.fields] == [
        ("limit", "3", "int"),
        ("RED", '"red"', ""),
    ]
    assert [one.name for one in found.attributes] == ["x", "y", "z", "w"]
    assert found.keywords == (("metaclass", "Meta"),)


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ('class C:\n    """Deprecated: use New instead."""\n', ("deprecated", "use new instead")),
        ("# Moved to new.\nclass C: ...\n", ("moved",)),
        ("class C:\n    x = 1  # legacy\n    y = 2\n", ("legacy",)),
        (
            "class C:\n    def __init__(self):\n        warn('old', DeprecationWarning)\n",
            ("deprecated",),
        ),
        ("class C:\n    legacy = 1\n    def moved(self): return 'deprecated'\n", ()),
        ("# Moved to new.\nx = 1\nclass C: ...\n", ()),
    ],
)
def test_markers_are_words_of_docstring_comments_and_warnings_only(
    text: str, markers: tuple[str, ...]
) -> None:
    assert class_of(text).markers == markers


def test_a_marked_class_says_which_names_of_its_file_it_looks_up() -> None:
    text = "class New: ...\nclass C:\n    # legacy\n    def m(self): return New()\n"
    assert class_of(text).references == ("New",)


def test_a_class_in_an_import_errors_arm_knows_the_names_that_the_import_binds() -> None:
    text = "try:\n    from a import C, D as E\nexcept ImportError:\n    class C: ...\n"
    assert class_of(text).fallback_of == ("C", "E")
    other = text.replace("ImportError", "KeyError")
    assert class_of(other).fallback_of == ()


@pytest.mark.parametrize(
    ("body", "callees"),
    [
        ("return Manager(user)", ["Manager"]),
        ("return await a.b.open_it(user)", ["a.b.open_it"]),
        ("found = Manager(user)\nfound.start()\nreturn found", ["Manager"]),
        ("return old if old else Manager(user)", ["Manager"]),
        ("return Factory().make(user)", ["Factory.make"]),
        ("factory = Factory()\nreturn factory.make(user)", ["Factory.make"]),
        ("return cast('Manager', Manager(user))", ["Manager"]),
        ("if (m := Manager(user)):\n    return m", ["Manager"]),
    ],
)
def test_a_function_returns_what_calls_give_also_through_local_names(body: str, callees: list[str]) -> None:
    text = f"async def make(user, old=None):\n{textwrap.indent(body, '    ')}\n"
    shape = function_of(text)
    assert shape is not None
    assert [call.callee for call in shape.returns] == callees


@pytest.mark.parametrize(
    "body", ["return user", "return user.copy()", "return len(user)", "yield Manager(user)"]
)
def test_a_function_that_returns_no_call_of_the_outside_is_no_creator(body: str) -> None:
    assert function_of(f"def make(user):\n    {body}\n") is None


@pytest.mark.parametrize(
    "text",
    [
        "_m = {}\ndef make(u):\n    if u not in _m:\n        _m[u] = Manager(u)\n    return _m[u]\n",
        "_m = None\ndef make(u):\n    global _m\n    _m = _m or Manager(u)\n    return _m\n",
        "_m = {}\ndef make(u):\n    found = _m.get(u)\n    _m[u] = Manager(u)\n    return found\n",
        "_m = {}\ndef make(u):\n    return _m.setdefault(u, Manager(u))\n",
    ],
)
def test_what_is_kept_in_module_state_is_followed(text: str) -> None:
    shape = function_of(text)
    assert shape is not None
    kept = {one.callee for one in facts_of(text).kept_calls if one.name in shape.returned_names}
    assert "Manager" in kept
    assert any(effect.kind == "keeps" and effect.what == "_m" for effect in shape.effects)


def test_methods_name_their_class_where_they_use_self_or_cls() -> None:
    text = """
        class F:
            _made = {}
            @classmethod
            def make(cls, user):
                cls._made[user] = cls(user)
                return cls._made[user]
            def again(self, user):
                return self.make(user)
    """
    make, again = facts_of(text).functions
    assert (make.name, make.returned_names) == ("F.make", ("F._made",))
    assert again.returns == (CallText("F.make", ("user",)),)
    assert [(one.name, one.callee) for one in facts_of(text).kept_calls] == [("F._made", "F")]


def test_a_function_says_what_it_does_beside_returning() -> None:
    text = """
        @lru_cache(maxsize=None)
        def make(user):
            if not user:
                raise ValueError("who?")
            with _lock:
                found = Manager(user)
            registry.register(found)
            logger.info("made")
            return found
    """
    shape = function_of(text)
    assert shape is not None
    assert shape.effects == (
        Effect("caches", "lru_cache"),
        Effect("raises", "ValueError"),
        Effect("locks", "_lock"),
        Effect("calls", "registry.register"),
    )


@pytest.mark.parametrize(
    ("body", "retired"),
    [
        ("warnings.warn('old', DeprecationWarning, stacklevel=2)\nreturn get(user)", True),
        (
            "'''Doc.'''\nimport warnings\nwarnings.warn('old', category=DeprecationWarning)\nreturn get(user)",
            True,
        ),
        ("warnings.warn('odd', UserWarning)\nreturn get(user)", False),
        ("warnings.warn('old', DeprecationWarning)\nuser = 1\nreturn get(user)", False),
        ("return get(user)", False),
    ],
)
def test_a_retired_function_only_warns_and_passes_its_call_on(body: str, retired: bool) -> None:  # noqa: FBT001  a parameter of the test
    shape = function_of(f"def make(user):\n{textwrap.indent(body, '    ')}\n")
    assert shape is not None
    assert shape.is_retired is retired


def test_ana_05_lambdas_and_partials_at_module_level_are_creators_too() -> None:
    found: Facts = facts_of(
        "make = lambda user: Manager(user)\nalso = partial(Manager, mode=1)\nno = lambda x: x()\n"
    )
    assert [(one.name, one.form, one.returns) for one in found.functions] == [
        ("make", "lambda", (CallText("Manager", ("user",)),)),
        ("also", "partial", (CallText("Manager", (), (("mode", "1"),)),)),
    ]
    assert found.functions[0].parameters == (Parameter("user", ""),)
