"""Bảng số liệu của một xã: its columns, reading and checking what people wrote, the Excel template, the seal.

Pure but for the seal's keys: nothing here asks the database. Texts are Vietnamese whatever language the pages are in.
"""
