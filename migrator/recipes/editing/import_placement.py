"""Where a new import stands in a file: joined to one of the same module, else below its own kind, else where its kind would be.

Nothing that is there is moved or sorted. An import that only type checkers need goes under ``TYPE_CHECKING``.
"""

import ast
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from migrator.recipes.editing.edits import newline_near
from migrator.recipes.editing.import_edits import (
    Splice,
    Wanted,
    absolute_module,
    insert_after,
    insert_before,
    join_names,
    relative_module,
)
from migrator.recipes.editing.origins import ImportedAs
from migrator.recipes.editing.placement import (
    attached_start,
    blank_lines_before,
    header_length,
    is_definition,
    is_docstring,
    is_path_setup,
)
from migrator.recipes.editing.syntax import SourceFile, has_one_name_each, is_typing_test

_FUTURE, _STANDARD, _OUTSIDE, _OWN, _RELATIVE = range(5)


@dataclass(frozen=True)
class ImportStyle:
    """How imports are written in a file.

    Attributes:
        package: What relative imports in it count from.
        is_own: Whether a dotted name belongs to the repository.
        busy: Ids of statements that are rewritten anyhow: nothing joins them.
        gone: Ids of top-level statements that are taken out: nothing is placed by them.
    """

    package: str
    is_own: Callable[[str], bool]
    busy: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()

    def wanted(self, imported: ImportedAs) -> Wanted:
        """The import as it is written here."""
        if imported.name is None:
            return Wanted("", imported.module, imported.asname)
        relative = relative_module(imported.module, self.package) if imported.level else None
        return Wanted(relative or imported.module, imported.name, imported.asname)

    def kind(self, wanted: Wanted) -> int:
        """In which group it stands."""
        if wanted.module.startswith("."):
            return _RELATIVE
        first = (wanted.module or wanted.name).partition(".")[0]
        if first == "__future__":
            return _FUTURE
        if self.is_own(first):
            return _OWN
        return _STANDARD if first in sys.stdlib_module_names else _OUTSIDE


def prefers_relative(body: Sequence[ast.stmt], is_own: Callable[[str], bool]) -> bool:
    """Whether a file imports its own package relatively and never absolutely."""
    nodes = [node for node in body if isinstance(node, ast.ImportFrom)]
    own = [node for node in nodes if not node.level and is_own((node.module or "").partition(".")[0])]
    return any(node.level for node in nodes) and not own


def styled(imports: Iterable[ImportedAs], body: Sequence[ast.stmt], style: ImportStyle) -> list[ImportedAs]:
    """Imports of the own package as a file writes them: relatively or absolutely where it always does so, else as they come."""
    if prefers_relative(body, style.is_own):
        return [
            replace(one, level=1) if style.is_own(one.module.partition(".")[0]) else one for one in imports
        ]
    froms = [node for node in body if isinstance(node, ast.ImportFrom)]
    is_absolute = any(
        not node.level and style.is_own((node.module or "").partition(".")[0]) for node in froms
    )
    if is_absolute and not any(node.level for node in froms):
        return [replace(one, level=0) for one in imports]
    return list(imports)


def add_imports(file: SourceFile, style: ImportStyle, imports: Iterable[ImportedAs]) -> list[Splice]:
    """Splices that add imports at module level, those for type checkers under ``TYPE_CHECKING``."""
    wanted = sorted(set(imports), key=lambda one: (one.module, one.name or "", one.asname or ""))
    typing = [one for one in wanted if one.is_typing]
    runtime = [one for one in wanted if not one.is_typing]
    body = [node for node in file.tree.body if id(node) not in style.gone]
    header = body[: header_length(body)]
    if typing and not _guards(header) and not _binds_typing(header):
        runtime.append(ImportedAs("typing", "TYPE_CHECKING", None))
    splices, lines = _joined(file, style, header, runtime)
    splices += _placed(file, style, header, lines)
    if typing:
        splices += _typing_splices(file, style, header, typing)
    return splices


def import_lines(style: ImportStyle, imports: Iterable[ImportedAs]) -> list[str]:
    """The import lines of a new file: by kind, with a blank line between kinds; type checkers' imports last."""
    every = sorted(set(imports), key=lambda one: (one.module, one.name or "", one.asname or ""))
    runtime = [one for one in every if not one.is_typing]
    typing = [one for one in every if one.is_typing]
    if typing and not any(one.name == "TYPE_CHECKING" for one in runtime):
        runtime.append(ImportedAs("typing", "TYPE_CHECKING", None))
    lines: list[str] = []
    statements = _statements(style, runtime)
    for kind in sorted({kind for kind, _line in statements}):
        lines += ([""] if lines else []) + [line for its, line in statements if its == kind]
    if typing:
        lines += ([""] if lines else []) + ["if TYPE_CHECKING:"]
        lines += [f"    {line}" for _kind, line in _statements(style, typing)]
    return lines


def _statements(style: ImportStyle, imports: Sequence[ImportedAs]) -> list[tuple[int, str]]:
    groups: dict[str, list[Wanted]] = {}
    for one in imports:
        wanted = style.wanted(one)
        groups.setdefault(wanted.module or f"import {wanted.name} {wanted.asname}", []).append(wanted)
    plain = [group for group in groups.values() if not group[0].module]
    named = [group for group in groups.values() if group[0].module]
    return [(style.kind(group[0]), one_statement(group)) for group in (*plain, *named)]


def one_statement(group: Sequence[Wanted]) -> str:
    """One statement for several names of a module; in parentheses where the line would be too long."""
    if not group[0].module:
        return group[0].statement
    group = sorted(group, key=lambda one: (not one.name.isupper(), not one.name[0].isupper(), one.text))
    line = f"from {group[0].module} import {', '.join(one.text for one in group)}"
    if len(line) <= 88:
        return line
    return "\n".join([f"from {group[0].module} import (", *(f"    {one.text}," for one in group), ")"])


def _guards(header: Sequence[ast.stmt]) -> list[ast.If]:
    """The ``if TYPE_CHECKING:`` that imports of this kind can join, whatever it calls the constant."""
    return [node for node in header if isinstance(node, ast.If) and is_typing_test(node.test)]


def _binds_typing(header: Sequence[ast.stmt]) -> bool:
    return any(
        isinstance(node, ast.Import | ast.ImportFrom)
        and any((one.asname or one.name) == "TYPE_CHECKING" for one in node.names)
        for node in header
    )


def _joined(
    file: SourceFile, style: ImportStyle, block: Sequence[ast.stmt], imports: Sequence[ImportedAs]
) -> tuple[list[Splice], list[Wanted]]:
    """Names that join an import that is there, and those that need a line of their own."""
    joining: dict[int, tuple[ast.ImportFrom, list[Wanted]]] = {}
    alone: list[Wanted] = []
    for one in imports:
        host = _host(style, block, one)
        if host is None:
            alone.append(style.wanted(one))
        else:
            joining.setdefault(id(host), (host, []))[1].append(style.wanted(one))
    splices: list[Splice] = []
    for host, names in joining.values():
        joined = join_names(file, host, names)
        if joined is None:
            joined = _in_parentheses(file, host, names)
        if joined is None:
            alone += names
        else:
            splices += joined
    return splices, alone


def _in_parentheses(file: SourceFile, host: ast.ImportFrom, names: Sequence[Wanted]) -> list[Splice] | None:
    """A statement that would become too long gets one name a line; None where it has comments or continuations of its own."""
    end = file.span(host)[1]
    first, last = file.span(host.names[0])[0], file.span(host.names[-1])[1]
    is_long = file.line_of(first) != file.line_of(end)
    if has_one_name_each(file.tree) or last != end or is_long or file.comment_after(end):
        return None
    newline, indent = newline_near(file.raw, end), file.indentation(first)
    texts = [file.source_of(alias) for alias in host.names] + [one.text for one in names]
    lines = b"".join(newline + indent + b"    " + file.encode(text) + b"," for text in texts)
    return [Splice(first, end, b"(" + lines + newline + indent + b")")]


def _host(style: ImportStyle, block: Sequence[ast.stmt], wanted: ImportedAs) -> ast.ImportFrom | None:
    if wanted.name is None:
        return None
    for node in block:
        if (
            isinstance(node, ast.ImportFrom)
            and id(node) not in style.busy
            and absolute_module(node, style.package) == wanted.module
            and all(one.name != "*" for one in node.names)
        ):
            return node
    return None


def _placed(
    file: SourceFile, style: ImportStyle, header: Sequence[ast.stmt], wanted: Sequence[Wanted]
) -> list[Splice]:
    groups: dict[tuple[int, str], list[Wanted]] = {}
    for one in wanted:
        name = one.module or f"import {one.name} {one.asname}"
        own = f" {one.text}" if has_one_name_each(file.tree) else ""
        groups.setdefault((style.kind(one), name + own), []).append(one)
    by_kind: dict[int, list[str]] = {}
    for kind, name in sorted(groups, key=lambda key: (key[0], not key[1].startswith("import "), key[1])):
        by_kind.setdefault(kind, []).append(one_statement(groups[kind, name]))
    setups = [index for index, node in enumerate(header) if is_path_setup(node)]
    anchors = [
        node
        for index, node in enumerate(header)
        if isinstance(node, ast.Import | ast.ImportFrom) and (not setups or index > setups[-1])
    ]
    if setups and not anchors:
        lines = [line for kind in sorted(by_kind) for line in by_kind[kind]]
        return [insert_after(file, header[setups[-1]], lines)] if lines else []
    return _by_anchor(file, style, anchors, by_kind)


def _by_anchor(
    file: SourceFile, style: ImportStyle, anchors: Sequence[ast.stmt], by_kind: dict[int, list[str]]
) -> list[Splice]:
    after: dict[int, tuple[ast.stmt, list[str]]] = {}
    before: dict[int, tuple[ast.stmt, list[str]]] = {}
    top: list[str] = []
    for kind in sorted(by_kind):
        same = [node for node in anchors if style.kind(_first(node)) == kind]
        lower = [node for node in anchors if style.kind(_first(node)) < kind]
        if same:
            for line in by_kind[kind]:
                smaller = _smaller(same, line)
                place, node = (after, smaller[-1]) if smaller else (before, same[0])
                place.setdefault(id(node), (node, []))[1].append(line)
        elif lower:
            after.setdefault(id(lower[-1]), (lower[-1], []))[1].extend(["", *by_kind[kind]])
        else:
            top += ([""] if top else []) + by_kind[kind]
    splices = [insert_before(file, node, lines) for node, lines in before.values()]
    splices += [insert_after(file, node, lines) for node, lines in after.values()]
    if top:
        splices.insert(0, _at_top(file, style, anchors[0] if anchors else None, top))
    return splices


def _smaller(same: Sequence[ast.stmt], line: str) -> list[ast.stmt]:
    """The imports of a kind that a new one goes below: those sorted before it where they are sorted, else all of them."""
    keys = [_sort_key(_first(node).statement) for node in same]
    if keys != sorted(keys):
        return list(same)
    return [node for node, key in zip(same, keys, strict=True) if key <= _sort_key(line)]


def _sort_key(line: str) -> tuple[bool, str]:
    words = line.split()
    return (words[0] == "from", words[1].lower())


def _at_top(file: SourceFile, style: ImportStyle, first_import: ast.stmt | None, lines: list[str]) -> Splice:
    body = [node for node in file.tree.body if id(node) not in style.gone]
    if body and is_docstring(body[0]):
        return insert_after(file, body[0], ["", *lines])
    if (
        first_import is not None
        and first_import is body[0]
        and file.line_start(file.span(first_import)[0]) == file.span(first_import)[0]
    ):
        return insert_before(file, first_import, [*lines, ""])
    newline = newline_near(file.raw, 0)
    text = newline.join(file.encode(line.replace("\n", newline.decode())) for line in lines)
    if not file.tree.body:
        raw = file.raw
        if not raw[file.line_starts[0] :].strip():
            return Splice(file.line_starts[0], file.line_starts[0], text + newline)
        gap = newline * (1 if raw.endswith((b"\n", b"\r")) else 2)
        return Splice(len(raw), len(raw), gap + text + newline)
    place = attached_start(file, file.tree.body[0])
    if not body:
        return Splice(place, place, text + newline)
    wanted = 2 if is_definition(body[0]) else 1
    is_below_comment = bool(file.raw[file.line_starts[0] : place].strip())
    if body[0] is not file.tree.body[0] and is_below_comment:
        # The blank lines below what goes stay there.
        wanted = max(0, wanted - blank_lines_before(file, attached_start(file, body[0])))
    return Splice(place, place, text + newline * (1 + wanted))


def _typing_splices(
    file: SourceFile, style: ImportStyle, header: Sequence[ast.stmt], typing: Sequence[ImportedAs]
) -> list[Splice]:
    for guard in _guards(header):
        splices, alone = _joined(file, style, guard.body, typing)
        if alone:
            imports = [node for node in guard.body if isinstance(node, ast.Import | ast.ImportFrom)]
            splices.append(insert_after(file, (imports or guard.body)[-1], [one.statement for one in alone]))
        return splices
    lines = ["", "if TYPE_CHECKING:", *(f"    {line}" for _kind, line in _statements(style, typing))]
    imports = [node for node in header if isinstance(node, ast.Import | ast.ImportFrom)]
    if imports:
        return [insert_after(file, imports[-1], lines)]
    return [_at_top(file, style, None, [*lines[1:]])]


def _first(node: ast.stmt) -> Wanted:
    if isinstance(node, ast.ImportFrom):
        return Wanted("." * node.level + (node.module or ""), node.names[0].name)
    return Wanted("", node.names[0].name if isinstance(node, ast.Import) else "")
