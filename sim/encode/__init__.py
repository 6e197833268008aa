"""A scenario as named arrays: the one place that knows the world is arrays."""
