"""History computed from the commits themselves, never from what messages claim."""
