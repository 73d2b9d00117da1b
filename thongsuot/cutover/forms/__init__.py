"""Biểu mẫu của chuyển đổi; one file per topic."""
