"""What a campaign should leave out: backups, generated files, other people's code and folders of one-off scripts.

Only patterns that match something are proposed, each with what it matches, so that a person can judge it at a glance. Code that imports an
excluded file keeps working: its names are known to exist, they are just not read.
"""

from collections.abc import Iterable

import pathspec

from migrator.display import plural

PATTERNS = (
    ("backup*/", "backups"),
    ("*_backup*", "backups"),
    ("*.backup.py", "backups"),
    ("archive/", "backups"),
    ("archived/", "backups"),
    ("old/", "backups"),
    ("**/*_pb2.py", "generated"),
    ("**/*_pb2_grpc.py", "generated"),
    ("**/*_generated.py", "generated"),
    ("_generated/", "generated"),
    ("generated/", "generated"),
    ("_vendor/", "other people's code"),
    ("vendor/", "other people's code"),
    ("vendored/", "other people's code"),
    ("third_party/", "other people's code"),
    ("node_modules/", "other people's code"),
    ("site-packages/", "other people's code"),
    ("oneoff*/", "one-off scripts"),
    ("one_off*/", "one-off scripts"),
    ("scratch/", "one-off scripts"),
    ("sandbox/", "one-off scripts"),
    ("playground/", "one-off scripts"),
)
"""As in .gitignore, with what they stand for."""


def propose_exclusions(paths: Iterable[str], packages: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The patterns that match Python files of a tree, each with a sentence on what it matches.

    Args:
        paths: Every path of the tree.
        packages: The packages to work on: a pattern that would leave one of them out as a whole is not proposed.
    """
    sources = [path for path in paths if path.endswith(".py")]
    homes = [
        home for package in packages for home in (f"{package}/__init__.py", f"src/{package}/__init__.py")
    ]
    proposed: list[tuple[str, str]] = []
    for pattern, what in PATTERNS:
        spec = pathspec.GitIgnoreSpec.from_lines([pattern])
        matched = [path for path in sources if spec.match_file(path)]
        if matched and not any(spec.match_file(home) for home in homes):
            proposed.append((pattern, f"{pattern}: {what}, {plural(len(matched), 'file')}"))
    return tuple(proposed)
