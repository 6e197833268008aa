"""Measurements of this project; each file is one, run as `python -m benchmarks.<name>`."""
