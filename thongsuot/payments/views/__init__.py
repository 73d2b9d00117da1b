"""Trang về tiền."""
