"""What history says of names that are gone: the last commit they resolved in, and what became of them.

Reading it executes nothing and asks git for as little as the dead names need: the commits that touched their modules, the blobs before and after.
"""
