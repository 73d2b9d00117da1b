"""Bộ giao diện: thành phần, trang nền, tệp tĩnh (components, base pages, static files), used by every page."""
