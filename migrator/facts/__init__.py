"""Bytes of one file to what it says by itself: definitions, imports, exports, uses, path-like strings."""
