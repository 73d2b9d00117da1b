"""PostgreSQL backend of Django with one habit of ours: see `base`."""
