"""The parts of moving whole modules: what was asked for, the moved files, what stays at the old paths, what only a person can judge."""
