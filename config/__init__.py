"""Lắp ráp: settings, addresses, the command line and the running of the whole; may import every room."""
