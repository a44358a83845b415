"""Old paths that code reaches while it runs: modules imported by a string, code and commands in strings.

What is asked of such a module, and who runs such a text, cannot be told from the file, so these are reported and never edited.
"""

import ast
import re
from collections.abc import Iterator

from migrator.recipes.editing.quoted import annotation_roots
from migrator.recipes.editing.syntax import SourceFile
from migrator.recipes.sites.references import imported_in_text, may_mention, mentioned_pattern
from migrator.recipes.sites.string_sites import docstring_ids, dotted_name
from migrator.recipes.sites.targets import Targets
from migrator.recipes.values import Left

_IMPORTERS = frozenset({"import_module", "__import__", "importorskip"})
_RUNNERS = frozenset({"exec", "eval", "compile", "timeit", "Timer", "run", "Popen", "call", "check_output"})
_ASKS = re.compile(rb"import_module|__import__|importorskip|modules")
"""Without one of these words in a file nothing in it asks for a module by a string."""
_ONE_PATH = re.compile(r"[\w.:]+\Z")


def run_time_uses(file: SourceFile, targets: Targets) -> list[Left]:
    """Every place of a file where an old path may be reached at run time, but for strings that are one path."""
    found = [
        *_imported_by_string(file, targets),
        *_patched_together(file, targets),
        *_in_texts(file, targets),
    ]
    return [Left(file.path, line, said) for line, said in found]


def _imported_by_string(file: SourceFile, targets: Targets) -> Iterator[tuple[int, str]]:
    """``import_module("old")`` and ``sys.modules["old"]``, where the file names one of the old names somewhere."""
    if not _ASKS.search(file.raw):
        return
    above = {id(node.value): node for node in file.nodes if isinstance(node, ast.Attribute)}
    for node in file.nodes:
        module = module_asked(node) if isinstance(node, ast.expr) else ""
        names = {one.name for one in targets.symbols if one.module == module}
        if not isinstance(node, ast.expr) or not module or not names:
            continue
        parent = above.get(id(node))
        said = ast.unparse(node)
        if parent is not None and parent.attr in names:
            yield node.lineno, f"{said}.{parent.attr} reaches the old path"
        elif parent is None and names & _words(file):
            yield (
                node.lineno,
                f"{said} may be asked for {', '.join(sorted(names & _words(file)))} at run time",
            )


def module_asked(node: ast.expr) -> str:
    """The module that an expression asks for by a string, or ``""``."""
    if isinstance(node, ast.Subscript) and dotted_name(node.value).endswith("modules"):
        return _text(node.slice)
    if not isinstance(node, ast.Call) or dotted_name(node.func).rpartition(".")[2] not in _IMPORTERS:
        return ""
    texts = [_text(one) for one in node.args]
    if len(texts) > 1 and texts[0].startswith(".") and texts[1]:
        return texts[1] + texts[0]
    return texts[0] if texts else ""


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _words(file: SourceFile) -> set[str]:
    """Attributes that the file asks for, and its strings."""
    words = {node.attr for node in file.nodes if isinstance(node, ast.Attribute)}
    return words | {
        node.value for node in file.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _patched_together(file: SourceFile, targets: Targets) -> Iterator[tuple[int, str]]:
    """``patch.multiple("old", C=fake)``."""
    if b"multiple" not in file.raw:
        return
    for node in file.nodes:
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = dotted_name(node.func)
        if called.rpartition(".")[2] != "multiple":
            continue
        module = _text(node.args[0])
        names = {one.name for one in targets.symbols if one.module == module}
        named = sorted(one.arg for one in node.keywords if one.arg in names and one.arg is not None)
        if named:
            yield node.lineno, f'{called}("{module}", {", ".join(named)}=...) reaches the old path'


def _in_texts(file: SourceFile, targets: Targets) -> Iterator[tuple[int, str]]:
    """Strings that hold code or a command, and those in which a path is only mentioned."""
    texts = [
        node
        for node in file.nodes
        if isinstance(node, ast.Constant) and (text := _text(node)) and _is_looked_into(text, targets)
    ]
    if not texts:
        return
    skipped = docstring_ids(file.nodes)
    for root in annotation_roots(file.nodes):
        skipped |= {id(one) for one in ast.walk(root)}
    run = _given_to_run(file)
    for node in (one for one in texts if id(one) not in skipped):
        raw = _text(node).encode(errors="replace")
        imported = ", ".join(dict.fromkeys(imported_in_text(raw, targets)))
        mentioned = ", ".join(
            dict.fromkeys(found[0].decode() for found in mentioned_pattern(targets).finditer(raw))
        )
        if imported:
            yield node.lineno, f"code in a string imports {imported}"
        elif mentioned and (id(node) in run or re.search(rb"\bimport\b", raw)):
            yield node.lineno, f"code in a string names {mentioned}"
        elif mentioned:
            yield node.lineno, f"{mentioned} is mentioned in a string"


def _is_looked_into(text: str, targets: Targets) -> bool:
    """It is more than one path, and an old module is spelled out in it."""
    is_named = any(module in text for module in targets.old_modules)  # quicker, and most strings end here
    return is_named and not _ONE_PATH.match(text) and may_mention(text.encode(errors="replace"), targets)


def _given_to_run(file: SourceFile) -> set[int]:
    """The strings that are given to a function that runs them, directly or in a list."""
    found: set[int] = set()
    for node in file.nodes:
        if isinstance(node, ast.Call) and dotted_name(node.func).rpartition(".")[2] in _RUNNERS:
            for argument in node.args:
                found |= {id(one) for one in (argument, *getattr(argument, "elts", ()))}
    return found
