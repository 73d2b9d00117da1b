"""Questions about hand-overs."""
