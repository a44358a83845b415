"""What the dashboard's engine does again: run by bench/analysis.py inside a process of its own.

The model of HEAD~1 is held, then HEAD is analysed, then the commit a hundred before it (or the oldest); the seconds of the last two are printed as JSON.
"""

import json
import sys
import time
from pathlib import Path

from migrator.analysis import Analysis
from migrator.campaign.snapshot import analyse_place, place_of_commit
from migrator.facts.cache import FactsCache
from migrator.git.door import open_repository
from migrator.git.history import commits
from migrator.model.discovery import find_packages
from migrator.plan.load import default_plan
from migrator.source.blob_cache import BlobCache
from migrator.source.trees import CommitTree


def main() -> None:
    """Measure and print."""
    repo = open_repository(Path(sys.argv[1]))
    blobs, cache = BlobCache(), FactsCache()
    head = CommitTree.at(repo, "HEAD")
    plan = default_plan(repo.root.name, find_packages(tuple(head.entries()), read=head.read_many))

    def analyse(commit: str, previous: Analysis | None) -> tuple[Analysis, float, float]:
        began, used = time.perf_counter(), time.process_time()
        place = place_of_commit(repo, commit, plan, blobs)
        analysis = analyse_place(place, cache=cache, previous=previous, progress=None)
        return analysis, time.perf_counter() - began, time.process_time() - used

    history = [commit.sha for commit in commits(repo, "HEAD", limit=101)]
    first, _, _ = analyse(history[1], None)
    now, changed, changed_used = analyse(history[0], first)
    _, back, back_used = analyse(history[-1], now)
    print(
        json.dumps(
            {"changed": changed, "changed processor": changed_used, "back": back, "back processor": back_used}
        )
    )


if __name__ == "__main__":
    main()
