"""Thông Suốt: nền tảng mã nguồn mở cho chính quyền địa phương hai cấp (open platform for two-tier local government)."""
