"""A small run of the fuzzer of recipes; ``python -m tests.fuzz.rewriting 1000`` is the nightly one."""

from tests.fuzz.rewriting import run, with_site
from tests.fuzz.sources import SAMPLE


def test_mod_13_whatever_the_source_rewriting_its_import_changes_that_and_nothing_else() -> None:
    number, found = run(60, 13, SAMPLE)
    assert number > 80
    assert [(fault.path, fault.said, fault.raw[:300]) for fault in found] == []


def test_mod_13_a_site_goes_below_what_has_to_be_first() -> None:
    site = b"from pkg.face import Thing\n"
    assert (
        with_site(b"# coding: latin-1\nx = '\xe9'\n", site) == b"# coding: latin-1\n" + site + b"x = '\xe9'\n"
    )
    future = b"from __future__ import annotations\r\nx = 1"
    assert with_site(future, site) == future + b"\r\n" + site.replace(b"\n", b"\r\n")
    assert with_site(b"return\n", site) is None
