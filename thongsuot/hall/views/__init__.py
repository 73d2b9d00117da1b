"""Trang của sảnh: panel and overview for officials, board for the wall, queue and ticket for everybody."""
