"""Tài khoản, chức vụ, quyền theo thời gian (people, posts, sessions, rights), used by all who sign in."""
