"""Everything in a repository that could run, set to leave a mark: after a scan there must be none."""

from dataclasses import dataclass
from pathlib import Path

from tests.support.repositories import RepoBuilder

_PYTHON_FILES = (
    "pkg/__init__.py",
    "conftest.py",
    "setup.py",
    "sitecustomize.py",
    "usercustomize.py",
    "evil.py",
    "ast.py",
)
_HOOKS = (
    "pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "post-checkout", "post-merge", "post-index-change",
    "pre-push", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc", "post-rewrite",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tripwire:
    """Marks that are left when something of the repository runs."""

    marks: Path

    @classmethod
    def lay(cls, builder: RepoBuilder, marks: Path) -> "Tripwire":
        """Fill a repository with hooks, drivers, configured programs and modules that leave a mark."""
        marks.mkdir()
        wire = cls(marks)
        builder.write({name: wire.python(name) for name in _PYTHON_FILES})
        builder.write(
            {
                ".gitattributes": "*.py filter=evil diff=evil merge=evil\n",
                "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-p evil"\n[tool.mypy]\nplugins = "evil"\n',
                "evil.pth": wire.python("evil.pth").replace("\n", "; ").rstrip("; ") + "\n",
                "pkg/module.py": "VALUE = 1\n",
            }
        )
        builder.git("add", "--all")
        builder.git("commit", "--quiet", "-m", "a hostile repository")
        for name in _HOOKS:
            builder.hook(name, wire.shell(f"hook-{name}"))
        for name in ("clean", "smudge", "process"):
            builder.git("config", f"filter.evil.{name}", wire.program(f"filter-{name}"))
        builder.git("config", "filter.evil.required", "true")
        builder.git("config", "filter.a=b.c.clean", wire.program("filter-odd"))
        builder.git("config", "diff.evil.textconv", wire.program("textconv"))
        builder.git("config", "diff.evil.command", wire.program("diff-command"))
        builder.git("config", "merge.evil.driver", wire.program("merge-driver"))
        for key in (
            "core.fsmonitor",
            "diff.external",
            "core.pager",
            "core.editor",
            "core.sshCommand",
            "gpg.program",
        ):
            builder.git("config", key, wire.program(key))
        builder.git("config", "core.hooksPath", str(builder.root / ".git" / "hooks"))
        builder.git("config", "alias.status", f"!{wire.program('alias')}")
        builder.git("config", "log.showSignature", "true")
        builder.git("config", "commit.gpgSign", "true")
        return wire

    @property
    def sprung(self) -> list[str]:
        return sorted(path.name for path in self.marks.iterdir() if path.suffix != ".sh")

    def reset(self) -> None:
        """Take away the marks that making the repository has left."""
        for mark in self.sprung:
            (self.marks / mark).unlink()

    def shell(self, name: str) -> str:
        return f"touch '{self.marks / name}'"

    def program(self, name: str) -> str:
        script = self.marks / f"{name}.sh"
        script.write_text(f"#!/bin/sh\n{self.shell(name)}\ncat\n")
        script.chmod(0o755)
        return str(script)

    def python(self, name: str) -> str:
        mark = self.marks / name.replace("/", "-")
        return f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n"
