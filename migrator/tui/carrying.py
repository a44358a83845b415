"""The acts that carry the campaign to another base: sync with the one it forked from, adopt a branch or a commit made by hand.

What would land is worked out and shown first; what is approved is that tree, and where it would now be another one nothing lands.
"""

from migrator.tui.board import Board
from migrator.tui.dialogs import Confirm, Reason
from migrator.tui.page_view import PageLine
from migrator.tui.questions import carrying
from migrator.tui.runs import EMPTY, line
from migrator.wire.acts import SyncView


async def sync(board: Board) -> None:
    """Show what the campaign is on its base as that is now, ask, and land it."""
    seen = await board.engine.look_at_sync()
    if not await board.is_trusted():
        return
    if await board.push_screen_wait(Confirm(f"Sync with {seen.name}?", carrying(seen), yes=_yes(seen))):
        done = await board.engine.sync(seen.tree)
        await board.renew()
        _tell(board, done, f"synced with {seen.name}")


async def adopt(board: Board) -> None:
    """Ask for a branch or a commit, show what would become of it, and adopt it."""
    what = await board.push_screen_wait(
        Reason(
            "Adopt which branch, or which commit made by hand?",
            required=True,
            example="a branch or a commit id",
        )
    )
    if not what:
        return
    seen = await board.engine.look_at_adoption(what)
    if not seen:
        await _adopt_commit(board, what)
        return
    if not await board.is_trusted():
        return
    if await board.push_screen_wait(Confirm(f"Adopt {what}?", carrying(seen[0]), yes=_yes(seen[0]))):
        done = await board.engine.adopt_branch(what, seen[0].tree)
        await board.renew()
        _tell(board, done, f"adopted {what}")


async def _adopt_commit(board: Board, commit: str) -> None:
    page: list[PageLine] = [
        line(
            "The commit gets a record of what it closed, in a commit of its own; history and undo know it then."
        ),
        EMPTY,
        line(("No code changes.", "muted")),
    ]
    if await board.push_screen_wait(Confirm(f"Take {commit} in as a batch?", page, yes="record it")):
        landed = await board.engine.adopt_commit(commit)
        await board.renew()
        board.tell(landed, f"adopted {commit}")


def _yes(view: SyncView) -> str:
    return "verify and commit the merge" if view.stop is None else "keep what came before it"


def _tell(board: Board, done: SyncView, said: str) -> None:
    if done.landed is not None:
        board.tell(done.landed, said)
        return
    kept = f"what came before it is kept on {done.kept}" if done.kept else "nothing was changed"
    how = done.stop.how if done.stop is not None else ()
    board.say("\n".join((kept, *done.said, *how)), severity="warning")
