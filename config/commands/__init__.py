"""Các lệnh của `thongsuot`: one module per subject, each function takes the parsed words and returns the exit code."""
