"""Lưu trữ: closed work kept under a fonds and a retention rule, with copies that are checked, lent, read and disposed of by law."""
