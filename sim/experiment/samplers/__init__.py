"""How a design spreads over its factors: one file a sampler, found by its name.

A sampler is a module with `sample(factors, design, seed) -> list of tuples`, one value a factor in each tuple. It is a pure function: the
same factors, design and seed give the same list on any machine.
"""
