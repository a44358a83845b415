"""Where things are kept while the process lives."""
