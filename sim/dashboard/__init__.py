"""The dashboard of `redline view`: move what a scenario assumes, and see what a few histories on the same luck make of it."""
