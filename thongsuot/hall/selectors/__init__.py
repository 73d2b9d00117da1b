"""Câu hỏi về sảnh."""
