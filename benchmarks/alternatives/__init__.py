"""The same crisis written as a user would without Redline: each file has `simulate(params, seed, histories, width) -> weighted means by name`."""
