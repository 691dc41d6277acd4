"""The views of an answer, each a pure rendering."""
