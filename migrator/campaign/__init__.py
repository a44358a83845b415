"""What a front end calls: open, status, findings, batches, decide, land, undo, history. Everything that one front end can do the other can."""
