"""Trang của phòng tài khoản: signing in and out, one's own security, administration."""
