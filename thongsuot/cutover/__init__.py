"""Chuyển đổi: một tỉnh các xã cũ thành xã mới trong một đêm, không mất một tờ giấy (docs/rooms.md)."""
