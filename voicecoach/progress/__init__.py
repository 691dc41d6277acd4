"""What many answers show together: trends, the grid of qualities, personal medians."""
