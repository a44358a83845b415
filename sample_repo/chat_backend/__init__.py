"""An in-memory chat backend: people log in, connect, talk, and let agents work for them."""

__version__ = "0.9.0"
