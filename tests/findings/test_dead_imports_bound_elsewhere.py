"""Names that no statement of their own module binds, and that are there all the same when the program runs."""

import pytest

from migrator.findings.context import DetectContext
from migrator.plan.values import Finds
from tests.findings.finding import by_id, consuming, found_in

TREE = {
    "pkg/__init__.py": "",
    "pkg/core.py": "def work(): ...\n",
    "pkg/other.py": "class Late: ...\n",
    "pkg/user.py": "from pkg.core import Late\n",
}
DEAD = ["dead-imports:pkg.core:Late"]


def dead(**files: str) -> list[str]:
    """Ids of what is dead in a tree where ``pkg.user`` takes ``pkg.core:Late``, with files of these names added."""
    added = {f"{name.replace('__', '/')}.py": text for name, text in files.items()}
    return list(by_id(found_in(TREE | added, Finds.DEAD_IMPORTS)))


def dead_in_core(text: str) -> list[str]:
    return dead(pkg__core=text)


def test_the_name_of_these_tests_is_dead_by_itself() -> None:
    assert dead() == DEAD


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("import lazy\nlazy.attach(__name__, ['other'])\n", id="its name, given to a maker"),
        pytest.param("from lazy import recreate\na, b = recreate(name=__name__, by={})\n", id="by keyword"),
        pytest.param("import sys\nfill(sys.modules[__name__])\n", id="itself"),
        pytest.param("fill(globals())\n", id="its namespace"),
        pytest.param("fill(target=vars())\n", id="its namespace by keyword"),
        pytest.param(
            "import sys\nme = sys.modules[__name__]\nfor n in names:\n    setattr(me, n, 1)\n", id="self"
        ),
        pytest.param(
            "import sys\ndef f(n):\n    m = sys.modules[__name__]\n    setattr(m, n, 1)\n", id="later"
        ),
        pytest.param("def f(n):\n    g = globals()\n    g[n] = 1\n", id="its namespace under another name"),
        pytest.param(
            "import importlib\nme = importlib.import_module(__name__)\nme.Late = 1\n", id="imported"
        ),
        pytest.param("def f():\n    global Late\n    Late = 1\n", id="a function binds it"),
        pytest.param("def f():\n    global Late\n    for Late in []: ...\n", id="a loop in a function"),
        pytest.param(
            "def f():\n    global Late\n    from pkg.other import Late\n", id="an import in a function"
        ),
        pytest.param("for Late in []: ...\n", id="a loop"),
        pytest.param("exec('Late = 1')\n", id="code in a string"),
        pytest.param("import sys\nsys.modules['pkg.core'] = make()\n", id="another object in its place"),
        pytest.param("import enum\n@enum.global_enum\nclass E(enum.Enum):\n    Late = 1\n", id="members"),
    ],
)
def test_a_module_that_hands_itself_away_may_have_any_name(text: str) -> None:
    assert dead_in_core(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "import logging\nlog = logging.getLogger(__name__)\n",
        "from celery.utils.log import get_task_logger\nlog = get_task_logger(__name__)\n",
        "from flask import Flask, Blueprint\napp = Flask(__name__)\nb = Blueprint('x', __name__)\n",
        "from importlib import import_module\nimport_module('.x', __name__)\n",
        "import warnings\nwarnings.warn_explicit('x', W, __file__, 1, module=__name__)\n",
        "from collections import namedtuple\nP = namedtuple('P', 'x', module=__name__)\n",
        "print(__name__)\nnames = []\nnames.append(__name__)\n",
        "def f():\n    register(__name__)\n",
        "names = sorted(globals())\n",
    ],
)
def test_a_module_that_only_says_its_name_has_what_its_statements_bind(text: str) -> None:
    assert dead_in_core(text) == DEAD


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("from pkg import core\ncore.Late = 1\n", id="assigned"),
        pytest.param("import pkg.core\npkg.core.Late = 1\n", id="by its full name"),
        pytest.param("import pkg.core as c\nc.Late: int = 1\n", id="annotated"),
        pytest.param("import pkg.core as c\nc.Late += 1\n", id="augmented"),
        pytest.param("import pkg.core as c\nc.Late, x = 1, 2\n", id="unpacked"),
        pytest.param("import pkg.core as c\nfor c.Late in (): ...\n", id="a loop"),
        pytest.param("import pkg.core as c\nwith open('x') as c.Late: ...\n", id="with"),
        pytest.param("import pkg.core as c\ndef f():\n    del c.Late\n", id="deleted"),
        pytest.param("def f():\n    from pkg import core\n    core.Late = 1\n", id="in a function"),
        pytest.param("import pkg.core as c\nsetattr(c, 'Late', 1)\n", id="setattr"),
        pytest.param(
            "import pkg.core as c\nfor n in names:\n    setattr(c, n, 1)\n", id="setattr of any name"
        ),
        pytest.param("import pkg.core as c\nvars(c)['Late'] = 1\n", id="vars"),
        pytest.param("import pkg.core as c\nc.__dict__.update(Late=1)\n", id="dict"),
        pytest.param("import pkg.core as c\nexec('Late = 1', c.__dict__)\n", id="exec"),
        pytest.param("import sys\nsys.modules['pkg.core'].Late = 1\n", id="by the table of modules"),
        pytest.param("import sys\nm = sys.modules['pkg.core']\nm.Late = 1\n", id="the same with a name"),
        pytest.param("import importlib as i\nm = i.import_module('pkg.core')\nm.Late = 1\n", id="imported"),
        pytest.param("def prepare(core):\n    core.Late = 1\n", id="a parameter of the module's name"),
        pytest.param("def prepare(module):\n    module.Late = 1\n", id="a parameter for a module"),
        pytest.param("from pkg.facade import api\napi.Late = 1\n", id="through another module's name for it"),
        pytest.param("import pkg.core as c\npatch.object(c, 'Late', create=True)\n", id="a created patch"),
    ],
)
def test_a_name_that_another_file_binds_in_the_module_is_not_dead(text: str) -> None:
    assert dead(tests__binder=text, pkg__binder=text, pkg__facade="from pkg import core as api\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "import pkg.core as c\nc.Early = 1\n",
        "import pkg.other as c\nc.Late = 1\n",
        "class A:\n    def f(self):\n        self.Late = 1\n",
        "import pkg.core as c\nprint(c.__dict__)\nsetattr(c.work, 'Late', 1)\n",
        "import pkg.other as c\nfor n in names:\n    setattr(c, n, 1)\n",
    ],
)
def test_what_is_bound_elsewhere_leaves_the_name_dead(text: str) -> None:
    assert dead(pkg__binder=text) == DEAD


def test_it_is_said_where_a_name_is_bound() -> None:
    model = consuming(TREE | {"pkg/binder.py": "import pkg.core\n\npkg.core.Late = 1\n"})
    assert str(model.resolve("pkg.core", "Late")) == "Unknown(reason='bound by pkg/binder.py:3')"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("class Late: ...\nfrom pkg.core import Late\n", id="defined before"),
        pytest.param("from pkg.other import Late\nfrom pkg.core import Late\n", id="imported before"),
        pytest.param("class Late: ...\nfrom pkg.ring import Late\n", id="given and taken back"),
    ],
)
def test_a_module_that_takes_a_name_from_itself_has_what_it_bound_before(text: str) -> None:
    assert dead(pkg__core=text, pkg__ring="from pkg.core import Late\n") == []


def test_a_module_that_takes_from_itself_what_it_never_bound_is_broken() -> None:
    assert dead_in_core("from pkg.core import Late\n") == DEAD


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("import sys\nsys.modules['pkg.made'] = object()\n", id="assigned"),
        pytest.param("import sys\nsys.modules.setdefault('pkg.made', object())\n", id="by a method"),
        pytest.param("monkeypatch.setitem(sys.modules, 'pkg.made', object())\n", id="by a fixture"),
        pytest.param("with patch.dict('sys.modules', {'pkg.made': None}): ...\n", id="by a mock"),
        pytest.param(
            "with patch.dict(sys.modules, values={'pkg.made': None}): ...\n", id="by a mock's keyword"
        ),
    ],
)
def test_a_module_that_is_put_into_the_table_of_modules_is_not_dead(text: str) -> None:
    files = {"pkg__user": "import pkg.made\nfrom pkg.made.deep import x\n", "tests__binder": text}
    assert dead(**files) == []
    assert len(dead(**files | {"tests__binder": ""})) == 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "import sys\nsys.modules.pop('pkg.core')\ndel sys.modules['pkg.made']\n", id="taken out"
        ),
        pytest.param("import sys\nsys.modules['pkg.core'] = object()\n", id="replaced by a stub"),
        pytest.param("import sys\nmonkeypatch.delitem(sys.modules, 'pkg.core')\n", id="out by a fixture"),
        pytest.param("import sys\nmonkeypatch.delitem(sys.modules, 'pkg.made')\n", id="out if it is in"),
    ],
)
def test_what_happens_to_the_table_of_modules_in_tests_does_not_make_names(text: str) -> None:
    assert dead(tests__binder=text) == DEAD
    assert dead(pkg__user="import pkg.made\n", tests__binder=text) == ["dead-imports:pkg.made"]


def test_a_package_that_registers_modules_under_its_own_name_may_have_any() -> None:
    text = "import sys\nsys.modules[__name__ + '.made'] = object()\n"
    assert dead(pkg__user="import pkg.core.made\n", pkg__core=text) == []


@pytest.mark.parametrize("name", ["_version", "wire_pb2", "wire_pb2_grpc"])
def test_a_module_that_builds_make_is_not_dead(name: str) -> None:
    assert dead(pkg__user=f"from pkg.{name} import x\nfrom pkg import {name}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("mock.patch('pkg.core.open')\n", id="a builtin, which a patch makes"),
        pytest.param("@patch('pkg.core.Late', create=True)\ndef test(m): ...\n", id="made by the patch"),
        pytest.param("@patch('pkg.core.Late', create=CREATE)\ndef test(m): ...\n", id="perhaps made"),
        pytest.param(
            "mock.patch.multiple('pkg.core', Late=1, create=True)\n", id="several, made by the patch"
        ),
        pytest.param("mock.patch.multiple('pkg.core', work=1)\n", id="several that are there"),
        pytest.param("mock.patch.object(core, 'Late')\n", id="on an object"),
        pytest.param("mock.patch.dict('pkg.core.work', {'a': 'pkg.gone.b'})\n", id="a dictionary"),
        pytest.param("mock.patch('pkg.core.work', 'pkg.core.Late')\n", id="a path as the new value"),
        pytest.param("mock.patch('pkg.core.work', new='pkg.core.Late')\n", id="the same by keyword"),
        pytest.param("monkeypatch.setattr('pkg.core.Late', 1, raising=False)\n", id="made by a fixture"),
        pytest.param("with pytest.raises(NameError):\n    import_string('pkg.core.Late')\n", id="expected"),
        pytest.param("with self.assertRaises(Bad):\n    import_string('pkg.core.Late')\n", id="own error"),
        pytest.param("try:\n    import_string('pkg.core.Late')\nexcept ImportError: ...\n", id="guarded"),
        pytest.param("pytest.importorskip('pkg.gone')\n", id="skipped without it"),
        pytest.param("importlib.util.find_spec('pkg.gone')\n", id="asked for"),
    ],
)
def test_a_path_in_a_string_that_may_lead_nowhere_is_not_dead(text: str) -> None:
    assert dead(pkg__user="", tests__t=text) == []


@pytest.mark.parametrize(
    "text",
    [
        "mock.patch('pkg.core.Late', new=1)\n",
        "mock.patch('pkg.core.Late', create=False)\n",
        "mock.patch(target='pkg.core.Late')\n",
        "mock.patch.dict('pkg.core.Late', {})\n",
        "monkeypatch.setattr('pkg.core.Late', 1)\n",
        "import_string('pkg.core.Late')\n",
    ],
)
def test_a_path_in_a_string_that_must_lead_somewhere_is_dead(text: str) -> None:
    assert dead(pkg__user="", tests__t=text) == DEAD


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("from pkg import core\nif hasattr(core, 'Late'):\n    core.Late()\n", id="an attribute"),
        pytest.param(
            "import pkg.core\nf = getattr(pkg.core, 'Late', None) and pkg.core.Late\n", id="a default"
        ),
        pytest.param(
            "import pkg.core\nif hasattr(pkg.core, 'Late'):\n    from pkg.core import Late\n", id="from"
        ),
    ],
)
def test_what_is_asked_for_before_is_not_dead(text: str) -> None:
    assert dead(pkg__user=text) == []


def test_a_name_that_one_of_two_modules_of_the_same_name_has_is_not_dead() -> None:
    either = "try:\n    from pkg import core as m\nexcept ImportError:\n    from pkg import other as m\n"
    assert dead(pkg__either=either, pkg__user="from pkg.either import m\nm.Late\n") == []


def test_a_name_of_what_may_be_a_module_from_outside_is_not_dead() -> None:
    either = "try:\n    import core\nexcept ImportError:\n    from pkg import core\n"
    assert dead(pkg__user=either + "core.Late\n") == []
    assert dead(pkg__either=either, pkg__user="from pkg.either import core\ncore.Late\n") == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "import sys\ndef give(cls):\n    for n in ():\n        setattr(sys.modules[cls.__module__], n, 1)\n",
            id="the module of a class",
        ),
        pytest.param(
            "import sys\ndef give(cls):\n    m = sys.modules[cls.__module__]\n    m.Late = 1\n",
            id="the same with a name",
        ),
        pytest.param(
            "import sys\ndef give(name):\n    sys._getframe(1).f_globals[name] = 1\n", id="the caller's frame"
        ),
        pytest.param(
            "import inspect\ndef give(name):\n    frame = inspect.currentframe().f_back\n    frame.f_globals[name] = 1\n",
            id="the frame before",
        ),
        pytest.param(
            "import sys\ndef give(name):\n    g = sys._getframe(1).f_globals\n    g.update({name: 1})\n",
            id="its namespace with a name",
        ),
    ],
)
def test_a_module_that_uses_one_which_writes_into_its_users_may_have_any_name(text: str) -> None:
    user = "from pkg.giver import give\n@give\nclass C: ...\n"
    assert dead(pkg__core=user, pkg__giver=text) == []
    assert dead(pkg__giver=text) == DEAD


def test_the_file_of_a_package_may_be_named_as_its_submodule() -> None:
    files = TREE | {"pkg/__init__.py": "VALUE = 1\n", "pkg/user.py": "from .__init__ import VALUE, GONE\n"}
    assert list(by_id(found_in(files, Finds.DEAD_IMPORTS))) == ["dead-imports:pkg:GONE"]


def test_a_module_that_finds_itself_and_gives_itself_away_may_have_any_name() -> None:
    giver = "def give(module, names):\n    for n in names:\n        setattr(module, n, 1)\n"
    user = "from inspections import find_current_module\nfrom pkg.giver import give\n{}\n"
    assert dead(pkg__giver=giver, pkg__core=user.format("give(find_current_module(), names)")) == []
    other = (
        "from importlib import import_module\nfrom pkg.giver import give\ngive(import_module('x'), names)\n"
    )
    assert dead(pkg__giver=giver, pkg__core=other) == DEAD
    assert dead(pkg__giver=giver, pkg__core="from pkg.giver import give\n") == DEAD


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("from pkg import core\ncore = wrap(core)\ncore.Late()\n", id="at module level"),
        pytest.param("from pkg import core\ndef f(core):\n    core.Late()\n", id="a parameter"),
        pytest.param("from pkg import core\nf = lambda core: core.Late()\n", id="a parameter of a lambda"),
        pytest.param("from pkg import core\ndef f():\n    for core in cores:\n        core.Late()\n", id="a loop"),
        pytest.param("def f(core):\n    if core is None:\n        from pkg import core\n    core.Late()\n", id="in its own function"),
        pytest.param("from pkg import core\ndef f():\n    core = 1\n    def g():\n        core.Late()\n", id="around"),
        pytest.param("from pkg import core\ndef f():\n    try: ...\n    except E as core:\n        core.Late()\n", id="an error"),
    ],
)  # fmt: skip
def test_an_attribute_of_a_name_that_is_bound_again_is_not_dead(text: str) -> None:
    assert dead_for_readers(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "from pkg import core\ndef f():\n    def g(core): ...\n    core.Late()\n",
        "from pkg import core\ndef f(x):\n    y = core.Late()\n",
        "def f():\n    from pkg import core\n    core.Late()\n",
    ],
)
def test_what_other_functions_bind_leaves_it_dead(text: str) -> None:
    assert dead_for_readers(text) == DEAD


def dead_for_readers(text: str) -> list[str]:
    files = TREE | {"pkg/user.py": text}
    context = DetectContext(read=lambda path: files[path].encode())
    return list(by_id(found_in(files, Finds.DEAD_IMPORTS, context=context)))


def test_a_plain_module_that_answers_for_any_attribute_may_say_that_it_is_a_package() -> None:
    lazy = "def __getattr__(name):\n    import other\n    return getattr(other, name)\n"
    closed = "def __getattr__(name):\n    if name == 'x':\n        return 1\n    raise AttributeError(name)\n"
    user = "from pkg.core.deep import x\n"
    assert dead(pkg__core=lazy, pkg__user=user) == []
    assert dead(pkg__core=closed, pkg__user=user) == ["dead-imports:pkg.core.deep:x"]


def test_the_file_of_a_package_may_be_imported_as_a_module() -> None:
    assert dead(pkg__user="import pkg.__init__\n") == []
    assert dead(pkg__user="import pkg.core.__init__\n") == ["dead-imports:pkg.core.__init__"]
