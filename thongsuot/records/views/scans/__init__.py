"""Trang số hoá."""
