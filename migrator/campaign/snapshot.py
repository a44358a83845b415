"""What is analysed, and under which plan: the campaign's tip, or what stands in for it.

A tree is analysed under the plan that is in it. Until the plan is committed the one in the working tree speaks for it, and nothing can
land; where there is none at all, default phases over every package found are used, so that a first look needs no preparation.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.analysis import Analysis, ReportProgress, analyse
from migrator.facts.cache import FactsCache
from migrator.findings.context import Standing
from migrator.git.door import Repository
from migrator.git.listing import changed_paths
from migrator.git.objects import is_ancestor
from migrator.git.state import head
from migrator.landing.tip import tip_and_ref
from migrator.model.discovery import find_packages
from migrator.past.remember import Past
from migrator.plan.load import PLAN_FILES, default_plan, find_plan
from migrator.plan.parse import campaign_name
from migrator.plan.values import Plan
from migrator.plugins.loading import NO_PLUGINS, Plugins
from migrator.source.blob_cache import BlobCache
from migrator.source.trees import CommitTree, WorkingTree
from migrator.source.values import Tree


@dataclass(frozen=True)
class Place:
    """Which tree is looked at, under which plan.

    Attributes:
        commit: ``""`` where the working tree is analysed.
        since: The commit that the tree is of, or that the working tree was checked out from; ``""`` where there is none yet.
        said: In words for people.
        tip_ref: The full name of the ref that is the campaign's tip, ``""`` before the first landing.
        is_committed: The plan (or the default one, where there is none) is that of the commit.
    """

    tree: Tree
    plan: Plan
    commit: str
    said: str
    tip_ref: str
    is_committed: bool
    since: str = ""

    @property
    def key(self) -> tuple[str, Plan]:
        """Equal where nothing has to be analysed again."""
        return self.tree.identity, self.plan


def find_place(
    repo: Repository, blobs: BlobCache, *, working_tree: bool = False, assumed: Plan | None = None
) -> Place:
    """The campaign's tip, else HEAD; the working tree where asked for or where nothing is committed yet. ``assumed`` is a plan in place of theirs."""
    place = _find_place(repo, blobs, working_tree=working_tree)
    return place if assumed is None else replace(place, plan=assumed, is_committed=False)


def place_of_commit(repo: Repository, commit: str, plan: Plan, blobs: BlobCache) -> Place:
    """Any commit, under the plan in its tree, else under the given one."""
    return _place_of_commit(repo, CommitTree(repo, commit, blobs=blobs), plan, "", f"commit {commit[:10]}")


def place_of_tree(repo: Repository, tree: str, plan: Plan, blobs: BlobCache, *, since: str) -> Place:
    """A tree that no commit has yet, under the plan in it, else under the given one; ``since`` is the commit whose history is before it."""
    place = _place_of_commit(repo, CommitTree(repo, tree, blobs=blobs), plan, "", f"tree {tree[:10]}")
    return replace(place, since=since)


def uncommitted(repo: Repository) -> frozenset[str]:
    """Paths of the checkout that differ from HEAD: they are not part of what is analysed."""
    return changed_paths(repo)


def analyse_place(  # noqa: PLR0913  what an analysis may take over, each by keyword
    place: Place,
    *,
    cache: FactsCache | None,
    previous: Analysis | None,
    progress: ReportProgress | None,
    standing: Standing | None = None,
    plugins: Plugins = NO_PLUGINS,
    past: Past | None = None,
    cancelled: threading.Event | None = None,
) -> Analysis:
    """The analysis of a place."""
    return analyse(
        place.tree,
        place.plan,
        cache=cache,
        previous=previous,
        progress=progress,
        standing=standing,
        plugins=plugins,
        past=past.before(place.since) if past is not None and place.since else None,
        cancelled=cancelled,
    )


def _find_place(repo: Repository, blobs: BlobCache, *, working_tree: bool) -> Place:
    here = find_plan(_reader_of_folder(repo.root))
    current = head(repo).commit
    ref, commit = _tip(repo, here, current)
    if working_tree or (commit or current) is None:
        return replace(_place_of_working_tree(repo, here, ref or ""), since=current or "")
    if commit is not None:
        return _place_of_commit(
            repo, CommitTree(repo, commit, blobs=blobs), here, ref or "", "the campaign's tip"
        )
    return _place_of_commit(repo, CommitTree(repo, current or "", blobs=blobs), here, "", "HEAD")


def _tip(repo: Repository, here: Plan | None, current: str | None) -> tuple[str | None, str | None]:
    """The tip's ref and commit. Without a plan the branch of earlier landings counts as long as it goes on from what is checked out."""
    if here is not None:
        return tip_and_ref(repo, here.name, here.branch)
    ref, commit = tip_and_ref(repo, campaign_name(repo.root.name), "")
    goes_on = commit is not None and current is not None and is_ancestor(repo, current, commit)
    return (ref, commit) if goes_on else (None, None)


def _place_of_commit(repo: Repository, tree: CommitTree, here: Plan | None, ref: str, said: str) -> Place:
    committed = find_plan(_reader_of_tree(tree))
    plan = committed or here or _default(repo, tree)
    is_committed = committed is not None or here is None
    return Place(tree, plan, tree.commit, said, ref, is_committed, since=tree.commit)


def _place_of_working_tree(repo: Repository, here: Plan | None, ref: str) -> Place:
    tree = WorkingTree(repo)
    return Place(tree, here or _default(repo, tree), "", "the working tree", ref, is_committed=False)


def _default(repo: Repository, tree: Tree) -> Plan:
    found = find_packages(tuple(tree.entries()), read=tree.read_many)
    return default_plan(repo.root.name, found)


def _reader_of_folder(root: Path) -> Callable[[str], bytes | None]:
    def read(path: str) -> bytes | None:
        file = root / path
        return file.read_bytes() if path in PLAN_FILES and file.is_file() and not file.is_symlink() else None

    return read


def _reader_of_tree(tree: Tree) -> Callable[[str], bytes | None]:
    entries = tree.entries()

    def read(path: str) -> bytes | None:
        entry = entries.get(path)
        return tree.read(path) if entry is not None and entry.mode != "120000" else None

    return read
