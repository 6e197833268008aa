"""`python -m sim.cli` is the command `redline` where it is not installed."""

from sim.cli import main

if __name__ == "__main__":
    main()
