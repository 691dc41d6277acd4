"""The candidate's corrections: their log, and how they are applied to an answer."""
