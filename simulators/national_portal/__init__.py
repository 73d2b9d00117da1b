"""Cổng Dịch vụ công quốc gia mô phỏng: dossier sync, progress, catalogue, e-store, payment, and what the portal hands to us.

A separate program: own process, own SQLite file. README.md says what is simulated and what nobody has tried against the
real one.
"""
