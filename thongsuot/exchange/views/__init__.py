"""Trang của liên thông."""
