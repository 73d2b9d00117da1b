"""Câu hỏi của chuyển đổi; one file per topic."""
