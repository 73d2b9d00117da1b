"""Hình của sắp xếp đơn vị: tiles and flows, computed from what `org` knows and drawn by templates as SVG. Never borders."""
