"""Ways to break a repository on purpose, each a commit or two as a developer would make them, with what the broken names mean afterwards.

A name is chosen only where nothing else in the repository has it, so that there is one right answer.
"""

import ast
import builtins
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.dead.sites import Name, UseSite, uses_of_module, uses_of_name, uses_of_name_in_from

_BUILTINS = frozenset(dir(builtins))
"""A patch makes these where they are missing, so one of them is never dead."""

Answer = str | None
"""What the dead thing means now, as the program prints it; None where it is gone for good."""


@dataclass(frozen=True)
class Expected:
    """One site, and what it must be said to mean."""

    kind: str
    form: str
    path: str
    line: int
    means: Answer


@dataclass
class Broken:
    """A repository under construction, and what is expected of it."""

    root: Path
    package: str
    commit: Callable[[str], None]
    expected: list[Expected] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Kinds of break for which it has no name left."""
    open_packages: set[str] = field(default_factory=set)
    """Packages with a module ``__getattr__``: what they have is not known without running them, so none of their modules is taken away."""
    whole: set[str] = field(default_factory=set)
    """Modules that something was done to as a whole."""
    names: set[Name] = field(default_factory=set)
    """Names that something was done to."""

    def path(self, module: str) -> Path:
        """The file of a module."""
        return self.root / f"{module.replace('.', '/')}.py"

    def write_uses(
        self, kind: str, name: Name, sites: Iterator[UseSite], means: Mapping[str, Answer]
    ) -> None:
        """Write a file for each form, and note what is expected of it."""
        for site in sites:
            number = len(self.expected)
            inside = f"{name.parent.replace('.', '/')}/_uses_{number}.py"
            relative = inside if site.is_inside else f"uses/use_{number}.py"
            place = self.root / relative
            place.parent.mkdir(exist_ok=True)
            place.write_text(site.text, "utf-8")
            self.expected.append(Expected(kind, site.form, relative, site.line, means[site.takes]))


def break_all(broken: Broken, rounds: int = 1) -> None:
    """All kinds of break, each so often, where the repository has names for them."""
    names = _candidates(broken)
    kinds = (
        _module_moved, _module_deleted, _moved_then_renamed, _name_renamed, _name_removed, _name_moved,
        _changed_and_renamed, _export_dropped, _alias_dropped, _value_renamed,
    )  # fmt: skip
    for kind in (kind for _ in range(rounds) for kind in kinds):
        try:
            kind(broken, names)
        except LookupError:
            broken.left_out.append(kind.__name__.strip("_").replace("_", " "))


def _module_moved(broken: Broken, names: Mapping[str, list[Name]]) -> None:
    name = _take(broken, names, is_whole=True)
    new = f"{name.parent}.moved_{name.last}"
    means = {"name": f"{new}:{name.name}", "module": new, "module name": f"{name.parent}:moved_{name.last}"}
    broken.write_uses("module moved", name, _gone_uses(name), means)
    broken.commit("Use it")
    broken.path(name.module).rename(broken.path(new))
    broken.commit(f"Move {name.module}")


def _module_deleted(broken: Broken, names: Mapping[str, list[Name]]) -> None:
    name = _take(broken, names, is_whole=True)
    broken.write_uses(
        "module deleted", name, _gone_uses(name), dict.fromkeys(("name", "module", "module name"))
    )
    broken.commit("Use it")
    broken.path(name.module).unlink()
    broken.commit(f"Delete {name.module}")


def _name_removed(broken: Broken, names: Mapping[str, list[Name]]) -> None:
    name = _take(broken, names)
    broken.write_uses("name removed", name, uses_of_name(name), {"name": None})
    broken.commit("Use it")
    text = broken.path(name.module).read_text("utf-8")
    broken.path(name.module).write_text(_without(text, name.name), "utf-8")
    broken.commit(f"Remove {name.name}")


def _name_renamed(broken: Broken, names: Mapping[str, list[Name]]) -> None:
    name = _take(broken, names)
    new = f"Renamed{name.name}"
    broken.write_uses("name renamed", name, uses_of_name(name), {"name": f"{name.module}:{new}"})
    broken.commit("Use it")
    _rename(broken, name, new)
    broken.commit(f"Rename {name.name}")


def _value_renamed(broken: Broken, names: Mapping[str, list[Name]]) -> None:
    home = _take(broken, names)
    name = Name(home.module, f"PURPOSE_{len(broken.names)}")
    path = broken.path(home.module)
    path.write_text(f"{path.read_text('utf-8')}\n\n{name.name} = 4711\n", "utf-8")
    broken.write_uses("value renamed", name, uses_of_name(name), {"name": f"{name.module}:MOST_{name.name}"})
    broken.commit("Use a limit")
    _rename(broken, name, f"MOST_{name.name}")
    broken.commit("Rename the limit")


def _name_moved(broken: Broken, names: Mapping[str, list[Name]]) -> None:
    name = _take(broken, names)
    target = f"{name.parent}.parts_{len(broken.names)}"
    means = {"name": f"{target}:{name.name}"}
    broken.write_uses("name moved to another file", name, uses_of_name(name), means)
    broken.commit("Use it")
    text = broken.path(name.module).read_text("utf-8")
    broken.path(target).write_text(f'"""Parts."""\n\n\n{_source(text, name.name)}\n', "utf-8")
    broken.path(name.module).write_text(_without(text, name.name), "utf-8")
    broken.commit(f"Move {name.name}")


def _changed_and_renamed(broken: Broken, names: Mapping[str, list[Name]]) -> None:
    name = _take(broken, names, lambda text, own: len(_source(text, own).split("\n")) > 8)
    new = f"Changed{name.name}"
    broken.write_uses("changed and renamed", name, uses_of_name(name), {"name": f"{name.module}:{new}"})
    broken.commit("Use it")
    _rename(broken, name, new)
    path = broken.path(name.module)
    text = path.read_text("utf-8")
    source = _source(text, new)
    indent = "\t" if "\n\t" in source else "    "
    changed = text.replace(source, f"{source}\n{indent}purpose = None")
    ast.parse(changed)
    path.write_text(changed, "utf-8")
    broken.commit(f"Change {name.name}")


def _moved_then_renamed(broken: Broken, names: Mapping[str, list[Name]]) -> None:
    name = _take(broken, names, is_whole=True)
    module, new = f"{name.parent}.later_{name.last}", f"Later{name.name}"
    means = {"name": f"{module}:{new}", "module": module, "module name": f"{name.parent}:later_{name.last}"}
    broken.write_uses("module moved, then the name renamed", name, uses_of_name_in_from(name), means)
    broken.commit("Use it")
    broken.path(name.module).rename(broken.path(module))
    broken.commit(f"Move {name.module}")
    _rename(broken, Name(module, name.name), new)
    broken.commit(f"Rename {name.name}")


def _export_dropped(broken: Broken, names: Mapping[str, list[Name]]) -> None:
    name = _take(broken, names)
    facade = Name(f"{name.parent}.facade_{len(broken.names)}", name.name)
    text = f"from .{name.last} import {name.name}\n\n__all__ = ['{name.name}']\n"
    broken.path(facade.module).write_text(text, "utf-8")
    broken.write_uses("re-export dropped", facade, uses_of_name(facade), {"name": str(name)})
    broken.commit("Use a facade")
    broken.path(facade.module).write_text("__all__ = []\n", "utf-8")
    broken.commit("Drop what the facade gives")


def _alias_dropped(broken: Broken, names: Mapping[str, list[Name]]) -> None:
    name = _take(broken, names)
    alias = Name(name.module, f"Old{name.name}")
    path = broken.path(name.module)
    text = path.read_text("utf-8")
    path.write_text(f"{text}\n\n{alias.name} = {name.name}\n", "utf-8")
    broken.write_uses("alias dropped", alias, uses_of_name(alias), {"name": str(name)})
    broken.commit("Use an alias")
    path.write_text(text, "utf-8")
    broken.commit("Drop the alias")


def _gone_uses(name: Name) -> Iterator[UseSite]:
    yield from uses_of_name_in_from(name)
    yield from uses_of_module(name)


def _candidates(broken: Broken) -> Mapping[str, list[Name]]:
    """By module, the classes and functions that nothing else in the repository is called like."""
    found: dict[str, list[Name]] = {}
    called: Counter[str] = Counter()
    for path in sorted(broken.root.rglob("*.py")):
        text = path.read_text("utf-8")
        tree = ast.parse(text)
        called.update(_bound_names(tree))
        relative = path.relative_to(broken.root)
        is_plain = relative.parts[0] == broken.package and relative.stem != "__init__"
        if relative.stem == "__init__" and "def __getattr__" in text:
            broken.open_packages.add(".".join(relative.parent.parts))
        if is_plain and not re.search(
            r"globals\(\)|__getattr__|sys\.modules|\bexec\(|vars\(\)|setattr\(", text
        ):
            module = ".".join(relative.with_suffix("").parts)
            found[module] = [Name(module, name) for node in tree.body if (name := _plain_name(node))]
    return {
        module: unique
        for module, names in found.items()
        if (unique := [name for name in names if called[name.name] == 1 and called[name.last] <= 1])
    }


def _plain_name(node: ast.stmt) -> str:
    """The name of a definition that can be taken out by its lines; ``""`` for other statements."""
    if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.decorator_list or len(node.body) < 2:
        return ""
    return "" if node.name.startswith("__") or node.name in _BUILTINS else node.name


def _bound_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _take(
    broken: Broken,
    names: Mapping[str, list[Name]],
    wanted: Callable[[str, str], bool] | None = None,
    *,
    is_whole: bool = False,
) -> Name:
    """A name that nothing was done to yet; with ``is_whole`` of a module that nothing was done to."""
    touched = broken.whole | {name.module for name in broken.names} if is_whole else broken.whole
    for module in sorted(
        names, key=lambda module: (module in {name.module for name in broken.names}, module)
    ):
        if module in touched or (is_whole and module.rpartition(".")[0] in broken.open_packages):
            continue
        text = broken.path(module).read_text("utf-8")
        for name in names[module]:
            if name not in broken.names and (wanted is None or wanted(text, name.name)):
                broken.names.add(name)
                broken.whole |= {module} if is_whole else set()
                return name
    raise LookupError(f"{broken.package} has nothing left to break")


def _span(text: str, name: str) -> tuple[int, int]:
    """First and last line of a definition, from 0, the last not included."""
    node = next(node for node in ast.parse(text).body if getattr(node, "name", "") == name)
    return node.lineno - 1, node.end_lineno or node.lineno


def _source(text: str, name: str) -> str:
    start, end = _span(text, name)
    return "\n".join(text.split("\n")[start:end])


def _without(text: str, name: str) -> str:
    start, end = _span(text, name)
    lines = text.split("\n")
    kept = "\n".join([*lines[:start], *lines[end:]])
    return re.sub(rf"^.*[\"']{name}[\"'],?\s*$\n?", "", kept, flags=re.MULTILINE)


def _rename(broken: Broken, name: Name, new: str) -> None:
    path = broken.path(name.module)
    text = path.read_text("utf-8")
    path.write_text(re.sub(rf"\b{re.escape(name.name)}\b", new, text), "utf-8")
