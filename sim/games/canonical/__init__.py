"""The games themselves, one a file: a file that declares `GAME` is in the catalogue."""
