"""Copies the sessions of an old snapshot into a store."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chat_backend.storage.memory import MemoryStore  # noqa: E402
from chat_backend.storage.snapshot import load_snapshot  # noqa: E402

if __name__ == "__main__":
    store = MemoryStore()
    for key, value in load_snapshot(sys.stdin.read()).items():
        store.put(key, value)
    print(len(store), "sessions")
