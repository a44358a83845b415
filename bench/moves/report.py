"""The rows that the command prints."""

from collections import Counter
from collections.abc import Sequence

from bench.moves.packages import Package
from bench.moves.trial import Trial

HEAD = (
    "| package | | what | of | to | verdict | files | left | seconds | said |\n"
    "|---|---:|---|---|---|---|---:|---:|---:|---|"
)
_SAID = 400


def row(package: Package, number: int, trial: Trial) -> str:
    """A move's line of the table."""
    drawn = trial.drawn
    cells = (
        package.requirement.replace("==", " "),
        str(number),
        f"{drawn.candidate.kind} `{drawn.candidate.name}`",
        f"`{drawn.candidate.module}`",
        f"{'new' if drawn.is_new else 'existing'} `{drawn.target}`",
        trial.verdict,
        str(trial.files or ""),
        str(len(trial.left) or ""),
        f"{trial.seconds:.1f}",
        _cell("; ".join(trial.said)),
    )
    return f"| {' | '.join(cells)} |"


def summary(package: Package, trials: Sequence[Trial], problems: Sequence[str]) -> str:
    """How many of a package's moves came to what, and what is not as before with all of them together."""
    counts = Counter(one.verdict for one in trials)
    said = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("landed", "refused", "failed"))
    told = "".join(f"\n- {_cell(one)}" for one in problems)
    return f"{package.requirement.replace('==', ' ')}: {said}{told}"


def _cell(text: str) -> str:
    short = " ".join(text.split())
    return (short if len(short) <= _SAID else f"{short[:_SAID]} ...").replace("|", "\\|")
