"""Kho lưu trữ số: bytes known by their SHA-256, several copies in configured stores, checked and repaired by jobs."""
