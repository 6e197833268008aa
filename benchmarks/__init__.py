"""Measurements of this project: time and memory of fixed work, beside what a user would pick instead. `make bench` runs benchmarks/run.py."""
