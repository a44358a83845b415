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
