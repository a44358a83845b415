"""One contract's options to its value, checked as import-linter checks them.

An option that is not known may change what the contract means, so the contract is then not read, with that reason.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from migrator.plan.contracts import (
    Contract,
    ContractLayer,
    ForbiddenContract,
    IndependenceContract,
    LayersContract,
    UnmatchedIgnores,
    UnreadContract,
)
from migrator.plan.reading import Reader

_COMMON = frozenset(
    {"id", "name", "type", "broken_contract_guidance", "ignore_imports", "unmatched_ignore_imports_alerting"}
)
_ALERTS: dict[str, UnmatchedIgnores] = {"": "error", "error": "error", "warn": "warn", "none": "none"}


def read_contract(
    reader: Reader, line: int, packages: Sequence[str], *, with_external: bool
) -> Contract | UnreadContract | None:
    """A contract, or why it is not read; None where it is wrong, which the reader's complaints say.

    Args:
        reader: Of its options.
        line: Where it stands in its file.
        packages: Those that the configuration is about.
        with_external: Other packages may be forbidden, too.
    """
    name, kind = reader.text("name", required=True), reader.text("type", required=True)
    if kind not in _KINDS:
        return (
            UnreadContract(name, kind, line, f"contracts of the type {kind!r} are not known here")
            if kind
            else None
        )
    own, make = _KINDS[kind]
    unknown = sorted({*reader.values} - own - _COMMON)
    if unknown:
        return UnreadContract(name, kind, line, f"its option {unknown[0]!r} is not known here")
    before = len(reader.complaints.found)
    contract = make(reader, name, line)
    if isinstance(contract, ForbiddenContract):
        _check_external(reader, contract, packages, with_external=with_external)
    return contract if len(reader.complaints.found) == before else None


def _layers_contract(reader: Reader, name: str, line: int) -> Contract:
    layers = tuple(_layer(reader, text) for text in _lines(reader, "layers"))
    if not layers:
        reader.complain("", "the contract lacks 'layers'")
    containers = _expressions(reader, "containers")
    is_exhaustive = _truth(reader, "exhaustive", default=False)
    if is_exhaustive and not containers:
        reader.complain("exhaustive", "a contract without containers cannot be exhaustive")
    _check_apart(reader, [one for layer in layers for one in layer.names])
    return LayersContract(
        name=name,
        line=line,
        layers=layers,
        containers=containers,
        is_exhaustive=is_exhaustive,
        exhaustive_ignores=_lines(reader, "exhaustive_ignores"),
        ignored=_ignored(reader),
        unmatched=_unmatched(reader),
    )


def _independence_contract(reader: Reader, name: str, line: int) -> Contract:
    modules = _expressions(reader, "modules", required=True)
    return IndependenceContract(
        name=name, line=line, modules=modules, ignored=_ignored(reader), unmatched=_unmatched(reader)
    )


def _forbidden_contract(reader: Reader, name: str, line: int) -> Contract:
    return ForbiddenContract(
        name=name,
        line=line,
        sources=_expressions(reader, "source_modules", required=True),
        forbidden=_expressions(reader, "forbidden_modules", required=True),
        allows_indirect=_truth(reader, "allow_indirect_imports", default=False),
        as_packages=_truth(reader, "as_packages", default=True),
        ignored=_ignored(reader),
        unmatched=_unmatched(reader),
    )


def _layer(reader: Reader, text: str) -> ContractLayer:
    """``a``, ``a | b``, ``a : b``; a name in brackets need not exist."""
    if "|" in text and ":" in text:
        reader.complain("layers", f"the layer {text!r} has both | and :")
    names, optional = [], []
    for part in text.split("|" if "|" in text else ":"):
        name = part.strip()
        if name.startswith("(") and name.endswith(")"):
            name = name[1:-1].strip()
            optional.append(name)
        if not name:
            reader.complain("layers", f"the layer {text!r} lacks a name")
        names.append(name)
    return ContractLayer(tuple(names), tuple(optional), is_independent=":" not in text)


def _check_apart(reader: Reader, names: Sequence[str]) -> None:
    for number, one in enumerate(names):
        if one in names[:number]:
            reader.complain("layers", f"the layer {one!r} is there twice")
        elif any(one.startswith(f"{other}.") for other in names):
            reader.complain("layers", f"the layer {one!r} lies in another layer")


def _check_external(
    reader: Reader, contract: ForbiddenContract, packages: Sequence[str], *, with_external: bool
) -> None:
    for module in contract.forbidden:
        if module.partition(".")[0] in packages or any(
            f"{module}.".startswith(f"{one}.") for one in packages
        ):
            continue
        if not with_external:
            reader.complain(
                "forbidden_modules", f"{module!r} is of another package: that needs include_external_packages"
            )
        elif "." in module:
            reader.complain(
                "forbidden_modules", f"{module!r} lies in another package; only that can be forbidden"
            )


def _lines(reader: Reader, key: str) -> tuple[str, ...]:
    return tuple(text.strip() for text in reader.texts(key, also_single=True) if text.strip())


def _expressions(reader: Reader, key: str, *, required: bool = False) -> tuple[str, ...]:
    found = _lines(reader, key)
    if required and not found:
        reader.complain("", f"the contract lacks {key!r}")
    for text in found:
        _check_expression(reader, key, text)
    return found


def _check_expression(reader: Reader, key: str, text: str) -> None:
    """Names with ``*`` for one part, or ``**`` for several; the two kinds not side by side."""
    parts = text.split(".")
    wild = [part for part in parts if "*" in part]
    neighbours = pairwise(parts)
    if any(part not in {"*", "**"} for part in wild):
        reader.complain(key, f"in {text!r} a * stands for part of a name; it can only stand for a whole one")
    elif any(
        one in {"*", "**"} and other in {"*", "**"} and "**" in {one, other} for one, other in neighbours
    ):
        reader.complain(key, f"in {text!r} a ** stands beside another wildcard")


def _ignored(reader: Reader) -> tuple[str, ...]:
    found = []
    for text in _lines(reader, "ignore_imports"):
        importer, _, imported = (part.strip() for part in text.partition("->"))
        if not importer or not imported:
            reader.complain("ignore_imports", f"{text!r} is not of the form importer -> imported")
        _check_expression(reader, "ignore_imports", importer)
        _check_expression(reader, "ignore_imports", imported)
        found.append(f"{importer} -> {imported}")
    return tuple(dict.fromkeys(found))


def _unmatched(reader: Reader) -> UnmatchedIgnores:
    key = "unmatched_ignore_imports_alerting"
    word = reader.text(key).strip()
    if word not in _ALERTS:
        reader.complain(key, f"{word!r} is none of error, warn and none")
    return _ALERTS.get(word, "error")


def _truth(reader: Reader, key: str, *, default: bool) -> bool:
    value = reader.values.get(key, default)
    word = value.strip().lower() if isinstance(value, str) else str(value).lower()
    if word not in {"true", "false"}:
        reader.complain(key, f"{key!r} must be true or false")
    return word == "true"


_KINDS: dict[str, tuple[frozenset[str], Callable[[Reader, str, int], Contract]]] = {
    "layers": (frozenset({"layers", "containers", "exhaustive", "exhaustive_ignores"}), _layers_contract),
    "independence": (frozenset({"modules"}), _independence_contract),
    "forbidden": (
        frozenset({"source_modules", "forbidden_modules", "allow_indirect_imports", "as_packages"}),
        _forbidden_contract,
    ),
}
