"""Figures over many answers: trends, the grid of qualities, personal medians."""
