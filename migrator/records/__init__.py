"""The record of a landed batch: what is committed into the tree so that a clone alone tells the campaign's story."""
