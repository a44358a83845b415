"""The command line: parse, call the campaign, render, exit code."""
