"""The proof that what gains imports still loads: for cycles that close through packages around, which counting leaves out."""

from tests.batches.proving import failing, proofs

# celery: exceptions needs something deep in `utils`, whose package imports `log`.
FILES = {
    "pkg/__init__.py": "",
    "pkg/exceptions.py": "from pkg.utils.text import clean\n\n\nclass Retry(Exception): ...\n\n\nRetryError = Retry\nNAME = clean('x')\n",
    "pkg/utils/__init__.py": "from pkg.utils.log import LEVEL\n\nDEFAULT = LEVEL\n",
    "pkg/utils/log.py": "LEVEL = 1\n",
    "pkg/utils/text.py": "def clean(text):\n    return text\n",
}
LOG = "from pkg.exceptions import Retry\n\nLEVEL = 1\n\nRetryError = Retry\n"


def test_a_package_around_that_asks_for_what_is_half_executed_fails() -> None:
    found = failing(proofs(FILES, {"pkg/utils/log.py": LOG}))
    (detail,) = found["loads"]
    assert detail == (
        "pkg.exceptions can no longer be imported first: line 1 of pkg.utils.log asks for Retry of pkg.exceptions, which is half executed then"
    )


def test_the_same_import_in_a_function_holds() -> None:
    later = "LEVEL = 1\n\n\ndef retry():\n    from pkg.exceptions import Retry\n\n    return Retry\n"
    assert "loads" not in failing(proofs(FILES, {"pkg/utils/log.py": later}))


def test_what_could_not_be_imported_first_before_is_not_held_against_a_change() -> None:
    files = {**FILES, "pkg/utils/log.py": LOG, "pkg/other.py": "X = 1\n"}
    text = "from pkg.exceptions import Retry\nfrom pkg.other import X\n\nLEVEL = X\n\nRetryError = Retry\n"
    assert "loads" not in failing(proofs(files, {"pkg/utils/log.py": text}))


def test_a_name_asked_for_where_only_the_module_was_asked_for_fails() -> None:
    """The edge was there before and harmless; what is asked for is not bound yet when the other module is imported first."""
    files = {
        "pkg/__init__.py": "",
        "pkg/alpha.py": "import pkg.omega\n\n\nclass Shop: ...\n",
        "pkg/omega.py": "from pkg import alpha\n\n\nclass Store: ...\n",
    }
    found = failing(
        proofs(files, {"pkg/omega.py": "from pkg import alpha\nfrom pkg.alpha import Shop as Store\n"})
    )
    assert found["loads"] == (
        "pkg.alpha can no longer be imported first: line 2 of pkg.omega asks for Shop of pkg.alpha, which is half executed then",
    )


def test_an_attribute_asked_for_at_once_where_only_functions_asked_for_it_fails() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/alpha.py": "import pkg.omega\n\n\nclass Shop: ...\n",
        "pkg/omega.py": "from pkg import alpha\n\n\ndef store():\n    return alpha.Shop\n",
    }
    found = failing(proofs(files, {"pkg/omega.py": "from pkg import alpha\n\nstore = alpha.Shop\n"}))
    assert [one.partition(":")[0] for one in found["loads"]] == ["pkg.alpha can no longer be imported first"]


def test_a_further_name_that_is_bound_by_then_holds() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/alpha.py": "class Shop: ...\n\n\nimport pkg.omega\n",
        "pkg/omega.py": "from pkg import alpha\n\n\nclass Store: ...\n",
    }
    text = "from pkg import alpha\nfrom pkg.alpha import Shop as Store\n"
    assert "loads" not in failing(proofs(files, {"pkg/omega.py": text}))
