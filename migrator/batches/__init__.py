"""Findings and recipes to batches: what is proposed, in which order, with shapes, hunks, decisions and effect."""
