"""Exact text: parsed files with byte offsets, import statements, placement, and edits as byte spans. Knows one file at a time."""
