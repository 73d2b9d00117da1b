"""Verbs on documents; each is one transaction and one journal entry."""
