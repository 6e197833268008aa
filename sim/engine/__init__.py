"""The order of events and the source of chance. Read turn.py first."""
