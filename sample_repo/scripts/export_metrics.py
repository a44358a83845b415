"""Prints the counters of a fresh backend, in the format of the report."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chat_backend.app import ChatBackend  # noqa: E402
from chat_backend.monitoring.exporters import MetricsReport  # noqa: E402

if __name__ == "__main__":
    print("\n".join(MetricsReport(ChatBackend().metrics).lines()))
