"""Lắp ráp hệ thống: settings, addresses, command line, server and deployment. The only place that knows all rooms."""

import gc

# Everything a start makes stays for ever: the collector looks for circles seldom. With Python's own threshold it took a fifth
# of every start. The web process, once it is there, collects in smaller portions (config/wsgi.py).
gc.set_threshold(10_000, 20, 20)
