"""The dashboard: screens and widgets over the engine's values."""
