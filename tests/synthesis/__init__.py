"""Answers with known truth: written in a notation, spoken by espeak-ng, scored against it."""
