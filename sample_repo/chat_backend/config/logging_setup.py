"""One place that configures logging, for the command line and for scripts."""

from __future__ import annotations

import logging

LOG_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


def configure_logging(level: str = "WARNING") -> None:
    """Log to standard error from the given level on."""
    logging.basicConfig(level=level, format=LOG_FORMAT)
