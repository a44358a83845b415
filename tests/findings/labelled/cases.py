"""Pairs that people labelled: two classes or two creators in a small package, the right verdict on them, and why.

The cases are data (``*.toml``), so that one can be added without knowing the detector. Each is judged twice: under a plan that names the class that
stays, and without a plan, over all classes, where the detector has less to go by and says less.
"""

import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent


class Label(StrEnum):
    """What a person says of the pair."""

    DUPLICATE = "duplicate"
    """One can take the place of the other."""
    SHIM = "shim"
    """One stands for an old name of the other."""
    LOOK_ALIKE = "look-alike"
    """Both stay."""
    HELPER = "helper"
    """Both stay, and what they share can be extracted."""


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One labelled pair.

    Attributes:
        name: What it is.
        pair: What would go and what would stay, as ``pkg.module:Name``.
        verdict: The label.
        why: The reason of the label.
        files: The package by path; ``__init__`` files are added.
        kind: ``class`` or ``factory``.
        evidence: What has to be said for the pair: the rung of the ladder, the fit of a creator, ``none`` where nothing speaks for it.
        veto: The veto that has to be named.
        tier: ``review`` where the code cannot tell and people have to, ``hidden`` where not even they should be asked, ``""`` for what the verdict implies.
        roles: The patterns of the plan's roles.
        methods: For a helper: what can be extracted.
        beyond: For a creator: words that say what it does beside constructing.
        unplanned: It is only judged without a plan.
    """

    name: str
    pair: tuple[str, str]
    verdict: Label
    why: str
    files: Mapping[str, str]
    kind: str = "class"
    evidence: str = ""
    veto: str = ""
    tier: str = ""
    roles: tuple[str, ...] = ("*",)
    methods: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    unplanned: bool = False

    @property
    def is_right_to_propose(self) -> bool:
        """A merge may be proposed."""
        return self.verdict in {Label.DUPLICATE, Label.SHIM}

    @property
    def tree(self) -> dict[str, str]:
        """The files of the package, with those that make folders packages."""
        folders = {parent for path in self.files for parent in Path(path).parents if parent != Path()}
        empty = {f"{folder.as_posix()}/__init__.py": "" for folder in folders if folder.parts[0] == "pkg"}
        return {**empty, **self.files}


def labelled_cases() -> Iterator[Case]:
    """All cases, file by file."""
    for path in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(path.read_text())["case"]:
            yield msgspec.convert(case, Case)
