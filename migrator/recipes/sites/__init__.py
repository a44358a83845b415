"""Every place that uses a name: imports, attribute chains, strings, documents. What cannot be rewritten right is listed."""
