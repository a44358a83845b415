"""What no edit can express when a module moves: names made of its place, pickles, and paths of files in texts."""

import ast
from collections.abc import Iterator, Mapping

from migrator.facts.values import Colour, DefinitionKind
from migrator.model.model import Model
from migrator.model.values import Module
from migrator.recipes.editing.opening import open_module
from migrator.recipes.editing.syntax import SourceFile
from migrator.recipes.relocating.module_request import ModuleRequest
from migrator.recipes.sites.documents import is_document
from migrator.recipes.values import Left
from migrator.source.values import Tree

_PLACE_NAMES = frozenset({"__name__", "__file__", "__package__", "__spec__", "__path__"})
_BUILD_FILES = frozenset(
    {"Makefile", "Dockerfile", "CODEOWNERS", "MANIFEST.in", ".gitattributes", ".gitignore"}
)


def module_notes(model: Model, tree: Tree, request: ModuleRequest) -> Iterator[str]:
    """Sentences for people, in a stable order."""
    for module, new in request.modules.items():
        if module.is_namespace:
            continue
        if module is next(iter(request.modules)):
            yield from _parent_note(model, module, new)
        facts = model.facts.get(module.path)
        classes = [one.name for one in facts.definitions if one.kind is DefinitionKind.CLASS] if facts else []
        if classes:
            yield (
                f"{module.name} has classes ({', '.join(sorted(set(classes))[:3])}{', …' if len(set(classes)) > 3 else ''}): "
                f"pickles written before the move name {module.name}, new ones name {new}; `__module__` changes"
            )
        file = open_module(model, tree, module)
        if isinstance(file, SourceFile):
            yield from _place_notes(file, request.new_path(module.path), new)
    data = [path for path in request.files if not path.endswith((".py", ".pyi"))]
    if data:
        yield f"{len(data)} data files moved along ({data[0]}…): who opens them through the old path finds nothing there"


def path_mentions(tree: Tree, request: ModuleRequest) -> Iterator[Left]:
    """Places outside the moved files that spell the path of one: settings, documents, build files and code."""
    spelled = _spelled(request)
    entries = tree.entries()
    wanted = [
        path
        for path, entry in entries.items()
        if not entry.is_symlink
        and path not in request.files
        and (path.endswith((".py", ".pyi")) or is_document(path) or path.rpartition("/")[2] in _BUILD_FILES)
    ]
    for path, raw in tree.read_many(wanted):
        if not any(old in raw for old in spelled):
            continue
        for number, line in enumerate(raw.split(b"\n"), 1):
            found = next((old for old in spelled if old in line), None)
            if found is not None:
                new = spelled[found]
                yield Left(
                    path, number, f"names the path {found.decode(errors='replace')}, which is {new} now"
                )


def is_run_as_program(file: SourceFile, module: Module) -> bool:
    """Whether a module does something else when it is run than when it is imported."""
    if module.name.endswith(".__main__"):
        return True
    tests = (node.test for node in file.tree.body if isinstance(node, ast.If))
    return any(isinstance(one, ast.Name) and one.id == "__name__" for test in tests for one in ast.walk(test))


def _parent_note(model: Model, module: Module, new: str) -> Iterator[str]:
    """`import pkg` gave `pkg.old` because the package loads it; now it loads the new one only."""
    parent = module.name.rpartition(".")[0]
    loads = any(
        one.colour is Colour.IMPORT_TIME and not one.is_implied
        for one in model.edges_between(parent, module.name)
    )
    if loads:
        yield f"{parent} loads {new} instead of {module.name}: who relies on `import {parent}` to have {module.name} must import it"


def _place_notes(file: SourceFile, new_path: str, new: str) -> Iterator[str]:
    for node in file.nodes:
        if isinstance(node, ast.Name) and node.id in _PLACE_NAMES and isinstance(node.ctx, ast.Load):
            meaning = new_path if node.id == "__file__" else new
            yield f"{file.path}:{node.lineno} uses {node.id}: it means {meaning} after the move"


def _spelled(request: ModuleRequest) -> Mapping[bytes, str]:
    """The paths of moved files as texts spell them, longest first; a package by its folder."""
    found = dict(request.files)
    first = next(iter(request.modules))
    if first.is_package or first.is_namespace:
        path = first.path if first.is_namespace else first.path.rpartition("/")[0]
        example, place = next(iter(request.files.items()))
        found[f"{path}/"] = place[: len(place) - len(example) + len(path)] + "/"
    return {
        old.encode("utf-8", "surrogateescape"): found[old] for old in sorted(found, key=len, reverse=True)
    }
