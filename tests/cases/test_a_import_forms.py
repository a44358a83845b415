"""Section A: the forms in which a module imports what moves.

Nearly all of these moves leave no shim: an import that was forgotten does not work then, and a fresh interpreter says so.
"""

import pytest

from tests.cases.conftest import Make

OLD = "class C:\n    name = 'C'\n\n\nD = 'D'\nF = 'F'\n"
NEW = "E = 'E'\n"
OLD_AFTER = "D = 'D'\nF = 'F'\n"
NEW_AFTER = "E = 'E'\n\n\nclass C:\n    name = 'C'\n"


def follows(
    repository: Make, before: str, after: str, *, path: str = "pkg/user.py", names: tuple[str, ...] = ("C",)
) -> None:
    """C moves without a shim; the user's text is exactly this, and what it has is what it had."""
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/sub/__init__.py": "", path: before})
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    show = f"import {module} as user\nprint({', '.join(f'user.{name}' for name in names)})"
    was = its.prints(show)
    change = its.move("C", shim=False)
    assert change.files == {"pkg/old.py": OLD_AFTER, "pkg/new.py": NEW_AFTER, path: after}
    assert change.left == []
    assert change.prints(show) == was.replace("pkg.old.C", "pkg.new.C").replace("pkg.old", "pkg.new")


def test_case_001_alone(repository: Make) -> None:
    follows(repository, "from pkg.old import C\n", "from pkg.new import C\n")
    follows(repository, "from  pkg.old  import  C\t# why\n", "from  pkg.new  import  C\t# why\n")


def test_case_002_first_of_two(repository: Make) -> None:
    follows(
        repository,
        "from pkg.old import C, D\n",
        "from pkg.old import D\nfrom pkg.new import C\n",
        names=("C", "D"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "from pkg.old import D, C, F\n", "from pkg.old import D, F\nfrom pkg.new import C\n", id="middle"
        ),
        pytest.param(
            "from pkg.old import D, F, C\n", "from pkg.old import D, F\nfrom pkg.new import C\n", id="last"
        ),
        pytest.param(
            "from pkg.old import (D, F, C,)\n",
            "from pkg.old import (D, F,)\nfrom pkg.new import C\n",
            id="last, trailing comma",
        ),
        pytest.param(
            "from pkg.old import (D, C, F,)\n",
            "from pkg.old import (D, F,)\nfrom pkg.new import C\n",
            id="middle, trailing comma",
        ),
        pytest.param(
            "from pkg.old import (\n    D,\n    F,\n    C,\n)\n",
            "from pkg.old import (\n    D,\n    F,\n)\nfrom pkg.new import C\n",
            id="last, on its line",
        ),
        pytest.param(
            "from pkg.old import (\n    D,\n    F,\n    C\n)\n",
            "from pkg.old import (\n    D,\n    F,\n)\nfrom pkg.new import C\n",
            id="last, on its line, no comma",
        ),
        pytest.param(
            "from pkg.old import (\n    D, F,\n    C)\n",
            "from pkg.old import (\n    D, F)\nfrom pkg.new import C\n",
            id="last, before the parenthesis",
        ),
    ],
)
def test_case_003_middle_or_last(repository: Make, before: str, after: str) -> None:
    follows(repository, before, after, names=("C", "D", "F"))


def test_case_004_alias(repository: Make) -> None:
    follows(
        repository,
        "from pkg.old import C as X\n\nx = X.name\n",
        "from pkg.new import C as X\n\nx = X.name\n",
        names=("X", "x"),
    )
    follows(
        repository,
        "from pkg.old import D as Y, C as X\n\nx = X.name\n",
        "from pkg.old import D as Y\nfrom pkg.new import C as X\n\nx = X.name\n",
        names=("X", "x", "Y"),
    )


def test_case_005_self_alias(repository: Make) -> None:
    follows(repository, "from pkg.old import C as C\n", "from pkg.new import C as C\n")
    follows(
        repository,
        "from pkg.old import C as C, D as D\n",
        "from pkg.old import D as D\nfrom pkg.new import C as C\n",
        names=("C", "D"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "from pkg.old import (\n    C,  # the class\n    D,  # stays\n    F,  # stays too\n)\n",
            "from pkg.old import (\n    D,  # stays\n    F,  # stays too\n)\nfrom pkg.new import C  # the class\n",
            id="first",
        ),
        pytest.param(
            "from pkg.old import (\n    D,  # stays\n    C,  # the class\n    F,  # stays too\n)\n",
            "from pkg.old import (\n    D,  # stays\n    F,  # stays too\n)\nfrom pkg.new import C  # the class\n",
            id="middle",
        ),
        pytest.param(
            "from pkg.old import (\n    D,  # stays\n    F,  # stays too\n    C  # the class\n)\n",
            "from pkg.old import (\n    D,  # stays\n    F,  # stays too\n)\nfrom pkg.new import C  # the class\n",
            id="last, no comma",
        ),
        pytest.param(
            "from pkg.old import (  # all of them\n    D,\n    # Why the class.\n    C,\n    # Why the last.\n    F,\n)  # the end\n",
            "from pkg.old import (  # all of them\n    D,\n    # Why the last.\n    F,\n)  # the end\n# Why the class.\nfrom pkg.new import C\n",
            id="each comment above its name",
        ),
        pytest.param(
            "from pkg.old import (\n    D,\n    # A heading.\n    C,\n    F,\n)\n",
            "from pkg.old import (\n    D,\n    # A heading.\n    F,\n)\nfrom pkg.new import C\n",
            id="a heading above several stays",
        ),
    ],
)
def test_case_006_comments_travel(repository: Make, before: str, after: str) -> None:
    follows(repository, before, after, names=("C", "D", "F"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "from pkg.old import C, \\\n    D, F\n",
            "from pkg.old import D, F\nfrom pkg.new import C\n",
            id="first",
        ),
        pytest.param(
            "from pkg.old import D, \\\n    C, \\\n    F\n",
            "from pkg.old import D, \\\n    F\nfrom pkg.new import C\n",
            id="middle",
        ),
        pytest.param(
            "from pkg.old import D, F, \\\n    C\n",
            "from pkg.old import D, F\nfrom pkg.new import C\n",
            id="last",
        ),
        pytest.param(
            "from pkg.old \\\n    import C, D, F\n",
            "from pkg.old \\\n    import D, F\nfrom pkg.new import C\n",
            id="before import",
        ),
    ],
)
def test_case_007_backslash(repository: Make, before: str, after: str) -> None:
    follows(repository, before, after, names=("C", "D", "F"))


def test_case_007_backslash_alone(repository: Make) -> None:
    follows(repository, "from pkg.old \\\n    import C\n", "from pkg.new \\\n    import C\n")
    follows(repository, "from pkg.old import \\\n    C\n", "from pkg.new import \\\n    C\n")


def test_case_008_single_in_parentheses(repository: Make) -> None:
    follows(repository, "from pkg.old import (C)\n", "from pkg.new import (C)\n")
    follows(repository, "from pkg.old import (\n    C,\n)\n", "from pkg.new import (\n    C,\n)\n")


def test_case_009_dotted_module(repository: Make) -> None:
    follows(
        repository,
        "import pkg.old\n\nx = pkg.old.C()\n",
        "import pkg.new\n\nx = pkg.new.C()\n",
        names=("x.name",),
    )
    follows(
        repository,
        "import pkg.old\n\nx = pkg.old.C(), pkg.old.D\n",
        "import pkg.old\nimport pkg.new\n\nx = pkg.new.C(), pkg.old.D\n",
        names=("x[0].name", "x[1]"),
    )
    follows(
        repository,
        "import os, pkg.old, sys\n\nx = pkg.old.C, os, sys\n",
        "import os, pkg.new, sys\n\nx = pkg.new.C, os, sys\n",
        names=("x[0].name",),
    )


def test_case_010_module_under_an_alias(repository: Make) -> None:
    follows(
        repository,
        "import pkg.old as o\n\nx = o.C()\n",
        "import pkg.new as new\n\nx = new.C()\n",
        names=("x.name",),
    )
    follows(
        repository,
        "import pkg.old as o\n\nx = o.C(), o.D\n",
        "import pkg.old as o\nimport pkg.new as new\n\nx = new.C(), o.D\n",
        names=("x[0].name", "x[1]"),
    )


def test_case_011_module_from_its_package(repository: Make) -> None:
    follows(
        repository,
        "from pkg import old\n\nx = old.C()\n",
        "from pkg import new\n\nx = new.C()\n",
        names=("x.name",),
    )
    follows(
        repository,
        "from pkg import old, sub\n\nx = old.C(), old.D, sub\n",
        "from pkg import old, new, sub\n\nx = new.C(), old.D, sub\n",
        names=("x[0].name", "x[1]"),
    )


def test_case_012_relative(repository: Make) -> None:
    follows(repository, "from .old import C\n", "from .new import C\n")
    follows(
        repository,
        "from .old import C, D\n",
        "from .old import D\nfrom .new import C\n",
        names=("C", "D"),
    )


def test_case_013_module_relative(repository: Make) -> None:
    follows(repository, "from . import old\n\nx = old.C\n", "from . import new\n\nx = new.C\n", names=("x",))
    follows(
        repository,
        "from . import old\n\nx = old.C, old.D\n",
        "from . import old, new\n\nx = new.C, old.D\n",
        names=("x",),
    )


@pytest.mark.parametrize(
    ("target", "after"),
    [
        ("pkg.one.new", "from ..one.new import C\n"),
        ("pkg.three.new", "from ..three.new import C\n"),
        ("pkg.two.new", "from .new import C\n"),
        ("pkg.new", "from ..new import C\n"),
        ("pkg.two", "from . import C\n"),
    ],
)
def test_case_014_two_levels(repository: Make, target: str, after: str) -> None:
    files = {
        "pkg/one/__init__.py": "",
        "pkg/two/__init__.py": "",
        "pkg/three/__init__.py": "",
        "pkg/one/old.py": OLD,
        "pkg/two/user.py": "from ..one.old import C\n",
    }
    change = repository(files).move("C", old="pkg.one.old", to=target, shim=False)
    assert change.text("pkg/two/user.py") == after
    assert (
        change.prints("import pkg.two.user as user; print(user.C.name, user.C.__module__)") == f"C {target}\n"
    )


def test_case_014_another_root_needs_an_absolute_import(repository: Make) -> None:
    files = {
        "pkg/old.py": OLD,
        "pkg/user.py": "from .old import C, D\n",
        "other/__init__.py": "",
    }
    plan = '[campaign]\nname = "cases"\npackages = ["pkg", "other"]\nbranch = "migration/cases"\n'
    change = repository(files, plan).move("C", to="other.new", shim=False)
    assert change.text("pkg/user.py") == "from .old import D\nfrom other.new import C\n"
    assert change.prints("import pkg.user as user; print(user.C.name, user.D)") == "C D\n"


def test_case_015_relative_in_an_init(repository: Make) -> None:
    follows(repository, "from .old import C\n", "from .new import C\n", path="pkg/__init__.py")
    follows(repository, "from ..old import C\n", "from ..new import C\n", path="pkg/sub/__init__.py")
    follows(
        repository,
        "from .. import old\n\nx = old.C.name\n",
        "from .. import old, new\n\nx = new.C.name\n",
        path="pkg/sub/__init__.py",
        names=("x", "old.D"),
    )


def test_case_016_star(repository: Make) -> None:
    files = {"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": "from pkg.old import *\n\nx = C(), D\n"}
    change = repository(files).move("C")
    assert change.files == {
        "pkg/old.py": f"from pkg.new import C as C\n\n{OLD_AFTER}",
        "pkg/new.py": NEW_AFTER,
        "pkg/user.py": "from pkg.old import *\nfrom pkg.new import C\n\nx = C(), D\n",
    }
    assert change.prints("import pkg.user as user; print(user.x[0].name, user.x[1], user.F)") == "C D F\n"
    assert "star" in repository(files).move_refused("C", shim=False)


def test_case_016_star_and_another_binding_of_the_name(repository: Make) -> None:
    user = "from pkg.old import *\n\nC = 3\nx = C, D\n"
    change = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": user}).move("C")
    assert "pkg/user.py" not in change.files
    assert change.prints("import pkg.user as user; print(user.x)") == "(3, 'D')\n"


def test_case_017_star_of_a_re_exporter(repository: Make) -> None:
    files = {
        "pkg/old.py": OLD,
        "pkg/new.py": NEW,
        "pkg/mid.py": "from pkg.old import *\n",
        "pkg/user.py": "from pkg.mid import *\n\nx = C(), D\n",
    }
    its = repository(files)
    change = its.move("C")
    assert change.files == {
        "pkg/old.py": f"from pkg.new import C as C\n\n{OLD_AFTER}",
        "pkg/new.py": NEW_AFTER,
    }
    show = "import pkg.user as user; print(user.x[0].name, user.x[1])"
    assert change.prints(show) == "C D\n"
    change = its.canonical("pkg.new:C")
    assert change.files == {"pkg/user.py": "from pkg.mid import *\nfrom pkg.new import C\n\nx = C(), D\n"}
    assert change.prints(show) == "C D\n"


def test_case_018_imported_twice(repository: Make) -> None:
    follows(
        repository,
        "from pkg.old import C, D\n\n\ndef f():\n    from pkg.old import C\n\n    return C\n",
        "from pkg.old import D\nfrom pkg.new import C\n\n\ndef f():\n    from pkg.new import C\n\n    return C\n",
        names=("f()", "C", "D"),
    )


def test_case_019_semicolon_line(repository: Make) -> None:
    follows(
        repository,
        "import os; from pkg.old import C, D; c = C(); d = os\n",
        "import os; from pkg.old import D; from pkg.new import C; c = C(); d = os\n",
        names=("c.name", "D", "d.name"),
    )
    follows(repository, "import os; from pkg.old import C\n", "import os; from pkg.new import C\n")
    follows(
        repository,
        "import os; import pkg.old; c = pkg.old.C(), pkg.old.D\n",
        "import os; import pkg.old, pkg.new; c = pkg.new.C(), pkg.old.D\n",
        names=("c[0].name", "c[1]"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "from pkg.new import E\nfrom pkg.old import C, D\n",
            "from pkg.new import E, C\nfrom pkg.old import D\n",
            id="above",
        ),
        pytest.param(
            "from pkg.old import C, D\nfrom pkg.new import E\n",
            "from pkg.old import D\nfrom pkg.new import E, C\n",
            id="below",
        ),
        pytest.param(
            "from pkg.old import C\nfrom pkg.new import E\n\nD = 1\n",
            "from pkg.new import E, C\n\nD = 1\n",
            id="alone",
        ),
        pytest.param(
            "from pkg.new import (\n    E,  # e\n)\nfrom pkg.old import C, D\n",
            "from pkg.new import (\n    E,  # e\n    C,\n)\nfrom pkg.old import D\n",
            id="on lines",
        ),
        pytest.param(
            "from .new import E\nfrom pkg.old import C, D\n",
            "from .new import E\nfrom pkg.old import D\nfrom pkg.new import C\n",
            id="spelled otherwise, so it is another style",
        ),
    ],
)
def test_case_020_there_is_an_import_of_the_target(repository: Make, before: str, after: str) -> None:
    follows(repository, before, after, names=("E", "C", "D"))


def test_case_020_the_target_passed_it_on_before(repository: Make) -> None:
    files = {
        "pkg/old.py": OLD,
        "pkg/new.py": "from pkg.old import C\n\nE = C\n",
        "pkg/user.py": "from pkg.new import C\nfrom pkg.old import C, D\n",
    }
    change = repository(files).move("C", shim=False)
    assert change.text("pkg/user.py") == "from pkg.new import C\nfrom pkg.old import D\n"
    assert change.new == "class C:\n    name = 'C'\n\n\nE = C\n"
    assert change.prints("import pkg.user as user; print(user.C.name, user.D)") == "C D\n"


def test_case_021_needed_for_its_side_effect(repository: Make) -> None:
    files = {
        "pkg/old.py": f"print('loaded')\n\n\n{OLD}",
        "pkg/new.py": NEW,
        "pkg/user.py": "import pkg.old\n",
    }
    change = repository(files).move("C", shim=False)
    assert "pkg/user.py" not in change.files
    assert change.prints("import pkg.user") == "loaded\n"


def test_case_021_needed_for_another_module_that_it_loads(repository: Make) -> None:
    files = {
        "pkg/old.py": f"import pkg.other\n\n\n{OLD}",
        "pkg/new.py": NEW,
        "pkg/other.py": "X = 'X'\n",
        "pkg/user.py": "import pkg.old\n\nx = pkg.old.C.name, pkg.other.X\n",
    }
    change = repository(files).move("C", shim=False)
    assert change.text("pkg/user.py") == "import pkg.old\nimport pkg.new\n\nx = pkg.new.C.name, pkg.other.X\n"
    assert change.prints("import pkg.user; print(pkg.user.x)") == "('C', 'X')\n"


def test_case_022_order_is_untouched(repository: Make) -> None:
    follows(
        repository,
        "import zlib\nfrom pkg.old import C\nimport abc\nfrom pkg.new import E as Z\n",
        "import zlib\nimport abc\nfrom pkg.new import E as Z, C\n",
    )
    follows(
        repository,
        "import zlib\nfrom pkg.old import C, D\nimport abc\n",
        "import zlib\nfrom pkg.old import D\nfrom pkg.new import C\nimport abc\n",
        names=("C", "D"),
    )


@pytest.mark.parametrize("comment", ["# noqa: F401", "# type: ignore[attr-defined]", "# isort:skip"])
def test_case_023_comments_for_tools(repository: Make, comment: str) -> None:
    follows(repository, f"from pkg.old import C  {comment}\n", f"from pkg.new import C  {comment}\n")
    follows(
        repository,
        f"from pkg.old import C, D  {comment}\n",
        f"from pkg.old import D  {comment}\nfrom pkg.new import C  {comment}\n",
        names=("C", "D"),
    )
    follows(
        repository,
        f"import pkg.old  {comment}\n\nx = pkg.old.C\n",
        f"import pkg.new  {comment}\n\nx = pkg.new.C\n",
        names=("x",),
    )
