"""The parts of moving definitions: what they need, how they leave, how they arrive, what stays behind."""
