"""The one door to git.

Whatever reads, plans or verifies goes through `door.Repository`, which runs git so that nothing of the repository's
configuration runs: no hook, filter, file-system monitor, external diff or pager. The other modules are topics: objects,
refs, the working tree's listing, the state of the checkout, worktrees, history. Paths are exact bytes (surrogateescape).
"""
