"""Kinds of red line: how the chance of an answer follows from the exposure met. One kind a file."""
