"""Verbs of the room: news into the queue, sending, what a person decides about a stuck message."""
