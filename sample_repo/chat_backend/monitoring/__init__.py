"""How the backend is doing."""
