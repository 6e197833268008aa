"""Where work is done: one file a kind of machine, the same bytes from all of them."""
