"""What happens, each rule written once: numbers in, numbers out, no randomness inside (u arrives as an argument)."""
