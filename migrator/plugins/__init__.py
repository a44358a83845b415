"""Plug-ins that are installed beside this program: found without importing them, loaded when they are trusted, and called so that they can do no harm by failing."""
