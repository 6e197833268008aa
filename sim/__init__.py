"""Redline: nuclear red lines and escalation, simulated from scenarios in YAML.

Importing this package loads nothing heavy. Start with `sim.scenario.load`, then `sim/engine/turn.py`, which is one turn as a list of steps.
"""

__version__ = "0.1.0"
