"""What a package offers: its `__all__`, else what it imports as itself. What it imports for its own use is no offer."""

import pytest

from migrator.findings.values import ImportPath
from migrator.plan.values import Finds, Policy
from tests.findings.finding import found_in

USERS = {
    "pkg/core.py": "class Thing:\n    pass\n",
    "pkg/a.py": "from pkg.core import Thing\n",
    "tests/__init__.py": "",
    "tests/b.py": "from pkg import Thing\n",
}


@pytest.mark.parametrize(
    ("face", "canonical"),
    [
        ("from pkg.core import Thing\n", "pkg.core:Thing"),
        ("from pkg.core import Thing as Thing\n", "pkg:Thing"),
        ("from pkg.core import Thing\n__all__ = ['Thing']\n", "pkg:Thing"),
        ("from pkg.core import Thing as Thing\n__all__ = ['Other']\nOther = 1\n", "pkg.core:Thing"),
        (
            "def late():\n    from pkg.core import Thing as Thing\nfrom pkg.core import Thing\n",
            "pkg.core:Thing",
        ),
    ],
    ids=[
        "for its own use",
        "as itself",
        "in __all__",
        "as itself, but __all__ leaves it out",
        "in a function",
    ],
)
def test_a_facade_is_canonical_where_the_package_says_that_the_name_is_for_others(
    face: str, canonical: str
) -> None:
    detection = found_in({**USERS, "pkg/__init__.py": face}, Finds.IMPORT_PATHS, policy=Policy.FACADE)
    found = [finding.detail for finding in detection.findings if isinstance(finding.detail, ImportPath)]
    assert {str(detail.canonical) for detail in found} == {canonical}
