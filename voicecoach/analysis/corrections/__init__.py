"""Corrections: the log of what a candidate changed, and how it is applied to an answer."""
