"""Trang của chuyển đổi."""
