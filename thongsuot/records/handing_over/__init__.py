"""Bàn giao tài liệu của đơn vị giải thể: boxes, files, documents with counts and hashes, exceptions, minutes, two signatures.

Thông tư 06/2025/TT-BNV speaks of districts (Điều 40); for communes Điều 39 was not seen: the steps here are proposed.
"""
