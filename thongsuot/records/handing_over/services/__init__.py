"""Verbs of a hand-over."""
