"""Attacks on VoiceCoach: seeded kills, damaged files, crowds, tracers; each with its figures.

`make attack` runs all of it and writes docs/lab/attack.md; the tests run a minute of it.
"""
