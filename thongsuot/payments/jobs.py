"""Việc nền của phòng thanh toán."""
