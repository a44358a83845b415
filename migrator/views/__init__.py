"""The campaign's answers as values of the wire: what ``--json`` prints, what the engine sends, what both front ends render."""
