"""Trang của chữ ký số."""
