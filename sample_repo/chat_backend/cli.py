"""The command line: a demonstration chat, and a doctor for the installation."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence

from chat_backend.app import ChatBackend


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name and return its exit status."""
    parser = argparse.ArgumentParser(prog="chat-backend", description=__doc__)
    parser.add_argument("command", choices=["demo", "doctor"])
    command = parser.parse_args(arguments).command
    return doctor() if command == "doctor" else asyncio.run(demo())


async def demo() -> int:
    """Let two people chat, and one of them run an agent; print what each of them got."""
    backend = ChatBackend()
    inboxes = {}
    tokens = {}
    for name in ("ada", "grace"):
        backend.register(name, "secret of " + name)
        tokens[name] = backend.login(name, "secret of " + name)
        _, inboxes[name] = await backend.connect(tokens[name])
    greeting = {"type": "chat", "payload": {"to": "grace", "text": "Is the compiler ready?"}}
    await backend.receive(tokens["ada"], json.dumps(greeting))
    question = {"type": "run_agent", "payload": {"agent": "counter", "prompt": "one two three"}}
    await backend.receive(tokens["grace"], json.dumps(question))
    for name, inbox in inboxes.items():
        for frame in inbox.frames():
            print(f"{name:>6} <- {frame['type']}: {frame['payload']}")
    return 0


def doctor() -> int:
    """Say whether the settings of this machine make sense."""
    from chat_backend.config.logging import configure_logging
    from chat_backend.config.settings import Settings

    configure_logging("INFO")
    problems = Settings.from_environment().problems()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
