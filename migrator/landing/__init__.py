"""A batch to a commit: worktree, checks, commit, compare-and-swap, undo, follow, recover, push."""
