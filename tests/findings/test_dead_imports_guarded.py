"""Imports that may fail on purpose are not dead; a guard against something else guards nothing."""

import pytest

from migrator.plan.values import Finds
from tests.findings.finding import by_id, found_in

TREE = {"pkg/__init__.py": "", "pkg/core.py": "def work(): ...\n"}


def dead(text: str) -> list[str]:
    return list(by_id(found_in(TREE | {"pkg/user.py": text}, Finds.DEAD_IMPORTS)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("try:\n    import pkg.gone\nexcept ImportError: ...\n", id="ImportError"),
        pytest.param("try:\n    import pkg.gone\nexcept ModuleNotFoundError: ...\n", id="its subclass"),
        pytest.param("try:\n    from pkg.core import X\nexcept (ImportError, OSError): ...\n", id="among others"),
        pytest.param("try:\n    from pkg.core import X\nexcept Exception: ...\n", id="Exception"),
        pytest.param("try:\n    from pkg.core import X\nexcept: ...\n", id="anything"),
        pytest.param("import builtins\ntry:\n    from pkg.core import X\nexcept builtins.ImportError: ...\n", id="by its full name"),
        pytest.param("def f():\n    try:\n        from pkg.core import X\n    except ImportError:\n        return\n", id="in a function"),
        pytest.param("try:\n    if flag:\n        import pkg.gone\nexcept ImportError: ...\n", id="deeper in the block"),
        pytest.param("try:\n    import pkg.gone\nexcept ImportError:\n    pkg = None\nelse:\n    pkg.gone.work()\n", id="used in its else"),
        pytest.param("try:\n    import json\nexcept ImportError:\n    import pkg.gone as json\n", id="a fallback"),
        pytest.param("from contextlib import suppress\nwith suppress(ImportError):\n    from pkg.core import X\n", id="suppressed"),
        pytest.param("import contextlib\nwith contextlib.suppress(Exception):\n    import pkg.gone\n", id="suppressed with all"),
        pytest.param("import pytest\nwith pytest.raises(ImportError):\n    import pkg.gone\n", id="expected to fail"),
        pytest.param("class T:\n    def test(self):\n        with self.assertRaises(ImportError):\n            from pkg.core import X\n", id="expected by unittest"),
        pytest.param("import pkg.core\nif hasattr(pkg.core, 'X'):\n    from pkg.core import X\n", id="asked for before"),
        pytest.param("import importlib.util\nif importlib.util.find_spec('pkg.gone'):\n    import pkg.gone\n", id="its spec is asked for before"),
        pytest.param("import pytest\npytest.importorskip('pkg.gone')\nfrom pkg.gone.deep import X\n", id="skipped without a package around it"),
        pytest.param("import pkg.core\ntry:\n    pkg.core.X()\nexcept AttributeError: ...\n", id="an attribute"),
        pytest.param("import pkg.core\nx = getattr(pkg.core, 'X', None)\n", id="an attribute with a default"),
        pytest.param("import pkg.core as core\ncore.X = 1\ncore.X()\n", id="given before"),
    ],
)  # fmt: skip
def test_what_may_fail_on_purpose_is_not_dead(text: str) -> None:
    assert dead(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("try:\n    import pkg.gone\nfinally:\n    done()\n", id="nothing is caught"),
        pytest.param("try:\n    import pkg.gone\nexcept ValueError: ...\n", id="something else is caught"),
        pytest.param("try:\n    work()\nexcept ImportError: ...\nelse:\n    import pkg.gone\n", id="in the else"),
        pytest.param("try:\n    work()\nexcept ValueError:\n    import pkg.gone\n", id="in another handler"),
        pytest.param("try:\n    work()\nexcept ImportError: ...\nfinally:\n    import pkg.gone\n", id="at the end"),
        pytest.param("try:\n    def f():\n        import pkg.gone\nexcept ImportError: ...\n", id="a function that runs later"),
        pytest.param("from contextlib import suppress\nwith suppress(KeyError):\n    import pkg.gone\n", id="another suppressed"),
        pytest.param("with open('x') as f:\n    import pkg.gone\n", id="with something else"),
        pytest.param("import sys\nif sys.version_info > (3, 8):\n    import pkg.gone\n", id="under a condition"),
        pytest.param("from importlib.util import find_spec\nfind_spec('pkg.go')\nimport pkg.gone\n", id="another is asked for"),
        pytest.param("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pkg.gone\n", id="for type checkers"),
    ],
)  # fmt: skip
def test_what_nothing_guards_is_dead(text: str) -> None:
    assert dead(text) == ["dead-imports:pkg.gone"]
