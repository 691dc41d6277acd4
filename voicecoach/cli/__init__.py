"""The terminal: one file for each command, which asks and shows; coaching does the work."""
