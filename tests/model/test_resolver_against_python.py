"""What the resolver says equals what a fresh interpreter finds, on packages that nobody thought of.

``python -m bench.resolver_on_generated`` does the same with as many packages as one likes, others for each seed. Here they are the same ones at each
run: a change is judged by what it changes, and not by packages that nobody drew before.
"""

from hypothesis import HealthCheck, given, settings

from tests.model.generated import ALL, packages
from tests.model.generated_answers import compared, judged


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(packages(ALL, is_orderly=True))
def test_every_name_means_what_python_finds_where_imports_lead_one_way(files: dict[str, str]) -> None:
    comparison = compared(files)
    assert not comparison.wrong, str(comparison)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(packages(ALL))
def test_every_name_means_what_python_finds_where_modules_import_each_other(files: dict[str, str]) -> None:
    comparison = compared(files)
    assert not comparison.wrong, str(comparison)


def test_the_judge_tells_what_a_name_is_by_each_way_into_the_package() -> None:
    stars = {
        "pkg/__init__.py": "",
        "pkg/m0.py": "from .m2 import *\n",
        "pkg/m2.py": "from .m0 import *\ndef A(): pass\n",
        "pkg/sub/__init__.py": "",
        "pkg/sub/m1.py": "",
    }
    _, found = judged(stars)
    assert found["pkg.m2:A"] == [["pkg.m2:A"]]
    assert sorted(found["pkg.m0:A"]) == [["missing"], ["pkg.m2:A"]]


def test_the_judge_takes_out_what_cannot_run() -> None:
    left, _ = judged(
        {
            "pkg/__init__.py": "from .m0 import gone\ndef A(): pass\n",
            "pkg/m0.py": "",
            "pkg/m2.py": "import pkg.gone\n",
            "pkg/sub/__init__.py": "",
            "pkg/sub/m1.py": "",
        }
    )
    assert left["pkg/__init__.py"] == "def A(): pass\n"
    assert left["pkg/m2.py"] == ""
