"""An import-linter configuration to contracts: found where import-linter looks for it, and read as data.

import-linter itself would be asked by running it, and it imports the custom types of contract that a configuration names: that is code of the
repository. So the file is read here; what is not understood is kept by name with the reason, never left out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import tomli

from migrator.display import visible_line
from migrator.errors import PlanError
from migrator.plan.contract_fields import read_contract
from migrator.plan.contracts import Contract, Contracts, UnreadContract
from migrator.plan.ini import IniError, ini_positions, parse_ini
from migrator.plan.positions import KeyPath, Positions, find_positions
from migrator.plan.reading import Complaints, Reader, Table

CONFIGURATION_FILES = ("setup.cfg", ".importlinter", "pyproject.toml")
"""In the order in which import-linter takes the first that has something for it."""
_SECTION = "importlinter"


def find_contracts(read: Callable[[str], bytes | None]) -> Contracts | None:
    """The contracts of a tree, or None where it has none.

    Args:
        read: Gives a file's bytes by its path relative to the root, None where there is no such file.

    Raises:
        PlanError: There is a configuration that cannot be read.
    """
    for path in CONFIGURATION_FILES:
        raw = read(path)
        found = load_contracts(raw, path) if raw is not None else None
        if found is not None:
            return found
    return None


def load_contracts(raw: bytes, path: str) -> Contracts | None:
    """The contracts of a file, or None where it holds no configuration of import-linter.

    Raises:
        PlanError: It cannot be read; the detail has one line ``file:line: what is wrong`` for each complaint.
    """
    if b"importlinter" not in raw:
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error(path, [(raw.count(b"\n", 0, error.start) + 1, "the file is not UTF-8")]) from error
    is_toml = path.endswith(".toml")
    sections = _toml_sections(text, path) if is_toml else _ini_sections(text, path)
    if sections is None:
        return None
    complaints = Complaints()
    positions = find_positions(text) if is_toml else ini_positions(text)
    found = _contracts(sections, path, complaints, positions)
    if complaints.found:
        raise _error(path, sorted((positions.line(one.path), one.said) for one in complaints.found))
    return found


class _Sections(NamedTuple):
    """What a file says, whatever its form: the options of the whole, and those of each contract with its place."""

    path: KeyPath
    options: Table
    contracts: Sequence[tuple[KeyPath, object]]


def _toml_sections(text: str, path: str) -> _Sections | None:
    try:
        tables = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise _error(path, [(error.lineno, f"column {error.colno}: {error.msg}")]) from error
    except RecursionError as error:
        raise _error(path, [(1, "tables are nested too deep")]) from error
    tool = tables.get("tool")
    options = tool.get(_SECTION) if isinstance(tool, dict) else None
    if not isinstance(options, dict) or not options:
        return None
    place: KeyPath = ("tool", _SECTION)
    contracts = options.get("contracts", [])
    listed = contracts if isinstance(contracts, list) else [contracts]
    return _Sections(
        place, options, [((*place, "contracts", number), one) for number, one in enumerate(listed)]
    )


def _ini_sections(text: str, path: str) -> _Sections | None:
    try:
        sections = parse_ini(text)
    except IniError as error:
        raise _error(path, [(error.line, error.said)]) from error
    if _SECTION not in sections:
        return None
    contracts = [((name,), options) for name, options in sections.items() if name.startswith(f"{_SECTION}:")]
    return _Sections((_SECTION,), sections[_SECTION], contracts)


def _contracts(sections: _Sections, path: str, complaints: Complaints, positions: Positions) -> Contracts:
    whole = Reader(sections.options, sections.path, _SECTION, complaints)
    packages = whole.texts("root_packages", also_single=True) or whole.texts("root_package", also_single=True)
    if not packages:
        whole.complain("", "it lacks 'root_package' (or 'root_packages'): what the contracts are about")
    if not sections.contracts:
        whole.complain("", "it has no contracts")
    with_external = _is_true(sections.options.get("include_external_packages"))
    found = tuple(_read_all(sections, complaints, positions, packages, with_external=with_external))
    return Contracts(
        path=path,
        packages=packages,
        counts_typing=not _is_true(sections.options.get("exclude_type_checking_imports")),
        contracts=tuple(one for one in found if not isinstance(one, UnreadContract)),
        unread=tuple(one for one in found if isinstance(one, UnreadContract)),
    )


def _read_all(
    sections: _Sections,
    complaints: Complaints,
    positions: Positions,
    packages: Sequence[str],
    *,
    with_external: bool,
) -> Iterator[Contract | UnreadContract]:
    for place, options in sections.contracts:
        if not isinstance(options, dict):
            complaints.add(place, "contracts must be tables, written [[tool.importlinter.contracts]]")
            continue
        reader = Reader(options, place, "the contract", complaints)
        found = read_contract(reader, positions.line(place), packages, with_external=with_external)
        if found is not None:
            yield found


def _is_true(value: object) -> bool:
    """As import-linter reads it: anything else is no."""
    return value is True or value in {"True", "true"}


def _error(path: str, complaints: Iterable[tuple[int, str]]) -> PlanError:
    return PlanError(
        f"{path} cannot be read as a configuration of import-linter",
        "\n".join(f"{path}:{line}: {visible_line(said)}" for line, said in dict.fromkeys(complaints)),
    )
