"""Câu hỏi của lưu trữ; all start from permissions."""
