"""What happened inside the backend, for whoever wants to know."""
