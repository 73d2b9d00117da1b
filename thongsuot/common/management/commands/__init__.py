"""Mỗi tệp một lệnh."""
