"""Trang đánh giá của người dân, và kết quả cho cán bộ."""
