"""Lệnh quản trị của Django mà nền chung thay."""
