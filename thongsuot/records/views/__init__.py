"""Trang của lưu trữ."""
