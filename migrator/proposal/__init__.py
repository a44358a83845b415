"""A repository without a plan to a proposed one: focused on one subject, with the reason of every line as a comment."""
