"""Lắp ráp hệ thống: settings, addresses, command line, server and deployment. The only place that knows all rooms."""

import gc

# Everything a start makes stays for ever, and a page or job makes thousands of objects that die by themselves: the collector
# looks for circles seldom. With Python's own threshold it took a fifth of every start.
gc.set_threshold(10_000, 20, 20)
