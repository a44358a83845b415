"""Small programs that work for a user and report every step."""
