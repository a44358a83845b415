"""What goes wrong, said so that a person can act on it.

One root, so that each front end has one boundary: what is a `MigratorError` is expected and is shown as message and
hint, everything else is a bug. The exit code belongs to the error, because both front ends must agree on it.
"""


class MigratorError(Exception):
    """Raised when something expected prevents the work; the root of all errors that users see.

    Args:
        title: What happened, in one line.
        detail: Where and why; may have several lines.
        hint: What the user can do about it.
    """

    exit_code = 4

    def __init__(self, title: str, detail: str = "", *, hint: str = "") -> None:
        super().__init__(title, detail, hint)
        self.title = title
        self.detail = detail
        self.hint = hint

    def __str__(self) -> str:
        lines = [self.title]
        if self.detail:
            lines.append(self.detail)
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)


class UsageError(MigratorError):
    """Raised when the command line asks for something that does not exist or does not fit together."""

    exit_code = 2


class PlanError(UsageError):
    """Raised when the plan file cannot be read as a plan."""


class RefusedError(MigratorError):
    """Raised when the program declines to act; nothing was changed."""

    exit_code = 3


class FailedError(MigratorError):
    """Raised when an act failed half-way and was rolled back."""

    exit_code = 4


class NotARepositoryError(RefusedError):
    """Raised when the folder is not the working tree of a git repository that can be used."""


class GitMissingError(RefusedError):
    """Raised when git is not installed or older than what is supported."""


class GitFailedError(FailedError):
    """Raised when git ended with an error that nobody expected.

    Args:
        title: What was asked of git.
        detail: What git said.
        returncode: The exit status of git.
        hint: What the user can do about it.
    """

    def __init__(self, title: str, detail: str = "", *, returncode: int = -1, hint: str = "") -> None:
        super().__init__(title, detail, hint=hint)
        self.returncode = returncode


class UnknownRevisionError(RefusedError):
    """Raised when a name does not lead to a commit."""


class MissingObjectError(RefusedError):
    """Raised when a shallow or partial clone lacks an object that is needed."""


class StalePlanError(RefusedError):
    """Raised when what was planned or reviewed no longer fits the repository."""


class RefMovedError(StalePlanError):
    """Raised when a ref is not where it was when the work was planned."""


class MovedTooOftenError(StalePlanError):
    """Raised when others moved the tip at each try; nothing of the batch landed, other batches still can."""


class OperationInProgressError(RefusedError):
    """Raised when a merge, rebase or the like must be ended first."""


class BatchRefusedError(RefusedError):
    """Raised when a batch by itself cannot land: it cannot be planned, or a static proof does not hold. Others still can."""


class NothingToDoError(RefusedError):
    """Raised when an act would change nothing.

    Its exit code is 0: asking for what is already so is no error.
    """

    exit_code = 0


class NoIdentityError(RefusedError):
    """Raised when git does not know whose name to put on a commit."""


class InTheWayError(RefusedError):
    """Raised when changes of the user stand where a file would be written.

    Args:
        title: What was refused.
        paths: The files in the way, relative to the root.
        hint: What the user can do about it.
    """

    def __init__(self, title: str, paths: tuple[str, ...], *, hint: str = "") -> None:
        super().__init__(title, "\n".join(f"  {path}" for path in paths), hint=hint)
        self.paths = paths


class UntrustedCommandError(RefusedError):
    """Raised when commands of the plan were not confirmed yet.

    Args:
        title: What was refused.
        detail: The commands.
        digest: The content hash that confirms them.
        hint: What the user can do about it.
    """

    def __init__(self, title: str, detail: str = "", *, digest: str = "", hint: str = "") -> None:
        super().__init__(title, detail, hint=hint)
        self.digest = digest


class PluginError(RefusedError):
    """Raised when a plug-in cannot be loaded, fails, or gives something else than it must."""


class CheckFailedError(FailedError):
    """Raised when a check of the plan found something that the base did not have; nothing landed."""


class FlakyCheckError(RefusedError):
    """Raised when a check failed and was green on the same tree a moment later; the batch lands only if that is accepted."""


class HookFailedError(FailedError):
    """Raised when a hook of the user refused the commit; nothing landed."""


class HookRewroteError(RefusedError):
    """Raised when a hook of the user changed what was approved; it lands only if that is accepted.

    Args:
        title: What was refused.
        detail: The difference, as a diff.
        tree: The tree id that the hook made.
        hint: What the user can do about it.
    """

    def __init__(self, title: str, detail: str = "", *, tree: str = "", hint: str = "") -> None:
        super().__init__(title, detail, hint=hint)
        self.tree = tree


class BusyError(RefusedError):
    """Raised when somebody else holds a lock that is needed."""


class ConflictError(RefusedError):
    """Raised when later work touches the lines that an act would change."""


class JournalDamagedError(RefusedError):
    """Raised when the journal cannot be trusted; the repository is left alone."""


class CancelledError(MigratorError):
    """Raised when the user stopped the work; nothing was changed."""

    exit_code = 130
