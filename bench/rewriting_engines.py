"""The engines that rewrite the imports of one name, each as the command that its user would run on a copy of the repository.

Where an engine looks at the files it is given, it is given only those in which the name stands as a word: reading all others would be charged to it
for nothing. Ours and grep find theirs themselves.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.rewriting_judge import Task, module_of, parsed

PEERS = ("libcst", "rope", "ast-grep-cli")
_ROPE = """\
import ast, sys
from rope.base.project import Project
from rope.refactor.move import create_move

root, path, name, target = sys.argv[1:]
project = Project(root, ropefolder=None, ignore_syntax_errors=True)
resource = project.get_resource(path)
node = next(one for one in ast.parse(resource.read()).body if getattr(one, "name", "") == name)
offset = resource.read().index(name, sum(len(line) for line in resource.read().splitlines(True)[: node.lineno - 1]))
mover = create_move(project, resource, offset)
project.do(mover.get_changes(project.get_resource(target)))
"""


@dataclass(frozen=True)
class Engine:
    """One engine.

    Attributes:
        name: As it is called in the table.
        argv: What is run in the root of the copy; empty where it has nothing for the task.
        env: Variables on top of ours.
        said: Why it is not run, or what it is given.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    said: str = ""


def ours(task: Task, cache: Path, *, is_there: bool) -> Engine:
    """Our command. Where the new path reaches the definition already, only imports are rewritten; else the definition moves."""
    program = str(Path(sys.executable).parent / "migrator")
    module, name = task.old
    words = ["canonical", f"{task.new[0]}:{name}"] if is_there else ["move", f"{module}:{name}", task.new[0]]
    return Engine(
        f"migrator {words[0]} --write", [program, *words, "--write"], {"MIGRATOR_CACHE_DIR": str(cache)}
    )


def grep_and_sed(task: Task) -> Engine:
    """The lower bound: what stands alone on its line, and the path spelled out anywhere."""
    module, name, new = re.escape(task.old[0]), task.old[1], task.new[0]
    script = (
        f"s/\\bfrom {module} import {name}\\s*$/from {new} import {name}/; "
        f"s/\\b{module}\\.{name}\\b/{new}.{name}/g"
    )
    find = f"grep -rlwZ --include='*.py' '{name}' ."
    return Engine("grep -l | sed", ["sh", "-c", f"{find} | xargs -0 -r sed -i -E '{script}'"])


def libcst(task: Task, home: Path, files: Sequence[str]) -> Engine:
    """LibCST's own codemod for names, on all cores, without a formatter after it."""
    old, new = (".".join(path) for path in (task.old, task.new))
    tool = [str(home / "bin" / "python"), "-m", "libcst.tool", "codemod", "--no-format", "--hide-progress"]
    asked = ["rename.RenameCommand", "--old_name", old, "--new_name", new]
    return Engine("LibCST rename command", [*tool, *asked, *files], said=f"given {len(files):,} files")


_RULES = """\
id: alone
language: python
rule:
  pattern: from {module} import {name}
fix: from {new} import {name}
---
id: attribute
language: python
rule:
  pattern: {module}.{name}
fix: {new}.{name}
---
id: among-others
language: python
rule:
  pattern: $STATEMENT
  kind: import_from_statement
  all:
    - has: {{field: module_name, regex: '^{pattern}$'}}
    - has: {{kind: dotted_name, regex: '^{name}$'}}
    - not: {{pattern: 'from {module} import {name}'}}
transform:
  REST:
    replace: {{source: $STATEMENT, replace: '\\b{name}\\b,?\\s*', by: ''}}
fix: |-
  $REST
  from {new} import {name}
"""


def ast_grep(task: Task, home: Path, rules: Path, files: Sequence[str]) -> Engine:
    """Three rules: the name alone in its import, among others (taken out of the statement, and imported below it), and the path spelled out."""
    (module, name), (new, _) = task.old, task.new
    rules.write_text(
        _RULES.format(module=module, name=name, new=new, pattern=re.escape(module)), encoding="utf-8"
    )
    argv = [str(home / "bin" / "ast-grep"), "scan", "--rule", str(rules), "--update-all", *files]
    return Engine("ast-grep rules", argv, said=f"three rules, given {len(files):,} files")


def rope(task: Task, home: Path, before: Mapping[str, bytes]) -> Engine:
    """Rope's move. It moves definitions, so it has nothing for a name that only its imports are to change of."""
    place = next((path for path in before if module_of(path) == task.old[0]), "")
    target = next((path for path in before if module_of(path) == task.new[0]), "")
    if not place or not defines(before[place], task.old[1]):
        return Engine(
            "rope move", (), said=f"moves definitions only, and {task.old[1]} is not defined in {task.old[0]}"
        )
    if not target:
        return Engine("rope move", (), said=f"needs a module that is there, and {task.new[0]} is not")
    argv = [str(home / "bin" / "python"), "-c", _ROPE, ".", place, task.old[1], target]
    return Engine("rope move", argv)


def defines(raw: bytes, name: str) -> bool:
    """Whether a file defines a class or function of that name, and does not only import it."""
    tree = parsed(raw)
    return tree is not None and any(getattr(node, "name", None) == name for node in tree.body)
