"""Old paths outside Python code: entry points in packaging files, references in documentation.

In packaging files only the tables that installers read are edited; a path anywhere else, and a path in a sentence, is listed.
"""

import re
from collections.abc import Iterator

from migrator.recipes.editing.edits import line_of
from migrator.recipes.editing.hunks import PendingHunk
from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.sites.references import (
    imported_in_text,
    mentioned_pattern,
    references,
    replaced_path,
)
from migrator.recipes.sites.targets import Targets
from migrator.recipes.values import Left

_DOCUMENTS = (".rst", ".md", ".txt")
_SETTINGS = (".toml", ".cfg", ".ini", ".yaml", ".yml", ".json")
_SCRIPTS = (".sh", ".bash", ".zsh", ".bat", ".cmd", ".ps1", ".mk")
_SCRIPT_NAMES = frozenset(
    {"Makefile", "makefile", "GNUmakefile", "justfile", "Dockerfile", "Procfile", "Jenkinsfile"}
)
_OURS = re.compile(r"(^|/)(migration\.toml|\.migrator/.*)$")
_SECTION = re.compile(rb"^[ \t]*\[\[?(?P<name>[^\]\r\n]+)\]", re.MULTILINE)
_ENTRY_POINTS = re.compile(
    rb"project\.(gui-)?scripts|project\.entry-points\b.*|tool\.poetry\.(scripts|plugins\b.*)"
    rb"|options\.entry_points|entry_points"
)
_IN_MODULE = re.compile(rb"(?:\.\w+)*:\w")
"""What follows a module in the path of an object in it."""
_AUTOMODULE = re.compile(rb"^[ \t]*\.\. automodule::[ \t]+(?P<module>[\w.]+)", re.MULTILINE)
_OWN_TABLE = re.compile(rb"tool\.migrator\b.*")


def is_document(path: str) -> bool:
    """Whether a file may hold references that are followed or listed."""
    is_script = path.endswith(_SCRIPTS) or path.rpartition("/")[2] in _SCRIPT_NAMES
    return (is_script or path.endswith((*_DOCUMENTS, *_SETTINGS))) and not _OURS.search(path)


def document_hunks(path: str, raw: bytes, targets: Targets, why: str) -> tuple[list[PendingHunk], list[Left]]:
    """The hunks of a file that is no code, and the mentions that were left."""
    if b"\0" in raw:
        return [], []
    if path.endswith(_DOCUMENTS):
        return _documentation(path, raw, targets, why)
    hunks, left = _settings(path, raw, targets, why) if path.endswith(_SETTINGS) else ([], [])
    if not path.endswith(_SETTINGS):
        left = [
            Left(path, line_of(raw, one), f"{old} is named in {_kind(path)}")
            for one, _end, old in _mentions(raw, targets)
        ]
    return hunks, left + [
        Left(path, line, f"{old} is imported in {_kind(path)}") for line, old in _imports(raw, targets)
    ]


def _kind(path: str) -> str:
    if path.endswith(".py"):
        return "a file that is in none of the plan's packages and consumers"
    return "a settings file" if path.endswith(_SETTINGS) else "a script"


def _imports(raw: bytes, targets: Targets) -> Iterator[tuple[int, str]]:
    """Imports of old paths, by line: in commands such as ``python -c``, and in code that nobody follows."""
    for number, line in enumerate(raw.splitlines(), start=1):
        for old in imported_in_text(line, targets):
            yield number, old


def _documentation(path: str, raw: bytes, targets: Targets, why: str) -> tuple[list[PendingHunk], list[Left]]:
    hunks, left = [], []
    for one in references(raw, 0, len(raw), targets):
        if one.splice is None:
            left.append(Left(path, line_of(raw, one.start), f"{one.old} is mentioned in a text"))
        else:
            shape = f"`{one.old}` -> `{one.new}`, {one.said}"
            said = targets.why([one.old], why)
            hunks.append(PendingHunk("", f"{one.said} {one.old}", shape, said, [one.splice]))
    return hunks, [*left, *_documented_modules(path, raw, targets)]


def _documented_modules(path: str, raw: bytes, targets: Targets) -> Iterator[Left]:
    """``automodule`` of an old module: it documents what is defined there, which what moved no longer is."""
    for found in _AUTOMODULE.finditer(raw):
        module = found["module"].decode(errors="replace")
        names = sorted(one.name for one in targets.symbols if one.module == module)
        if names:
            yield Left(
                path,
                line_of(raw, found.start()),
                f"automodule of {module} shows what is defined there, not {', '.join(names)}",
            )


def _settings(path: str, raw: bytes, targets: Targets, why: str) -> tuple[list[PendingHunk], list[Left]]:
    hunks, left = [], []
    sections = [(found.start(), found["name"].strip()) for found in _SECTION.finditer(raw)]
    for start, end, old in _mentions(raw, targets):
        section = next((name for place, name in reversed(sections) if place < start), b"")
        if _OWN_TABLE.fullmatch(section):
            continue
        new = replaced_path(old, targets)
        is_object = ":" in old or _IN_MODULE.match(raw, end)
        if is_object and new is not None and _ENTRY_POINTS.fullmatch(section.replace(b'"', b"")):
            shape = f"`{old}` -> `{new}`, entry point"
            hunks.append(
                PendingHunk(
                    section.decode(errors="replace"),
                    old,
                    shape,
                    targets.why([old], why),
                    [Splice(start, end, new.encode())],
                )
            )
        else:
            left.append(Left(path, line_of(raw, start), f"{old} is mentioned in a settings file"))
    return hunks, left


def _mentions(raw: bytes, targets: Targets) -> Iterator[tuple[int, int, str]]:
    for found in mentioned_pattern(targets).finditer(raw):
        yield found.start(), found.end(), found[0].decode()
