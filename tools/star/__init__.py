"""The STAR model's corpus, what checks it, and the training (docs/methods-star.md)."""
