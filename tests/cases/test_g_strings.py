"""Section G: paths in strings and in files that are no Python code.

Rewritten where something says that it is a path and its new meaning is the old one; everything else is listed with file and line.
"""

import pytest

from tests.cases.conftest import Make

NEW = "E = 1\n"
C = "class C:\n    size = 1\n\n    def method(self):\n        return 1\n"
OLD = f"{C}\n\nD = 1\n"
PATCH = "from unittest.mock import patch\n"
RUN = "import runpy; runpy.run_path('tests/t.py')"
LATE = "def f():\n    from pkg.old import C\n\n    return C\n"
ATTRIBUTE = "from pkg import old\n\n\ndef f():\n    return old.C\n"
EARLY = "from pkg.old import C\n\n\ndef f():\n    return C\n"


@pytest.mark.parametrize("user", [LATE, ATTRIBUTE])
@pytest.mark.parametrize("shim", [True, False])
def test_case_083_a_patch_follows_those_who_look_the_name_up_late(
    repository: Make, user: str, *, shim: bool
) -> None:
    test = f"{PATCH}import pkg.user\n\nwith patch('pkg.old.C', 'fake'):\n    print(pkg.user.f())\n"
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": user, "tests/t.py": test})
    assert its.prints(RUN) == "fake\n"
    result = its.move("C", shim=shim)
    assert result.text("pkg/user.py") == user.replace("old", "new")
    assert result.text("tests/t.py") == test.replace("old", "new")
    assert result.left == []
    assert result.prints(RUN) == "fake\n"


def test_case_083_a_patch_at_the_users_module_stays(repository: Make) -> None:
    test = f"{PATCH}import pkg.user\n\nwith patch('pkg.user.C', 'fake'):\n    print(pkg.user.f())\n"
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": EARLY, "tests/t.py": test})
    result = its.move("C", shim=False)
    assert "tests/t.py" not in result.files
    assert result.left == []
    assert result.prints(RUN) == "fake\n"


def test_case_083_a_patch_of_what_the_old_module_itself_looks_up_stays_and_is_listed(
    repository: Make,
) -> None:
    old = f"{C}\n\ndef g():\n    return C\n"
    test = f"{PATCH}import pkg.old\n\nwith patch('pkg.old.C', 'fake'):\n    print(pkg.old.g())\n"
    its = repository({"pkg/old.py": old, "pkg/new.py": NEW, "pkg/user.py": EARLY, "tests/t.py": test})
    result = its.move("C")
    assert "tests/t.py" not in result.files
    assert result.left == [("tests/t.py", 4)]
    assert "it stays" in result.said
    assert result.prints(RUN) == "fake\n"


def test_case_083_a_patch_that_would_have_to_be_in_two_places_is_listed(repository: Make) -> None:
    old = f"{C}\n\ndef g():\n    return C\n"
    test = f"{PATCH}\np = patch('pkg.old.C')\n"
    its = repository({"pkg/old.py": old, "pkg/new.py": NEW, "pkg/user.py": LATE, "tests/t.py": test})
    result = its.move("C")
    assert "tests/t.py" not in result.files
    assert result.left == [("tests/t.py", 3)]
    assert "it may have to patch both" in result.said


def test_case_084_a_patch_of_a_member_and_of_what_the_moved_code_looks_up(repository: Make) -> None:
    old = "from pkg.base import help\n\n\nclass C:\n    size = 1\n\n    def f(self):\n        return help(), time.time()\n\n\nD = 1\n"
    test = (
        f"{PATCH}import pkg.old\n\nwith patch('pkg.old.help', lambda: 2), patch('pkg.old.time.time', lambda: 3), \\\n"
        "        patch('pkg.old.C.size', 4), patch.object(pkg.old.C, 'more', 5, create=True):\n"
        "    print(pkg.old.C().f(), pkg.old.C.size, pkg.old.C.more)\n"
    )
    files = {
        "pkg/old.py": f"import time\n{old}",
        "pkg/new.py": NEW,
        "pkg/base.py": "def help():\n    return 1\n",
        "tests/t.py": test,
    }
    its = repository(files)
    assert its.prints(RUN) == "(2, 3) 4 5\n"
    result = its.move("C", shim=False)
    assert result.text("tests/t.py") == test.replace("pkg.old", "pkg.new")
    assert result.left == []
    assert result.prints(RUN) == "(2, 3) 4 5\n"


def test_case_084_a_name_that_both_sides_look_up_is_listed(repository: Make) -> None:
    files = {
        "pkg/old.py": "from pkg.base import help\n\n\ndef C():\n    return help()\n\n\ndef D():\n    return help()\n",
        "pkg/new.py": NEW,
        "pkg/base.py": "def help():\n    return 1\n",
        "tests/t.py": f"{PATCH}\np = patch('pkg.old.help')\n",
    }
    result = repository(files).move("C")
    assert "tests/t.py" not in result.files
    assert result.left == [("tests/t.py", 3)]


def test_case_085_objects_patched_by_name_are_listed(repository: Make) -> None:
    test = (
        "from unittest import mock\n\nimport pkg.old\nfrom pkg import old\n\n\ndef test(monkeypatch, mocker, name):\n"
        "    monkeypatch.setattr(pkg.old, 'C', 1)\n    monkeypatch.setattr('pkg.old.C', 1)\n    monkeypatch.setattr(old, 'D', 1)\n"
        "    mocker.patch('pkg.old.C')\n    mocker.patch.object(old, 'C')\n    monkeypatch.delattr(old, 'C')\n"
        "    setattr(old, name, 1)\n    mock.patch.multiple('pkg.old', C=1, D=2)\n    mock.patch.multiple(old, C=1)\n    old.__dict__['C'] = 1\n"
    )
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "tests/t.py": test})
    refused = its.move_refused("C", shim=False)
    assert 'tests/t.py:8 monkeypatch.setattr(pkg.old, "C") reaches the old path' in refused
    result = its.move("C")
    assert result.left == [("tests/t.py", line) for line in (8, 12, 13, 14, 15, 16, 17)]
    assert result.text("tests/t.py") == test.replace("('pkg.old.C'", "('pkg.new.C'")


def test_case_085_an_object_that_the_moved_code_looked_up_is_listed(repository: Make) -> None:
    files = {
        "pkg/old.py": "def C():\n    return help()\n\n\ndef help():\n    return 1\n",
        "pkg/new.py": NEW,
        "tests/t.py": "import pkg.old\n\n\ndef test(monkeypatch):\n    monkeypatch.setattr(pkg.old, 'help', 1)\n",
    }
    assert repository(files).move("C").left == [("tests/t.py", 5)]


def test_case_086_paths_put_together_at_run_time_are_listed_and_never_edited(repository: Make) -> None:
    user = (
        "a = f'pkg.old.{1}'\nb = 'pkg.old.' + 'C'\nc = 'pkg.old.%s' % 'C'\nd = 'pkg.old.{}'.format('C')\n"
        "e = ('pkg.old' '.C')\nf = f'from pkg.old import C, {a}'\n"
    )
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": user})
    assert "pkg/user.py:1 a path that is put together at run time" in its.move_refused("C", shim=False)
    result = its.move("C")
    assert result.left == [("pkg/user.py", line) for line in range(1, 7)]
    assert "pkg/user.py" not in result.files


@pytest.mark.parametrize(
    "before",
    [
        "import_string('pkg.old.C')",
        "locate('pkg.old.C')",
        "resolve_name('pkg.old:C')",
        "import_string('pkg.old.C.size')",
    ],
)
def test_case_087_a_string_given_to_what_takes_paths_follows(repository: Make, before: str) -> None:
    loaders = "from pkgutil import resolve_name\nfrom pydoc import locate\n\nimport_string = locate\n"
    user = f"{loaders}x = {before}\n"
    result = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": user}).move("C", shim=False)
    assert result.text("pkg/user.py") == user.replace("pkg.old", "pkg.new")
    assert result.left == []
    assert result.prints("import pkg.user; print(pkg.user.x)") in {"<class 'pkg.new.C'>\n", "1\n"}


def test_case_087_settings_and_modules_imported_by_a_string_are_listed(repository: Make) -> None:
    user = (
        "import importlib\nimport sys\n\na = importlib.import_module('pkg.old').C\nb = importlib.import_module('.old', 'pkg')\n"
        "c = __import__('pkg.old', fromlist=['C']).C\nd = sys.modules['pkg.old'].C\ne = importlib.import_module('pkg.old').D\n"
        "INSTALLED_APPS = ['pkg.old', 'pkg.old.C']\nLOGGING = {'handlers': {'x': {'()': 'pkg.old.C'}}}\n"
    )
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": user})
    assert "pkg/user.py:4 importlib.import_module('pkg.old').C reaches the old path" in its.move_refused(
        "C", shim=False
    )
    result = its.move("C")
    assert result.left == [("pkg/user.py", line) for line in (4, 5, 6, 7, 9, 10)]
    assert "pkg/user.py" not in result.files
    show = "import pkg.user as u, pkg.new; print({u.a, u.b.C, u.c, u.d} == {pkg.new.C}, u.e)"
    assert result.prints(show) == "True 1\n"


def test_case_088_entry_points_and_references_follow_and_mentions_are_listed(repository: Make) -> None:
    files = {
        "pkg/old.py": OLD,
        "pkg/new.py": NEW,
        "pyproject.toml": "[project.scripts]\nrun = 'pkg.old:C'\nother = 'pkg.old:Cx'\n\n[tool.other]\nthing = 'pkg.old:C'\n",
        "setup.cfg": "[options.entry_points]\nconsole_scripts =\n    run = pkg.old:C\n    more = pkg.old:C.method\n",
        "setup.py": "from setuptools import setup\n\nsetup(entry_points={'console_scripts': ['run = pkg.old:C']})\n",
        "tox.ini": "[testenv]\ncommands =\n    python -c 'from pkg.old import C, D'\n    python -c 'from pkg.old import D'\n",
        ".github/workflows/ci.yml": "run: python -c 'import pkg.old; pkg.old.C()'\n",
        "Makefile": "run:\n\tpython -c 'from pkg.old import D, C'\n",
        "docs/index.rst": (
            "See :class:`pkg.old.C`, :py:class:`~pkg.old.C` and :class:`it <pkg.old.C>`.\n\n"
            ".. autoclass:: pkg.old.C\n\n.. automodule:: pkg.old\n   :members:\n\n>>> from pkg.old import C\n\nPlainly pkg.old.C.\n"
        ),
    }
    its = repository(files)
    assert "setup.py:3 pkg.old:C is named in a file" in its.move_refused("C", shim=False)
    result = its.move("C")
    assert result.text("pyproject.toml") == files["pyproject.toml"].replace(
        "run = 'pkg.old", "run = 'pkg.new"
    )
    assert result.text("setup.cfg") == files["setup.cfg"].replace("old", "new")
    assert result.text("docs/index.rst") == (
        "See :class:`pkg.new.C`, :py:class:`~pkg.new.C` and :class:`it <pkg.new.C>`.\n\n"
        ".. autoclass:: pkg.new.C\n\n.. automodule:: pkg.old\n   :members:\n\n>>> from pkg.new import C\n\nPlainly pkg.old.C.\n"
    )
    assert not {"setup.py", "tox.ini", ".github/workflows/ci.yml", "Makefile"} & result.files.keys()
    assert result.left == [
        (".github/workflows/ci.yml", 1),
        ("Makefile", 2),
        ("docs/index.rst", 5),
        ("docs/index.rst", 10),
        ("pyproject.toml", 6),
        ("setup.py", 3),
        ("tox.ini", 3),
    ]
    assert (
        result.prints(
            "import runpy; import doctest; print(doctest.testfile('docs/index.rst', module_relative=False).failed)"
        )
        == "0\n"
    )


def test_case_089_code_in_strings_is_listed_and_never_edited(repository: Make) -> None:
    user = (
        "import subprocess\nimport sys\n\n\ndef f():\n    exec('from pkg.old import C')\n"
        "    subprocess.run([sys.executable, '-c', 'from pkg.old import D, C; C()'])\n"
        "    script = '''\nimport pkg.old\npkg.old.C()\n'''\n    eval('pkg.old.C()')\n    exec('from pkg.old import D')\n"
        "    print('use pkg.old.C instead')\n    return script\n"
    )
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": user})
    assert "pkg/user.py:6 code in a string imports pkg.old.C" in its.move_refused("C", shim=False)
    result = its.move("C")
    assert result.left == [("pkg/user.py", line) for line in (6, 7, 8, 12, 14)]
    assert "pkg/user.py" not in result.files


def test_case_090_docstrings_follow_where_tools_read_them(repository: Make) -> None:
    text = (
        'def f(x, y):\n    """Uses :class:`pkg.old.C`; pkg.old.C is fine.\n\n    :type x: pkg.old.C\n    :rtype: pkg.old.C\n'
        '    :param pkg.old.C y: it\n    :type y: old.C\n\n    >>> from pkg.old import C\n    >>> C.size\n    1\n    """\n'
    )
    result = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/words.py": text}).move("C", shim=False)
    assert result.text("pkg/words.py") == text.replace("pkg.old", "pkg.new").replace(
        "; pkg.new.C is fine", "; pkg.old.C is fine"
    )
    assert result.left == [("pkg/words.py", 2)]
    assert result.prints("import doctest, pkg.words; print(doctest.testmod(pkg.words))") == (
        "TestResults(failed=0, attempted=2)\n"
    )
