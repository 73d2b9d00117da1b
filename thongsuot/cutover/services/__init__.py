"""Động từ ghi của chuyển đổi; one file per verb family."""
