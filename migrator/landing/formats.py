"""The plan's formatters, run on the changed files in the worktree, before a batch is reviewed.

What they add is part of what is shown and approved, so that a formatting hook has nothing left to rewrite.
"""

from collections.abc import Sequence

from migrator.errors import FailedError
from migrator.git.door import Repository
from migrator.git.objects import differences, read_blobs, tree_of, write_tree
from migrator.landing.changes import approved_tree
from migrator.landing.checks import Report
from migrator.landing.interpreters import Probed, check_environment, resolved
from migrator.landing.locks import landing_lock
from migrator.landing.trust import expect_trusted
from migrator.landing.values import FileWrite, LandingRequest, Step
from migrator.landing.workplace import put_tree, workplace
from migrator.plan.values import Format
from migrator.processes import run


def format_writes(repo: Repository, request: LandingRequest, report: Report) -> tuple[FileWrite, ...]:
    """The writes of a request as the plan's formatters leave them; without formatters the same ones.

    Raises:
        UntrustedCommandError: Nobody has confirmed these commands.
        FailedError: A formatter failed.
    """
    if not request.formats:
        return request.writes
    expect_trusted(repo, request.checks, request.formats, request.trusted)
    with landing_lock(repo), workplace(repo, request.campaign, request.base) as ours:
        tree = run_formats(repo, ours, approved_tree(repo, request), request, report)
    changed = [
        found for found in differences(repo, tree_of(repo, request.base), tree) if found.new_oid is not None
    ]
    contents = dict(read_blobs(repo, [found.new_oid for found in changed if found.new_oid is not None]))
    formatted = {found.path: (contents[found.new_oid or ""], found.new_mode) for found in changed}
    return tuple(
        FileWrite(write.path, *formatted[write.path]) if write.path in formatted else write
        for write in request.writes
    )


def run_formats(
    repo: Repository, ours: Repository, tree: str, request: LandingRequest, report: Report
) -> str:
    """The tree that the formatters make of a tree; they are given the written Python files and nothing else counts."""
    paths = [
        write.path
        for write in request.writes
        if write.content is not None and write.path.endswith((".py", ".pyi"))
    ]
    if not paths or not request.formats:
        return tree
    put_tree(ours, tree)
    for number, command in enumerate(request.formats):
        report(Step(f"format {command.name}", number, len(request.formats)))
        _run_format(repo, ours, command, paths)
    ours.git("add", "--", *paths)
    formatted = ours.git("write-tree").decode("ascii").strip()
    touched = {found.path: found for found in differences(repo, tree, formatted) if found.path in set(paths)}
    changes = {
        path: (found.new_mode, found.new_oid) for path, found in touched.items() if found.new_oid is not None
    }
    return write_tree(repo, tree, changes) if changes else tree


def _run_format(repo: Repository, ours: Repository, command: Format, paths: Sequence[str]) -> None:
    argv: list[str] = []
    for word in resolved(command.run, repo, ours):
        argv.extend(paths if word == "{files}" else [word])
    if "{files}" not in command.run:
        argv.extend(paths)
    with check_environment(repo, ours, Probed()) as env:
        try:
            outcome = run(argv, cwd=ours.root, env=env, timeout=command.timeout)
        except OSError as error:
            raise FailedError(f"The formatter '{command.name}' could not run", str(error)) from error
    if outcome.returncode != 0:
        raise FailedError(
            f"The formatter '{command.name}' failed", outcome.output[-4000:].decode("utf-8", "replace")
        )
