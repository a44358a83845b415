"""(Model, tree) to change set: one file per recipe."""
