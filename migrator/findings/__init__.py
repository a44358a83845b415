"""Model to findings: one file per kind."""
