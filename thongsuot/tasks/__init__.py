"""Nhiệm vụ "5 rõ": một danh sách việc cho mỗi người (one list of open work for every official)."""
