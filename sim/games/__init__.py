"""Canonical games of deterrence with known solutions, their solvers, and a catalogue: theory that the simulation can be held against."""
