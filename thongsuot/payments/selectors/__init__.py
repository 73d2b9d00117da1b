"""Câu hỏi về tiền."""
