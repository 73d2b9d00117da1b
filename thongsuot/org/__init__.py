"""Đơn vị theo thời gian: đơn vị, kế thừa, lịch làm việc của tỉnh (dated units, succession, provincial calendars)."""
