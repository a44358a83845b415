"""Facts of all files to what the repository says: modules, what each name means, who imports whom and when."""
