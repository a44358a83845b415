"""What duplicates are replaced by: creators and their calls proved the same, classes compared, members and enums."""
