"""The packages whose code is moved about, each with what its own tests need; versions are pinned so that the same moves are drawn everywhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Package:
    """One distribution with its tests.

    Attributes:
        requirement: Its name and version on PyPI.
        imports: The top-level packages that moves are drawn from.
        source: The folder in the archive that they lie in; empty for the root.
        needs: What its tests need beside it, as its own test requirements say.
        tests: Arguments of pytest.
    """

    requirement: str
    imports: tuple[str, ...]
    source: str
    needs: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the distribution."""
        return self.requirement.partition("==")[0]


PACKAGES = (
    Package(
        "attrs==26.1.0",
        imports=("attr", "attrs"),
        source="src",
        needs=("pytest", "pytest-xdist[psutil]", "hypothesis", "pympler", "cloudpickle"),
        tests=("-n", "2", "tests"),
    ),
    Package(
        "click==8.5.1",
        imports=("click",),
        source="src",
        needs=("pytest", "pytest-xdist"),
        tests=("-n", "2", "tests"),
    ),
    Package(
        "jinja2==3.1.6",
        imports=("jinja2",),
        source="src",
        needs=("pytest", "pytest-xdist", "trio"),
        tests=("-n", "2", "tests"),
    ),
    Package(
        "networkx==3.6.1",
        imports=("networkx",),
        source="",
        needs=("pytest", "pytest-xdist", "numpy", "scipy"),
        tests=("-n", "2", "networkx"),
    ),
    Package(
        "celery==5.7.0",
        imports=("celery",),
        source="",
        needs=(
            "pytest==9.1.1",
            "pytest-celery",
            "pytest-click",
            "pytest-order",
            "pytest-rerunfailures",
            "pytest-subtests",
            "pytest-timeout",
            "boto3",
            "cryptography",
            "freezegun",
            "moto",
            "msgpack",
            "pydantic",
            "pymongo",
            "pyyaml",
            "redis",
            "sqlalchemy",
        ),
        tests=(
            "-n",
            "3",
            "--dist",
            "loadfile",
            "--continue-on-collection-errors",
            "--timeout",
            "60",
            "--ignore",
            "t/unit/tasks/test_stamping.py",
            "t/unit",
        ),
    ),
)
"""All tests of each, but celery's `test_stamping.py`: 26,000 sub-tests of one feature, most of the time of all others together. celery's tests name what they patch in 787 strings; those of the other four hardly patch."""
