"""Figures: a small table in, one figure out. Nothing is imported here, so that looking at the package costs nothing."""
