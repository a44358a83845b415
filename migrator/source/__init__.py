"""The bytes of a commit, of the working tree, or of either with edits on top: one shape for all three."""
