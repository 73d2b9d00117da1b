"""Django trần: the least that Django can do, to measure ours against; five rows by the ORM, a list of twenty rows."""
