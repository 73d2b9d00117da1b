"""Trang của cổng công dân."""
