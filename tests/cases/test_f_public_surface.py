"""Section F: what others see: lists of exports, re-exports, shims."""

import pytest

from tests.cases.conftest import Make

NEW = '"""New."""\n'
OLD = "class C:\n    def f(self):\n        return helper()\n\n    g = 1\n\n\ndef helper():\n    return 1\n"


@pytest.mark.parametrize(
    "exports",
    [
        "__all__ = ['C', 'D']\n",
        "__all__ = ('C',)\n",
        "__all__ = []\n__all__ += ['C']\n",
        "__all__ = ['D']\n__all__.append('C')\n",
        "__all__ = ['D']\n__all__.extend(['C', 'D'])\n",
    ],
)
def test_case_074_the_old_list_of_exports_keeps_the_name_while_a_shim_does(
    repository: Make, exports: str
) -> None:
    old = f"{exports}\n\nclass C:\n    pass\n\n\nD = 1\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C")
    assert exports in result.old
    assert "from pkg.new import C\n" in result.old
    result.is_same_object("C")
    assert result.prints("from pkg.old import *; print(C.__name__)") == "C\n"


@pytest.mark.parametrize(
    ("exports", "after"),
    [
        ("__all__ = ['C', 'D']\n", "__all__ = ['D']\n"),
        ("__all__ = ['D', 'C']\n", "__all__ = ['D']\n"),
        ("__all__ = ('C',)\n", "__all__ = ()\n"),
        ("__all__ = ('C', 'D')\n", "__all__ = ('D',)\n"),
        ("__all__ = ('D', 'C')\n", "__all__ = ('D',)\n"),
        ("__all__ = [\n    'C',\n    'D',\n]\n", "__all__ = [\n    'D',\n]\n"),
        ("__all__ = [\n    'D',\n    'C',\n]\n", "__all__ = [\n    'D',\n]\n"),
        ("__all__ = ['D']\n__all__.append('C')\n", "__all__ = ['D']\n"),
        ("__all__ = ['D']\n__all__.extend(['C', 'E'])\n", "__all__ = ['D']\n__all__.extend(['E'])\n"),
        ("__all__ = ['D']\n__all__ += ['C']\n", "__all__ = ['D']\n__all__ += []\n"),
    ],
)
def test_case_074_without_a_shim_the_old_list_loses_the_name(
    repository: Make, exports: str, after: str
) -> None:
    old = f"{exports}\n\nclass C:\n    pass\n\n\nD = E = 1\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": NEW}).move("C", shim=False)
    assert result.old == f"{after}\n\nD = E = 1\n"


@pytest.mark.parametrize(
    "exports",
    [
        "__all__ = [name for name in ('C', 'D')]\n",
        "__all__ = ['D']\n__all__.insert(0, 'C')\n",
        "__all__ = sorted({'C', 'D'})\n",
    ],
)
def test_case_074_a_list_of_exports_that_is_computed_keeps_the_name_and_refuses_without_a_shim(
    repository: Make, exports: str
) -> None:
    its = repository({"pkg/old.py": f"{exports}\n\nclass C:\n    pass\n\n\nD = 1\n", "pkg/new.py": NEW})
    assert "`__all__` is computed and lists C" in its.move_refused("C", shim=False)
    result = its.move("C")
    assert result.old.startswith(exports.split("\n", maxsplit=1)[0]) or exports in result.old
    assert result.left == []
    assert result.prints("from pkg.old import *; print(C.__name__, D)") == "C 1\n"


@pytest.mark.parametrize(
    ("exports", "after"),
    [
        ("__all__ = ['E']\n", "__all__ = ['E', 'C']\n"),
        ("__all__ = []\n", '__all__ = ["C"]\n'),
        ("__all__ = ()\n", '__all__ = ("C",)\n'),
        ("__all__ = ('E',)\n", "__all__ = ('E', 'C')\n"),
        ('__all__ = [\n    "E",\n]\n', '__all__ = [\n    "E",\n    "C",\n]\n'),
        ('__all__ = [\n    "E"  # why\n]\n', '__all__ = [\n    "E",  # why\n    "C",\n]\n'),
    ],
)
def test_case_075_the_new_list_of_exports_gains_the_name(repository: Make, exports: str, after: str) -> None:
    files = {"pkg/old.py": "class C:\n    pass\n", "pkg/new.py": f"{exports}E = 1\n"}
    assert repository(files).move("C").new == f"{after}E = 1\n\n\nclass C:\n    pass\n"


def test_case_076_re_exports_are_rewritten_and_their_users_stay(repository: Make) -> None:
    files = {
        "pkg/__init__.py": "from .old import C as C\n",
        "pkg/old.py": "class C:\n    pass\n",
        "pkg/new.py": NEW,
        "pkg/mid.py": "from pkg.old import C  # noqa: F401\n",
        "pkg/user.py": "from pkg import C\nfrom pkg.mid import C as D\n",
    }
    result = repository(files).move("C")
    assert result.text("pkg/__init__.py") == "from .new import C as C\n"
    assert result.text("pkg/mid.py") == "from pkg.new import C  # noqa: F401\n"
    assert result.text("pkg/user.py") == files["pkg/user.py"]
    result.is_same_object("C", first="pkg.user")


def test_case_077_the_end_of_a_chain_of_re_exports_is_canonical_or_the_path_that_is_named(
    repository: Make,
) -> None:
    files = {
        "pkg/api/__init__.py": "from pkg.api.mid import C\n\n__all__ = ['C']\n",
        "pkg/api/mid.py": "from pkg.api.impl import C\n",
        "pkg/api/impl.py": "class C: ...\n",
        "pkg/user.py": "from pkg.api.mid import C\n",
        "tests/t.py": "from pkg.api import C as D\n",
    }
    its = repository(files)
    show = "import pkg.user, pkg.api; print(pkg.user.C is pkg.api.C)"
    public = its.canonical("pkg.api:C")
    assert public.files == {"pkg/user.py": "from pkg.api import C\n"}
    assert public.prints(show) == "True\n"
    defining = its.canonical("pkg.api.impl:C")
    assert defining.files == {
        "pkg/api/__init__.py": "from pkg.api.impl import C\n\n__all__ = ['C']\n",
        "pkg/user.py": "from pkg.api.impl import C\n",
        "tests/t.py": "from pkg.api.impl import C as D\n",
    }
    assert defining.prints(show) == "True\n"


def test_case_078_the_shim_is_a_plain_re_export_that_warns_of_nothing(repository: Make) -> None:
    files = {"pkg/old.py": "class C:\n    pass\n", "pkg/new.py": NEW, "pkg/user.py": "x = 1\n"}
    result = repository(files).move("C")
    assert result.old == "from pkg.new import C as C\n"
    assert result.prints("from pkg.old import C; import pkg.old; pkg.old.C()", "-W", "error") == ""


def test_case_078_the_plain_shim_joins_an_import_of_the_target(repository: Make) -> None:
    old = "from pkg.new import E\n\n\nclass C:\n    pass\n\n\nD = E\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": "E = 1\n"}).move("C")
    assert result.old == "from pkg.new import E, C as C\n\n\nD = E\n"
    result.is_same_object("C")


LAZY = (
    "def __getattr__(name: str) -> object:\n"
    '    """Give what lives elsewhere now, with a warning at the line that asks."""\n'
    '    if name == "C":\n        import warnings\n\n        from pkg.new import C\n\n'
    '        warnings.warn(f"{__name__}.{name} lives in pkg.new now", DeprecationWarning, stacklevel=2)\n        return C\n'
    '    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")\n\n\n'
    'def __dir__() -> list[str]:\n    return sorted({*globals(), "C"})\n'
)


def test_case_080_a_shim_that_would_close_a_cycle_is_lazy_and_warns_the_caller(
    repository: Make,
) -> None:
    old = "import abc\n\n\nclass C(abc.ABC):\n    pass\n\n\nclass D(abc.ABC):\n    pass\n"
    new = "from pkg.old import D\n\n\nclass E(D):\n    pass\n"
    files = {"pkg/old.py": old, "pkg/new.py": new}
    result = repository(files).move("C")
    assert result.old == (
        "import abc\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.new import C as C\n\n\n"
        f"class D(abc.ABC):\n    pass\n\n\n{LAZY}"
    )
    code = (
        "import pickle, warnings\nimport pkg.old\n"
        "with warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('default')\n"
        "    for _ in range(3):\n        from pkg.old import C\n    pkg.old.C\n"
        "import pkg.new\nassert C is pkg.new.C\nassert 'C' in dir(pkg.old)\n"
        "warnings.simplefilter('ignore')\nassert pickle.loads(b'cpkg.old\\nC\\n.') is C\n"
        "assert not hasattr(pkg.old, 'nothing')\n"
        "print([(one.filename, one.lineno, str(one.message)) for one in seen])\n"
    )
    said = "'pkg.old.C lives in pkg.new now'"
    assert result.prints(code) == f"[('<string>', 6, {said}), ('<string>', 7, {said})]\n"


def test_case_079_a_getattr_that_is_there_is_chained(repository: Make) -> None:
    hook = (
        "def __getattr__(attribute):\n    '''Old names.'''\n    if attribute == 'X':\n        return 1\n"
        "    raise AttributeError(attribute)\n"
    )
    old = f"class D:\n    pass\n\n\nclass C:\n    pass\n\n\n{hook}"
    result = repository({"pkg/old.py": old, "pkg/new.py": "from pkg.old import D\n"}).move("C")
    assert "    '''Old names.'''\n    if attribute == \"C\":\n        import warnings\n" in result.old
    code = "import pkg.old as o, pkg.new as n, warnings\nwarnings.simplefilter('ignore')\nprint(o.X, o.C is n.C, hasattr(o, 'Y'))"
    assert result.prints(code) == "1 True False\n"


def test_case_079_a_second_lazy_move_joins_the_first(repository: Make) -> None:
    old = "class A:\n    pass\n\n\nclass B:\n    pass\n\n\nclass D:\n    pass\n"
    its = repository({"pkg/old.py": old, "pkg/new.py": "from pkg.old import D\n"})
    its.move("A")
    second = its.move("B")
    assert second.old.count("def __getattr__") == 1
    code = "import pkg.old as o, pkg.new as n, warnings\nwarnings.simplefilter('ignore')\nprint(o.A is n.A, o.B is n.B, {'A', 'B'} <= {*dir(o)})"
    assert second.prints(code) == "True True True\n"


def test_case_079_a_star_import_needs_a_list_of_exports(repository: Make) -> None:
    files = {
        "pkg/old.py": "class C:\n    pass\n\n\nclass D:\n    pass\n",
        "pkg/new.py": "from pkg.old import D\n",
        "pkg/facade.py": "from pkg.old import *\n",
    }
    assert "`__all__`" in repository(files).move_refused("C")
    files["pkg/old.py"] = f"__all__ = ['C', 'D']\n\n\n{files['pkg/old.py']}"
    result = repository(files).move("C")
    code = "import warnings\nwarnings.simplefilter('ignore')\nimport pkg.facade, pkg.new\nprint(pkg.facade.C is pkg.new.C)"
    assert result.prints(code) == "True\n"


def test_case_080_what_the_old_module_still_needs_cannot_be_lazy(repository: Make) -> None:
    files = {
        "pkg/old.py": "class C:\n    pass\n\n\nclass D(C):\n    pass\n",
        "pkg/new.py": "from pkg.old import D\n\nE = D\n",
    }
    assert "pkg.new -> pkg.old -> pkg.new" in repository(files).move_refused("C")


def test_case_081_a_stub_beside_the_old_module_is_listed(repository: Make) -> None:
    files = {"pkg/old.py": "class C: ...\n", "pkg/old.pyi": "class C: ...\n", "pkg/new.py": NEW}
    result = repository(files).move("C")
    assert result.left == [("pkg/old.pyi", 1)]
    assert "the stub of pkg.old still has what moved: move it there too" in result.said
    assert "pkg/old.pyi" not in result.files
    result.is_same_object("C")


@pytest.mark.parametrize("side", ["old", "new"])
def test_case_082_a_submodule_of_the_same_name_refuses(repository: Make, side: str) -> None:
    files = {
        "pkg/old/__init__.py": "class C: ...\n",
        "pkg/new/__init__.py": "",
        f"pkg/{side}/C.py": "",
    }
    assert "submodule" in repository(files).move_refused("C")


def test_case_079_every_way_to_the_old_path_works_and_warns_once(repository: Make) -> None:
    files = {
        "pkg/old.py": "__all__ = ['C', 'D']\n\n\nclass C:\n    pass\n\n\nclass D:\n    pass\n",
        "pkg/new.py": "from pkg.old import D\n",
    }
    result = repository(files).move("C")
    code = (
        "import pickle, warnings\n"
        "with warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('default')\n"
        "    import pkg.old\n    from pkg.old import *\n    star = C\n    one = pkg.old.C\n    from pkg.old import C as two\n"
        "    three = pickle.loads(b'cpkg.old\\nC\\n.')\n"
        "import pkg.new\nprint({pkg.new.C} == {star, one, two, three}, 'C' in dir(pkg.old), pickle.loads(pickle.dumps(one)) is one)\n"
        "print(sorted({(one.filename, one.category.__name__) for one in seen if 'pickle' not in one.filename}))"
    )
    assert result.prints(code) == "True True True\n[('<string>', 'DeprecationWarning')]\n"
