"""What the front ends show, as values that are also the JSON of ``--json`` and of the engine's pipe: whatever the screen shows has its JSON twin."""
