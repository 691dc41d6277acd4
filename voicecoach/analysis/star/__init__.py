"""STAR coverage: which part each sentence belongs to, and which parts an answer has."""
