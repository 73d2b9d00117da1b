"""Verbs of digitising: each one transaction, with its entry in the journal of the batch."""
