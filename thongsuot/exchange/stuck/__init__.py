"""Việc kẹt: one list of everything that waits for another system; tried again, sent again by the range, solved outside."""
