"""The commands: each builds the adapters it needs and hands them over."""
