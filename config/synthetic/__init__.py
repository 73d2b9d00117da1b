"""Hồ sơ giả để đo tốc độ: dossiers that nobody filed, as many as a province has, with journal chains that hold.

`thongsuot synthetic load` writes them by COPY in one transaction. Same seed and same reference data, same rows.
"""
