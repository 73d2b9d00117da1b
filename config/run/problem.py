"""Việc không làm được: one kind of error for everything that stops a command before it began."""


class CannotRun(Exception):
    """The command could not run (exit code 2); the text says in Vietnamese what is missing and what to do."""
