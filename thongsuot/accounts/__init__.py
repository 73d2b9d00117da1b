"""Tài khoản, chức vụ, quyền theo thời gian (people, posts over time, sessions, rights), used by everyone who signs in."""
