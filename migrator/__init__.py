"""A terminal dashboard for refactoring campaigns on Python repositories."""

__version__ = "0.1.0"
