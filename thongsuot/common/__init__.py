"""Nền chung: đồng hồ pháp lý, nhật ký, đánh số, kho tệp, khoá (legal clock, journal, numbering, files, keys).

Lowest room of the house: knows no unit, no person, no dossier; ids of those stand here as plain numbers.
"""
