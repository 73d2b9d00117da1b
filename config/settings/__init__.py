"""Cấu hình: base for all, then dev, test or prod."""
