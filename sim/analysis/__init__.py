"""Statistics: from stored sums to estimates, intervals, contrasts and the objects that --json prints."""
