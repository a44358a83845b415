"""Under which settings and variables git runs nothing of a repository: the data of the hardened manner, and what is made of it.

There is no single switch. Each setting here stands for a way in which configuration makes git start a program, go to the network or write where
nobody asked it to; filter and merge drivers have names of their own, so they are listed first and then switched off one by one.
"""

import os
from collections.abc import Mapping, Sequence

HARDENED_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,  # a folder that holds nothing and that nobody can put anything into
    "core.pager": "cat",
    "core.untrackedCache": "keep",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "submodule.recurse": "false",
    "protocol.allow": "never",
    "safe.bareRepository": "explicit",
    "log.showSignature": "false",
    "commit.gpgSign": "false",
    "color.ui": "false",
    "advice.detachedHead": "false",
}
HARDENED_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_EDITOR": "true",
    "GIT_SEQUENCE_EDITOR": "true",
    "GIT_PAGER": "cat",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
# Where the user's own configuration lies is the user's choice, not the repository's.
KEPT_VARIABLES = frozenset(
    {
        "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_ATTR_NOSYSTEM", "GIT_EXEC_PATH",
        "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    }
)  # fmt: skip
# As the user, only what would lead git to another repository goes (we may run inside one of its hooks).
POINTERS = frozenset(
    {
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_QUARANTINE_PATH", "GIT_REFLOG_ACTION",
    }
)  # fmt: skip
# These read objects, refs and configuration only; for every other command the filters are listed and switched off first.
RUN_NO_FILTER = frozenset(
    {
        "rev-parse", "cat-file", "for-each-ref", "ls-tree", "config", "update-ref", "symbolic-ref", "show-ref", "log",
        "rev-list", "var", "version", "check-attr", "diff-tree", "mktree", "write-tree", "commit-tree", "merge-base",
        "merge-file", "check-ref-format",
    }
)  # fmt: skip
# What git does where nobody configured another way; the program of a driver would be one of the repository.
PLAIN_MERGE = "git merge-file --marker-size=%L %A %O %B"
MERGE_SETTINGS = {
    "merge.renames": "true",
    "merge.directoryRenames": "conflict",
    "merge.renormalize": "false",
    "merge.conflictStyle": "merge",
}


def hardened_environment(settings: Mapping[str, str] = HARDENED_SETTINGS) -> dict[str, str]:
    """The variables under which git runs nothing of the repository, with settings that override its configuration."""
    return HARDENED_ENVIRONMENT | settings_variables(settings)


def settings_variables(settings: Mapping[str, str], *, first: int = 0) -> dict[str, str]:
    """The variables that give git settings on top of its configuration; ``first`` are given already."""
    if not settings:
        return {}
    variables = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (name, value) in enumerate(settings.items(), first):
        variables[f"GIT_CONFIG_KEY_{number}"] = name
        variables[f"GIT_CONFIG_VALUE_{number}"] = value
    return variables


def filters_off(names: Sequence[str]) -> dict[str, str]:
    """The settings under which these filter drivers do nothing."""
    off = {}
    for name in names:
        for key in ("clean", "smudge", "process"):
            off[f"filter.{name}.{key}"] = ""
        off[f"filter.{name}.required"] = "false"
    return off
