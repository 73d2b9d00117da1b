"""Trang chỉ số, báo cáo, đánh giá."""
