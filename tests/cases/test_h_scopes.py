"""Section H: a name is what its scope says it is, and nothing else of that spelling is touched.

These moves leave no shim: what was rewritten wrongly, or not at all, would not work.
"""

import pytest

from tests.cases.conftest import Make

OLD = "class C:\n    name = 'C'\n\n\nD = 'D'\n"
NEW = "E = 'E'\n"
K = "class K:\n    C = 3\n    D = 4\n\n\n"


def follows(repository: Make, before: str, after: str, show: str) -> None:
    """C moves without a shim: the user's text is exactly this, and it prints the same as before."""
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": before})
    code = f"import pkg.user as user; print({show})"
    was = its.prints(code)
    change = its.move("C", shim=False)
    assert change.files == {
        "pkg/old.py": "D = 'D'\n",
        "pkg/new.py": "E = 'E'\n\n\nclass C:\n    name = 'C'\n",
        "pkg/user.py": after,
    }
    assert change.left == []
    assert change.prints(code) == was


def test_case_091_parameters_and_locals_of_the_name(repository: Make) -> None:
    text = (
        "from pkg import {0}\n\n\ndef f(C, *, D=None):\n    return C, {0}.C.name\n\n\ndef g():\n    C = 1\n    return C\n\n\n"
        "h = lambda C: C\n\n\nclass L:\n    C = {0}.C\n\n    def c(self):\n        return self.C.name\n\n\nx = f(C=1)\n"
    )
    follows(repository, text.format("old"), text.format("new"), "user.x, user.g(), user.h(2), user.L().c()")


def test_case_091_a_parameter_in_a_file_that_imports_the_name(repository: Make) -> None:
    text = "from pkg.{} import C\n\n\ndef f(C=C):\n    return C.name\n\n\ndef g(C):\n    def h():\n        return C\n\n    return h()\n"
    follows(repository, text.format("old"), text.format("new"), "user.f(), user.g(2)")


def test_case_092_attributes_of_something_else(repository: Make) -> None:
    text = (
        f"{K}class M:\n    old = K\n\n\nx = K.C, {{0}}.C.name, M.old.C, M().old.C, K().C, old.D\n\n\n"
        "def f(thing):\n    return thing.C, thing.old.C\n"
    )
    follows(
        repository,
        "from pkg import old\n\n\n" + text.format("old"),
        "from pkg import old, new\n\n\n" + text.format("new"),
        "user.x, user.f(user.M) if hasattr(user.M, 'C') else 0",
    )


def test_case_093_a_local_name_that_shadows_the_module(repository: Make) -> None:
    text = (
        "import pkg.{0}\nfrom pkg import {0}\n\n\n"
        + K
        + "def f(old):\n    return old.C\n\n\ndef g():\n    old = K\n    return old.C\n\n\n"
        "def h():\n    pkg = K\n    pkg.old = K\n    return pkg.old.C\n\n\ndef i():\n    return {0}.C.name, pkg.{0}.C.name\n\n\n"
        "def j():\n    for old in [K]:\n        pass\n    with open(__file__) as pkg:\n        pkg.closed\n    return old.C\n\n\n"
        "def k():\n    try:\n        return 1 / 0\n    except ZeroDivisionError as old:\n        return old.args\n"
    )
    follows(
        repository,
        text.format("old"),
        text.format("new"),
        "user.f(user.K), user.g(), user.h(), user.i(), user.j(), user.k()",
    )


def test_case_094_comprehensions_lambdas_class_bodies_and_walrus(repository: Make) -> None:
    text = (
        K
        + "a = [old.C for old in [K]] + [{0}.C.name for _ in 'x']\nb = (lambda old: old.C)(K), (lambda: {0}.C.name)()\n"
        "c = {{old.C: old.D for old in [K]}}\nd = [one for one in [{0}.C] if {0}.C]\n\n\nclass L:\n    old = K\n    x = old.C\n\n"
        "    def m(self):\n        return {0}.C.name\n\n\ndef w():\n    if (old := K):\n        return old.C\n    return None\n"
    )
    follows(
        repository,
        "from pkg import old\n\n\n" + text.format("old"),
        "from pkg import new\n\n\n" + text.format("new"),
        "user.a, user.b, user.c, user.d[0].name, user.L.x, user.L().m(), user.w()",
    )


def test_case_095_del_and_globals_keep_working_on_the_imported_name(repository: Make) -> None:
    text = "from pkg.{} import C, D\n\nx = globals()['C'].name\n\n\ndef f():\n    global C\n    del C\n    return 'C' in globals()\n"
    follows(
        repository,
        text.format("old").replace("C, D", "C"),
        text.format("new").replace("C, D", "C"),
        "user.x, user.f()",
    )


def test_case_095_what_is_asked_of_the_module_at_run_time_is_listed(repository: Make) -> None:
    user = (
        "import sys\n\nimport pkg.old as o\n\nname = 'C'\na = getattr(o, 'C')\nb = getattr(o, name)\nc = hasattr(o, 'C')\n"
        "d = vars(o)['C']\ne = o.__dict__['C']\nf = sys.modules['pkg.old'].C\ng = getattr(o, 'D')\n"
    )
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": user})
    assert 'pkg/user.py:6 getattr(pkg.old, "C") reaches the old path' in its.move_refused("C", shim=False)
    change = its.move("C")
    assert change.left == [("pkg/user.py", line) for line in range(6, 12)]
    assert "pkg/user.py" not in change.files
    show = "import pkg.user as u, pkg.new; print({u.a, u.b, u.d, u.e, u.f} == {pkg.new.C}, u.c, u.g)"
    assert change.prints(show) == "True True D\n"


@pytest.mark.parametrize(
    ("before", "after", "show"),
    [
        pytest.param(
            "from pkg import old as o\n\nnew = 1\nx = o.C.name, new\n",
            "from pkg import new as new_module\n\nnew = 1\nx = new_module.C.name, new\n",
            "user.x",
            id="a name of the module",
        ),
        pytest.param(
            "from pkg import old\n\n\ndef f():\n    new = old.C\n    return new.name\n\n\ndef g(new):\n    return old.C.name, new\n",
            "from pkg import new as new_module\n\n\ndef f():\n    new = new_module.C\n    return new.name\n\n\n"
            "def g(new):\n    return new_module.C.name, new\n",
            "user.f(), user.g(1)",
            id="local names",
        ),
        pytest.param(
            "from pkg import old\nfrom pkg import other as new\n\nx = old.C.name, new.__name__\n",
            "from pkg import new as new_module\nfrom pkg import other as new\n\nx = new_module.C.name, new.__name__\n",
            "user.x",
            id="another import",
        ),
    ],
)
def test_case_096_the_user_has_a_name_like_the_one_to_be_imported(
    repository: Make, before: str, after: str, show: str
) -> None:
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/other.py": "", "pkg/user.py": before})
    code = f"import pkg.user as user; print({show})"
    was = its.prints(code)
    change = its.move("C", shim=False)
    assert change.text("pkg/user.py") == after
    assert change.prints(code) == was


def test_case_096_a_new_name_that_the_user_has_already(repository: Make) -> None:
    user = "from pkg.old import C\n\nK = 1\nx = C.name, K\n"
    its = repository({"pkg/old.py": OLD, "pkg/new.py": NEW, "pkg/user.py": user})
    change = its.move("C", to="pkg.new:K", shim=False)
    assert change.text("pkg/user.py") == "from pkg.new import K as C\n\nK = 1\nx = C.name, K\n"
    assert change.prints("import pkg.user as user; print(user.x)") == "('C', 1)\n"
