"""analyze() and the rules behind each number; pure."""
