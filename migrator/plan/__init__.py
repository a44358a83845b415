"""The plan of a campaign: its values, and the reading and writing of TOML."""
