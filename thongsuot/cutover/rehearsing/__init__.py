"""Diễn tập: the real thing on a copy of what can move, in a schema of its own in the same cluster.

`copying` makes the schema from one snapshot and throws it away, `tables` says what is copied, `acting` is what runs in
a process of its own whose search path finds the copies first. That process may only read the real tables: whatever a
mover writes without being copied is refused loudly instead of touching live data.
"""
