"""The command, to compare the functions with."""

from tests.cli.conftest import kernel, redline

__all__ = ["kernel", "redline"]
