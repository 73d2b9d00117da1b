"""Cổng công dân: tìm thủ tục, nộp hồ sơ, theo dõi, tra cứu (public and citizens' pages)."""
