"""What can be set, and what holds where nothing is set."""
