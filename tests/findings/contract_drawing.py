"""Packages and contracts drawn by chance, valid as import-linter has it."""

import json
from collections.abc import Sequence
from random import Random
from typing import Any

NAMES = (
    "pkg.a", "pkg.a.x", "pkg.a.y", "pkg.b", "pkg.b.x", "pkg.b.y", "pkg.c", "pkg.d", "pkg.d.x", "pkg.free", "pkg.loose", "pkg.loose.deep",
)  # fmt: skip
PACKAGES = ("pkg", "pkg.a", "pkg.b", "pkg.d", "pkg.loose")
_FORMS = (
    "import {target}",
    "from {parent} import {last}",
    "def f():\n    import {target}",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import {target}",
    "try:\n    import {target}\nexcept ImportError:\n    pass",
    "import json, {target}",
)


def drawn_files(random: Random) -> dict[str, str]:
    """Modules that import each other, and the standard library."""
    files = {}
    for name in ("pkg", *NAMES):
        path = name.replace(".", "/") + ("/__init__.py" if name in PACKAGES else ".py")
        targets = random.sample(NAMES, random.choice((0, 1, 1, 2, 3)))
        files[path] = "".join(_import(random, target) for target in targets if target != name)
    return files


def _import(random: Random, target: str) -> str:
    parent, _, last = target.rpartition(".")
    return random.choice(_FORMS).format(target=target, parent=parent, last=last) + "\n"


def drawn_contracts(random: Random, count: int) -> list[dict[str, Any]]:
    """Contracts of the three kinds."""
    return [
        {
            "name": f"contract {number}",
            **random.choice((_layers, _layers, _contained, _independence, _forbidden))(random),
            **_ignores(random),
        }
        for number in range(count)
    ]


def _layers(random: Random) -> dict[str, Any]:
    names = random.sample(["pkg.a", "pkg.b", "pkg.c", "pkg.d", "pkg.free"], random.randint(2, 5))
    return {"type": "layers", "layers": _lines(random, names, "pkg.gone")}


def _contained(random: Random) -> dict[str, Any]:
    if random.random() < 0.5:
        names = random.sample(["x", "y"], 2)
        containers = random.choice((["pkg.a", "pkg.b"], ["pkg.a"], ["pkg.b"]))
        return {"type": "layers", "layers": _lines(random, names, "z"), "containers": containers}
    names = random.sample(["a", "b", "c", "d"], random.randint(2, 4))
    found: dict[str, Any] = {"type": "layers", "layers": _lines(random, names, "gone"), "containers": ["pkg"]}
    if random.random() < 0.5:
        found |= {"exhaustive": True, "exhaustive_ignores": ["loose"]}
    return found


def _lines(random: Random, names: Sequence[str], missing: str) -> list[str]:
    """The names in lines, some of them beside each other, some optional, one of those not there."""
    lines, rest = [], [*names, f"({missing})"] if random.random() < 0.3 else list(names)
    rest = [f"({name})" if name[0] != "(" and random.random() < 0.2 else name for name in rest]
    while rest:
        size = random.choice((1, 1, 2, 3))
        lines.append(random.choice((" | ", " : ")).join(rest[:size]))
        rest = rest[size:]
    return lines


def _independence(random: Random) -> dict[str, Any]:
    modules = random.choice(
        (["pkg.a", "pkg.b"], ["pkg.b", "pkg.c", "pkg.d"], ["pkg.*.x"], ["pkg.a.*", "pkg.free"])
    )
    return {"type": "independence", "modules": modules}


def _forbidden(random: Random) -> dict[str, Any]:
    return {
        "type": "forbidden",
        "source_modules": random.choice(
            (["pkg.a"], ["pkg.b", "pkg.c"], ["pkg.*"], ["pkg.**.x"], ["pkg.d.x"])
        ),
        "forbidden_modules": random.choice(
            (["pkg.free"], ["pkg.d", "pkg.loose"], ["pkg.*"], ["json"], ["pkg.b.y", "json"])
        ),
        "allow_indirect_imports": random.random() < 0.3,
        "as_packages": random.random() < 0.7,
    }


def _ignores(random: Random) -> dict[str, Any]:
    if random.random() < 0.6:
        return {}
    expressions = random.sample(
        ["pkg.a -> pkg.b", "pkg.*.x -> pkg.free", "pkg.** -> pkg.d.x", "pkg.free -> **"], 2
    )
    return {
        "ignore_imports": expressions,
        "unmatched_ignore_imports_alerting": random.choice(("none", "warn")),
    }


def as_toml(session: dict[str, Any], contracts: Sequence[dict[str, Any]]) -> str:
    """As ``[tool.importlinter]``."""
    lines = ["[tool.importlinter]", *(f"{key} = {json.dumps(value)}" for key, value in session.items())]
    for contract in contracts:
        lines += ["", "[[tool.importlinter.contracts]]"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in contract.items()]
    return "\n".join(lines) + "\n"


def as_ini(session: dict[str, Any], contracts: Sequence[dict[str, Any]]) -> str:
    """As ``[importlinter]``."""
    lines = ["[importlinter]", *_ini_lines(session)]
    for number, contract in enumerate(contracts):
        lines += ["", f"[importlinter:contract:{number}]", *_ini_lines(contract)]
    return "\n".join(lines) + "\n"


def _ini_lines(values: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for key, value in values.items():
        if isinstance(value, list):
            lines += [f"{key} =", *(f"    {item}" for item in value)]
        else:
            lines.append(f"{key} = {value}")
    return lines
