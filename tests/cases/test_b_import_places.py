"""Section B: where the import stands. It is rewritten there: never lifted, never put above what it needs.

These moves leave no shim either: an import that was forgotten would not work.
"""

import pytest

from tests.cases.conftest import Make
from tests.cases.driving import Change

OLD = "class C:\n    name = 'C'\n\n\nD = 'D'\n"
NEW = "E = 'E'\n"


def follows(repository: Make, before: str, after: str, show: str, path: str = "pkg/user.py") -> Change:
    """C moves without a shim: the user's text is exactly this, and a fresh interpreter prints the same as before."""
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, path: before})
    was = its.prints(show)
    change = its.move("C", shim=False)
    assert change.files == {
        "pkg/old.py": "D = 'D'\n",
        "pkg/new.py": "E = 'E'\n\n\nclass C:\n    name = 'C'\n",
        path: after,
    }
    assert change.left == []
    assert change.prints(show) == was
    return change


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "def f():\n    from pkg.old import C\n\n    return C.name\n",
            "def f():\n    from pkg.new import C\n\n    return C.name\n",
            id="alone",
        ),
        pytest.param(
            "def f():\n\tfrom pkg.old import C, D\n\treturn C.name, D\n",
            "def f():\n\tfrom pkg.old import D\n\tfrom pkg.new import C\n\treturn C.name, D\n",
            id="split, with tabs",
        ),
        pytest.param(
            "def f():\n    import pkg.old\n\n    return pkg.old.C.name, pkg.old.D\n",
            "def f():\n    import pkg.old\n    import pkg.new\n\n    return pkg.new.C.name, pkg.old.D\n",
            id="module",
        ),
        pytest.param(
            "class K:\n    async def g(self): ...\n    def f(self):\n        if self: from .old import C; return C.name\n\n\nf = K().f\n",
            "class K:\n    async def g(self): ...\n    def f(self):\n        if self: from .new import C; return C.name\n\n\nf = K().f\n",
            id="method, one line",
        ),
    ],
)
def test_case_024_in_a_function(repository: Make, before: str, after: str) -> None:
    change = follows(repository, before, after, "import pkg.user as user; print(user.f())")
    loaded = change.prints("import sys, pkg.user; print('pkg.new' in sys.modules, 'pkg.old' in sys.modules)")
    assert loaded == "False False\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.old import C\n\n\ndef f(c: 'C') -> 'list[C]': ...\n",
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.new import C\n\n\ndef f(c: 'C') -> 'list[C]': ...\n",
            id="name",
        ),
        pytest.param(
            "import typing as t\n\nif t.TYPE_CHECKING:\n    from pkg.old import C, D\n\n\ndef f(c: 'C') -> 'list[C]': ...\n",
            "import typing as t\n\nif t.TYPE_CHECKING:\n    from pkg.old import D\n    from pkg.new import C\n\n\ndef f(c: 'C') -> 'list[C]': ...\n",
            id="split",
        ),
        pytest.param(
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg import old\n\n\ndef f(c: 'old.C') -> 'list[old.C]': ...\n",
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg import new\n\n\ndef f(c: 'new.C') -> 'list[new.C]': ...\n",
            id="module",
        ),
        pytest.param(
            "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import pkg.old\n\n\ndef f(c: pkg.old.C) -> list[pkg.old.C]: ...\n",
            "from __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import pkg.new\n\n\ndef f(c: pkg.new.C) -> list[pkg.new.C]: ...\n",
            id="module, not quoted",
        ),
    ],
)
def test_case_025_under_type_checking(repository: Make, before: str, after: str) -> None:
    change = follows(repository, before, after, "import pkg.user")
    hints = (
        "import typing; typing.TYPE_CHECKING = True\nimport pkg.user, pkg.new\n"
        "print(typing.get_type_hints(pkg.user.f) == {'c': pkg.new.C, 'return': list[pkg.new.C]})\n"
    )
    assert change.prints(hints) == "True\n"
    assert change.prints("import sys, pkg.user; print('pkg.new' in sys.modules)") == "False\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "try:\n    from pkg.old import C\nexcept ImportError:\n    C = None\n\nx = C\n",
            "try:\n    from pkg.new import C\nexcept ImportError:\n    C = None\n\nx = C\n",
            id="none as fallback",
        ),
        pytest.param(
            "try:\n    import no_such_module\nexcept ImportError:\n    from pkg.old import C as x, D\n",
            "try:\n    import no_such_module\nexcept ImportError:\n    from pkg.old import D\n    from pkg.new import C as x\n",
            id="it is the fallback",
        ),
        pytest.param(
            "try:\n    import pkg.old\n\n    x = pkg.old.C\nexcept (ImportError, AttributeError):\n    x = None\n",
            "try:\n    import pkg.new\n\n    x = pkg.new.C\nexcept (ImportError, AttributeError):\n    x = None\n",
            id="module",
        ),
    ],
)
def test_case_026_in_try(repository: Make, before: str, after: str) -> None:
    follows(repository, before, after, "import pkg.user as user; print(user.x.name)")


def test_case_027_under_tests_of_version_and_platform(repository: Make) -> None:
    template = (
        "import sys\n\nif sys.version_info >= (3, 8):\n    from pkg.{0} import C\nelse:\n    from .{0} import C\n\n"
        "if sys.platform == 'win32':\n    import pkg.{0}\n\n    W = pkg.{0}.C\nelif sys.platform == 'java':\n    from pkg import {0}\n\n    W = {0}.C\n"
        "else:\n    W = C\n"
    )
    follows(
        repository,
        template.format("old"),
        template.format("new"),
        "import pkg.user as user; print(user.C.name, user.W.name)",
    )


def test_case_028_in_a_class_body(repository: Make) -> None:
    follows(
        repository,
        "class K:\n    from pkg.old import C, D\n\n    made = C()\n",
        "class K:\n    from pkg.old import D\n    from pkg.new import C\n\n    made = C()\n",
        "from pkg.user import K; print(K.C.name, K.D, K.made.name)",
    )
    follows(
        repository,
        "class K:\n    import pkg.old as o\n\n    made = o.C()\n\n    def f(self):\n        return self.o.D\n",
        "class K:\n    import pkg.old as o\n    import pkg.new as new\n\n    made = new.C()\n\n    def f(self):\n        return self.o.D\n",
        "from pkg.user import K; print(K.made.name, K().f())",
    )


def test_case_028_an_attribute_of_the_class_is_listed(repository: Make) -> None:
    user = "class K:\n    import pkg.old as o\n\n    def f(self):\n        return self.o.C.name, K.o.D\n"
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": user})
    assert "pkg/user.py:5" in its.move_refused("C", shim=False)
    change = its.move("C")
    assert "pkg/user.py" not in change.files
    assert change.left == [("pkg/user.py", 5)]
    assert change.prints("from pkg.user import K; print(K().f())") == "('C', 'D')\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from pkg.old import C, D\n\nprint(C.name, D)\n",
            "from pkg.old import D\nfrom pkg.new import C\n\nprint(C.name, D)\n",
        ),
        (
            "import pkg.old as o\n\nprint(o.C.name, o.D)\n",
            "import pkg.old as o\nimport pkg.new as new\n\nprint(new.C.name, o.D)\n",
        ),
    ],
)
def test_case_029_below_what_extends_the_import_path(repository: Make, before: str, after: str) -> None:
    head = "import os\nimport sys\n\nsys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))\n"
    run = "import subprocess, sys; print(subprocess.run([sys.executable, 'scripts/run.py'], capture_output=True, text=True))"
    change = follows(repository, head + before, head + after, run, path="scripts/run.py")
    assert "stdout='C D\\n'" in change.prints(run)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "def f():\n    from pkg.old import C, D\n\n    return C.name, D\n\n\ndef g():\n    return 1\n",
            "def f():\n    from pkg.old import D\n    from pkg.new import C\n\n    return C.name, D\n\n\ndef g():\n    return 1\n",
            id="function",
        ),
        pytest.param(
            "from pkg.new import E\n\n\ndef f():\n    from pkg.old import C\n\n    return C.name, E\n",
            "from pkg.new import E\n\n\ndef f():\n    from pkg.new import C\n\n    return C.name, E\n",
            id="function, an import of the target at the top",
        ),
        pytest.param(
            "import typing\n\nif typing.TYPE_CHECKING:\n    from pkg.old import C\n\n\ndef f(c: 'C | None' = None): ...\n",
            "import typing\n\nif typing.TYPE_CHECKING:\n    from pkg.new import C\n\n\ndef f(c: 'C | None' = None): ...\n",
            id="typing",
        ),
    ],
)
def test_case_030_no_import_is_lifted(repository: Make, before: str, after: str) -> None:
    change = follows(repository, before, after, "import pkg.user as user; print(user.f())")
    assert change.prints("import pkg.user as user; print('C' in vars(user))") == "False\n"


HEAD = (
    '#!/usr/bin/env python\n# Copyright: somebody.\n"""What it is."""\n\nfrom __future__ import annotations\n'
)


def test_case_031_below_shebang_licence_docstring_and_future(repository: Make) -> None:
    old = f"{HEAD}\nimport json\n\n\ndef C(x: int) -> str:\n    return json.dumps(x)\n\n\nD = 1\n"
    change = repository({"pkg/old.py": old, "pkg/new.py": f"{HEAD}\nE = 2\n"}).move("C")
    assert change.files == {
        "pkg/old.py": f"{HEAD}\nfrom pkg.new import C as C\n\n\nD = 1\n",
        "pkg/new.py": f"{HEAD}\nimport json\n\nE = 2\n\n\ndef C(x: int) -> str:\n    return json.dumps(x)\n",
    }
    change.is_same_object("C")
    assert (
        change.prints("import pkg.old, pkg.new; print(pkg.old.__doc__, pkg.new.__doc__)")
        == "What it is. What it is.\n"
    )


def test_case_032_a_string_amid_imports_stays(repository: Make) -> None:
    text = "import os\n'''no docstring\nimport this\n'''\nfrom pkg.{} import C{}\n'more text'\n"
    after = "import os\n'''no docstring\nimport this\n'''\nfrom pkg.old import D\nfrom pkg.new import C\n'more text'\n"
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": text.format("old", ", D")})
    change = its.move("C")
    assert change.text("pkg/user.py") == after
    assert change.prints("import pkg.user as user; print(user.C.name, user.D, user.__doc__)") == "C D None\n"


def test_case_033_last_on_purpose(repository: Make) -> None:
    files = {
        "pkg/old.py": f"{OLD}\n\nimport pkg.user\n",
        "pkg/new.py": NEW,
        "pkg/user.py": "X = 'X'\n\n\ndef f():\n    return C.name, D\n\n\nfrom pkg.old import C, D  # last: it imports this module\n",
    }
    its = repository(files)
    show = "import pkg.{} as first, pkg.user; print(pkg.user.f(), pkg.user.X)"
    was = [its.prints(show.format(first)) for first in ("user", "old")]
    change = its.move("C")
    assert change.text("pkg/user.py") == (
        "X = 'X'\n\n\ndef f():\n    return C.name, D\n\n\n"
        "from pkg.old import D  # last: it imports this module\nfrom pkg.new import C\n"
    )
    assert [change.prints(show.format(first)) for first in ("user", "old")] == was
