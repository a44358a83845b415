"""Opens a campaign for one command, with what a person sees while it works."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign, Listener
from migrator.cli.safe_path import leave_out
from migrator.cli.waiting import Waiting, waiting
from migrator.landing.values import LandingEvent, Step


@dataclass(frozen=True)
class Desk:
    """An opened campaign.

    Attributes:
        campaign: Its questions.
        acts: Its acts.
        line: What is shown while it works.
    """

    campaign: Campaign
    acts: Acts
    line: Waiting


@contextmanager
def desk(
    path: Path, *, as_json: bool = False, working_tree: bool = False, trusted: str = ""
) -> Iterator[Desk]:
    """Open the campaign of the repository that a folder is in.

    Args:
        path: The folder.
        as_json: Nothing is shown meanwhile.
        working_tree: Analyse the files as they are on disk.
        trusted: The hash of the plan's commands that the user has confirmed on the command line.

    Raises:
        NotARepositoryError: It is in none.
    """
    leave_out(str(path))
    with waiting(as_json=as_json) as line:
        listener = Listener(landing=lambda event: _landing(line, event), analysing=line.analysing)
        campaign = Campaign.open(path, listener=listener, working_tree=working_tree)
        yield Desk(campaign, Acts(campaign, trusted=trusted), line)


def _landing(line: Waiting, event: LandingEvent) -> None:
    if isinstance(event, Step):
        line.draw(f"{event.title} ({event.done} of {event.total})", is_news=True)
