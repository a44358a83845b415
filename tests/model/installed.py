"""Packages that are there when the tests run: what they need themselves, so no network is asked."""

from importlib.util import find_spec
from pathlib import Path


def root_of(package: str) -> Path:
    """The folder on the import path that a package lies in."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parents[1]
