"""Đo tốc độ (`make bench`): ours beside bare PostgreSQL, bare Django and bare Typst, interleaved, in one run.

A private installation of its own (temporary folder, own ports) carries everything; nothing of a running system is
touched. Figures are medians of rounds; "CPU" is milliseconds of web and database processes per request. A bench is
never a test: CI asserts statement counts and plans (`tests/`), never times.
"""
