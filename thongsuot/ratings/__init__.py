"""Đánh giá của người dân: one rating bound to one act of one official, which nobody can forge or force."""
